"""Until when hours count, and the month cut at that day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.rules.comptage import couper_mois, dernier_jour_apres, duree_pour, fin_de_comptage, jours_presents
from clauses.rules.vocabulaire import TypeContrat
from socle.periodes import Mois
from tests.exemples import exemples

MARS = Mois(2026, 3)


@pytest.mark.parametrize(
    ("origine", "mois", "fin"),
    [
        (date(2024, 3, 15), 24, date(2026, 3, 14)),
        (date(2024, 3, 1), 24, date(2026, 2, 28)),
        (date(2024, 1, 1), 12, date(2024, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 12, 10), 36, date(2028, 12, 9)),
    ],
)
def test_une_duree_en_mois_va_de_quantieme_a_quantieme(origine, mois, fin):
    assert dernier_jour_apres(origine, mois) == fin


@pytest.mark.parametrize(
    ("options", "fin"),
    [
        ({"duree_mois": 24}, date(2027, 1, 9)),
        ({"duree_mois": 24, "premier_contrat": date(2024, 6, 1)}, date(2026, 5, 31)),
        ({"duree_mois": 24, "fin_lot": date(2026, 10, 31)}, date(2026, 10, 31)),
        ({"duree_mois": 12, "fin_lot": date(2026, 10, 31)}, date(2026, 1, 9)),
        ({"duree_mois": None, "fin_lot": date(2026, 10, 31)}, date(2026, 10, 31)),  # whole contract: end of the lot
        ({"duree_mois": None}, None),
        ({"duree_mois": 24, "prolongee_au": date(2028, 1, 9)}, date(2028, 1, 9)),
        ({"duree_mois": 24, "prolongee_au": date(2026, 6, 30)}, date(2027, 1, 9)),  # never shorter
        ({"duree_mois": 24, "prolongee_au": date(2028, 1, 9), "fin_lot": date(2027, 6, 30)}, date(2027, 6, 30)),
        ({"duree_mois": None, "prolongee_au": date(2028, 1, 9)}, None),
    ],
)
def test_la_fin_de_comptage_est_la_premiere_des_deux_fins(options, fin):
    assert fin_de_comptage(debut_contrat=date(2025, 1, 10), **options) == fin


def test_la_duree_depend_du_type_de_contrat_selon_la_clause():
    durees = {"CDI": 24, "APPRENTISSAGE": None}
    assert duree_pour(TypeContrat.CDI, durees) == 24
    assert duree_pour("APPRENTISSAGE", durees) is None
    assert duree_pour(TypeContrat.CDD, durees) is None


def test_les_missions_d_un_meme_contrat_donnent_les_jours_presents():
    missions = [
        (date(2026, 2, 23), date(2026, 3, 6)),
        (date(2026, 3, 16), date(2026, 3, 20)),
        (date(2026, 3, 30), None),
    ]
    assert len(jours_presents(MARS, missions)) == 6 + 5 + 2
    assert len(jours_presents(MARS, missions, jusqu_au=date(2026, 3, 17))) == 6 + 2


PLEIN = [(date(2025, 1, 1), None)]


@pytest.mark.parametrize(
    ("fin", "comptables"),
    [
        (None, "154.00"),
        (date(2026, 3, 31), "154.00"),
        (date(2026, 4, 2), "154.00"),
        (date(2026, 3, 13), "70.00"),  # 10 of the 22 working days of March 2026
        (date(2026, 3, 15), "70.00"),  # the week-end adds nothing
        (date(2026, 3, 1), "0.00"),
        (date(2026, 2, 28), "0.00"),
    ],
)
def test_le_mois_se_coupe_au_prorata_des_jours_ouvres(fin, comptables):
    coupure = couper_mois(D("154.00"), MARS, PLEIN, fin)
    assert coupure.comptables == D(comptables)
    assert coupure.comptables + coupure.hors_compte == D("154.00")
    assert coupure.coupe == (coupure.hors_compte > 0)


def test_un_contrat_du_seul_week_end_se_coupe_au_prorata_de_ses_jours():
    week_ends = [(date(2026, 3, 7), date(2026, 3, 8)), (date(2026, 3, 14), date(2026, 3, 15))]
    assert couper_mois(D(28), MARS, week_ends, date(2026, 3, 8)).comptables == D("14.00")


def test_des_heures_hors_des_periodes_se_coupent_au_prorata_du_mois():
    assert couper_mois(D(31), MARS, [(date(2025, 1, 1), date(2025, 2, 1))], date(2026, 3, 10)).comptables == D("10.00")


@settings(max_examples=exemples(1000), deadline=None)
@given(
    st.integers(0, 30_000), st.dates(date(2026, 2, 1), date(2026, 4, 30)), st.dates(date(2026, 1, 1), date(2026, 3, 31))
)
def test_rien_ne_se_perd_dans_la_coupure(centiemes, fin, debut):
    heures = D(centiemes).scaleb(-2)
    coupure = couper_mois(heures, MARS, [(debut, None)], fin)
    assert coupure.comptables + coupure.hors_compte == heures
    assert 0 <= coupure.comptables <= heures


@settings(max_examples=exemples(1000), deadline=None)
@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 60), st.integers(0, 60))
def test_une_duree_plus_longue_finit_plus_tard(origine, mois, plus):
    assert origine <= dernier_jour_apres(origine, mois) <= dernier_jour_apres(origine, mois + plus)
