"""Which missions of a lent person are one work contract: interruptions counted in days, overlaps refused."""

from __future__ import annotations

from datetime import date

import pytest

from clauses.rules.missions import (
    Suite,
    avec_mission,
    interruption,
    plus_proche,
    sans_mission,
    touche,
    verifier_mission,
)
from socle.erreurs import RegleViolee
from socle.periodes import Mois


def j(mois: int, jour: int) -> date:
    return date(2025, mois, jour)


SEPTEMBRE = (j(9, 1), j(9, 30))


def suite(*periodes: tuple[date, date | None]) -> Suite:
    """A contract of these missions, nothing before them."""
    fins = [fin for _, fin in periodes]
    return Suite(
        debut=min(debut for debut, _ in periodes),
        fin=None if None in fins else max(fin for fin in fins if fin),
        missions=len(periodes),
        periodes=periodes,
    )


@pytest.mark.parametrize(
    ("mission", "jours", "poursuit"),
    [
        ((j(10, 1), j(10, 5)), 0, True),  # renewed the next day
        ((j(10, 2), j(10, 5)), 1, True),
        ((j(10, 4), None), 3, True),  # its end is not known
        ((j(10, 31), j(11, 4)), 30, True),  # 1st to 30 October without mission
        ((j(11, 1), j(11, 4)), 31, False),
        ((j(11, 1), None), 31, False),
        ((j(8, 25), j(8, 31)), 0, True),  # before the first one: counted the same way
        ((j(7, 28), j(8, 1)), 30, True),
        ((j(7, 28), j(7, 31)), 31, False),
        ((j(1, 6), j(1, 10)), 233, False),
    ],
)
def test_une_mission_poursuit_le_contrat_si_l_interruption_ne_passe_pas_la_limite(mission, jours, poursuit):
    verifier_mission([SEPTEMBRE], mission)
    assert interruption([SEPTEMBRE], mission) == jours
    assert (plus_proche({"contrat": suite(SEPTEMBRE)}, mission, 30) == "contrat") is poursuit


@pytest.mark.parametrize(("limite", "poursuit"), [(0, False), (9, False), (10, True), (45, True)])
def test_la_limite_est_un_reglage(limite, poursuit):
    assert (plus_proche({1: suite(SEPTEMBRE)}, (j(10, 11), j(10, 15)), limite) == 1) is poursuit


def test_l_interruption_se_compte_depuis_la_mission_la_plus_proche_avant_ou_apres():
    periodes = [(j(3, 3), j(3, 7)), SEPTEMBRE]
    assert interruption(periodes, (j(3, 10), j(3, 14))) == 2
    assert interruption(periodes, (j(8, 18), j(8, 29))) == 2
    assert interruption(periodes, (j(6, 2), j(6, 6))) == 86


@pytest.mark.parametrize(
    ("periodes", "mission", "phrase"),
    [
        ([SEPTEMBRE], SEPTEMBRE, "déjà enregistrée"),
        ([SEPTEMBRE], (j(9, 30), j(10, 3)), "du 1er septembre 2025 au 30 septembre 2025"),
        ([SEPTEMBRE], (j(8, 25), j(9, 1)), "chevauche"),
        ([SEPTEMBRE], (j(9, 8), j(9, 12)), "chevauche"),
        ([SEPTEMBRE], (j(8, 1), None), "chevauche"),
        ([SEPTEMBRE], (j(8, 1), j(12, 31)), "chevauche"),
        ([(j(3, 3), j(3, 7)), SEPTEMBRE], (j(3, 7), j(3, 7)), "du 3 mars 2025 au 7 mars 2025"),
        ([(j(9, 1), None)], (j(12, 1), j(12, 5)), "qui court depuis le 1er septembre 2025, sans fin connue"),
        ([(j(9, 1), None)], (j(9, 1), None), "déjà enregistrée"),
    ],
)
def test_une_mission_qui_en_chevauche_une_autre_est_refusee_en_le_disant(periodes, mission, phrase):
    with pytest.raises(RegleViolee, match=phrase) as refus:
        verifier_mission(periodes, mission)
    assert refus.value.champ == "debut"


def test_avant_une_mission_sans_fin_il_y_a_encore_de_la_place():
    sans_fin = (j(9, 1), None)
    verifier_mission([sans_fin], (j(8, 25), j(8, 29)))
    assert avec_mission(suite(sans_fin), (j(8, 25), j(8, 29))) == Suite(
        debut=j(8, 25), fin=None, missions=2, periodes=((j(8, 25), j(8, 29)), sans_fin)
    )


@pytest.mark.parametrize(
    ("mission", "debut", "fin", "periodes"),
    [
        ((j(10, 1), j(10, 5)), j(9, 1), j(10, 5), (SEPTEMBRE, (j(10, 1), j(10, 5)))),
        ((j(10, 6), None), j(9, 1), None, (SEPTEMBRE, (j(10, 6), None))),
        ((j(8, 4), j(8, 8)), j(8, 4), j(9, 30), ((j(8, 4), j(8, 8)), SEPTEMBRE)),
    ],
)
def test_le_contrat_s_etend_et_chaque_mission_garde_ses_dates(mission, debut, fin, periodes):
    assert avec_mission(suite(SEPTEMBRE), mission) == Suite(debut=debut, fin=fin, missions=2, periodes=periodes)


def test_une_mission_entre_deux_autres_ne_change_ni_le_debut_ni_la_fin():
    avant = suite((j(9, 1), j(9, 5)), (j(9, 22), j(9, 26)))
    apres = avec_mission(avant, (j(9, 8), j(9, 12)))
    assert (apres.debut, apres.fin, apres.missions) == (avant.debut, avant.fin, 3)
    assert apres.periodes[1] == (j(9, 8), j(9, 12))


def test_ce_qui_etait_compte_avant_la_premiere_mission_datee_reste_compte():
    reprise = Suite(debut=j(1, 6), fin=j(9, 30), missions=12, periodes=(SEPTEMBRE,))
    apres = avec_mission(reprise, (j(8, 25), j(8, 29)))
    assert (apres.debut, apres.missions) == (j(1, 6), 13)


def test_de_plusieurs_contrats_le_plus_proche_et_a_egalite_celui_d_avant():
    suites = {"ete": suite((j(7, 1), j(7, 31))), "rentree": suite(SEPTEMBRE)}
    assert plus_proche(suites, (j(8, 4), j(8, 8)), 30) == "ete"
    assert plus_proche(suites, (j(8, 25), j(8, 29)), 30) == "rentree"
    assert plus_proche(suites, (j(8, 11), j(8, 21)), 30) == "ete"
    assert plus_proche(suites, (j(8, 11), j(8, 21)), 9) is None
    assert plus_proche({}, SEPTEMBRE, 30) is None


@pytest.mark.parametrize(
    ("retiree", "debut", "fin", "restantes"),
    [
        (j(9, 1), j(9, 8), None, 2),
        (j(9, 8), j(9, 1), None, 2),
        (j(9, 15), j(9, 1), j(9, 12), 2),
    ],
)
def test_une_mission_retiree_laisse_le_contrat_que_font_les_autres(retiree, debut, fin, restantes):
    avant = suite((j(9, 1), j(9, 5)), (j(9, 8), j(9, 12)), (j(9, 15), None))
    apres = sans_mission(avant, retiree)
    assert (apres.debut, apres.fin, apres.missions, len(apres.periodes)) == (debut, fin, restantes, restantes)
    assert retiree not in [du for du, _ in apres.periodes]


def test_ajouter_puis_retirer_rend_le_contrat_d_avant():
    for mission in ((j(8, 4), j(8, 8)), (j(10, 1), None), (j(10, 1), j(10, 5))):
        assert sans_mission(avec_mission(suite(SEPTEMBRE), mission), mission[0]) == suite(SEPTEMBRE)


def test_un_contrat_commence_avant_sa_premiere_mission_datee_garde_son_debut():
    reprise = Suite(debut=j(1, 6), fin=j(10, 5), missions=13, periodes=(SEPTEMBRE, (j(10, 1), j(10, 5))))
    apres = sans_mission(reprise, SEPTEMBRE[0])
    assert (apres.debut, apres.fin, apres.missions) == (j(1, 6), j(10, 5), 12)


def test_la_seule_mission_ne_se_retire_pas_ni_une_mission_qui_n_y_est_pas():
    with pytest.raises(RegleViolee, match="seule mission"):
        sans_mission(suite(SEPTEMBRE), SEPTEMBRE[0])
    with pytest.raises(RegleViolee, match="plus dans le contrat"):
        sans_mission(suite(SEPTEMBRE), j(9, 2))


@pytest.mark.parametrize(
    ("periode", "oui"),
    [
        ((j(9, 30), j(10, 5)), True),
        ((j(8, 4), j(9, 1)), True),
        ((j(8, 4), None), True),
        ((j(10, 1), None), False),
        ((j(8, 1), j(8, 31)), False),
    ],
)
def test_un_seul_jour_suffit_pour_toucher_un_mois(periode, oui):
    assert touche(periode, Mois(2025, 9)) is oui
