"""Penalties: per missing hour, per day late, ceilings, formal notice, waivers in money only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.rules.heures import Situation
from clauses.rules.penalites import (
    MiseEnDemeure,
    Terme,
    penalite_heures,
    penalite_jours,
    phrase_mise_en_demeure,
    terme_en_vigueur,
)
from clauses.rules.vocabulaire import NaturePenalite
from socle.erreurs import RegleViolee
from tests.exemples import exemples

AU = date(2026, 10, 1)
MED = MiseEnDemeure(date(2026, 3, 3), date(2026, 4, 2))


def par_heure(montant=35, plafond=None, apres_med=False) -> Terme:
    return Terme(
        NaturePenalite.PAR_HEURE, D(montant), date(2025, 1, 1), None if plafond is None else D(plafond), apres_med
    )


def par_jour(montant=100, plafond=None, apres_med=False, nature=NaturePenalite.PAR_JOUR_RETARD) -> Terme:
    return Terme(nature, D(montant), date(2025, 1, 1), plafond and D(plafond), apres_med)


@pytest.mark.parametrize(
    ("dues", "validees", "taux", "montant"),
    [
        ("490", "70", 35, "14700.00"),
        ("490", "70", 60, "25200.00"),
        ("490", "490", 35, "0.00"),
        ("490", "512", 35, "0.00"),
        ("490", "489.75", "35", "8.75"),
    ],
)
def test_la_penalite_par_heure_non_realisee(dues, validees, taux, montant):
    penalite = penalite_heures(D(dues), D(validees), par_heure(taux), au=AU)
    assert penalite.a_payer == penalite.brute == D(montant)


def test_l_explication_montre_le_calcul():
    texte = penalite_heures(D(490), D(70), par_heure(), au=AU).explication
    assert texte.replace("\u202f", " ").replace("\u00a0", " ") == "420 h non réalisées × 35 € = 14 700 €."


def test_l_exoneration_n_est_que_de_l_argent():
    situation = Situation(D(490), D(490), D(70))
    penalite = penalite_heures(situation.dues, situation.validees, par_heure(), au=AU, exonerations=[D(14_700)])
    assert penalite.a_payer == 0
    assert penalite.brute == D(14_700)
    # Owed hours, rate and what remains are untouched.
    assert (situation.dues, situation.restantes) == (D(490), D(420))


def test_plusieurs_exonerations_s_additionnent_sans_passer_sous_zero():
    termes = par_heure()
    assert penalite_heures(D(490), D(70), termes, au=AU, exonerations=[D(4_000), D(700)]).a_payer == D(10_000)
    assert penalite_heures(D(490), D(70), termes, au=AU, exonerations=[D(14_000), D(9_000)]).a_payer == 0
    with pytest.raises(RegleViolee):
        penalite_heures(D(490), D(70), termes, au=AU, exonerations=[D(-1)])


def test_le_plafond_passe_avant_l_exoneration():
    penalite = penalite_heures(D(490), D(70), par_heure(plafond=10_000), au=AU, exonerations=[D(4_000)])
    assert (penalite.brute, penalite.plafonnee, penalite.a_payer) == (D(14_700), D(10_000), D(6_000))
    assert "plafonné" in penalite.explication


@pytest.mark.parametrize(
    ("plafond", "du", "dit_plafonne"),
    [
        ("14700.01", "14700.00", False),
        ("14700.00", "14700.00", False),  # exactly at the ceiling: nothing is cut, nothing is said
        ("14699.99", "14699.99", True),
        ("0.00", "0.00", True),
    ],
)
def test_le_plafond_ne_coupe_qu_au_dela_de_lui(plafond, du, dit_plafonne):
    penalite = penalite_heures(D(490), D(70), par_heure(plafond=D(plafond)), au=AU)
    assert (penalite.brute, penalite.plafonnee, penalite.a_payer) == (D(14_700), D(du), D(du))
    assert ("plafonné" in penalite.explication) is dit_plafonne


@pytest.mark.parametrize(
    ("mise_en_demeure", "au", "montant"),
    [
        (None, AU, 0),
        (MED, date(2026, 4, 2), 0),  # the delay still runs
        (MED, date(2026, 4, 3), 14_700),
    ],
)
def test_rien_n_est_exigible_avant_une_mise_en_demeure_restee_sans_effet(mise_en_demeure, au, montant):
    penalite = penalite_heures(D(490), D(70), par_heure(apres_med=True), au=au, mise_en_demeure=mise_en_demeure)
    assert penalite.a_payer == montant
    assert penalite.nette == D(14_700)


ECHEANCE = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("remis_le", "au", "jours"),
    [
        (date(2026, 3, 20), AU, 0),  # on the due day
        (date(2026, 3, 21), AU, 0),  # the day after: no whole day of delay
        (date(2026, 3, 22), AU, 1),
        (None, date(2026, 3, 20), 0),
        (None, date(2026, 3, 30), 10),
        (date(2026, 12, 1), date(2026, 3, 30), 10),  # not delivered yet at that date
    ],
)
def test_un_releve_en_retard_coute_par_jour(remis_le, au, jours):
    assert penalite_jours(ECHEANCE, remis_le, par_jour(), au=au).a_payer == 100 * jours


def test_le_bilan_final_en_retard_a_son_propre_montant_et_son_plafond():
    terme = par_jour(300, plafond=1_000, nature=NaturePenalite.PAR_JOUR_BILAN)
    assert penalite_jours(ECHEANCE, None, terme, au=date(2026, 3, 22)).a_payer == 600
    assert penalite_jours(ECHEANCE, None, terme, au=date(2026, 3, 30)).a_payer == 1_000


def test_apres_mise_en_demeure_les_jours_courent_depuis_la_fin_de_son_delai():
    terme = par_jour(apres_med=True)
    assert penalite_jours(ECHEANCE, None, terme, au=date(2026, 4, 12)).a_payer == 0
    assert penalite_jours(ECHEANCE, None, terme, au=date(2026, 4, 12), mise_en_demeure=MED).a_payer == 1_000


def test_le_terme_en_vigueur_est_le_dernier_applicable():
    ancien, nouveau = par_heure(35), Terme(NaturePenalite.PAR_HEURE, D(60), date(2026, 1, 1))
    assert terme_en_vigueur([nouveau, ancien], NaturePenalite.PAR_HEURE, date(2025, 12, 31)) == ancien
    assert terme_en_vigueur([nouveau, ancien], NaturePenalite.PAR_HEURE, date(2026, 1, 1)) == nouveau
    assert terme_en_vigueur([nouveau, ancien], NaturePenalite.PAR_JOUR_BILAN, AU) is None
    assert terme_en_vigueur([nouveau], NaturePenalite.PAR_HEURE, date(2025, 12, 31)) is None


def test_un_terme_ne_sert_que_pour_ce_qu_il_compte():
    with pytest.raises(RegleViolee):
        penalite_heures(D(1), D(0), par_jour(), au=AU)
    with pytest.raises(RegleViolee):
        penalite_jours(ECHEANCE, None, par_heure(), au=AU)


def test_la_mise_en_demeure_se_lit():
    assert phrase_mise_en_demeure(MED) == "Mise en demeure du 3 mars 2026, délai jusqu'au 2 avril 2026"


montants = st.integers(0, 10**8).map(lambda n: D(n).scaleb(-2))


@settings(max_examples=exemples(2000), deadline=None)
@given(montants, montants, montants, st.none() | montants, st.lists(montants, max_size=3))
def test_une_penalite_reste_entre_zero_et_son_plafond(dues, validees, taux, plafond, exonerations):
    terme = Terme(NaturePenalite.PAR_HEURE, taux, date(2025, 1, 1), plafond, False)
    penalite = penalite_heures(dues, validees, terme, au=AU, exonerations=exonerations)
    assert 0 <= penalite.a_payer <= penalite.plafonnee <= penalite.brute
    assert plafond is None or penalite.plafonnee <= plafond
