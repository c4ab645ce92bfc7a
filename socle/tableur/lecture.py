"""Spreadsheets people send, as typed cells: XLSX, XLS and ODS through a bounded child process, CSV by hand.

Nothing here trusts a name or a size in a header. A refusal is one French sentence that says how to go on.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from socle.fichiers import DEPLIE_MAX, MEGA, PARTIES_MAX, RAPPORT_MAX

Cellule = None | str | int | Decimal | bool | date | timedelta
"""A cell: nothing, text, number, yes or no, date (or instant), duration."""

TAILLE_MAX = 20 * MEGA
MEMOIRE_MAX, SECONDES_MAX = 640 * MEGA, 20
RANGS_MAX, CELLULES_MAX, SURFACE_MAX = 120_000, 3_000_000, 6_000_000
LIGNE_MAX = 64 * 1024
"""Longest line of a CSV: beyond, it is not a sheet of hours."""

_ENFANT = Path(__file__).with_name("enfant.py")
_EXECUTABLES = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"\x00asm")
_MACROS = ("vbaproject", "macrosheets", "activex", "embeddings/oleobject", ".exe", ".dll")
_REFUS = {
    "vide": "Le fichier est vide.",
    "taille": f"Le fichier dépasse {TAILLE_MAX // MEGA} Mo : gardez la seule feuille des heures, puis recommencez.",
    "type": "Ce fichier n'est pas un tableur. Formats lus : Excel (.xlsx, .xls), LibreOffice (.ods) et CSV.",
    "abime": "Le classeur est abîmé : ouvrez-le, enregistrez-le de nouveau, puis recommencez.",
    "illisible": "Le classeur n'a pas pu être lu : ouvrez-le, enregistrez-le de nouveau en .xlsx, puis recommencez.",
    "macros": "Le classeur contient des macros : enregistrez-le au format .xlsx, puis recommencez.",
    "chiffre": "Le classeur est protégé par un mot de passe : enregistrez-en une copie sans mot de passe.",
    "bombe": "Le classeur est trop grand une fois ouvert : gardez la seule feuille des heures, puis recommencez.",
    "trop_grand": "Une ligne du fichier est démesurée : ce n'est pas une feuille d'heures.",
    "trop_etendu": "Une cellule est remplie très loin des autres : supprimez-la, ou copiez vos heures dans un "
    "classeur neuf.",
    "trop_de_lignes": f"Le fichier a plus de {RANGS_MAX // 1000} 000 lignes : envoyez-le en plusieurs fois.",
    "memoire": "Le classeur demande trop de mémoire : copiez vos heures dans un classeur neuf, puis recommencez.",
    "duree": "Le classeur est trop long à ouvrir : copiez vos heures dans un classeur neuf, puis recommencez.",
}


class ClasseurRefuse(ValueError):
    """The file can't be read; `message` is the French sentence, `code` the reason."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.message = _REFUS[code]
        super().__init__(self.message)


@dataclass(slots=True)
class Feuille:
    """A sheet: its rows that hold something, as (rank from 1, cells from column A); merged ranges from 0."""

    nom: str = ""
    rangs: list[tuple[int, list[Cellule]]] = field(default_factory=list)
    cachee: bool = False
    fusions: list[tuple[int, int, int, int]] = field(default_factory=list)
    defauts: dict[str, str] = field(default_factory=dict)
    """By address ("C12"): "sans_valeur" for a formula without value, "erreur" for an error cell."""
    de_1904: bool = False


def sorte_de_fichier(fichier: BinaryIO) -> str:
    """ "xlsx", "xls", "ods" or "csv", from the content alone. Raises ClasseurRefuse. Rewinds the file."""
    fichier.seek(0, io.SEEK_END)
    taille = fichier.tell()
    fichier.seek(0)
    if not taille:
        raise ClasseurRefuse("vide")
    if taille > TAILLE_MAX:
        raise ClasseurRefuse("taille")
    tete = fichier.read(4096)
    fichier.seek(0)
    if tete.startswith(_EXECUTABLES):
        raise ClasseurRefuse("type")
    if tete.startswith(b"PK\x03\x04"):
        return _archive(fichier)
    if tete.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    nu = tete.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\x00" in tete or nu.startswith((b"%PDF", b"<", b"{", b"\x89PNG", b"\xff\xd8\xff")):
        raise ClasseurRefuse("type")
    return "csv"


def _archive(fichier: BinaryIO) -> str:
    """The directory alone is read: kind, macros, password, unpacked size."""
    try:
        with zipfile.ZipFile(fichier) as archive:
            parties = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        raise ClasseurRefuse("abime") from None
    fichier.seek(0)
    noms = [p.filename.replace("\\", "/").lower() for p in parties]
    if "xl/workbook.xml" in noms:
        sorte = "xlsx"
    elif "content.xml" in noms:
        sorte = "ods"
    else:
        raise ClasseurRefuse("type")
    if any(motif in nom for nom in noms for motif in _MACROS):
        raise ClasseurRefuse("macros")
    deplie, emballe = sum(p.file_size for p in parties), sum(p.compress_size for p in parties)
    grand = deplie > DEPLIE_MAX or deplie > RAPPORT_MAX * max(emballe, 1)
    if grand or len(parties) > PARTIES_MAX or any(n.endswith((".zip", ".7z", ".rar", ".gz")) for n in noms):
        raise ClasseurRefuse("bombe")
    if any(p.flag_bits & 0x1 for p in parties):
        raise ClasseurRefuse("chiffre")
    return sorte


def lire_feuilles(fichier: BinaryIO) -> list[Feuille]:
    """Every sheet of the file, hidden ones said. Raises ClasseurRefuse."""
    sorte = sorte_de_fichier(fichier)
    return [_lire_csv(fichier)] if sorte == "csv" else list(_lire_classeur(fichier))


# --- workbooks -----------------------------------------------------------------------------------


def _lire_classeur(fichier: BinaryIO) -> Iterator[Feuille]:
    feuille: Feuille | None = None
    fini = False
    for message in _messages(fichier):
        if isinstance(message, list):
            rang, premiere, cellules = message
            assert feuille is not None
            feuille.rangs.append((rang, [None] * premiere + cellules))
        elif "feuille" in message:
            if feuille is not None:
                yield feuille
            defauts = {a: sorte for sorte, adresses in message["defauts"].items() for a in adresses}
            fusions = [tuple(f) for f in message["fusions"]]
            feuille = Feuille(
                nom=message["feuille"],
                cachee=message["cachee"],
                fusions=fusions,
                defauts=defauts,
                de_1904=message["de_1904"],
            )
        elif "refus" in message:
            raise ClasseurRefuse(message["refus"] if message["refus"] in _REFUS else "illisible")
        else:
            fini = "fin" in message
    if not fini:
        raise ClasseurRefuse("memoire")
    if feuille is not None:
        yield feuille


def _messages(fichier: BinaryIO) -> Iterator[Any]:
    """Run the child on the file, give what it says line by line; it never outlives this call."""
    bornes = [MEMOIRE_MAX, SECONDES_MAX, RANGS_MAX, CELLULES_MAX, SURFACE_MAX]
    with tempfile.TemporaryFile() as copie:
        fichier.seek(0)
        while morceau := fichier.read(MEGA):
            copie.write(morceau)
        copie.seek(0)
        enfant = subprocess.Popen(  # noqa: S603  (our own script, our own numbers)
            [sys.executable, "-I", str(_ENFANT), *map(str, bornes)],
            stdin=copie,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8"},
        )
        echu = threading.Event()

        def arreter() -> None:
            echu.set()
            enfant.kill()

        minuterie = threading.Timer(SECONDES_MAX * 2, arreter)
        minuterie.daemon = True
        minuterie.start()
        try:
            assert enfant.stdout is not None
            for ligne in enfant.stdout:
                try:
                    yield json.loads(ligne, parse_float=Decimal, parse_int=_entier, object_hook=_valeur)
                except ValueError:
                    break
            code = enfant.wait()
            if echu.is_set() or code in (-9, -24):
                raise ClasseurRefuse("duree")
        finally:
            minuterie.cancel()
            enfant.kill()
            enfant.wait()
            if enfant.stdout is not None:
                enfant.stdout.close()


def _entier(texte: str) -> int:
    return int(texte) if len(texte) < 19 else 0


def _valeur(objet: dict[str, Any]) -> Any:
    """The typed cells that JSON has no word for."""
    if len(objet) == 1:
        if "d" in objet:
            texte = objet["d"]
            return datetime.fromisoformat(texte) if "T" in texte else date.fromisoformat(texte)
        if "h" in objet:
            return timedelta(seconds=float(objet["h"]))
    return objet


# --- CSV -----------------------------------------------------------------------------------------


def _lire_csv(fichier: BinaryIO) -> Feuille:
    fichier.seek(0)
    if any(len(ligne) > LIGNE_MAX for ligne in _lignes_bornees(fichier)):
        raise ClasseurRefuse("trop_grand")
    fichier.seek(0)
    octets = fichier.read(TAILLE_MAX + 1)
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        texte = octets.decode("cp1252", "replace")
    if "\x00" in texte:
        raise ClasseurRefuse("type")
    feuille = Feuille()
    try:
        lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur(texte))
        for rang, cellules in enumerate(lecteur, start=1):
            if any(c.strip() for c in cellules):
                feuille.rangs.append((rang, [c if c.strip() else None for c in cellules]))
            if len(feuille.rangs) > RANGS_MAX:
                raise ClasseurRefuse("trop_de_lignes")
    except csv.Error:
        raise ClasseurRefuse("illisible") from None
    return feuille


def _lignes_bornees(fichier: BinaryIO) -> Iterator[bytes]:
    while ligne := fichier.readline(LIGNE_MAX + 1):
        yield ligne


def separateur(texte: str) -> str:
    """`;`, tab or `,`: the one that cuts the first lines most regularly (a title's commas cut one line only)."""

    def poids(candidat: str) -> int:
        comptes = [n for n in (ligne.count(candidat) for ligne in lignes) if n]
        return max((n * comptes.count(n) for n in set(comptes)), default=0)

    lignes = [re.sub(r'"[^"]*"', "", ligne) for ligne in texte[: 1024 * 1024].splitlines()[:30]]
    return max((";", "\t", ","), key=poids)
