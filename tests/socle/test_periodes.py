"""Months, periods, due days and the closed period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.periodes import (
    Mois,
    Periode,
    Periodicite,
    echeance,
    est_close,
    jours_dans_le_mois,
    mois_entre,
    periode_close,
    periode_de,
)

OCTOBRE = Mois(2026, 10)
les_mois = st.builds(Mois, st.integers(1950, 2150), st.integers(1, 12))
les_jours = st.dates(date(1950, 1, 1), date(2150, 12, 31))
les_periodicites = st.sampled_from(list(Periodicite))


def test_un_mois_se_lit_et_s_ecrit() -> None:
    assert str(OCTOBRE) == "octobre 2026"
    assert OCTOBRE.iso == "2026-10"
    assert Mois.lire("2026-10") == OCTOBRE
    assert Mois.depuis(date(2026, 10, 31)) == OCTOBRE
    assert date(2026, 10, 1) in OCTOBRE
    assert date(2026, 11, 1) not in OCTOBRE


@pytest.mark.parametrize(
    "texte", ["", "2026", "2026-13", "2026-00", "2026-1", "10-2026", "2026-10-01", "２０２６-１０"]
)
def test_un_mois_mal_ecrit_est_refuse(texte: str) -> None:
    with pytest.raises(ValueError):
        Mois.lire(texte)


@pytest.mark.parametrize(
    ("mois", "nombre", "attendu"),
    [
        (Mois(2026, 12), 1, Mois(2027, 1)),
        (Mois(2027, 1), -1, Mois(2026, 12)),
        (Mois(2026, 10), 3, Mois(2027, 1)),
        (Mois(2026, 10), -22, Mois(2024, 12)),
    ],
)
def test_on_ajoute_des_mois(mois: Mois, nombre: int, attendu: Mois) -> None:
    assert mois + nombre == attendu
    assert attendu - mois == nombre
    assert attendu - nombre == mois


@given(les_mois, st.integers(-600, 600))
def test_ajouter_puis_retirer_ne_change_rien(mois: Mois, nombre: int) -> None:
    assert (mois + nombre) - nombre == mois
    assert (mois < mois + nombre) == (nombre > 0)
    assert mois.suivant().precedent() == mois
    assert Mois.lire(mois.iso) == mois


@given(les_mois)
def test_les_jours_d_un_mois_se_suivent(mois: Mois) -> None:
    assert mois.dernier_jour + timedelta(days=1) == mois.suivant().premier_jour
    assert jours_dans_le_mois(mois, None, None) == mois.nb_jours == mois.dernier_jour.day


@pytest.mark.parametrize(
    ("mois", "debut", "fin"), [(1, 1, 3), (3, 1, 3), (4, 4, 6), (9, 7, 9), (10, 10, 12), (12, 10, 12)]
)
def test_un_trimestre_est_civil(mois: int, debut: int, fin: int) -> None:
    assert periode_de(Mois(2026, mois), Periodicite.TRIMESTRIELLE) == Periode(Mois(2026, debut), Mois(2026, fin))
    assert periode_de(Mois(2026, mois), "MENSUELLE") == Periode(Mois(2026, mois), Mois(2026, mois))


@given(les_mois, les_periodicites)
def test_les_periodes_pavent_le_temps(mois: Mois, periodicite: Periodicite) -> None:
    periode = periode_de(mois, periodicite)
    assert mois in periode
    assert len(list(periode)) == len(periode) == periodicite.nb_mois
    assert periode.suivante().premier_jour == periode.dernier_jour + timedelta(days=1)
    assert periode.suivante().precedente() == periode
    assert {periode_de(m, periodicite) for m in periode} == {periode}


@pytest.mark.parametrize(
    ("periode", "texte"),
    [
        (Periode(OCTOBRE, OCTOBRE), "octobre 2026"),
        (Periode(Mois(2026, 1), Mois(2026, 3)), "1er trimestre 2026"),
        (Periode(Mois(2026, 10), Mois(2026, 12)), "4e trimestre 2026"),
        (Periode(Mois(2026, 2), Mois(2026, 5)), "février à mai 2026"),
        (Periode(Mois(2026, 11), Mois(2027, 1)), "novembre 2026 à janvier 2027"),
    ],
)
def test_une_periode_se_nomme(periode: Periode, texte: str) -> None:
    assert str(periode) == texte


def test_une_periode_ne_finit_pas_avant_de_commencer() -> None:
    with pytest.raises(ValueError, match="finit"):
        Periode(OCTOBRE, OCTOBRE.precedent())


@pytest.mark.parametrize(
    ("mois", "periodicite", "jour", "attendu"),
    [
        (Mois(2026, 9), "MENSUELLE", 20, date(2026, 10, 20)),
        (Mois(2026, 12), "MENSUELLE", 20, date(2027, 1, 20)),
        (Mois(2026, 1), "MENSUELLE", 31, date(2026, 2, 28)),
        (Mois(2028, 1), "MENSUELLE", 31, date(2028, 2, 29)),
        (Mois(2026, 7), "TRIMESTRIELLE", 20, date(2026, 10, 20)),
    ],
)
def test_l_echeance_tombe_le_mois_suivant(mois: Mois, periodicite: str, jour: int, attendu: date) -> None:
    assert echeance(periode_de(mois, periodicite), jour) == attendu


@pytest.mark.parametrize(
    ("le_jour", "periodicite", "delai", "fin"),
    [
        (date(2026, 10, 20), "MENSUELLE", 0, Mois(2026, 8)),
        (date(2026, 10, 21), "MENSUELLE", 0, Mois(2026, 9)),
        (date(2026, 10, 30), "MENSUELLE", 10, Mois(2026, 8)),
        (date(2026, 10, 31), "MENSUELLE", 10, Mois(2026, 9)),
        (date(2026, 12, 31), "MENSUELLE", 10, Mois(2026, 11)),
        (date(2027, 1, 5), "MENSUELLE", 45, Mois(2026, 10)),
        (date(2026, 10, 20), "TRIMESTRIELLE", 0, Mois(2026, 6)),
        (date(2026, 10, 21), "TRIMESTRIELLE", 0, Mois(2026, 9)),
        (date(2026, 12, 31), "TRIMESTRIELLE", 0, Mois(2026, 9)),
    ],
)
def test_la_derniere_periode_close(le_jour: date, periodicite: str, delai: int, fin: Mois) -> None:
    assert periode_close(le_jour, periodicite, 20, delai).fin == fin


@given(les_jours, les_periodicites, st.integers(1, 31), st.integers(0, 90))
def test_la_periode_close_est_close_et_la_suivante_non(
    le_jour: date, periodicite: Periodicite, jour: int, delai: int
) -> None:
    close = periode_close(le_jour, periodicite, jour, delai)
    assert est_close(close, le_jour, jour_echeance=jour, delai_validation=delai)
    assert not est_close(close.suivante(), le_jour, jour_echeance=jour, delai_validation=delai)
    assert close.dernier_jour < le_jour


@given(les_jours, les_periodicites, st.integers(0, 60))
def test_le_temps_ne_rouvre_jamais_une_periode(le_jour: date, periodicite: Periodicite, delai: int) -> None:
    lendemain = le_jour + timedelta(days=1)
    assert periode_close(le_jour, periodicite, 20, delai) <= periode_close(lendemain, periodicite, 20, delai)


def test_on_parcourt_les_mois() -> None:
    assert [m.iso for m in mois_entre(Mois(2026, 11), Mois(2027, 2))] == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert list(mois_entre(Mois(2026, 11), Mois(2026, 10))) == []


@pytest.mark.parametrize(
    ("debut", "fin", "jours"),
    [
        (date(2026, 10, 10), date(2026, 10, 10), 1),
        (date(2026, 9, 1), date(2026, 10, 5), 5),
        (date(2026, 10, 30), None, 2),
        (None, date(2026, 9, 30), 0),
        (date(2026, 11, 1), None, 0),
    ],
)
def test_les_jours_couverts_dans_un_mois(debut: date | None, fin: date | None, jours: int) -> None:
    assert jours_dans_le_mois(OCTOBRE, debut, fin) == jours
