"""One cell: every form of hours, months, dates and names, in tables of cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.exchange.heures_tableur import valeurs as v
from clauses.exchange.heures_tableur.colonnes import Champ, reconnaitre
from socle.periodes import Mois

D = Decimal
JOUR = date(2026, 11, 15)


@pytest.mark.parametrize(
    ("cellule", "attendu"),
    [
        ("151,67", "151.67"), ("151.67", "151.67"), (D("151.67"), "151.67"), (35, "35"), ("35 h", "35"), ("35h", "35"),
        ("35 heures", "35"), ("7h30", "7.5"), ("7 h 30", "7.5"), ("7:30", "7.5"), ("7:30:00", "7.5"), ("7h", "7"),
        ("7h20", "7.33"), ("151h40min", "151.67"), ("1\u00a0820", "1820"), ("1\u202f820,50", "1820.5"),
        ("1 820", "1820"), ("1.820,50", "1820.5"), ("1,820.50", "1820.5"), ("'12,5", "12.5"), ("-12", "-12"),
        ("−3,5", "-3.5"), ("-1h30", "-1.5"), ("0", "0"), (0, "0"), (D("7.333333333"), "7.33"), (D("7.335"), "7.34"),
        (timedelta(hours=35), "35"), (timedelta(days=6, hours=7, minutes=40), "151.67"),
        (datetime(1899, 12, 31, 11), "35"), (None, None), ("", None), ("  ", None), ("-", None), ("–", None),
        ("/", None), ("néant", None),
    ],
)  # fmt: skip
def test_heures(cellule, attendu):
    lues = v.heures_de(cellule)
    assert lues == (None if attendu is None else D(attendu))


@pytest.mark.parametrize("cellule", ["abs", "7h75", "7:60", "1,234", "x", "12/10", True, date(2026, 1, 1), "1e9", "٣"])
def test_heures_illisibles(cellule):
    with pytest.raises(v.ValeurIllisible):
        v.heures_de(cellule)


@pytest.mark.parametrize(
    ("cellule", "attendu"), [("7.30", "7.5"), ("7,3", "7.5"), (D("7.3"), "7.5"), ("151.45", "151.75"), ("35", "35"),
                             ("7h30", "7.5"), (D("-7.15"), "-7.25")]
)  # fmt: skip
def test_heures_en_minutes(cellule, attendu):
    assert v.heures_de(cellule, minutes=True) == D(attendu)


@given(st.integers(min_value=0, max_value=74_400))
def test_des_centiemes_ecrits_a_la_francaise_se_relisent(centiemes):
    valeur = D(centiemes) / 100
    assert v.heures_du_mois(f"{valeur:.2f}".replace(".", ",")) == valeur


@pytest.mark.parametrize(
    ("cellules", "dominent"),
    [
        (["7.30", "35.15", "140.45"], True), ([D("7.3"), D("7.15"), D("8.45")], True), (["7.30", "35.15"], False),
        (["7.30", "7.15", "7.45", "151.67"], False), (["7.30", "7.15", "7.45", "7.5", "8.25"], False),
        (["7h30", "7h15", "7h45"], False), ([True, None, 12], False),
    ],
)  # fmt: skip
def test_minutes_dominent(cellules, dominent):
    assert v.minutes_dominent(cellules) is dominent


@pytest.mark.parametrize(
    ("cellule", "attendu"),
    [
        ("janv-25", Mois(2025, 1)), ("01/2025", Mois(2025, 1)), ("1/25", Mois(2025, 1)), ("2025-01", Mois(2025, 1)),
        ("Janvier 2025", Mois(2025, 1)), ("JANVIER  2025", Mois(2025, 1)), ("févr. 2025", Mois(2025, 2)),
        ("août-25", Mois(2025, 8)), ("déc 25", Mois(2025, 12)), ("31/01/2025", Mois(2025, 1)),
        ("Heures de mars 2025", Mois(2025, 3)), (date(2025, 1, 15), Mois(2025, 1)), (45658, Mois(2025, 1)),
        (D("45658.0"), Mois(2025, 1)), (202501, Mois(2025, 1)), ("'01/2025", Mois(2025, 1)), (None, None), ("", None),
    ],
)  # fmt: skip
def test_mois(cellule, attendu):
    assert v.mois_de(cellule) == attendu


def test_mois_sans_annee():
    assert (
        v.mois_de("octobre", annee=2026) == v.mois_de(10, annee=2026) == v.mois_de("10", annee=2026) == Mois(2026, 10)
    )
    with pytest.raises(v.ValeurIllisible, match="L'année manque"):
        v.mois_de("octobre")


@pytest.mark.parametrize("cellule", ["13/2025", "bientôt", 7, True, timedelta(hours=3), "01/2025 et 02/2025"])
def test_mois_illisibles(cellule):
    with pytest.raises(v.ValeurIllisible):
        v.mois_de(cellule)


def test_mois_en_serie_1904():
    assert v.mois_de(45658 - 1462, de_1904=True) == Mois(2025, 1)


@pytest.mark.parametrize(
    ("cellule", "attendu"),
    [
        ("14/03/1990", date(1990, 3, 14)), ("14-03-1990", date(1990, 3, 14)), ("14.03.90", date(1990, 3, 14)),
        ("14/03/05", date(2005, 3, 14)), ("'14/03/1990", date(1990, 3, 14)), ("1990-03-14", date(1990, 3, 14)),
        ("14 mars 1990", date(1990, 3, 14)), ("1er avril 1990", date(1990, 4, 1)), (32946, date(1990, 3, 14)),
        ("32946", date(1990, 3, 14)), (datetime(1990, 3, 14), date(1990, 3, 14)),
        ("14/03/1990 00:00:00", date(1990, 3, 14)),
        (None, None), ("", None),
    ],
)  # fmt: skip
def test_dates(cellule, attendu):
    assert v.date_de(cellule, jour=JOUR) == attendu


@pytest.mark.parametrize("cellule", ["31/02/1990", "hier", "14/1990", 12])
def test_dates_illisibles(cellule):
    with pytest.raises(v.ValeurIllisible):
        v.date_de(cellule, jour=JOUR)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("DURAND Paul", ("DURAND", "Paul")), ("Paul DURAND", ("DURAND", "Paul")), ("Durand Paul", ("Durand", "Paul")),
        ("Durand, Paul", ("Durand", "Paul")), ("M. DURAND Paul", ("DURAND", "Paul")),
        ("LE GOFF Anne-Marie", ("LE GOFF", "Anne-Marie")), ("DURAND", ("DURAND", "")), ("", ("", "")),
    ],
)  # fmt: skip
def test_nom_et_prenom(texte, attendu):
    assert v.nom_prenom_de(texte) == attendu


@pytest.mark.parametrize(
    ("titre", "champ"),
    [
        ("N° de lot", Champ.LOT), ("Nb d'heures", Champ.HEURES), ("Heures d'insertion réalisées", None),
        ("Date de naissance (JJ/MM/AAAA)", Champ.NAISSANCE), ("QPV (O/N)", Champ.CRITERE),
        ("Critère(s)", Champ.CRITERE),
        ("Heures public RSA", Champ.CRITERE), ("PRÉNOM *", Champ.PRENOM), ("Couleur", None), (12, None), (None, None),
        ("Numéro de Sécurité Sociale", Champ.CRITERE), ("Titulaire", Champ.AUTRE),
    ],
)  # fmt: skip
def test_titres(titre, champ):
    assert reconnaitre(titre) is champ


def test_valeurs_montrees():
    assert v.masquer("1 90 03 93 123 456 78") == "…"
    assert v.masquer(190039312345678) == "…"
    assert v.masquer(timedelta(hours=35)) == "35:00"
    assert v.masquer(D("12.0")) == "12"
    assert v.vide(None)
    assert not v.vide(0)
    assert not v.vide("0")
    assert v.lettres(0) == "A"
    assert v.lettres(26) == "AA"
    assert v.adresse(3, 27) == "AB3"
