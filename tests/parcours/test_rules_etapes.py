"""Statuses by the table, immersions of a month renewable once, terms of an exit, merged windows: pure rules."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.rules.etapes import SUITES, StatutParcours, passer
from parcours.rules.fiche import fin_de_validite
from parcours.rules.fusion import restes
from parcours.rules.immersion import objection_immersion
from parcours.rules.niveaux import Echelle, ecrire_niveau
from parcours.rules.sorties import echeances
from socle.erreurs import RegleViolee, TransitionInterdite

LIGNE_DROITE = (
    *("ORIENTE", "A_CONTACTER", "ACCUEILLI", "EN_LEVEE_DE_FREINS", "EN_FORMATION", "EN_IMMERSION", "DISPONIBLE"),
    *("PROPOSE", "EN_ENTRETIEN", "RETENU", "EN_POSTE", "SUIVI_EN_EMPLOI", "SORTIE"),
)


def test_le_parcours_du_domaine_se_suit_pas_a_pas():
    for de, vers in pairwise(LIGNE_DROITE):
        assert passer(de, vers) == vers


@pytest.mark.parametrize(
    ("de", "vers"),
    [
        ("ORIENTE", "PROPOSE"),
        ("ORIENTE", "DISPONIBLE"),
        ("A_CONTACTER", "ORIENTE"),
        ("DISPONIBLE", "RETENU"),
        ("EN_POSTE", "PROPOSE"),
        ("SORTIE", "EN_POSTE"),
        ("SORTIE", "ABANDON"),
        ("ABANDON", "DISPONIBLE"),
        ("REORIENTE", "EN_POSTE"),
        ("DISPONIBLE", "DISPONIBLE"),
    ],
)
def test_ce_que_la_table_ne_dit_pas_est_refuse(de, vers):
    with pytest.raises(TransitionInterdite):
        passer(de, vers)


@pytest.mark.parametrize("depuis", ["PROPOSE", "EN_ENTRETIEN", "RETENU", "EN_POSTE"])
def test_un_refus_de_l_employeur_rend_disponible(depuis):
    assert passer(depuis, "DISPONIBLE") == StatutParcours.DISPONIBLE


@pytest.mark.parametrize("vers", ["EN_PAUSE", "ABANDON", "REORIENTE"])
def test_s_arreter_demande_une_note(vers):
    with pytest.raises(RegleViolee):
        passer("DISPONIBLE", vers, note="  ")
    assert passer("DISPONIBLE", vers, note="À sa demande") == vers


def test_tous_les_statuts_sont_dans_la_table_et_aucun_n_est_un_cul_de_sac():
    assert set(SUITES) == set(StatutParcours)
    assert all(SUITES.values())
    assert {vers for suites in SUITES.values() for vers in suites} == set(StatutParcours) - {StatutParcours.ORIENTE}


@pytest.mark.parametrize(
    ("debut", "fin", "passees", "dit"),
    [
        (date(2025, 3, 3), date(2025, 4, 2), [], ""),  # a month to the day
        (date(2025, 3, 3), date(2025, 4, 3), [], "un mois au plus"),
        (date(2025, 1, 31), date(2025, 2, 28), [], ""),
        (date(2025, 3, 3), None, [], "date de fin"),
        (date(2025, 3, 10), date(2025, 3, 20), [(date(2025, 3, 3), date(2025, 3, 14))], "couvre déjà"),
        (date(2025, 3, 17), date(2025, 3, 28), [(date(2025, 3, 3), date(2025, 3, 14))], ""),  # the renewal
        (
            date(2025, 3, 31),
            date(2025, 4, 11),
            [(date(2025, 3, 3), date(2025, 3, 14)), (date(2025, 3, 17), date(2025, 3, 28))],
            "qu'une fois",
        ),
        (
            date(2025, 3, 17),
            date(2025, 3, 28),
            [(date(2025, 3, 3), date(2025, 3, 14)), (date(2025, 3, 31), date(2025, 4, 11))],
            "qu'une fois",
        ),  # between two others
        (
            date(2025, 9, 1),
            date(2025, 9, 12),
            [(date(2025, 3, 3), date(2025, 3, 14)), (date(2025, 3, 17), date(2025, 3, 28))],
            "",
        ),  # long after: a new one
    ],
)
def test_une_immersion_dure_un_mois_et_se_renouvelle_une_fois(debut, fin, passees, dit):
    objection = objection_immersion(debut, fin, passees)
    assert dit in objection
    assert bool(objection) == bool(dit)


def test_les_echeances_d_une_sortie():
    termes = echeances(date(2025, 1, 31), {0}, date(2025, 8, 1))
    assert [(t.mois, t.le, t.due) for t in termes] == [
        (0, date(2025, 1, 31), False),
        (3, date(2025, 4, 30), True),
        (6, date(2025, 7, 31), True),
        (12, date(2026, 1, 31), False),
    ]


@pytest.mark.parametrize(
    ("obtenu", "mois", "fin"),
    [
        (date(2020, 2, 29), 120, date(2030, 2, 28)),
        (date(2024, 6, 15), 24, date(2026, 6, 15)),
        (date(2024, 6, 15), 0, None),
        (None, 60, None),
    ],
)
def test_un_certificat_expire_apres_sa_validite(obtenu, mois, fin):
    assert fin_de_validite(obtenu, mois) == fin


@pytest.mark.parametrize(
    ("niveau", "de_1969", "asp"),
    [("3", "V", "50"), ("4", "IV", "40"), ("5", "III", "30"), ("0", "VI", "70"), ("", "", "")],
)
def test_un_niveau_s_ecrit_dans_les_echelles_opposees(niveau, de_1969, asp):
    assert ecrire_niveau(niveau, Echelle.NOMENCLATURE_1969) == de_1969
    assert ecrire_niveau(niveau, Echelle.ASP) == asp


JAN, MARS, JUIN, DEC = date(2025, 1, 1), date(2025, 3, 31), date(2025, 6, 30), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("fenetre", "prises", "attendu"),
    [
        ((JAN, DEC), [], [(JAN, DEC)]),
        ((JAN, DEC), [(JAN, DEC)], []),
        ((JAN, None), [(JAN, DEC)], [(date(2026, 1, 1), None)]),
        ((JAN, DEC), [(MARS, JUIN)], [(JAN, date(2025, 3, 30)), (date(2025, 7, 1), DEC)]),
        ((JAN, DEC), [(MARS, None)], [(JAN, date(2025, 3, 30))]),
        ((MARS, JUIN), [(JAN, None)], []),
        ((JAN, MARS), [(JUIN, DEC)], [(JAN, MARS)]),
    ],
)
def test_une_fenetre_ne_garde_que_les_jours_que_l_autre_ne_couvre_pas(fenetre, prises, attendu):
    assert restes(fenetre, prises) == attendu


_jours = st.integers(1, 60).map(lambda n: date.fromordinal(JAN.toordinal() + n))
_fenetres = st.tuples(_jours, st.one_of(st.none(), _jours)).map(
    lambda f: f if f[1] is None or f[0] <= f[1] else f[::-1]
)


@given(_fenetres, st.lists(_fenetres, max_size=3))
def test_reunies_les_fenetres_couvrent_les_memes_jours_et_aucun_deux_fois(fenetre, prises):
    def couverts(*fenetres):
        return [j for j in range(JAN.toordinal(), JAN.toordinal() + 80) for d, f in fenetres
                if d.toordinal() <= j and (f is None or j <= f.toordinal())]  # fmt: skip

    pieces = restes(fenetre, prises)
    assert set(couverts(*pieces, *prises)) == set(couverts(fenetre, *prises))
    assert not set(couverts(*pieces)) & set(couverts(*prises))
    assert len(couverts(*pieces)) == len(set(couverts(*pieces)))
