"""Names and numbers that identify: folded names, slugs, SIREN and SIRET. Pure; the queryset of `slug_unique` is given.

Neither SQLite nor a PostgreSQL without ICU sorts French: names are stored beside a folded key, on which one sorts
and searches.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from stdnum import luhn
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

# Letters that NFKD leaves whole.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_LIENS = re.compile(r"[-‐‑‒–—―'’‘ʼ`´_]+")
_HORS_SLUG = re.compile(r"[^a-z0-9]+")
_NON_CHIFFRE = re.compile(r"[\s.\-\u00a0\u202f]+")


def plier(texte: str) -> str:
    """Folded form of a name: no accents, lower case, hyphens and apostrophes as spaces, single spaces.

    `plier("  L'Île-Saint-Denis ") == "l ile saint denis"`; folding twice changes nothing.
    """
    nu = _sans_accents(texte).casefold().translate(_LIGATURES)
    return " ".join(_LIENS.sub(" ", _sans_accents(nu)).split())


def _sans_accents(texte: str) -> str:
    texte = _LIENS.sub(" ", texte)
    if texte.isascii():
        return texte
    return "".join(c for c in unicodedata.normalize("NFKD", texte) if not unicodedata.combining(c))


def en_slug(texte: str, longueur: int = 80) -> str:
    """The address form of a name: letters a-z, digits and hyphens; "sans-nom" when nothing is left."""
    return _HORS_SLUG.sub("-", plier(texte)).strip("-")[:longueur].strip("-") or "sans-nom"


def slug_unique(queryset: Any, texte: str, *, champ: str = "slug") -> str:
    """A slug of `texte` that no row of `queryset` holds yet: "gare", "gare-2", "gare-3"…

    The database's unique constraint stays the judge between two simultaneous writers.
    """
    longueur = queryset.model._meta.get_field(champ).max_length or 80
    base = en_slug(texte, longueur)
    if not queryset.filter(**{champ: base}).exists():
        return base
    base = base[: longueur - 7].rstrip("-")
    pris = set(queryset.filter(**{f"{champ}__startswith": f"{base}-"}).values_list(champ, flat=True))
    numero = 2
    while f"{base}-{numero}" in pris:
        numero += 1
    return f"{base}-{numero}"


def normaliser_siret(saisie: str) -> str:
    """The digits of a number as people type it (spaces, dots, hyphens removed); nothing is checked."""
    return _NON_CHIFFRE.sub("", saisie or "")


@lru_cache(maxsize=1024)
def siret_valide(saisie: str) -> bool:
    """True for 14 digits whose Luhn key fits, or a number of La Poste (SIREN 356 000 000: digits sum to 5 × n)."""
    return _chiffres(saisie, 14) and stdnum_siret.is_valid(normaliser_siret(saisie))


def siren_valide(saisie: str) -> bool:
    """True for 9 digits whose Luhn key fits."""
    return _chiffres(saisie, 9) and stdnum_siren.is_valid(normaliser_siret(saisie))


def siren(siret: str) -> str:
    """The SIREN (9 digits) of a SIRET."""
    return normaliser_siret(siret)[:9]


def presenter_siret(siret: str) -> str:
    """ "123 456 789 00012", with no-break spaces; anything that isn't 14 digits comes back as typed."""
    chiffres = normaliser_siret(siret)
    if not _chiffres(chiffres, 14):
        return siret or ""
    return "\u00a0".join((chiffres[:3], chiffres[3:6], chiffres[6:9], chiffres[9:]))


def siret_de_demo(n: int) -> str:
    """The n-th invented SIRET (0 ≤ n < 100 000): valid keys, in the range 000 that INSEE does not give."""
    if not 0 <= n < 100_000:
        raise ValueError("n va de 0 à 99 999")
    sans_cle = f"000{n:05d}"
    etablissement = f"{sans_cle}{luhn.calc_check_digit(sans_cle)}0001"
    return f"{etablissement}{luhn.calc_check_digit(etablissement)}"


def _chiffres(saisie: str, longueur: int) -> bool:
    chiffres = normaliser_siret(saisie)
    return len(chiffres) == longueur and chiffres.isascii() and chiffres.isdigit()
