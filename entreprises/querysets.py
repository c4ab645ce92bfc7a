"""Named filters on organisations, memberships and invitations."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from entreprises.rules import EtatMembre, Nature, Role, role_gestionnaire


class OrganisationQuerySet(models.QuerySet):
    """Organisations."""

    def en_vigueur(self, au: date) -> OrganisationQuerySet:
        """Exist on that day (open validity at either end)."""
        return self.filter(
            Q(valide_du__isnull=True) | Q(valide_du__lte=au), Q(valide_au__isnull=True) | Q(valide_au__gte=au)
        )

    def contenant(self, texte_plie: str) -> OrganisationQuerySet:
        """Every folded word found in the folded name, the acronym or the SIRET."""
        resultat = self
        for mot in texte_plie.split():
            resultat = resultat.filter(Q(nom_plie__contains=mot) | Q(siret__startswith=mot))
        return resultat

    def sans_gestionnaire(self) -> OrganisationQuerySet:
        """Have (or had) members, but nobody active who may manage the team."""
        modele = self.model._meta.get_field("membres").related_model
        membres = modele.objects.filter(organisation=OuterRef("pk"))
        par_role: dict[Role, list[Nature]] = {}
        for nature in Nature:
            par_role.setdefault(role_gestionnaire(nature), []).append(nature)
        manque = Q(pk__in=[])
        for role, natures in par_role.items():
            gere = membres.filter(role=role, etat=EtatMembre.ACTIF, utilisateur__is_active=True)
            manque |= Q(nature__in=natures) & ~Exists(gere)
        return self.filter(Exists(membres)).filter(manque)


class MembreQuerySet(models.QuerySet):
    """Memberships."""

    def actifs(self) -> MembreQuerySet:
        """Give rights today: neither suspended nor removed, and the account is open."""
        return self.filter(etat=EtatMembre.ACTIF, utilisateur__is_active=True)

    def en_place(self) -> MembreQuerySet:
        """Not removed (suspended ones included)."""
        return self.exclude(etat=EtatMembre.RETIRE)

    def gestionnaires(self) -> MembreQuerySet:
        """Hold the role that manages their organisation's team."""
        condition = Q(pk__in=[])
        for nature in Nature:
            condition |= Q(organisation__nature=nature, role=role_gestionnaire(nature))
        return self.filter(condition)


class InvitationQuerySet(models.QuerySet):
    """Invitations."""

    def ouvertes(self) -> InvitationQuerySet:
        """Neither accepted nor revoked; may have expired."""
        return self.filter(acceptee_le__isnull=True, revoquee_le__isnull=True)

    def en_attente(self, au: datetime) -> InvitationQuerySet:
        """Open and still valid at that instant."""
        return self.ouvertes().filter(expire_le__gt=au)
