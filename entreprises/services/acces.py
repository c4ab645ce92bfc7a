"""The technical doors (Wagtail, Django admin) follow the memberships; nobody ticks them by hand."""

from __future__ import annotations

from django.contrib.admin import site
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from comptes.models import Utilisateur
from entreprises.models import Membre
from entreprises.rules import Role

GROUPE_REDACTION = "Rédaction du site"
GROUPE_ADMINISTRATION = "Administration de la plateforme"

_GROUPES = {Role.REDACTION: GROUPE_REDACTION, Role.ADMINISTRATION: GROUPE_ADMINISTRATION}


def aligner_acces(utilisateur: Utilisateur) -> None:
    """Set the groups and the staff mark of this account from its active memberships. Other groups stay."""
    roles = set(Membre.objects.filter(utilisateur=utilisateur).actifs().values_list("role", flat=True))
    for role, nom in _GROUPES.items():
        groupe, _ = Group.objects.get_or_create(name=nom)
        if role in roles:
            utilisateur.groups.add(groupe)
        else:
            utilisateur.groups.remove(groupe)
    staff = utilisateur.is_superuser or Role.ADMINISTRATION in roles
    if utilisateur.is_staff != staff:
        Utilisateur.objects.filter(pk=utilisateur.pk).update(is_staff=staff)
        utilisateur.is_staff = staff


def preparer_groupes() -> None:
    """Create both groups; the administration gets the rights on whatever the Django admin shows. Idempotent.

    The editors' rights on pages, images and documents are given by the reference data, with the page tree.
    """
    Group.objects.get_or_create(name=GROUPE_REDACTION)
    administration, _ = Group.objects.get_or_create(name=GROUPE_ADMINISTRATION)
    types = ContentType.objects.get_for_models(*site._registry, for_concrete_models=False).values()
    administration.permissions.set(Permission.objects.filter(content_type__in=list(types)))
