"""The last day somebody spoke with a candidate: it only moves forward."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from parcours.models import Candidat


def marquer_contact(candidat: Candidat, jour: date) -> None:
    """Keep the latest contact."""
    Candidat.objects.filter(pk=candidat.pk).filter(
        Q(dernier_contact_le__isnull=True) | Q(dernier_contact_le__lt=jour)
    ).update(dernier_contact_le=jour)
