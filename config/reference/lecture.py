"""Reading the reference files: typed rows, no database.

Files stand in `donnees/`: JSON where rows have parts, CSV (UTF-8, `;`) where they are flat.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

DONNEES = Path(__file__).resolve().parent / "donnees"


@dataclass(frozen=True)
class Lieu:
    """A territory: département, EPT or commune, with the names and former codes that lead to it."""

    type: str
    code: str
    nom: str
    latitude: float
    longitude: float
    parent: str = ""
    codes_postaux: tuple[str, ...] = ()
    alias: tuple[str, ...] = ()
    anciens_codes: tuple[AncienCode, ...] = ()


@dataclass(frozen=True)
class AncienCode:
    """A code that ended (merger), still met in older addresses, contracts and payroll files."""

    code: str
    nom: str
    jusqu_au: date
    motif: str


@dataclass(frozen=True)
class Critere:
    """A criterion under one référentiel."""

    referentiel: str
    code: str
    libelle: str
    preuve: str
    ordre: int
    age_preuve_mois: int | None = 3
    duree_mois: int | None = 24
    age_minimal: int | None = None
    age_maximal: int | None = None
    mois_minimal: int | None = None
    niveau: int = 1
    suffit_seul: bool = True
    condition: bool = False
    sorte_preuve: str = "JUSTIFICATIF"
    sensible: bool = False
    avis_motive: bool = False
    actif: bool = True


@dataclass(frozen=True)
class Metier:
    """A trade of the ROME, its family and the trades near enough to be proposed beside it."""

    code: str
    libelle: str
    famille: str
    voisins: tuple[str, ...] = field(default=())


def lire_json(nom: str) -> Any:
    """The content of a JSON reference file."""
    return json.loads((DONNEES / nom).read_text(encoding="utf-8"))


def lire_texte(nom: str) -> str:
    """The content of a text reference file."""
    return (DONNEES / nom).read_text(encoding="utf-8").strip()


def lire_csv(nom: str) -> list[dict[str, str]]:
    """The rows of a CSV reference file, as text."""
    with (DONNEES / nom).open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def jour(texte: str | None) -> date | None:
    """An ISO date, or None when the cell is empty (open period)."""
    return date.fromisoformat(texte) if texte else None


def nombre(texte: str) -> Decimal:
    """An exact decimal, never a float."""
    return Decimal(texte)


@cache
def lieux() -> tuple[Lieu, ...]:
    """Parents before children: the département, its EPT, then the communes."""
    brut = lire_json("territoires.json")
    departement = brut["departement"]
    return (
        _lieu("DEPARTEMENT", departement),
        *(_lieu("EPT", ept, parent=departement["code"]) for ept in brut["epts"]),
        *(_lieu("COMMUNE", commune, parent=commune["ept"]) for commune in brut["communes"]),
    )


def _lieu(type_: str, brut: dict[str, Any], parent: str = "") -> Lieu:
    return Lieu(
        type=type_,
        code=brut["code"],
        nom=brut["nom"],
        latitude=brut["lat"],
        longitude=brut["lon"],
        parent=parent,
        codes_postaux=tuple(brut.get("codes_postaux", ())),
        alias=tuple(brut["alias"]),
        anciens_codes=tuple(
            AncienCode(a["code"], a["nom"], date.fromisoformat(a["jusqu_au"]), a["motif"])
            for a in brut.get("anciens_codes", ())
        ),
    )


@cache
def metiers() -> tuple[Metier, ...]:
    """Trades of construction and the adjacent ones."""
    return tuple(
        Metier(ligne["code"], ligne["libelle"], ligne["famille"], tuple(ligne["voisins"].split()))
        for ligne in lire_csv("metiers.csv")
    )


@cache
def criteres() -> tuple[Critere, ...]:
    """One row per référentiel and criterion, in the order of the file."""
    return tuple(
        _critere(commun, referentiel, ordre)
        for ordre, commun in enumerate(lire_json("criteres.json")["criteres"], start=1)
        for referentiel in commun["referentiels"]
    )


def _critere(commun: dict[str, Any], referentiel: str, ordre: int) -> Critere:
    propres = {cle: valeur for cle, valeur in commun.items() if cle not in {"referentiels", "par_referentiel"}}
    propres |= commun.get("par_referentiel", {}).get(referentiel, {})
    return Critere(referentiel=referentiel, ordre=ordre * 10, **propres)


def cumuls() -> dict[str, dict[str, int]]:
    """Référentiel → nature of employer ("": the others) → how many criteria of level 2 it asks."""
    return lire_json("criteres.json")["cumuls"]
