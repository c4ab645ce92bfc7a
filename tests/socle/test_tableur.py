"""Exports: what a spreadsheet receives, and what it must never run."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.periodes import Mois
from socle.tableur import Colonne, Sorte, ecrire_csv, ecrire_xlsx, neutraliser, nom_de_feuille

COLONNES = [
    Colonne("Entreprise", lambda r: r["nom"]),
    Colonne("Heures", lambda r: r["heures"], Sorte.HEURES),
    Colonne("Montant", lambda r: r["montant"], "montant"),
    Colonne("Le", lambda r: r["le"], Sorte.DATE),
    Colonne("Nombre", lambda r: r["n"], Sorte.ENTIER),
]
CHARGES = [
    "=1+1",
    "+33123456789",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "'=1+1",
    '"=1+1"',
    "\u200b=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://exemple.test";"x")',
]


def ligne(**champs: Any) -> dict[str, Any]:
    base = {"nom": "Éts Léon", "heures": Decimal("1234.50"), "montant": Decimal("-7.35"), "n": 3}
    return base | {"le": date(2020, 12, 4)} | champs


def lire_csv(lignes: list[dict], colonnes: list[Colonne] = COLONNES) -> list[list[str]]:
    contenu = b"".join(ecrire_csv(lignes, colonnes))
    assert contenu.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(contenu.decode("utf-8-sig"), newline=""), delimiter=";"))


def lire_xlsx(lignes: list[dict], **options: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(ecrire_xlsx(lignes, COLONNES, **options))).active


def test_le_csv_parle_francais() -> None:
    assert lire_csv([ligne(), ligne(nom=None, heures=None)]) == [
        ["Entreprise", "Heures", "Montant", "Le", "Nombre"],
        ["Éts Léon", "1234,50", "-7,35", "04/12/2020", "3"],
        ["", "", "-7,35", "04/12/2020", "3"],
    ]


def test_le_csv_dit_les_autres_sortes() -> None:
    valeurs = [True, False, Mois(2026, 10), datetime(2026, 5, 12, 12, 32, tzinfo=UTC), 0, Decimal("0"), 1.5]
    assert [r[0] for r in lire_csv(valeurs, [Colonne("v", lambda v: v)])][1:] == [
        "oui",
        "non",
        "2026-10",
        "12/05/2026 14:32",
        "0",
        "0",
        "1,5",
    ]


def test_le_csv_s_ecrit_au_fil_de_l_eau() -> None:
    lus = []

    def lignes():
        for numero in range(1000):
            lus.append(numero)
            yield ligne(n=numero)

    morceaux = ecrire_csv(lignes(), COLONNES)
    next(morceaux)
    assert lus == []
    next(morceaux)
    assert len(lus) == 200
    assert sum(m.count(b"\r\n") for m in morceaux) == 800


@pytest.mark.parametrize("charge", CHARGES)
def test_aucune_formule_ne_sort(charge: str) -> None:
    assert lire_csv([ligne(nom=charge)])[1][0] == f"'{charge}"
    cellule = lire_xlsx([ligne(nom=charge)])["A2"]
    assert cellule.data_type == "s"


@pytest.mark.parametrize("texte", ["Éts Léon", "12 rue", "a=b", "", "L'Oréal", "'80"])
def test_un_texte_ordinaire_ne_change_pas(texte: str) -> None:
    assert neutraliser(texte) == texte


@given(st.text(max_size=40))
def test_neutraliser_ne_perd_rien(texte: str) -> None:
    sortie = neutraliser(texte)
    assert sortie in (texte, f"'{texte}")
    assert not sortie.startswith(tuple("=+-@\t\r＝＋－＠"))


def test_le_classeur_garde_nombres_et_dates() -> None:
    feuille = lire_xlsx([ligne(), ligne(nom="B")], titre_feuille="Heures [2026]/10", entete=["Au 31 mars"])
    assert feuille.title == "Heures  2026  10"
    assert feuille["A1"].value == "Au 31 mars"
    assert [c.value for c in feuille[3]] == ["Entreprise", "Heures", "Montant", "Le", "Nombre"]
    assert feuille["B4"].value == 1234.5
    assert feuille["C4"].value == -7.35
    assert feuille["D4"].value == datetime(2020, 12, 4)
    assert feuille["D4"].number_format == "dd/mm/yyyy"
    assert feuille["E4"].value == 3
    assert feuille.freeze_panes == "A4"
    assert feuille.auto_filter.ref == "A3:E5"


def test_un_classeur_sans_ligne_s_ouvre() -> None:
    assert lire_xlsx([]).max_row == 1


def test_les_caracteres_interdits_n_abiment_pas_le_classeur() -> None:
    assert lire_xlsx([ligne(nom="a\x00b\x0bc\ufffe")])["A2"].value == "abc"


@pytest.mark.parametrize(("titre", "attendu"), [("", "Export"), ("a" * 40, "a" * 31), ("'x'", "x"), ("[]", "Export")])
def test_nom_de_feuille(titre: str, attendu: str) -> None:
    assert nom_de_feuille(titre) == attendu
