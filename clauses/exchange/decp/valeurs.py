"""Reads one raw value of an official file: text, key, amount, duration, date, yes or no.

Nothing here raises on bad data: an unreadable value is None, and the caller names the defect.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

CENTIEME = Decimal("0.01")
MONTANT_MAXIMAL = Decimal(10) ** 12
"""From a thousand billion euros on, no public contract exists: the amount is a filler."""
DUREE_MAXIMALE = 1200
"""A hundred years in months: beyond, the duration is a filler."""
ANNEES = range(1950, 2101)

VIDES = frozenset({"", "nc", "n c", "na", "n a", "nan", "null", "none", "non communique", "non renseigne", "nr"})
"""Folded texts that mean "no value"."""
APOSTROPHES = str.maketrans("’‘`´ʼ", "'''''")
ENTIER_FLOTTANT = re.compile(r"(\d+)\.0+")


@lru_cache(maxsize=8192)
def plier(texte: str) -> str:
    """Folded form for comparing words: no case, no accent, one space between words."""
    decompose = unicodedata.normalize("NFKD", texte.translate(APOSTROPHES).replace("œ", "oe").replace("Œ", "oe"))
    sans_accent = "".join(c for c in decompose if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", sans_accent.casefold()).split())


@lru_cache(maxsize=8192)
def cle_canonique(cle: str) -> str:
    """Key of a field whatever the writer's habit: `acheteur.id`, `acheteur_id`, `Acheteur_ID` are one."""
    return plier(cle).replace(" ", "")


def texte(valeur: Any) -> str:
    """The value as stripped text; numbers keep their digits (no exponent), nothing becomes ''."""
    if valeur is None or isinstance(valeur, (dict, list)):
        return ""
    if isinstance(valeur, str):
        return valeur.replace("\x00", "").strip()
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Decimal):
        if not valeur.is_finite() or abs(valeur.adjusted()) > 40:
            return str(valeur)
        entier = valeur.to_integral_value()
        return f"{entier:f}" if entier == valeur else f"{valeur:f}"
    return str(valeur)


def est_vide(brut: str) -> bool:
    """True for '', 'NC', 'nan' and the like."""
    return not brut or (len(brut) < 24 and not brut[0].isdigit() and plier(brut) in VIDES)


def numero(valeur: Any) -> str:
    """The buyer's own number of a contract: stripped, never parsed or reshaped; '' when absent or "NC"."""
    brut = texte(valeur)
    return "" if est_vide(brut) else brut


def identifiant(valeur: Any) -> str:
    """An identifier as text, without the spaces around, between groups of digits, or a spreadsheet's `.0`."""
    brut = texte(valeur)
    if brut.isalnum() and not est_vide(brut):
        return brut
    if est_vide(brut):
        return ""
    flottant = ENTIER_FLOTTANT.fullmatch(brut)
    if flottant:
        return flottant[1]
    serre = re.sub(r"\s", "", brut)
    return serre if serre.isdigit() else brut


def lire_date(valeur: Any) -> date | None:
    """The date in the first ten characters; a zone behind it is ignored, never applied."""
    brut = texte(valeur)[:10]
    if re.fullmatch(r"\d{2}[/.-]\d{2}[/.-]\d{4}", brut):
        brut = f"{brut[6:]}-{brut[3:5]}-{brut[:2]}"
    try:
        lue = date.fromisoformat(brut)
    except ValueError:
        return None
    return lue if len(brut) == 10 and lue.year in ANNEES else None


def nombre(valeur: Any) -> Decimal | None:
    """A number from JSON, or from text with French or English marks; None when it is not one."""
    if isinstance(valeur, bool):
        return None
    if isinstance(valeur, (int, Decimal)):
        lu = Decimal(valeur)
        return lu if lu.is_finite() else None
    brut = re.sub(r"[\s\u00a0\u202f€]", "", texte(valeur))
    if not brut or len(brut) > 60:
        return None
    if "," in brut and "." in brut:
        brut = brut.replace(",", "") if brut.rfind(".") > brut.rfind(",") else brut.replace(".", "").replace(",", ".")
    try:
        lu = Decimal(brut.replace(",", "."))
    except InvalidOperation:
        return None
    return lu if lu.is_finite() else None


def centimes(valeur: Decimal) -> Decimal | None:
    """The amount at two decimals, or None beyond the bound where an amount is a filler."""
    return valeur.quantize(CENTIEME, ROUND_HALF_UP) if abs(valeur) < MONTANT_MAXIMAL else None


def montant_vraisemblable(valeur: Any) -> Decimal | None:
    """An amount in euros that can be true: positive, not a filler (0, 1, 999999999, 1e17)."""
    lu = nombre(valeur)
    if lu is None or lu <= 1 or lu >= MONTANT_MAXIMAL:
        return None
    entier = str(int(lu))
    return None if len(entier) >= 9 and set(entier) == {"9"} else centimes(lu)


def duree(valeur: Any) -> int | None:
    """Whole months, 1 to 1200; a fraction is rounded up (a started month counts)."""
    lu = nombre(valeur)
    if lu is None or not 0 < lu <= DUREE_MAXIMALE:
        return None
    return int(lu) + (lu != int(lu))


def entier(valeur: Any) -> int | None:
    """A whole number between 0 and 10^9, or None."""
    lu = nombre(valeur)
    return int(lu) if lu is not None and 0 <= lu <= 10**9 and lu == int(lu) else None


def oui_non(valeur: Any) -> bool | None:
    """A boolean written as true/false, oui/non or 1/0; None when absent or anything else."""
    if isinstance(valeur, bool):
        return valeur
    brut = plier(texte(valeur))
    if brut in ("oui", "true", "1", "vrai"):
        return True
    return False if brut in ("non", "false", "0", "faux") else None


def en_liste(valeur: Any, *singuliers: str) -> list[Any]:
    """A flat list whatever the wrapping: one dict for a list, doubly nested lists, `{"titulaire": …}` shells.

    `singuliers` are canonical keys of the shell. A cell holding JSON text is read as JSON.
    """
    resultat: list[Any] = []
    pile = [valeur]
    while pile:
        courant = pile.pop()
        if isinstance(courant, str):
            brut = courant.strip()
            lu = _json_en_cellule(brut)
            if lu is not None:
                pile.append(lu)
            elif brut:
                resultat.append(brut)
        elif isinstance(courant, list):
            pile.extend(reversed(courant))
        elif isinstance(courant, dict):
            coques = [v for k, v in courant.items() if cle_canonique(str(k)) in singuliers]
            if coques:
                pile.extend(reversed(coques))
            elif courant:
                resultat.append(courant)
        elif courant is not None:
            resultat.append(courant)
    return resultat


def _json_en_cellule(brut: str) -> Any:
    """The list or dict written in a table cell, or None."""
    if brut[:1] not in ("[", "{") or "\\ud" in brut.lower():  # half characters cannot be stored
        return None
    try:
        return json.loads(brut, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
