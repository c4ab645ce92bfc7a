"""Training levels on their three opposite scales: the framework of 2019 is kept, the others are written at the edges.

2019: 3 = CAP, 4 = bac, 5 = bac + 2 (decree 2019-14). 1969: V = CAP, IV = bac, III = bac + 2. ASP: 50 = CAP, 40 = bac.
A bare "5" means three different things: on screen and in files it never stands without its scale.
"""

from __future__ import annotations

from enum import StrEnum

from parcours.rules.vocabulaire import NiveauFormation as N


class Echelle(StrEnum):
    """A scale other than the framework of 2019."""

    NOMENCLATURE_1969 = "1969"
    ASP = "ASP"


_ECRITURES: dict[Echelle, dict[N, str]] = {
    Echelle.NOMENCLATURE_1969: {N.SANS: "VI", N.N3: "V", N.N4: "IV", N.N5: "III", N.N6: "II", N.N7: "I"},
    Echelle.ASP: {N.SANS: "70", N.N3: "50", N.N4: "40", N.N5: "30", N.N6: "20", N.N7: "10"},
}


def ecrire_niveau(niveau: str, echelle: Echelle) -> str:
    """The level in another scale; empty when it is not known."""
    return _ECRITURES[echelle][N(niveau)] if niveau else ""
