"""The steps of an objective and the French of figures and dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal as D
from fractions import Fraction

import pytest

from clauses.rules.historique import etapes_objectif
from clauses.rules.obligation import Mouvement, NatureMouvement
from clauses.rules.phrases import au_centieme, de_mois, euros, heures, jour, nombre, pourcent_entier

CONNU = datetime(2026, 1, 1, tzinfo=UTC)
MOUVEMENTS = [
    Mouvement(NatureMouvement.REDUCTION, D(-100), date(2026, 9, 1), CONNU),
    Mouvement(NatureMouvement.INITIAL, D(1000), date(2026, 1, 1), CONNU),
    Mouvement(NatureMouvement.AVENANT, D(200), date(2026, 6, 1), CONNU, "l'avenant n° 2"),
    Mouvement(NatureMouvement.FACTURE, D(0), date(2026, 6, 1), CONNU),
]


def clair(texte: str) -> str:
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


def test_l_objectif_se_raconte_etape_par_etape():
    assert [clair(e.phrase) for e in etapes_objectif(MOUVEMENTS)] == [
        "objectif fixé à 1 000 h par le contrat, au 1er janvier 2026",
        "objectif porté de 1 000 h à 1 200 h par l'avenant n° 2, au 1er juin 2026",
        "objectif ramené de 1 200 h à 1 100 h par décision du maître d'ouvrage, au 1er septembre 2026",
    ]


def test_les_etapes_se_coupent_a_une_date():
    assert [e.apres for e in etapes_objectif(MOUVEMENTS, travaillees_jusqu_au=date(2026, 6, 1))] == [D(1000), D(1200)]


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        (heures(D("1234.5")), "1 234,50 h"),
        (heures(D("4974.00")), "4 974 h"),
        (heures(D("-0.25")), "-0,25 h"),
        (euros(D("14700")), "14 700 €"),
        (nombre(D("1234567.894"), 0), "1 234 568"),
        (nombre(D("0.4951"), 0), "0"),
        (jour(date(2020, 12, 4)), "4 décembre 2020"),
        (jour(date(2026, 5, 1)), "1er mai 2026"),
        (de_mois(date(2026, 8, 1)), "d'août 2026"),
        (de_mois(date(2026, 10, 1)), "d'octobre 2026"),
        (de_mois(date(2026, 9, 1)), "de septembre 2026"),
        (pourcent_entier(Fraction(99999, 1000)), "99 %"),
        (pourcent_entier(D(100)), "100 %"),
    ],
)
def test_les_chiffres_et_les_dates_se_lisent_en_francais(ecrit, attendu):
    assert clair(ecrit) == attendu


@pytest.mark.parametrize(("exact", "arrondi"), [("0.005", "0.01"), ("-0.005", "-0.01"), ("0.0049", "0.00")])
def test_la_demie_s_arrondit_en_s_eloignant_de_zero(exact, arrondi):
    assert au_centieme(D(exact)) == D(arrondi)
