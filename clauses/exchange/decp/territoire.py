"""Is a contract carried out in the départements we follow? By the code and by what it is a code of.

`93` is Seine-Saint-Denis as a département and Provence-Alpes-Côte d'Azur as a région: a code whose
kind is unknown and which could be either decides nothing. The seat of the buyer never decides.

* postcode, commune, canton, arrondissement, département: the département told by their first digits;
* région or country that contains a followed département: the place is too wide to say, the contract
  is kept apart as `LIEU_INCONNU` (it may be here); any other région or country is outside;
* no code, an unreadable one, or a two-digit code without a kind: `LIEU_INCONNU`.
"""

from __future__ import annotations

import re
from enum import Enum

from clauses.exchange.decp.enregistrements import EnregistrementDecp
from clauses.exchange.decp.valeurs import plier
from clauses.exchange.decp.vocabulaire import TypeLieu

Departements = frozenset[str] | None
"""Codes of the départements followed, or None for all of them."""

CODE_DEPARTEMENT = re.compile(r"0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-8]|98[4-9]")
CODE_GEOGRAPHIQUE = re.compile(r"(?:\d\d|2[AB])\d*")
FRANCE = {"fr", "fra", "france", "250"}

REGIONS = {
    "01": "971",
    "02": "972",
    "03": "973",
    "04": "974",
    "06": "976",
    "11": "75 77 78 91 92 93 94 95",
    "24": "18 28 36 37 41 45",
    "27": "21 25 39 58 70 71 89 90",
    "28": "14 27 50 61 76",
    "32": "02 59 60 62 80",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "52": "44 49 53 72 85",
    "53": "22 29 35 56",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "93": "04 05 06 13 83 84",
    "94": "2A 2B",
}
"""Départements of each région (INSEE codes since 2016)."""

ANCIENNES_REGIONS = {
    "21": "44", "41": "44", "42": "44", "22": "32", "31": "32", "23": "28", "25": "28", "26": "27", "43": "27",
    "54": "75", "72": "75", "74": "75", "73": "76", "91": "76", "82": "84", "83": "84",
}  # fmt: skip
"""Régions merged on 1 January 2016 and the one that holds them now; old contracts still carry them."""


class Territoire(Enum):
    """Where a contract is carried out, seen from the départements followed."""

    DANS = "dans"
    HORS = "hors_territoire"
    LIEU_INCONNU = "lieu_inconnu"


def lire_departements(texte: str) -> Departements:
    """Départements from "93", "93,75" or "tous". Raises ValueError with a French sentence."""
    morceaux = [m.strip().upper() for m in re.split(r"[,;\s]+", texte) if m.strip()]
    if [m.casefold() for m in morceaux] == ["tous"]:
        return None
    faux = [m for m in morceaux if not CODE_DEPARTEMENT.fullmatch(m)]
    if faux or not morceaux:
        nommes = ", ".join(f"« {m} »" for m in faux) or "aucun"
        raise ValueError(f"Départements attendus sous la forme 93,75 ou « tous » ; reçu : {nommes}.")
    return frozenset(morceaux)


def classer_territoire(enreg: EnregistrementDecp, departements: Departements) -> Territoire:
    """Class of one record by its own place of performance."""
    return classer_lieu(enreg.lieu_code, enreg.lieu_type, departements)


def classer_lieu(code: str, genre: TypeLieu | None, departements: Departements) -> Territoire:
    """Class of a place. With all départements followed, any readable place is inside."""
    if not code:
        return Territoire.LIEU_INCONNU
    if genre is TypeLieu.CODE_PAYS:
        if departements is None:
            return Territoire.DANS
        return Territoire.LIEU_INCONNU if plier(code) in FRANCE else Territoire.HORS
    if genre is TypeLieu.CODE_REGION:
        return _classer_region(code, departements)
    departement = departement_de(code, genre)
    if not departement:
        return Territoire.LIEU_INCONNU
    return Territoire.DANS if departements is None or departement in departements else Territoire.HORS


def _classer_region(code: str, departements: Departements) -> Territoire:
    code = code.zfill(2)
    contenus = REGIONS.get(ANCIENNES_REGIONS.get(code, code))
    if contenus is None:
        return Territoire.LIEU_INCONNU
    if departements is None:
        return Territoire.DANS
    return Territoire.HORS if departements.isdisjoint(contenus.split()) else Territoire.LIEU_INCONNU


def departement_de(code: str, genre: TypeLieu | None) -> str:
    """Département of a postcode, commune, canton, arrondissement or département code; '' when unsure.

    Without a kind, only five digits are sure: a shorter code might be a région. A Corsican postcode
    (20ddd) is split by its third digit, as La Poste does.
    """
    if genre is TypeLieu.CODE_DEPARTEMENT:
        code = code[1:] if len(code) == 3 and code[0] == "0" else code.zfill(2)
    if not CODE_GEOGRAPHIQUE.fullmatch(code) or len(code) > 5 or (genre is None and len(code) != 5):
        return ""
    if code[:2] in ("97", "98"):
        trouve = code[:3]
    elif code[:2] == "20" and len(code) == 5:
        trouve = "2A" if code[2] in "01" else "2B"
    else:
        trouve = code[:2]
    return trouve if CODE_DEPARTEMENT.fullmatch(trouve) else ""
