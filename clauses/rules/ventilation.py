"""A person's hours of a month over the lots where she works: proposed from last month's shares, summing exactly."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses.rules.obligation import repartir

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Place:
    """A work contract on a site where hours may go; `heures_avant` are those of the last month known (None: none)."""

    cle: Hashable
    heures_avant: Decimal | None = None
    jours_couverts: int = 0


def ventiler(heures: Decimal, places: Sequence[Place]) -> list[tuple[Hashable, Decimal]]:
    """(place, hours) whose sum is `heures` to the hundredth; a negative regularisation is split in the same way.

    By last month's shares; where nobody knows, by the days of the month that each contract covers, else equally.
    The last place with a weight takes the remainder.
    """
    if not places:
        return []
    poids = [place.heures_avant or ZERO for place in places]
    if not any(poids):
        poids = [Decimal(place.jours_couverts) for place in places]
    if not any(poids):
        poids = [Decimal(1)] * len(places)
    signe = -1 if heures < 0 else 1
    parts = repartir(abs(heures), poids)
    return [(place.cle, part * signe) for place, part in zip(places, parts, strict=True)]
