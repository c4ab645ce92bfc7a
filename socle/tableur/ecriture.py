"""Exports: a list of columns declared once, written as CSV or XLSX from the same rows.

CSV is for French spreadsheets: UTF-8 with BOM, `;`, decimal comma, dates JJ/MM/AAAA. Text that a spreadsheet would
run as a formula is neutralised with an apostrophe; numbers stay numbers (a negative correction is not text). XLSX
holds native numbers and dates, and text is always written as text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, BinaryIO

import xlsxwriter

from socle.horloge import en_paris
from socle.periodes import Mois

BOM = "\ufeff"
MIME_CSV = "text/csv; charset=utf-8"
MIME_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# First characters that make a spreadsheet read a formula, full-width variants included.
_DECLENCHEURS = "=+-@\t\r\n＝＋－＠﹦﹢﹣﹫−|%"
_BLANCS_DEVANT = " \u00a0\u200b\u202f\u2060\ufeff'\""
# Characters that XML 1.0 does not admit: an XLSX holding one would not open.
_HORS_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIMITE_CELLULE = 32_767


class Sorte(StrEnum):
    """Kind of a column: how its values are written."""

    TEXTE = "texte"
    ENTIER = "entier"
    HEURES = "heures"
    MONTANT = "montant"
    POURCENT = "pourcent"
    DATE = "date"


@dataclass(frozen=True)
class Colonne:
    """A column: its title, how to read its value from a row, its kind. `largeur` is in characters (XLSX)."""

    titre: str
    lire: Callable[[Any], Any]
    sorte: Sorte | str = Sorte.TEXTE
    largeur: int | None = None


def neutraliser(texte: str) -> str:
    """The text, behind an apostrophe when a spreadsheet would run it; nothing else changes."""
    nu = texte.lstrip(_BLANCS_DEVANT)
    if texte[:1] in _DECLENCHEURS or nu[:1] in _DECLENCHEURS:
        return f"'{texte}" if texte else texte
    return texte


class _Echo:
    """A file that gives back what is written: `csv.writer` then yields lines."""

    def write(self, ligne: str) -> str:
        return ligne


def ecrire_csv(lignes: Iterable[Any], colonnes: Sequence[Colonne]) -> Iterator[bytes]:
    """The file, chunk by chunk, for a streaming response; the titles first, then one line per row."""
    ecrivain = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield (BOM + ecrivain.writerow([neutraliser(c.titre) for c in colonnes])).encode()  # type: ignore[operator]
    tampon: list[str] = []
    for ligne in lignes:
        tampon.append(ecrivain.writerow([_en_csv(c.lire(ligne), Sorte(c.sorte)) for c in colonnes]))  # type: ignore[arg-type]
        if len(tampon) >= 200:
            yield "".join(tampon).encode()
            tampon.clear()
    if tampon:
        yield "".join(tampon).encode()


def _en_csv(valeur: Any, sorte: Sorte) -> str:
    if valeur is None or valeur == "":
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, datetime):
        valeur = en_paris(valeur) if valeur.tzinfo else valeur
        return valeur.strftime("%d/%m/%Y") if sorte is Sorte.DATE else valeur.strftime("%d/%m/%Y %H:%M")
    if isinstance(valeur, date):
        return valeur.strftime("%d/%m/%Y")
    if isinstance(valeur, Mois):
        return valeur.iso
    if isinstance(valeur, int | Decimal):
        return f"{valeur:f}".replace(".", ",") if isinstance(valeur, Decimal) else str(valeur)
    if isinstance(valeur, float):
        return repr(valeur).replace(".", ",")
    return neutraliser(_texte_propre(valeur))


def _texte_propre(valeur: Any) -> str:
    return _HORS_XML.sub("", str(valeur))[:_LIMITE_CELLULE]


_FORMATS = {
    Sorte.ENTIER: "#,##0",
    Sorte.HEURES: "#,##0.00",
    Sorte.MONTANT: "#,##0.00\\ [$€-40C]",
    Sorte.POURCENT: '0.0"\u00a0%"',
    Sorte.DATE: "dd/mm/yyyy",
}
_LARGEURS = {Sorte.TEXTE: 28, Sorte.DATE: 12, Sorte.ENTIER: 10, Sorte.HEURES: 12, Sorte.MONTANT: 14, Sorte.POURCENT: 10}


def ecrire_xlsx(
    lignes: Iterable[Any],
    colonnes: Sequence[Colonne],
    *,
    titre_feuille: str = "Export",
    entete: Sequence[str] = (),
    sortie: BinaryIO | None = None,
) -> bytes:
    """A workbook of one sheet: lines of `entete` (what, as of when), titles frozen and filtered, then the rows.

    Written row by row with little memory; into `sortie` when given (then b"" comes back).
    """
    tampon = sortie or io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(tampon, options) as classeur:
        feuille = classeur.add_worksheet(nom_de_feuille(titre_feuille))
        gras = classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {sorte: classeur.add_format({"num_format": f}) for sorte, f in _FORMATS.items()}
        instant = classeur.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for numero, colonne in enumerate(colonnes):
            feuille.set_column(numero, numero, colonne.largeur or _LARGEURS[Sorte(colonne.sorte)])
        rang = 0
        for texte in entete:
            feuille.write_string(rang, 0, _texte_propre(texte))
            rang += 1
        rang += 1 if entete else 0
        rang_titres = rang
        for numero, colonne in enumerate(colonnes):
            feuille.write_string(rang, numero, _texte_propre(colonne.titre), gras)
        for ligne in lignes:
            rang += 1
            for numero, colonne in enumerate(colonnes):
                sorte = Sorte(colonne.sorte)
                _ecrire_cellule(feuille, rang, numero, colonne.lire(ligne), formats.get(sorte), instant, sorte)
        feuille.freeze_panes(rang_titres + 1, 0)
        if colonnes:
            feuille.autofilter(rang_titres, 0, max(rang, rang_titres), len(colonnes) - 1)
        feuille.repeat_rows(rang_titres)
        feuille.set_landscape()
        feuille.set_paper(9)
        feuille.fit_to_pages(1, 0)
    return tampon.getvalue() if isinstance(tampon, io.BytesIO) and sortie is None else b""


def _ecrire_cellule(feuille: Any, rang: int, numero: int, valeur: Any, forme: Any, instant: Any, sorte: Sorte) -> None:
    if valeur is None or valeur == "":
        return
    if isinstance(valeur, bool):
        feuille.write_string(rang, numero, "oui" if valeur else "non")
    elif isinstance(valeur, datetime):
        local = en_paris(valeur).replace(tzinfo=None) if valeur.tzinfo else valeur
        feuille.write_datetime(rang, numero, local, forme if sorte is Sorte.DATE else instant)
    elif isinstance(valeur, date):
        feuille.write_datetime(rang, numero, datetime(valeur.year, valeur.month, valeur.day), forme)  # noqa: DTZ001
    elif isinstance(valeur, int | float | Decimal):
        feuille.write_number(rang, numero, valeur, forme)
    else:
        feuille.write_string(rang, numero, _texte_propre(valeur.iso if isinstance(valeur, Mois) else valeur))


def nom_de_feuille(titre: str) -> str:
    """A sheet name that every spreadsheet admits: 31 characters, none of []:*?/\\."""
    propre = re.sub(r"[\[\]:*?/\\]", " ", _texte_propre(titre)).strip().strip("'")[:31].strip()
    return propre or "Export"
