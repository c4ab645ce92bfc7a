"""The personal link to the carnet de parcours: made, shown once, expiring, revocable; no account, no e-mail needed."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Candidat, LienCarnet
from parcours.policies import Action, exiger
from parcours.rules.journal import ActeCandidat
from parcours.services.journal import noter
from socle.horloge import aujourdhui, maintenant

OCTETS = 24
"""Random bytes of a link: 2^192 of them cannot be walked through."""


@transaction.atomic
def ouvrir_lien(*, acteur: Acteur, candidat: Candidat) -> tuple[LienCarnet, str]:
    """A new link (the former one closes) and its secret, to be given to the person now: it is not kept."""
    exiger(acteur, Action.OUVRIR_CARNET, candidat)
    Candidat.objects.select_for_update(of=("self",)).get(pk=candidat.pk)
    instant = maintenant()
    LienCarnet.objects.filter(candidat=candidat, revoque_le__isnull=True).update(
        revoque_le=instant, revoque_par=acteur.utilisateur
    )
    secret = secrets.token_urlsafe(OCTETS)
    lien = LienCarnet.objects.create(
        candidat=candidat,
        empreinte=empreinte(secret),
        cree_le=instant,
        cree_par=acteur.utilisateur,
        expire_le=instant + timedelta(days=int(reglages_au(aujourdhui())["duree_carnet"])),
    )
    noter(candidat, ActeCandidat.CARNET_DONNE, acteur)
    return lien, secret


@transaction.atomic
def revoquer(*, acteur: Acteur, candidat: Candidat) -> None:
    """The link opens nothing any more; harmless when there is none."""
    exiger(acteur, Action.OUVRIR_CARNET, candidat)
    fermes = LienCarnet.objects.filter(candidat=candidat, revoque_le__isnull=True).update(
        revoque_le=maintenant(), revoque_par=acteur.utilisateur
    )
    if fermes:
        noter(candidat, ActeCandidat.CARNET_FERME, acteur)


def lien_du_secret(secret: str) -> LienCarnet | None:
    """The link that opens now; None for an unknown, revoked or expired one, or a person who was erased."""
    lien = (
        LienCarnet.objects.filter(empreinte=empreinte(secret), revoque_le__isnull=True, expire_le__gt=maintenant())
        .filter(candidat__beneficiaire__efface_le__isnull=True, candidat__beneficiaire__annule_le__isnull=True)
        .select_related("candidat__beneficiaire")
        .first()
    )
    if lien is not None:
        LienCarnet.objects.filter(pk=lien.pk).update(ouvert_le=maintenant())
    return lien


def empreinte(secret: str) -> str:
    """The hash under which a secret is known."""
    return hashlib.sha256(secret.encode()).hexdigest()
