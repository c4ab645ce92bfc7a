"""From a workbook to rows of known columns, as texts that a person can correct; nothing is judged here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import BinaryIO

from clauses.exchange.heures_tableur.valeurs import ValeurIllisible, date_de_serie, mois_de
from clauses.exchange.reprise.colonnes import COLONNES, REQUIS, Champ, champ_de, sorte_de
from clauses.rules.reprise import SorteRang
from socle.identifiants import plier
from socle.tableur import Cellule, Feuille, lire_feuilles

RANGS_CHERCHES = 40
TITRES_MINIMUM = 3
TEXTE_MAX = 300
NUMEROS = frozenset({Champ.MARCHE, Champ.MAITRE_OUVRAGE_SIRET, Champ.TITULAIRE_SIRET, Champ.EMPLOYEUR_SIRET})
DATES = frozenset(
    {
        *(Champ.NOTIFICATION, Champ.DEBUT, Champ.FIN, Champ.ARRETEES_AU),
        *(Champ.MOIS, Champ.NAISSANCE, Champ.PREMIER_CONTRAT),
    }
)
_SERIE = re.compile(r"'?\d{4,5}")
_LONG_NOMBRE = re.compile(r"\d(?:[ .\u00a0\u202f]?[\dABab]){11,}")
_TOTAL = re.compile(r"^(sous )?tota(l|ux)\b")


@dataclass(frozen=True)
class RangLu:
    """A row of a sheet: where it stands, what it is about, its values as texts (days as AAAA-MM-JJ)."""

    sorte: SorteRang
    feuille: str
    rang: int
    valeurs: dict[Champ, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FeuillesLues:
    """The rows of a file, the sheets left aside, whether a column of criteria was dropped unread."""

    rangs: list[RangLu]
    ignorees: list[str]
    criteres_ecartes: bool


def lire_fichier(fichier: BinaryIO) -> FeuillesLues:
    """Every known sheet of the file. Raises ClasseurRefuse when it cannot be read.

    A column of criteria is never read: the platform keeps who is eligible and since when, not why.
    """
    rangs: list[RangLu] = []
    ignorees: list[str] = []
    criteres = False
    for feuille in lire_feuilles(fichier):
        trouve = _entete(feuille)
        if trouve is None:
            if any(any(c is not None for c in cellules) for _, cellules in feuille.rangs):
                ignorees.append(feuille.nom)
            continue
        position, colonnes, sorte = trouve
        criteres = criteres or Champ.CRITERE in colonnes.values()
        gardees = {place: champ for place, champ in colonnes.items() if champ in COLONNES[sorte]}
        rangs += _rangs(feuille, position, gardees, sorte)
    return FeuillesLues(rangs, ignorees, criteres)


def _entete(feuille: Feuille) -> tuple[int, dict[int, Champ], SorteRang] | None:
    for position, (_, cellules) in enumerate(feuille.rangs[:RANGS_CHERCHES]):
        colonnes: dict[int, Champ] = {}
        for place, cellule in enumerate(cellules):
            champ = champ_de(cellule)
            if champ is not None and champ not in colonnes.values():
                colonnes[place] = champ
        sorte = sorte_de(set(colonnes.values()))
        if sorte is not None and len(colonnes) >= TITRES_MINIMUM:
            return position, colonnes, sorte
    return None


def _rangs(feuille: Feuille, position: int, colonnes: dict[int, Champ], sorte: SorteRang) -> list[RangLu]:
    rangs = []
    for rang, cellules in feuille.rangs[position + 1 :]:
        valeurs = {
            champ: texte
            for place, champ in colonnes.items()
            if place < len(cellules)
            and (texte := _sans_long_nombre(champ, valeur_de(champ, cellules[place], de_1904=feuille.de_1904)))
        }
        premieres = [c for c in cellules if isinstance(c, str)][:2]
        # A firm, a site or a person may be called Total: a total line also lacks what every row needs.
        total = any(_TOTAL.match(plier(c)) for c in premieres) and any(c not in valeurs for c in REQUIS[sorte])
        if valeurs and not total:
            rangs.append(RangLu(sorte, feuille.nom[:120], rang, valeurs))
    return rangs


def _sans_long_nombre(champ: Champ, texte: str) -> str:
    """A number of twelve digits or more stands nowhere but under a SIRET or a contract: it could be a person's own."""
    return texte if champ in NUMEROS else _LONG_NOMBRE.sub("…", texte)


def valeur_de(champ: Champ, cellule: Cellule, *, de_1904: bool = False) -> str:
    """A cell under a title, as a text. The serial number of a day (a date without its format) becomes that day here,
    where the date system of the workbook is known: later nobody could tell.
    """
    nombre = cellule if isinstance(cellule, int | Decimal) and not isinstance(cellule, bool) else None
    if isinstance(cellule, str) and _SERIE.fullmatch(cellule.strip()):
        nombre = Decimal(cellule.strip().lstrip("'"))
    if nombre is not None and champ in DATES:
        try:
            if champ is Champ.MOIS:
                mois = mois_de(nombre, de_1904=de_1904)
                return mois.iso if mois else ""
            return date_de_serie(Decimal(nombre), de_1904=de_1904).isoformat()
        except ValeurIllisible:
            pass  # not a day: refused by name with the row, as it was typed
    return en_texte(cellule)


def en_texte(cellule: Cellule) -> str:
    """A cell as a person would type it: a day as AAAA-MM-JJ, a number with a point, a duration in hours."""
    if cellule is None:
        return ""
    if isinstance(cellule, datetime):
        return cellule.date().isoformat()
    if isinstance(cellule, date):
        return cellule.isoformat()
    if isinstance(cellule, timedelta):
        return f"{Decimal(str(cellule.total_seconds())) / 3600:.2f}"
    if isinstance(cellule, Decimal):
        return f"{cellule.normalize():f}"
    return " ".join(str(cellule).split())[:TEXTE_MAX]
