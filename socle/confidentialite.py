"""Small cells: a count of people under a threshold is never shown, nor found again by subtraction. Pure.

Threshold 5 by default (10 for sensitive breakdowns such as disability). Zero is shown: nobody is recognised in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

SEUIL = 5
K = TypeVar("K")


def masquer(n: int | None, seuil: int = SEUIL) -> int | None:
    """The count, or None when it is between 1 and `seuil` - 1."""
    return None if n is None or 0 < n < seuil else n


def presenter(n: int | None, seuil: int = SEUIL) -> str:
    """The count as text, "moins de 5" when hidden."""
    visible = masquer(n, seuil)
    return f"moins de {seuil}" if visible is None else str(visible)


def masquer_liste(valeurs: Sequence[int], *, total_publie: bool = True, seuil: int = SEUIL) -> list[int | None]:
    """A list of counts whose total is also shown, safe from subtraction.

    Each small count is hidden; when the hidden ones could be found from the total (only one of them, or their sum is
    still under the threshold), the smallest other counts above zero are hidden too. When that can't be had, all are.
    """
    visibles: list[int | None] = [masquer(v, seuil) for v in valeurs]
    if not total_publie or None not in visibles:
        return visibles
    restants = sorted((v, i) for i, v in enumerate(visibles) if v)
    while not _protegee(valeurs, visibles, seuil):
        if not restants:
            return [None] * len(valeurs)
        # Equal counts are hidden together: which of them was chosen would tell the others.
        plus_petit = restants[0][0]
        while restants and restants[0][0] == plus_petit:
            visibles[restants.pop(0)[1]] = None
    return visibles


def _protegee(valeurs: Sequence[int], visibles: Sequence[int | None], seuil: int) -> bool:
    """True when the sum of the hidden counts, which anybody can compute, leaves several possibilities for each."""
    cachees = [v for v, visible in zip(valeurs, visibles, strict=True) if visible is None]
    somme, nombre = sum(cachees), len(cachees)
    # All ones, or all just under the threshold, would be found from their sum.
    au_plafond = somme == nombre * (seuil - 1)
    return nombre >= 2 and somme >= seuil and somme > nombre and not au_plafond


def masquer_ventilation(
    ventilation: Mapping[K, int], *, total_publie: bool = True, seuil: int = SEUIL
) -> dict[K, int | None]:
    """The same for a breakdown by label."""
    return dict(
        zip(ventilation, masquer_liste(list(ventilation.values()), total_publie=total_publie, seuil=seuil), strict=True)
    )


def total_publiable(total: int, seuil: int = SEUIL) -> int | None:
    """The total of a breakdown, itself hidden when small."""
    return masquer(total, seuil)
