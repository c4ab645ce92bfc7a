"""Sharing a total in whole hundredths: the internal split of a group, shares of communes or sites."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from clauses.rules.phrases import heures, nombre
from socle.erreurs import RegleViolee

CENT = Decimal("100.00")


def repartir(total_heures: Decimal, poids: Sequence[Decimal | int]) -> list[Decimal]:
    """Share a total by weights, in whole hundredths; the last partner takes the remainder.

    Each share but the last is cut down to the hundredth, so that the sum is always exactly the total.
    The last partner *with a weight* takes the remainder: a weight of zero gets nothing.
    """
    if total_heures < 0:
        raise RegleViolee("Le total à répartir n'est pas négatif.", champ="total")
    if not poids or any(p < 0 for p in poids) or not any(poids):
        raise RegleViolee("La répartition demande au moins une part positive, et aucune négative.", champ="poids")
    centiemes = int(total_heures.scaleb(2))
    if Decimal(centiemes).scaleb(-2) != total_heures:
        raise RegleViolee("Un total d'heures a deux décimales au plus.", champ="total")
    somme = sum((Fraction(p) for p in poids), Fraction(0))
    dernier = max(i for i, p in enumerate(poids) if p)
    parts = [0 if i == dernier else int(centiemes * Fraction(p) / somme) for i, p in enumerate(poids)]
    parts[dernier] = centiemes - sum(parts)
    return [Decimal(p).scaleb(-2) for p in parts]


def verifier_repartition(total_heures: Decimal, parts: Sequence[Decimal]) -> None:
    """Refuse (RegleViolee) a split whose parts do not sum exactly to the group's obligation."""
    if any(p < 0 for p in parts):
        raise RegleViolee("Une part de répartition n'est pas négative.", champ="parts")
    somme = sum(parts, Decimal("0.00"))
    if somme != total_heures:
        raise RegleViolee(
            f"La répartition fait {heures(somme)} pour un objectif de {heures(total_heures)} : "
            f"il {_ecart(total_heures - somme)}.",
            champ="parts",
        )


def verifier_parts_de_cent(parts: Sequence[Decimal], *, objet: str = "parts") -> None:
    """Refuse (RegleViolee) shares, in percent, that are not positive or do not sum to exactly 100.00."""
    if not parts or any(p <= 0 for p in parts):
        raise RegleViolee(f"Les {objet} sont toutes positives.", champ="parts")
    somme = sum(parts, Decimal("0.00"))
    if somme != CENT:
        raise RegleViolee(f"Les {objet} font {nombre(somme)} % au lieu de 100 %.", champ="parts")


def _ecart(difference: Decimal) -> str:
    if difference > 0:
        return f"manque {heures(difference)}"
    return f"y a {heures(-difference)} de trop"
