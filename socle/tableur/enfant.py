"""The child that opens workbooks: run as a script, workbook on standard input, typed cells as JSON lines on output.

A workbook of 1.4 kB can make the fastest reader ask for 512 GiB and abort the process (no exception to catch). So
nothing but this process, which limits its own memory and time before it imports the reader, ever opens one. It
imports nothing of the project, writes no file, and gives no more rows and cells than the bounds of its arguments.

Lines: `{"feuille": …}` opens a sheet, `[rank, first column, [cells]]` is a row that holds something,
`{"refus": code}` ends everything, `{"fin": 1}` says that all was given.
"""

from __future__ import annotations

import json
import re
import resource
import struct
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

MEGA = 1024 * 1024
_CELLULE = re.compile(rb"<(?:\w+:)?c\b([^<>]*?)(/?)>")
_ADRESSE = re.compile(rb"""\br=["']([A-Z]{1,4})(\d{1,9})["']""")
_SANS_VALEUR = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_EN_ERREUR = re.compile(rb"""<(?:\w+:)?c\b([^<>]*\bt=["']e["'][^<>]*)>""")
_BOF_CLASSEUR = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")
_DATEMODE, _FIN = 0x22, 0x0A
_ATTRIBUT = re.compile(r"""([\w:]+)=["']([^"']*)["']""")
_SANS_CELLULES = ("xl/sharedstrings.xml", "xl/styles.xml", "xl/theme/", "docprops/", "xl/drawings/", "xl/charts/")
_MORCEAU = 4 * MEGA


class Refus(Exception):
    """The workbook is refused; `args[0]` is the code of the reason."""


def borner(memoire: int, secondes: int) -> None:
    """Limit this process for good: memory, processor, no file written, no core dump."""
    resource.setrlimit(resource.RLIMIT_AS, (memoire, memoire))
    resource.setrlimit(resource.RLIMIT_CPU, (secondes, secondes + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def examiner(flux: BinaryIO, surface_max: int) -> tuple[dict[str, dict[str, list[str]]], bool]:
    """Before opening an XLSX: the area of each sheet, the cells that show no value, the date system.

    Gives, by sheet name, the addresses of formulas without value and of errors; and True for dates from 1904.
    """
    with zipfile.ZipFile(flux) as archive:
        parties = {p.filename: p for p in archive.infolist()}
        if "xl/workbook.xml" not in parties:
            return {}, False
        noms, de_1904 = _noms_des_feuilles(archive, parties)
        defauts: dict[str, dict[str, list[str]]] = {}
        for chemin in parties:
            bas = chemin.lower()
            if not bas.endswith(".xml") or bas.startswith(_SANS_CELLULES) or bas == "xl/workbook.xml":
                continue
            with archive.open(chemin) as partie:
                trouves = _examiner_partie(partie, surface_max)
            if trouves and chemin in noms:
                defauts[noms[chemin]] = trouves
    return defauts, de_1904


def xls_de_1904(octets: bytes) -> bool:
    """The date system of an XLS: its record DATEMODE, among the first of the workbook's own."""
    debut = _BOF_CLASSEUR.search(octets)
    place = debut.start() if debut else len(octets)
    while place + 6 <= len(octets):
        code, taille, valeur = struct.unpack_from("<HHH", octets, place)
        if code in (_DATEMODE, _FIN):
            return code == _DATEMODE and valeur == 1
        place += 4 + taille
    return False


def _noms_des_feuilles(archive: zipfile.ZipFile, parties: dict[str, Any]) -> tuple[dict[str, str], bool]:
    """Sheet name by part, from the workbook and its relations (bounded reads)."""
    import html

    texte = _petit(archive, "xl/workbook.xml")
    liens = _petit(archive, "xl/_rels/workbook.xml.rels") if "xl/_rels/workbook.xml.rels" in parties else ""
    cibles = {}
    for balise in re.findall(r"<(?:\w+:)?Relationship\b[^<>]*>", liens):
        attributs = dict(_ATTRIBUT.findall(balise))
        cible = attributs.get("Target", "")
        cibles[attributs.get("Id", "")] = cible.lstrip("/") if cible.startswith("/") else f"xl/{cible}"
    noms = {}
    for balise in re.findall(r"<(?:\w+:)?sheet\b[^<>]*>", texte):
        attributs = dict(_ATTRIBUT.findall(balise))
        lien = next((v for c, v in attributs.items() if c.endswith(":id")), "")
        if lien in cibles:
            noms[cibles[lien]] = html.unescape(attributs.get("name", ""))
    return noms, bool(re.search(r"""\bdate1904=["'](1|true)["']""", texte))


def _petit(archive: zipfile.ZipFile, chemin: str) -> str:
    with archive.open(chemin) as partie:
        return partie.read(2 * MEGA).decode("utf-8", "replace")


def _examiner_partie(partie: Any, surface_max: int) -> dict[str, list[str]]:
    haut, bas, gauche, droite = 1 << 30, 0, 1 << 30, 0
    defauts: dict[str, list[str]] = {}
    reste = b""
    while True:
        morceau = partie.read(_MORCEAU)
        texte = reste + morceau
        coupe = len(texte) if not morceau else max(texte.rfind(b"</c>"), texte.rfind(b"</row>"), texte.rfind(b":c>"))
        if morceau and coupe < 0:
            if len(texte) > 2 * _MORCEAU:
                raise Refus("trop_grand")
            reste = texte
            continue
        vus, reste = texte[:coupe], texte[coupe:]
        for attributs, vide in _CELLULE.findall(vus):
            if vide:
                continue
            if adresse := _ADRESSE.search(attributs):
                colonne, rang = _colonne(adresse[1]), int(adresse[2])
                haut, bas = min(haut, rang), max(bas, rang)
                gauche, droite = min(gauche, colonne), max(droite, colonne)
        if bas and (bas - haut + 1) * (droite - gauche + 1) > surface_max:
            raise Refus("trop_etendu")
        if b"<f" in vus or b":f" in vus:
            _noter(defauts, "sans_valeur", _SANS_VALEUR.findall(vus))
        if b'"e"' in vus or b"'e'" in vus:
            _noter(defauts, "erreur", _EN_ERREUR.findall(vus))
        if not morceau:
            return defauts


def _noter(defauts: dict[str, list[str]], sorte: str, trouves: list[bytes]) -> None:
    for attributs in trouves:
        adresse = _ADRESSE.search(attributs)
        if adresse and len(defauts.setdefault(sorte, [])) < 5000:
            defauts[sorte].append((adresse[1] + adresse[2]).decode())


def _colonne(lettres: bytes) -> int:
    rang = 0
    for lettre in lettres:
        rang = rang * 26 + lettre - 64
    return rang


def coder(valeur: Any) -> Any:
    """A cell as JSON: dates under "d", durations in seconds under "h"."""
    if isinstance(valeur, str):
        return valeur[:2000] or None
    if isinstance(valeur, bool | int | float):
        return valeur
    if isinstance(valeur, datetime | date):
        return {"d": valeur.isoformat()}
    if isinstance(valeur, time):
        return {"h": valeur.hour * 3600 + valeur.minute * 60 + valeur.second}
    if isinstance(valeur, timedelta):
        return {"h": valeur.total_seconds()}
    return None


def donner(flux: BinaryIO, sortie: Any, *, rangs_max: int, cellules_max: int, surface_max: int) -> None:
    """Write every sheet of the workbook."""
    tete = flux.read(4)
    flux.seek(0)
    defauts, de_1904 = examiner(flux, surface_max) if tete == b"PK\x03\x04" else ({}, xls_de_1904(flux.read()))
    flux.seek(0)
    from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    try:
        classeur = load_workbook(flux)
        rangs = cellules = 0
        for numero, fiche in enumerate(classeur.sheets_metadata):
            if fiche.typ != SheetTypeEnum.WorkSheet:
                continue
            feuille = classeur.get_sheet_by_index(numero)
            premiere = feuille.start[1] if feuille.start else 0
            entete = {
                "feuille": fiche.name,
                "cachee": fiche.visible != SheetVisibleEnum.Visible,
                "fusions": [[*debut, *fin] for debut, fin in (feuille.merged_cell_ranges or [])[:20_000]],
                "defauts": defauts.get(fiche.name, {}),
                "de_1904": de_1904,
            }
            sortie.write(json.dumps(entete) + "\n")
            for rang, ligne in enumerate(feuille.iter_rows(), start=1):
                codee = [coder(valeur) for valeur in ligne]
                if not any(valeur is not None for valeur in codee):
                    continue
                rangs, cellules = rangs + 1, cellules + len(codee)
                if rangs > rangs_max or cellules > cellules_max:
                    raise Refus("trop_de_lignes")
                sortie.write(json.dumps([rang, premiere, codee], separators=(",", ":")) + "\n")
    except PasswordError:
        raise Refus("chiffre") from None
    except CalamineError:
        raise Refus("illisible") from None


def principal(arguments: list[str]) -> int:
    """Read standard input under the limits given as arguments."""
    memoire, secondes, rangs_max, cellules_max, surface_max = map(int, arguments)
    borner(memoire, secondes)
    sortie = sys.stdout
    try:
        donner(sys.stdin.buffer, sortie, rangs_max=rangs_max, cellules_max=cellules_max, surface_max=surface_max)
    except Refus as refus:
        sortie.write(json.dumps({"refus": refus.args[0]}) + "\n")
    except MemoryError:
        sortie.write(json.dumps({"refus": "memoire"}) + "\n")
    except Exception:  # whatever the reader raises on a broken file is one sentence for the person
        sortie.write(json.dumps({"refus": "illisible"}) + "\n")
    else:
        sortie.write(json.dumps({"fin": 1}) + "\n")
    sortie.flush()
    return 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
