"""Spreadsheets made in code: XLSX as spreadsheets write them or part by part, ODS, XLS (BIFF8), hostile ones."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter


def xlsx(*feuilles: Sequence[Sequence[Any]], noms: Sequence[str] = (), fusions: Sequence[str] = (),
         de_1904: bool = False, cachees: Sequence[int] = ()) -> io.BytesIO:  # fmt: skip
    """A workbook; dates, times, durations are true cells; `fusions` merge ranges of the first sheet ("A2:A3")."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True, "date_1904": de_1904}) as classeur:
        formats = {
            date: classeur.add_format({"num_format": "dd/mm/yyyy"}),
            time: classeur.add_format({"num_format": "hh:mm"}),
            timedelta: classeur.add_format({"num_format": "[h]:mm"}),
        }
        for numero, lignes in enumerate(feuilles):
            feuille = classeur.add_worksheet(noms[numero] if numero < len(noms) else None)
            if numero in cachees:
                feuille.hide()
            for rang, ligne in enumerate(lignes):
                for colonne, valeur in enumerate(ligne):
                    if isinstance(valeur, date | time | timedelta):
                        feuille.write_datetime(rang, colonne, valeur, formats[type(valeur)])
                    elif isinstance(valeur, str) and valeur:
                        feuille.write_string(rang, colonne, valeur)
                    elif valeur is not None and valeur != "":
                        feuille.write(rang, colonne, valeur)
            if numero == 0:
                for plage in fusions:
                    feuille.merge_range(plage, _tete(lignes, plage))
    tampon.seek(0)
    return tampon


def _tete(lignes: Sequence[Sequence[Any]], plage: str) -> Any:
    from xlsxwriter.utility import xl_cell_to_rowcol

    rang, colonne = xl_cell_to_rowcol(plage.split(":")[0])
    return lignes[rang][colonne]


def xlsx_brut(feuille: str, *, classeur: str = "<workbookPr/>", parties: dict[str, bytes] | None = None) -> io.BytesIO:
    """A workbook of one sheet "F", from the XML of its rows; other `parties` as they are."""
    ns = "http://schemas.openxmlformats.org"
    entete = '<?xml version="1.0" encoding="UTF-8"?>'
    contenu = {
        "[Content_Types].xml": f'{entete}<Types xmlns="{ns}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{entete}<Relationships xmlns="{ns}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{ns}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{entete}<workbook xmlns="{ns}/spreadsheetml/2006/main" '
        f'xmlns:r="{ns}/officeDocument/2006/relationships">{classeur}<sheets><sheet name="F" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{entete}<Relationships xmlns="{ns}/package/2006/relationships"><Relationship '
        f'Id="rId1" Type="{ns}/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": feuille
        if feuille.startswith("<?xml")
        else f'{entete}<worksheet xmlns="{ns}/spreadsheetml/2006/main"><sheetData>{feuille}</sheetData></worksheet>',
    }
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, texte in contenu.items():
            archive.writestr(nom, texte)
        for nom, octets in (parties or {}).items():
            archive.writestr(nom, octets)
    tampon.seek(0)
    return tampon


def rang_xml(rang: int, *valeurs: Any) -> str:
    """A row of XLSX XML: text inline, numbers as they are; a string that begins with "<" is the inside of a cell."""
    cellules = []
    for numero, valeur in enumerate(valeurs):
        adresse = f"{chr(65 + numero)}{rang}"
        if valeur is None:
            continue
        if isinstance(valeur, str) and valeur.startswith("<"):
            cellules.append(f'<c r="{adresse}">{valeur}</c>')
        elif isinstance(valeur, str):
            cellules.append(f'<c r="{adresse}" t="inlineStr"><is><t>{escape(valeur)}</t></is></c>')
        else:
            cellules.append(f'<c r="{adresse}"><v>{valeur}</v></c>')
    return f'<row r="{rang}">{"".join(cellules)}</row>'


def ods(lignes: Sequence[Sequence[Any]], *, nom: str = "Feuille1") -> io.BytesIO:
    """An OpenDocument sheet: text, numbers, dates, durations ("PT7H30M00S" as timedelta)."""
    corps = "".join(f"<table:table-row>{''.join(map(_cellule_ods, ligne))}</table:table-row>" for ligne in lignes)
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{oasis}:office:1.0" '
        f'xmlns:table="{oasis}:table:1.0" xmlns:text="{oasis}:text:1.0" office:version="1.3"><office:body>'
        f'<office:spreadsheet><table:table table:name="{escape(nom)}">{corps}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", xml)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            'manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/" '
            'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    tampon.seek(0)
    return tampon


def _cellule_ods(valeur: Any) -> str:
    if valeur is None or valeur == "":
        return "<table:table-cell/>"
    if isinstance(valeur, timedelta):
        minutes = int(valeur.total_seconds() // 60)
        forme = f"PT{minutes // 60:02d}H{minutes % 60:02d}M00S"
        return f'<table:table-cell office:value-type="time" office:time-value="{forme}"/>'
    if isinstance(valeur, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{valeur.isoformat()}"/>'
    if isinstance(valeur, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{valeur}"/>'
    texte = escape(str(valeur))
    return f'<table:table-cell office:value-type="string"><text:p>{texte}</text:p></table:table-cell>'


def xls(lignes: Sequence[Sequence[Any]], *, fusions: Sequence[tuple[int, int, int, int]] = (),
        de_1904: bool = False) -> io.BytesIO:  # fmt: skip
    """A workbook of Excel 97-2003 (BIFF8 in a compound file): text, numbers and days of one sheet "F"."""
    origine = date(1904, 1, 1) if de_1904 else date(1899, 12, 30)
    textes = list(dict.fromkeys(v for ligne in lignes for v in ligne if isinstance(v, str) and v))
    feuille = _biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for rang, ligne in enumerate(lignes):
        for colonne, valeur in enumerate(ligne):
            if isinstance(valeur, str) and valeur:
                feuille += _biff(0xFD, struct.pack("<HHHI", rang, colonne, 0, textes.index(valeur)))
            elif isinstance(valeur, int | float):
                feuille += _biff(0x203, struct.pack("<HHHd", rang, colonne, 0, valeur))
            elif isinstance(valeur, date):
                feuille += _biff(0x203, struct.pack("<HHHd", rang, colonne, 1, (valeur - origine).days))
    if fusions:
        plages = b"".join(struct.pack("<HHHH", haut, bas, gauche, droite) for haut, gauche, bas, droite in fusions)
        feuille += _biff(0xE5, struct.pack("<H", len(fusions)) + plages)
    feuille += _biff(0x0A, b"")
    sst = struct.pack("<II", len(textes), len(textes))
    sst += b"".join(struct.pack("<HB", len(t), 1) + t.encode("utf-16-le") for t in textes)
    debut = _biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + _biff(0x42, struct.pack("<H", 1200))
    debut += _biff(0x22, struct.pack("<H", de_1904))
    debut += b"".join(_biff(0xE0, struct.pack("<HH16x", 0, forme)) for forme in (0, 14))  # general, a day
    fin = _biff(0xFC, sst) + _biff(0x0A, b"")
    position = len(debut) + 4 + 9 + len(fin)
    flux = debut + _biff(0x85, struct.pack("<IBBBB", position, 0, 0, 1, 0) + b"F") + fin + feuille
    return io.BytesIO(_compose("Workbook", flux.ljust(4096, b"\0")))


def _biff(code: int, donnees: bytes) -> bytes:
    return struct.pack("<HH", code, len(donnees)) + donnees


def _compose(nom: str, flux: bytes) -> bytes:
    """A compound file of one stream: allocation table, directory, stream, in sectors of 512 bytes."""
    libre, fin = 0xFFFFFFFF, 0xFFFFFFFE
    flux = flux.ljust(-(-len(flux) // 512) * 512, b"\0")
    nombre = len(flux) // 512
    table = [0xFFFFFFFD, fin, *range(3, 2 + nombre), fin]
    assert len(table) <= 128
    fat = struct.pack("<128I", *(table + [libre] * (128 - len(table))))

    def entree(titre: str, sorte: int, enfant: int, secteur: int, taille: int) -> bytes:
        code = titre.encode("utf-16-le")
        octets = code.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(code) + 2 if titre else 0, sorte, 1, libre, libre, enfant
        )
        return octets + bytes(36) + struct.pack("<IQ", secteur, taille)

    repertoire = entree("Root Entry", 5, 1, fin, 0) + entree(nom, 2, libre, 2, len(flux))
    repertoire += 2 * entree("", 0, libre, 0, 0)
    entete = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    entete += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, fin, 0, fin, 0) + struct.pack("<109I", 0, *[libre] * 108)
    return entete + fat + repertoire + flux


def csv(texte: str, *, encodage: str = "utf-8-sig") -> io.BytesIO:
    """A CSV of these bytes."""
    return io.BytesIO(texte.encode(encodage))
