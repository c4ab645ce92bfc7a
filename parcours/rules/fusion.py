"""Merging two records: which days of a window of eligibility the other record does not cover already. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Fenetre = tuple[date, date | None]
"""First and last day; None: no end."""
UN_JOUR = timedelta(days=1)


def restes(fenetre: Fenetre, prises: Iterable[Fenetre]) -> list[Fenetre]:
    """The pieces of a window outside those already there: with them it covers the same days, and none twice."""
    morceaux = [fenetre]
    for debut, fin in prises:
        suivants: list[Fenetre] = []
        for son_debut, sa_fin in morceaux:
            if (sa_fin is not None and sa_fin < debut) or (fin is not None and fin < son_debut):
                suivants.append((son_debut, sa_fin))
                continue
            if son_debut < debut:
                suivants.append((son_debut, debut - UN_JOUR))
            if fin is not None and (sa_fin is None or fin < sa_fin):
                suivants.append((fin + UN_JOUR, sa_fin))
        morceaux = suivants
    return sorted(morceaux, key=lambda piece: piece[0])
