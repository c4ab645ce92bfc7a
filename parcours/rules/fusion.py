"""Merging two records: until when it may be undone, which days of a window the other does not cover. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Fenetre = tuple[date, date | None]
"""First and last day; None: no end."""
UN_JOUR = timedelta(days=1)


def dernier_jour_pour_defaire(fusionnees_le: date, delai: int) -> date:
    """The last day on which a merge may be undone, `delai` days after it (setting `delai_annulation_fusion`)."""
    return fusionnees_le + timedelta(days=delai)


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
