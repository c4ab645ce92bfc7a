"""The only writer of what the lines of trades copy from their candidate (position, date, status, key)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from parcours.models import Candidat, MetierCandidat
from parcours.selectors.reperes import SOURCES, lignes_differentes


@transaction.atomic
def recopier(candidats: Iterable[int]) -> int:
    """Make the lines of these candidates (keys) say what their candidates say; how many lines.

    To be called by whoever writes a status, a date, a position or a trade, after writing it. The candidates are locked
    first: of two writers at once, the last to copy reads what the other wrote.
    """
    cles = sorted(set(candidats))
    list(Candidat.objects.select_for_update(of=("self",)).filter(pk__in=cles).order_by("pk").values_list("pk"))
    return _ecrire(MetierCandidat.objects.filter(candidat__in=cles))


@transaction.atomic
def reparer() -> int:
    """Copy again wherever a line differs from its candidate; how many lines."""
    return recopier(list(lignes_differentes().values_list("candidat_id", flat=True)))


def _ecrire(lignes: QuerySet[MetierCandidat]) -> int:
    source = Candidat.objects.filter(pk=OuterRef("candidat_id"))
    valeurs = {nom: Subquery(source.annotate(lu=lu).values("lu")) for nom, lu in SOURCES.items()}
    return lignes.update(**valeurs)
