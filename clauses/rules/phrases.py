"""French figures and dates inside the sentences that rules write (no template at hand here)."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from socle.periodes import NOMS_MOIS

ESPACE_FINE = "\u202f"
INSECABLE = "\u00a0"


def en_fraction(valeur: Fraction | Decimal | int) -> Fraction:
    """The exact fraction of a decimal, so that comparisons never round."""
    return valeur if isinstance(valeur, Fraction) else Fraction(valeur)


def arrondir(valeur: Fraction | Decimal | int, decimales: int) -> Decimal:
    """So many places, half away from zero, in one rounding."""
    fraction = en_fraction(valeur)
    unites = (abs(fraction) * 2 * 10**decimales + 1) // 2
    return Decimal(-int(unites) if fraction < 0 else int(unites)).scaleb(-decimales)


def au_centieme(valeur: Fraction | Decimal | int) -> Decimal:
    """Two places, half away from zero: for display and storage, never before a comparison."""
    return arrondir(valeur, 2)


def nombre(valeur: Decimal | Fraction | int, decimales: int = 2) -> str:
    """A number as read in French: `1 234,50`; a whole number loses its decimals."""
    arrondi = arrondir(valeur, decimales)
    signe = "-" if arrondi < 0 else ""
    entier, _, reste = f"{abs(arrondi):f}".partition(".")
    groupes = f"{int(entier):,}".replace(",", ESPACE_FINE)
    return signe + groupes + (f",{reste}" if reste.strip("0") else "")


def heures(valeur: Decimal | Fraction | int) -> str:
    """Hours as read in French: `4 974 h`, `151,67 h`."""
    return f"{nombre(valeur)}{INSECABLE}h"


def euros(valeur: Decimal | Fraction | int) -> str:
    """Euros as read in French: `14 700 €`."""
    return f"{nombre(valeur)}{INSECABLE}€"


def pourcent_entier(valeur: Fraction | Decimal) -> str:
    """A percentage cut (never rounded up) to the unit: 99.9 % must not read 100 %."""
    fraction = en_fraction(valeur)
    return f"{fraction.numerator // fraction.denominator}{INSECABLE}%"


def jour(valeur: date) -> str:
    """A day as read in French: `4 décembre 2020`, `1er mai 2026`."""
    quantieme = "1er" if valeur.day == 1 else str(valeur.day)
    return f"{quantieme} {NOMS_MOIS[valeur.month - 1]} {valeur.year}"


def mois_annee(valeur: date) -> str:
    """A month as read in French: `septembre 2026`."""
    return f"{NOMS_MOIS[valeur.month - 1]} {valeur.year}"


def de_mois(valeur: date) -> str:
    """`de septembre 2026`, `d'août 2026`: with the elision where it is due."""
    texte = mois_annee(valeur)
    return f"d'{texte}" if texte[0] in "ao" else f"de {texte}"


def heure_du_jour(valeur: time) -> str:
    """A time of day as read in French: `7 h 30`, `8 h`."""
    minutes = f"{INSECABLE}{valeur.minute:02d}" if valeur.minute else ""
    return f"{valeur.hour}{INSECABLE}h{minutes}"
