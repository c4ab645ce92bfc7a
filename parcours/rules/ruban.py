"""The ribbon of a pathway: steps and work contracts, across employers and sites, in one dated line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, as the ribbon tells it; `heures` only for a work contract."""

    debut: date
    nature: str
    mot: str
    detail: str = ""
    fin: date | None = None
    note: str = ""
    auteur: str = ""
    heures: Decimal | None = None
    ordre: int = 0
    en_cours: bool = False


def ruban(moments: Iterable[Moment]) -> tuple[Moment, ...]:
    """In the order of time; the same day, in the order they were written."""
    return tuple(sorted(moments, key=lambda m: (m.debut, m.ordre)))
