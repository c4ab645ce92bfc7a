"""Days between two missions: what counts as a gap, by quarter, and the sentence of the trend."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.rules.enchainement import Ecart, Periode, ecarts, par_trimestre, tendance


def j(mois: int, jour: int) -> date:
    return date(2025, mois, jour)


@pytest.mark.parametrize(
    ("contrats", "attendu"),
    [
        ([], []),
        ([(j(1, 6), j(3, 31))], []),
        ([(j(1, 6), j(3, 31)), (j(4, 1), None)], [0]),
        ([(j(1, 6), j(3, 31)), (j(4, 15), j(6, 30))], [14]),
        ([(j(4, 15), j(6, 30)), (j(1, 6), j(3, 31))], [14]),
        ([(j(1, 6), j(6, 30)), (j(3, 1), j(4, 30)), (j(7, 11), None)], [10]),
        ([(j(1, 6), None), (j(3, 1), j(4, 30)), (j(7, 11), None)], []),
        ([(j(1, 6), j(3, 31)), (j(1, 6), j(2, 28)), (j(4, 2), j(4, 30)), (j(5, 31), None)], [1, 30]),
    ],
    ids=["rien", "un seul", "se touchent", "quatorze jours", "dans le désordre", "imbriqué", "sans fin", "deux écarts"],
)
def test_les_jours_entre_deux_missions(contrats, attendu):
    assert [e.jours for e in ecarts(contrats)] == attendu


@given(st.lists(st.tuples(st.integers(0, 800), st.integers(0, 200)), max_size=12))
def test_les_ecarts_sont_les_jours_sans_contrat_entre_le_premier_et_le_dernier(tirage):
    origine = date(2024, 1, 1)
    contrats = [(origine + timedelta(d), origine + timedelta(d + n)) for d, n in tirage]
    couverts = {debut + timedelta(n) for debut, fin in contrats for n in range((fin - debut).days + 1)}
    vides = (max(couverts) - min(couverts)).days + 1 - len(couverts) if couverts else 0
    trouves = ecarts(contrats)
    assert sum(e.jours for e in trouves) == vides
    assert all(e.jours >= 0 for e in trouves)


def test_par_trimestre_les_cinq_derniers_meme_vides():
    periodes = par_trimestre([Ecart(j(10, 2), 4), Ecart(j(11, 3), 11), Ecart(j(2, 1), 30)], j(11, 27))
    assert [(p.mot, p.nombre, p.mediane) for p in periodes] == [
        ("4e trim. 2024", 0, None),
        ("1er trim. 2025", 1, 30),
        ("2e trim. 2025", 0, None),
        ("3e trim. 2025", 0, None),
        ("4e trim. 2025", 2, 7.5),
    ]


@pytest.mark.parametrize(
    ("medianes", "phrase"),
    [
        ([None, 30, None, 7.5], "22,5 jours de moins qu'au 2e trim. 2025."),
        ([3, 4], "1 jour de plus qu'au 3e trim. 2025."),
        ([3, 3], "Comme au 3e trim. 2025."),
        ([None, 3], ""),
    ],
)
def test_la_tendance_en_une_phrase(medianes, phrase):
    rangs = range(5 - len(medianes), 5)
    periodes = [Periode(2025, rang, 1, m) for rang, m in zip(rangs, medianes, strict=True)]
    assert tendance(periodes) == phrase
