"""Hostile files: refused in French, in bounded time and memory, and the process that asked is still there."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from socle.fichiers import MEGA
from socle.tableur import ClasseurRefuse, lire_feuilles, sorte_de_fichier
from socle.tableur.lecture import TAILLE_MAX, separateur
from tests.fabriques.tableurs import ods, rang_xml, xls, xlsx, xlsx_brut


def coin_lointain() -> io.BytesIO:
    return xlsx_brut(rang_xml(1, "a") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def coin_lointain_deguise() -> io.BytesIO:
    """The sheet stands where no one looks for it: only the limits of the child can stop it."""
    bon = xlsx_brut(rang_xml(1, "a"))
    feuille = zipfile.ZipFile(coin_lointain()).read("xl/worksheets/sheet1.xml")
    sortie = io.BytesIO()
    with zipfile.ZipFile(bon) as source, zipfile.ZipFile(sortie, "w") as cible:
        for nom in source.namelist():
            texte = source.read(nom)
            if nom.endswith("workbook.xml.rels"):
                texte = texte.replace(b"worksheets/sheet1.xml", b"theme/sheet1.xml")
            if not nom.endswith("sheet1.xml"):
                cible.writestr(nom, texte)
        cible.writestr("xl/theme/sheet1.xml", feuille)
    return sortie


def bombe_zip() -> io.BytesIO:
    return xlsx_brut(rang_xml(1, "a"), parties={"xl/media/zeros.xml": b"0" * (60 * MEGA)})


def bombe_d_entites() -> io.BytesIO:
    entites = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return xlsx_brut(
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "boum">{entites}]><worksheet xmlns="http://schemas.openxmlformats'
        '.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>'
        "</sheetData></worksheet>"
    )


def zip_dans_zip() -> io.BytesIO:
    dedans = io.BytesIO()
    with zipfile.ZipFile(dedans, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"0" * MEGA)
    return xlsx_brut(rang_xml(1, "a"), parties={"xl/dedans.zip": dedans.getvalue()})


def zip_ordinaire() -> io.BytesIO:
    dehors = io.BytesIO()
    with zipfile.ZipFile(dehors, "w") as archive:
        archive.writestr("a.xlsx", xlsx([["a"]]).getvalue())
    return dehors


def lignes_par_millions() -> io.BytesIO:
    return xlsx_brut("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 130_000)))


def ods_repete() -> io.BytesIO:
    contenu = ods([["a"]])
    sortie = io.BytesIO()
    with zipfile.ZipFile(contenu) as source, zipfile.ZipFile(sortie, "w") as cible:
        for nom in source.namelist():
            texte = source.read(nom).replace(
                b"<table:table-row>", b'<table:table-row table:number-rows-repeated="1048576">'
            )
            cible.writestr(nom, texte.replace(
                b"<table:table-cell office",
                b'<table:table-cell table:number-columns-repeated="16384" office'))  # fmt: skip
    return sortie


def ligne_demesuree() -> io.BytesIO:
    return io.BytesIO(b"Nom;Prenom;Mois;Heures;" + b"x" * (15 * MEGA))


HOSTILES: list[tuple[Callable[[], io.BytesIO], set[str]]] = [
    (coin_lointain, {"trop_etendu"}),
    (coin_lointain_deguise, {"memoire", "illisible", "trop_de_lignes"}),
    (bombe_zip, {"bombe"}),
    (bombe_d_entites, {"illisible"}),
    (zip_dans_zip, {"bombe"}),
    (zip_ordinaire, {"type"}),
    (lignes_par_millions, {"trop_de_lignes"}),
    (ods_repete, {"memoire", "duree", "trop_de_lignes", "illisible"}),
    (ligne_demesuree, {"trop_grand"}),
    (lambda: io.BytesIO(b"MZ" + b"\0" * 2000), {"type"}),
    (lambda: io.BytesIO(b"\x7fELF" + b"\0" * 2000), {"type"}),
    (lambda: io.BytesIO(b"%PDF-1.7 ..."), {"type"}),
    (lambda: io.BytesIO(b"<html><table></table></html>"), {"type"}),
    (lambda: io.BytesIO(b""), {"vide"}),
    (lambda: io.BytesIO(xlsx([["a"]]).getvalue()[:-200]), {"abime"}),
    (lambda: io.BytesIO(xls([["a"]]).getvalue()[:700]), {"illisible"}),
    (lambda: xlsx_brut(rang_xml(1, "a"), parties={"xl/vbaProject.bin": b"x"}), {"macros"}),
    (lambda: xlsx_brut("<row r='1'><c r='A1'><v>1</v></row>"), {"illisible"}),
]


@pytest.mark.parametrize(("fabrique", "codes"), HOSTILES, ids=[h[0].__name__ + str(n) for n, h in enumerate(HOSTILES)])
def test_fichier_hostile_refuse(fabrique, codes):
    fichier = fabrique()
    debut = time.monotonic()
    with pytest.raises(ClasseurRefuse) as refus:
        lire_feuilles(fichier)
    assert refus.value.code in codes
    assert refus.value.message.endswith(".")
    assert "Traceback" not in refus.value.message
    assert time.monotonic() - debut < 45


class Enorme(io.RawIOBase):
    """500 MB of one line, made as it is read: nothing holds it."""

    taille = 500 * MEGA

    def __init__(self) -> None:
        self.position = self.lus = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, position: int, depuis: int = 0) -> int:
        self.position = position if depuis == 0 else self.taille + position
        return self.position

    def tell(self) -> int:
        return self.position

    def read(self, taille: int = -1) -> bytes:
        reste = self.taille - self.position
        donnees = b"a;" * (min(reste, reste if taille < 0 else taille) // 2)
        self.position += len(donnees)
        self.lus += len(donnees)
        return donnees


def test_csv_de_500_mo_sur_une_ligne_refuse_sans_etre_lu():
    enorme = Enorme()
    tracemalloc.start()
    with pytest.raises(ClasseurRefuse, match="dépasse"):
        lire_feuilles(enorme)  # type: ignore[arg-type]
    _, pointe = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert enorme.lus == 0
    assert pointe < MEGA


def test_grand_classeur_la_memoire_reste_bornee():
    """Read from a process of its own: the peak of a child counts what its parent held, and so would the tests'."""
    code = (
        "import io, resource, sys; from socle.tableur import lire_feuilles;"
        "rangs = len(lire_feuilles(io.BytesIO(sys.stdin.buffer.read()))[0].rangs);"
        "print(rangs, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    classeur = xlsx([["a", n] for n in range(20_000)]).getvalue()
    sortie = subprocess.run([sys.executable, "-c", code], input=classeur, capture_output=True, check=True).stdout
    rangs, pointe = map(int, sortie.split())
    assert rangs == 20_000
    assert pointe < 200 * 1024, "en Kio"


def test_sortes_reconnues_par_le_contenu():
    assert sorte_de_fichier(xlsx([["a"]])) == "xlsx"
    assert sorte_de_fichier(ods([["a"]])) == "ods"
    assert sorte_de_fichier(xls([["a"]])) == "xls"
    assert sorte_de_fichier(io.BytesIO(b"Titre sans separateur\nNom;Heures")) == "csv"
    with pytest.raises(ClasseurRefuse, match=str(TAILLE_MAX // MEGA)):
        sorte_de_fichier(io.BytesIO(b"a" * (TAILLE_MAX + 1)))


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("a;b;c\n1,5;2,5;3", ";"), ("a,b\n1,2", ","), ("a\tb\n1,5\t2,5", "\t"),
     ("un, deux, trois, quatre\na;b\n1;2\n3;4", ";"),
     ('"x,y,z";b\n"1,2,3";4', ";"), ("seul", ";")],
)  # fmt: skip
def test_separateur(texte, attendu):
    assert separateur(texte) == attendu
