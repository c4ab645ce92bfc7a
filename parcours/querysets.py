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
        return self.filter(prescripteur_id__in=organisation_ids)


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
