"""Forecast at the current pace and the last day to catch up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.rules.courbe import Arret
from clauses.rules.heures import Situation
from clauses.rules.prevision import jours_de_travaux, prevoir
from socle.periodes import Mois
from tests.exemples import exemples

DEBUT, FIN = date(2026, 1, 1), date(2026, 12, 31)
JUIN = date(2026, 6, 30)


def situation(dues=3650, validees=1000, en_verification=0) -> Situation:
    return Situation(D(dues), D(0), D(validees), D(en_verification))


def mois(**heures: int) -> dict[Mois, D]:
    return {Mois(2026, int(numero[1:])): D(h) for numero, h in heures.items()}


def test_la_cadence_est_celle_des_trois_derniers_mois_declares():
    # April, May and June: 910 h over 91 days of works, 10 h a day; 184 days remain.
    prevision = prevoir(
        situation(validees=1000), mois(m1=0, m4=300, m5=310, m6=300), debut=DEBUT, fin=FIN, arrete_au=JUIN
    )
    assert prevision.heures == D(2840)
    assert prevision.taux == F(284_000, 3650)
    assert prevision.sous(D(95))
    assert prevision.cadence_mensuelle == D("304.17")


def test_un_mois_non_declare_est_inconnu_et_non_nul():
    connu = prevoir(situation(), mois(m4=300, m6=300), debut=DEBUT, fin=FIN, arrete_au=JUIN)
    neant = prevoir(situation(), mois(m4=300, m5=0, m6=300), debut=DEBUT, fin=FIN, arrete_au=JUIN)
    assert connu.heures > neant.heures


def test_un_mois_apres_la_periode_close_ne_compte_pas():
    avec = prevoir(situation(), mois(m6=300, m7=9000), debut=DEBUT, fin=FIN, arrete_au=JUIN)
    assert avec == prevoir(situation(), mois(m6=300), debut=DEBUT, fin=FIN, arrete_au=JUIN)


def test_les_jours_suspendus_ne_sont_pas_des_jours_de_travaux():
    assert jours_de_travaux(DEBUT, FIN) == 365
    assert jours_de_travaux(DEBUT, FIN, [Arret(date(2026, 7, 1), date(2026, 7, 31))]) == 334
    assert jours_de_travaux(DEBUT, FIN, [Arret(date(2026, 7, 1))]) == 181
    assert jours_de_travaux(FIN, DEBUT) == 0
    arretee = prevoir(
        situation(), mois(m4=300, m5=310, m6=300), debut=DEBUT, fin=FIN, arrete_au=JUIN,
        suspensions=[Arret(date(2026, 7, 1))],
    )  # fmt: skip
    assert arretee.heures == D(1000)


def test_au_dela_d_une_date_le_retard_ne_pourra_plus_etre_rattrape():
    # Best pace: 310 h in May over 31 days, 10 h a day, as planned. 1,500 h need 150 days: 4 August at the latest.
    prevision = prevoir(
        situation(dues=3650, validees=2150), mois(m4=150, m5=310, m6=0), debut=DEBUT, fin=FIN, arrete_au=JUIN
    )
    assert prevision.rattrapable_jusqu_au == date(2026, 8, 4)
    assert prevision.phrase == "Le retard ne pourra plus être rattrapé au-delà du 4 août 2026."


def test_un_retard_deja_hors_d_atteinte_le_dit():
    prevision = prevoir(situation(validees=0), mois(m5=310), debut=DEBUT, fin=FIN, arrete_au=JUIN)
    assert prevision.rattrapable_jusqu_au == date(2026, 1, 1)
    assert "ne peut plus être rattrapé depuis le 1er janvier 2026" in prevision.phrase


@pytest.mark.parametrize(
    ("chiffres", "phrase"),
    [
        ({"validees": 3000, "en_verification": 650}, "L'objectif est couvert par les heures déclarées."),
        ({"dues": 0, "validees": 0}, "Pas encore assez de mois déclarés pour prévoir."),
    ],
)
def test_quand_il_n_y_a_rien_a_rattraper(chiffres, phrase):
    prevision = prevoir(situation(**chiffres), {}, debut=DEBUT, fin=FIN, arrete_au=JUIN)
    assert prevision.rattrapable_jusqu_au is None
    assert prevision.phrase == phrase


@settings(max_examples=exemples(1000), deadline=None)
@given(
    st.dictionaries(st.integers(1, 12).map(lambda n: Mois(2026, n)), st.integers(0, 1000).map(D), max_size=12),
    st.integers(0, 5000),
    st.integers(0, 5000),
)
def test_la_prevision_n_est_jamais_sous_ce_qui_est_deja_declare(par_mois, dues, validees):
    s = situation(dues=dues, validees=validees)
    prevision = prevoir(s, par_mois, debut=DEBUT, fin=FIN, arrete_au=JUIN)
    assert prevision.heures >= s.declarees
    assert prevision.rattrapable_jusqu_au is None or prevision.rattrapable_jusqu_au <= FIN
