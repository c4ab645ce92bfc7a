"""What each line of a trade copies from its candidate, so that a shortlist reads one table; the lines that differ."""

from __future__ import annotations

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from parcours.models import MetierCandidat
from parcours.rules.etapes import StatutParcours

SOURCES: dict[str, Combinable] = {
    "cle": F("uuid"),
    "placable": Case(
        When(statut=StatutParcours.DISPONIBLE.value, then=Value(True)), default=False, output_field=BooleanField()
    ),
    "disponible_le": F("disponible_le"),
    "latitude": F("latitude"),
    "longitude": F("longitude"),
}
"""Copied field → what it copies, on the candidate."""
COPIES = {"cle": "uuid", "disponible_le": "disponible_le", "latitude": "latitude", "longitude": "longitude"}


def lignes_differentes() -> QuerySet[MetierCandidat]:
    """Lines that do not say the same as their candidate; none, unless something wrote past the services."""
    disponible = Q(candidat__statut=StatutParcours.DISPONIBLE.value)
    pareilles = Q(disponible, placable=True) | Q(~disponible, placable=False)
    for ici, la in COPIES.items():
        source = f"candidat__{la}"
        pareilles &= Q(**{ici: F(source)}) | Q(**{f"{ici}__isnull": True, f"{source}__isnull": True})
    # Not `exclude(pareilles)`: comparing with NULL is neither true nor false.
    memes = MetierCandidat.objects.filter(pareilles).values("pk")
    return MetierCandidat.objects.exclude(pk__in=memes).order_by("pk")
