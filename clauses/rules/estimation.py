"""The estimator: how many hours to write in a contract, from an amount or from planned hours.

A help at drafting time; the figure written in the contract is the obligation. One rounding, at the end.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from clauses.rules.phrases import au_centieme
from socle.erreurs import RegleViolee

PAS_HEURE = Decimal(1)
PAS_SEMAINE = Decimal(35)


def estimer_sur_montant(
    montant_ht: Decimal, part_mo: Decimal, taux: Decimal, cout_horaire: Decimal, *, pas: Decimal = PAS_HEURE
) -> Decimal:
    """Hours = amount excluding tax x labour share x insertion rate / full hourly cost.

    `part_mo` and `taux` are percentages (50 for 50 %), `cout_horaire` is in euros per hour, `pas` the
    rounding step in hours (1, or 35 in offices that count in weeks). Half rounds up, once, at the end.
    1,000,000 x 50 % x 5 % / 30 = 833 h; 4,200,000 x 45 % x 10 % / 38 = 4,974 h.
    """
    if cout_horaire <= 0:
        raise RegleViolee("Le coût horaire doit être positif.", champ="cout_horaire")
    if montant_ht < 0:
        raise RegleViolee("Le montant n'est pas négatif.", champ="montant")
    _verifier_pourcentage(part_mo, "part_main_oeuvre", "La part de main-d'œuvre")
    _verifier_pourcentage(taux, "taux_effort", "Le taux d'insertion")
    exact = Fraction(montant_ht) * Fraction(part_mo) / 100 * Fraction(taux) / 100 / Fraction(cout_horaire)
    return arrondir_au_pas(exact, pas)


def estimer_sur_heures(heures_totales: Decimal, taux: Decimal, *, pas: Decimal = PAS_HEURE) -> Decimal:
    """Hours = total planned hours x insertion rate (a percentage), rounded once to `pas` hours."""
    if heures_totales < 0:
        raise RegleViolee("Les heures prévues ne sont pas négatives.", champ="heures_prevues")
    _verifier_pourcentage(taux, "taux_effort", "Le taux d'insertion")
    return arrondir_au_pas(Fraction(heures_totales) * Fraction(taux) / 100, pas)


def arrondir_au_pas(valeur: Fraction | Decimal, pas: Decimal = PAS_HEURE) -> Decimal:
    """The nearest multiple of `pas` (positive), a half going up; two places."""
    if pas <= 0:
        raise RegleViolee("Le pas d'arrondi doit être positif.", champ="pas")
    nombre_de_pas = int(Fraction(valeur) / Fraction(pas) + Fraction(1, 2))
    return (nombre_de_pas * pas).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def etp(heures: Decimal, diviseur: Decimal | int) -> Decimal:
    """Full-time equivalents for a number of hours; the divisor is never universal, name it beside.

    (1,600 for AVE, 1,607 for the legal year, 1,820 elsewhere.) Two places, half up.
    """
    if diviseur <= 0:
        raise RegleViolee("Le diviseur d'ETP doit être positif.", champ="diviseur_etp")
    return au_centieme(Fraction(heures) / Fraction(diviseur))


def _verifier_pourcentage(valeur: Decimal, champ: str, nom: str) -> None:
    if not 0 <= valeur <= 100:
        raise RegleViolee(f"{nom} est un pourcentage entre 0 et 100.", champ=champ)
