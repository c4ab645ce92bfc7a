"""Named, chainable filters of the pathway."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q


class CandidatQuerySet(models.QuerySet):
    """Candidates."""

    def placables(self, jour: date) -> CandidatQuerySet:
        """Available that day."""
        return self.filter(statut="DISPONIBLE").filter(Q(disponible_le__isnull=True) | Q(disponible_le__lte=jour))

    def du_prescripteur(self, organisation_ids: list[int]) -> CandidatQuerySet:
        """Whom one of these organisations referred (also under a record since merged into this one)."""
        liens = self.model.autres_prescripteurs.through.objects.filter(organisation_id__in=organisation_ids)
        return self.filter(Q(prescripteur_id__in=organisation_ids) | Q(pk__in=liens.values("candidat_id")))

    def suivis(self) -> CandidatQuerySet:
        """Neither erased nor merged into another record."""
        return self.filter(beneficiaire__efface_le__isnull=True, beneficiaire__annule_le__isnull=True)


class DecisionQuerySet(models.QuerySet):
    """Decisions of eligibility."""

    def favorables(self) -> DecisionQuerySet:
        return self.filter(issue="FAVORABLE")


class MiseEnRelationQuerySet(models.QuerySet):
    """Referrals."""

    def ouvertes(self) -> MiseEnRelationQuerySet:
        return self.filter(close_le__isnull=True)


class DemandePubliqueQuerySet(models.QuerySet):
    """Requests from the public."""

    def sans_reponse(self) -> DemandePubliqueQuerySet:
        return self.filter(repondue_le__isnull=True)


class FusionQuerySet(models.QuerySet):
    """Merges of records."""

    def en_vigueur(self) -> FusionQuerySet:
        """Not undone."""
        return self.filter(annulee_le__isnull=True)
