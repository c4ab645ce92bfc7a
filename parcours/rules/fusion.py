"""Merging two records: until when it may be undone, what a merge of a merge leads to, days of windows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

Fenetre = tuple[date, date | None]
"""First and last day; None: no end."""
UN_JOUR = timedelta(days=1)


def dernier_jour_pour_defaire(fusionnees_le: date, delai: int) -> date:
    """The last day on which a merge may be undone, `delai` days after it (setting `delai_annulation_fusion`)."""
    return fusionnees_le + timedelta(days=delai)


def derniere_gardee(fiche: int, gardees: Mapping[int, int]) -> int:
    """The record that now holds this one, through merges of merges; itself when nobody absorbed it.

    `gardees`: absorbed record → the one kept.
    """
    vues = {fiche}
    while (suivante := gardees.get(fiche)) is not None and suivante not in vues:
        vues.add(suivante)
        fiche = suivante
    return fiche


def toutes_absorbees(fiche: int, gardees: Mapping[int, int]) -> set[int]:
    """The records absorbed by this one, and those that they had absorbed."""
    return {absorbee for absorbee in gardees if absorbee != fiche and derniere_gardee(absorbee, gardees) == fiche}


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
