"""How long things are kept: the last day that is old enough to be erased (domain.md §8, CFG delays in months)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def terme(depuis: date, mois: int) -> date:
    """The day on which something of that day has been kept `mois` months; the end of a month too short for it."""
    if mois < 0:
        raise ValueError("Une durée de conservation n'est pas négative.")
    annee, indice = divmod(depuis.year * 12 + depuis.month - 1 + mois, 12)
    return date(annee, indice + 1, min(depuis.day, calendar.monthrange(annee, indice + 1)[1]))


def limite(jour: date, mois: int) -> date:
    """The latest day whose term has come on `jour`: what dates from it or before may be erased, nothing later."""
    annee, indice = divmod(jour.year * 12 + jour.month - 1 - mois, 12)
    candidat = date(annee, indice + 1, calendar.monthrange(annee, indice + 1)[1])
    while terme(candidat, mois) > jour:
        candidat -= timedelta(days=1)
    return candidat
