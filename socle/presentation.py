"""How figures and dates are written in French, for pages, e-mails and reports alike. Pure.

Thousands are separated by a narrow no-break space (U+202F), units by a no-break space (U+00A0).
None is "–" everywhere: an empty figure is not a zero.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from socle.horloge import en_paris
from socle.identifiants import presenter_siret
from socle.periodes import NOMS_MOIS, Mois

FINE = "\u202f"
INSECABLE = "\u00a0"
ABSENT = "–"
Nombre = Decimal | int | str

__all__ = [
    "ABSENT",
    "de_mois",
    "entier",
    "euros",
    "heures",
    "instant",
    "jour",
    "mois",
    "nombre",
    "pourcent",
    "presenter_siret",
]


def nombre(valeur: Nombre | None, decimales: int = 2) -> str:
    """ "1 234,50": French decimal comma and thousands; rounded half away from zero."""
    if valeur is None or valeur == "":
        return ABSENT
    decimal = Decimal(valeur).quantize(Decimal(1).scaleb(-decimales), rounding=ROUND_HALF_UP)
    signe = "−" if decimal < 0 else ""
    return signe + f"{abs(decimal):,.{decimales}f}".replace(",", FINE).replace(".", ",")


def entier(valeur: int | None) -> str:
    """ "12 345": a count."""
    return nombre(valeur, 0)


def heures(valeur: Nombre | None, *, decimales: int | None = None) -> str:
    """ "1 234,50 h"; whole hours are written without decimals only when `decimales=0` is asked."""
    return _avec_unite(nombre(valeur, 2 if decimales is None else decimales), "h")


def euros(valeur: Nombre | None) -> str:
    """ "1 234 €", cents shown only when there are some."""
    if valeur is None or valeur == "":
        return ABSENT
    decimal = Decimal(valeur)
    return _avec_unite(nombre(decimal, 0 if decimal == decimal.to_integral_value() else 2), "€")


def pourcent(valeur: Nombre | None, decimales: int = 0) -> str:
    """ "87 %" from 87; the caller gives percents, not fractions. Rounded down below 100, so 99,9 never shows as 100."""
    if valeur is None or valeur == "":
        return ABSENT
    decimal = Decimal(valeur)
    if Decimal(0) < decimal < 100:
        pas = Decimal(1).scaleb(-decimales)
        arrondi = decimal.quantize(pas, rounding=ROUND_HALF_UP)
        decimal = min(arrondi, 100 - pas)
    return _avec_unite(nombre(decimal, decimales), "%")


def jour(valeur: date | None, *, annee: bool = True) -> str:
    """ "4 décembre 2020", "1er janvier 2021"; an instant is first brought to Paris."""
    if valeur is None:
        return ABSENT
    if isinstance(valeur, datetime):
        valeur = en_paris(valeur) if valeur.tzinfo is not None else valeur
    quantieme = "1er" if valeur.day == 1 else str(valeur.day)
    return f"{quantieme} {NOMS_MOIS[valeur.month - 1]}" + (f" {valeur.year}" if annee else "")


def mois(valeur: Mois | date | None) -> str:
    """ "octobre 2026", from a month or any of its days."""
    if valeur is None:
        return ABSENT
    return str(valeur if isinstance(valeur, Mois) else Mois.depuis(valeur))


def de_mois(valeur: Mois | date | None) -> str:
    """ "de septembre 2026", "d'octobre 2026": with the elision where it is due."""
    texte = mois(valeur)
    return f"d'{texte}" if texte[0] in "ao" else f"de {texte}"


def instant(valeur: datetime | None) -> str:
    """ "12 mai 2026 à 14 h 32", Paris time."""
    if valeur is None:
        return ABSENT
    local = en_paris(valeur) if valeur.tzinfo is not None else valeur
    return f"{jour(local)} à {local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"


def _avec_unite(texte: str, unite: str) -> str:
    return texte if texte == ABSENT else f"{texte}{INSECABLE}{unite}"
