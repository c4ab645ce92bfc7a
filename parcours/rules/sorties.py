"""Outcomes at exit and at +3, +6, +12 months: which one is due. « Inconnu » is an answer, silence is a task."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from clauses.rules.conservation import terme

ECHEANCES = (0, 3, 6, 12)
SUIVIES = ECHEANCES[1:]


@dataclass(frozen=True, slots=True)
class Echeance:
    """One term of an exit: when it falls, and whether it waits for an answer."""

    mois: int
    le: date
    constatee: bool
    due: bool


def echeances(sortie: date, constatees: Collection[int], jour: date) -> tuple[Echeance, ...]:
    """The terms of an exit as they stand on a day."""
    dates = [(mois, terme(sortie, mois)) for mois in ECHEANCES]
    return tuple(Echeance(m, le, m in constatees, m not in constatees and le <= jour) for m, le in dates)
