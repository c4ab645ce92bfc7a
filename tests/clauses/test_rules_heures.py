"""Totals, rates and the state of an engagement: the boundaries of the legend."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.rules.heures import (
    Contexte,
    EtatEngagement,
    Seuils,
    Situation,
    agreger,
    etat,
    mot_etat,
    phrase_barre,
    phrase_courte,
)
from tests.exemples import exemples

E = EtatEngagement


def situation(dues="1000", attendues="500", validees="500", en_verification="0", a_temps="0") -> Situation:
    attendu = attendues if isinstance(attendues, F) else D(attendues)
    return Situation(D(dues), attendu, D(validees), D(en_verification), D(a_temps))


def test_les_codes_sont_ceux_des_fichiers_publics():
    assert [e.value for e in E] == [
        "sans_engagement",
        "atteint",
        "termine_non_atteint",
        "suspendu",
        "a_venir",
        "en_retard",
        "a_surveiller",
        "dans_le_rythme",
    ]
    assert len({e.forme for e in E}) == len(E)  # the form alone tells states apart
    assert all(e.mot and e.couleur and e.hexa.startswith("#") for e in E)


@pytest.mark.parametrize(
    ("validees", "attendu"),
    [
        ("500.00", E.DANS_LE_RYTHME),
        ("450.01", E.DANS_LE_RYTHME),  # gap 4.999
        ("450.00", E.A_SURVEILLER),  # gap 5 exactly
        ("350.00", E.A_SURVEILLER),  # gap 15 exactly
        ("349.99", E.EN_RETARD),  # gap 15.001
        ("0.00", E.EN_RETARD),
        ("700.00", E.DANS_LE_RYTHME),  # ahead
    ],
)
def test_les_bornes_de_l_ecart(validees, attendu):
    assert etat(situation(validees=validees), Contexte()) == attendu


@pytest.mark.parametrize(
    ("trop", "attendu"),
    [(F(0), E.A_SURVEILLER), (F(1, 10**9), E.EN_RETARD), (-F(1, 10**9), E.A_SURVEILLER)],
)
def test_la_borne_de_quinze_points_se_compare_sans_arrondir(trop, attendu):
    assert etat(situation(attendues=F(650) + trop), Contexte()) == attendu


@pytest.mark.parametrize(("manque", "attendu"), [(F(0), E.A_SURVEILLER), (F(1, 10**9), E.DANS_LE_RYTHME)])
def test_la_borne_de_cinq_points_se_compare_sans_arrondir(manque, attendu):
    assert etat(situation(attendues=F(550) - manque), Contexte()) == attendu


def test_les_seuils_sont_des_reglages():
    larges = Contexte(seuils=Seuils(retard=D(30), surveillance=D(20)))
    assert etat(situation(validees="350"), larges) == E.DANS_LE_RYTHME
    assert etat(situation(validees="200"), larges) == E.A_SURVEILLER


def test_les_heures_declarees_a_temps_n_aggravent_jamais_l_etat():
    assert etat(situation(validees="300"), Contexte()) == E.EN_RETARD
    assert etat(situation(validees="300", en_verification="160", a_temps="160"), Contexte()) == E.DANS_LE_RYTHME
    # Declared late: being checked, but the lateness stays.
    assert etat(situation(validees="300", en_verification="160", a_temps="0"), Contexte()) == E.EN_RETARD


@pytest.mark.parametrize(
    ("chiffres", "contexte", "attendu"),
    [
        ({}, Contexte(publie=False), E.SANS_ENGAGEMENT),
        ({"validees": "1000"}, Contexte(publie=False), E.SANS_ENGAGEMENT),
        ({"validees": "1000"}, Contexte(), E.ATTEINT),
        ({"validees": "999.99", "attendues": "1000"}, Contexte(), E.DANS_LE_RYTHME),
        ({"validees": "1000"}, Contexte(travaux_termines=True, suspendu=True), E.ATTEINT),
        ({"validees": "999.99"}, Contexte(travaux_termines=True), E.TERMINE_NON_ATTEINT),
        ({"validees": "870"}, Contexte(travaux_termines=True, suspendu=True), E.TERMINE_NON_ATTEINT),
        (
            {"validees": "900", "en_verification": "100", "a_temps": "100"},
            Contexte(travaux_termines=True),
            E.DANS_LE_RYTHME,
        ),
        (
            {"validees": "900", "en_verification": "99.99", "a_temps": "99.99"},
            Contexte(travaux_termines=True),
            E.TERMINE_NON_ATTEINT,
        ),
        (
            {"validees": "900", "en_verification": "100", "a_temps": "0"},
            Contexte(travaux_termines=True),
            E.TERMINE_NON_ATTEINT,
        ),
        ({"validees": "0"}, Contexte(suspendu=True), E.SUSPENDU),
        ({"dues": "0", "attendues": "0", "validees": "0"}, Contexte(suspendu=True), E.SUSPENDU),
        ({"dues": "0", "attendues": "0", "validees": "0"}, Contexte(), E.A_VENIR),
        ({"dues": "0", "attendues": "0", "validees": "10"}, Contexte(travaux_termines=True), E.A_VENIR),
        ({"attendues": "0", "validees": "0"}, Contexte(), E.A_VENIR),
        ({"attendues": "0.01", "validees": "0"}, Contexte(), E.DANS_LE_RYTHME),
    ],
)
def test_le_premier_etat_qui_convient_l_emporte(chiffres, contexte, attendu):
    assert etat(situation(**chiffres), contexte) == attendu


def test_les_totaux_et_les_taux():
    s = situation(dues="490", attendues="245", validees="70", en_verification="35", a_temps="20")
    assert (s.restantes, s.declarees, s.surplus) == (D(420), D(105), D(0))
    assert s.taux == F(100, 7)
    assert s.taux_affiche == D("14.29")
    assert s.ecart_points == F(100 * (245 - 90), 490)


def test_le_surplus_est_garde_et_le_taux_plafonne_pour_les_decisions():
    s = situation(dues="1000", validees="1162")
    assert (s.surplus, s.restantes) == (D(162), D(0))
    assert (s.taux, s.taux_plafonne) == (F(1162, 10), F(100))


def test_rien_n_est_du_le_taux_est_nul():
    s = situation(dues="0", attendues="0", validees="12")
    assert (s.taux, s.ecart_points, s.restantes) == (0, 0, D(0))


# --- a site --------------------------------------------------------------------------------------


def test_un_chantier_additionne_ses_clauses_publiees():
    total, contexte = agreger(
        [
            (situation(), Contexte()),
            (situation("200", F(100, 3), "20", "5", "5"), Contexte()),
            (situation("9000", "9000", "0"), Contexte(publie=False)),
        ]
    )
    assert total == Situation(D(1200), F(500) + F(100, 3), D(520), D(5), D(5))
    assert contexte == Contexte()


def test_sans_clause_publiee_le_chantier_est_sans_engagement():
    total, contexte = agreger([(situation(), Contexte(publie=False))])
    assert total.dues == 0
    assert etat(total, contexte) == E.SANS_ENGAGEMENT
    assert etat(*agreger([])) == E.SANS_ENGAGEMENT


@pytest.mark.parametrize(
    ("lots", "attendu"),
    [
        # Suspended when every clause with hours remaining is: the finished lot does not count.
        ([(("100", "100", "100"), {}), (("100", "50", "0"), {"suspendu": True})], E.SUSPENDU),
        ([(("100", "50", "50"), {}), (("100", "50", "50"), {"suspendu": True})], E.DANS_LE_RYTHME),
        ([(("100", "100", "90"), {"travaux_termines": True}), (("100", "100", "100"), {})], E.TERMINE_NON_ATTEINT),
        ([(("100", "100", "90"), {"travaux_termines": True}), (("100", "90", "90"), {})], E.A_SURVEILLER),
        ([(("100", "100", "120"), {}), (("100", "100", "90"), {"travaux_termines": True})], E.ATTEINT),
    ],
)
def test_un_chantier_est_termine_ou_suspendu_quand_tout_ce_qui_reste_l_est(lots, attendu):
    clauses = [(situation(*chiffres), Contexte(**options)) for chiffres, options in lots]
    assert etat(*agreger(clauses)) == attendu


# --- words ---------------------------------------------------------------------------------------


def texte(phrase: str) -> str:
    return phrase.replace("\u202f", " ").replace("\u00a0", " ")


def test_la_phrase_sous_la_barre():
    s = situation(dues="4974", attendues="3600.5", validees="3412")
    assert (
        texte(phrase_courte(s, date(2026, 9, 30)))
        == "3 412 h réalisées sur un objectif de 4 974 h, situation arrêtée à fin septembre 2026"
    )


def test_la_phrase_complete_remplace_la_barre_pour_qui_ne_la_voit_pas():
    s = situation(dues="4974", attendues="3600.5", validees="3412", en_verification="120")
    assert texte(phrase_barre(s, etat(s, Contexte()), date(2026, 9, 30))) == (
        "3 412 h réalisées sur un objectif de 4 974 h (68 %), 120 h en cours de vérification, "
        "1 562 h restant à réaliser, 3 600,50 h attendues fin septembre 2026. "
        "Situation arrêtée à fin septembre 2026 : dans le rythme."
    )
    assert phrase_barre(s, E.SANS_ENGAGEMENT, date(2026, 9, 30)) == "Sans engagement publié."


def test_tant_que_rien_n_est_du_la_phrase_ne_parle_pas_de_zero_sur_zero():
    s = situation(dues="0", attendues="0", validees="0")
    assert texte(phrase_courte(s, date(2026, 9, 30))) == "Aucune heure n'est encore due à fin septembre 2026"
    assert texte(phrase_barre(s, E.A_VENIR, date(2026, 9, 30))) == (
        "Aucune heure n'est encore due. Situation arrêtée à fin septembre 2026 : à venir."
    )


def test_un_objectif_manque_de_peu_ne_s_affiche_pas_a_cent_pour_cent():
    s = situation(validees="999.99")
    assert texte(mot_etat(E.TERMINE_NON_ATTEINT, s)) == "Terminé, objectif non atteint (99 %)"
    assert texte(mot_etat(E.ATTEINT, s)) == "Objectif atteint"


# --- properties ----------------------------------------------------------------------------------

h = st.integers(0, 1_000_000).map(lambda n: D(n).scaleb(-2))


@st.composite
def situations(draw):
    dues = draw(h)
    part = draw(st.fractions(0, 1))
    soumises = draw(h)
    a_temps = draw(st.integers(0, int(soumises * 100)))
    return Situation(dues, F(dues) * part, draw(h), soumises, D(a_temps).scaleb(-2))


contextes = st.builds(Contexte, st.booleans(), st.booleans(), st.booleans())
GRAVITE = [E.DANS_LE_RYTHME, E.A_SURVEILLER, E.EN_RETARD]


@settings(max_examples=exemples(2000), deadline=None)
@given(situations())
def test_le_taux_de_decision_ne_depasse_jamais_cent(s):
    assert 0 <= s.taux_plafonne <= 100
    assert s.restantes >= 0
    assert s.restantes == 0 or s.surplus == 0
    assert s.validees + s.restantes - s.surplus == s.dues


@settings(max_examples=exemples(2000), deadline=None)
@given(situations(), contextes, h)
def test_declarer_ou_valider_n_aggrave_jamais_l_etat(s, contexte, plus):
    declare = Situation(s.dues, s.attendues, s.validees, s.en_verification + plus, s.declarees_a_temps + plus)
    avant, apres = etat(s, contexte), etat(declare, contexte)
    if avant in GRAVITE:
        assert apres in GRAVITE
        assert GRAVITE.index(apres) <= GRAVITE.index(avant)
    elif avant == E.TERMINE_NON_ATTEINT:
        assert apres in (E.TERMINE_NON_ATTEINT, E.DANS_LE_RYTHME)
    else:
        assert apres == avant


@settings(max_examples=exemples(2000), deadline=None)
@given(situations(), contextes, st.integers(0, 100_000))
def test_valider_des_heures_declarees_a_temps_n_aggrave_jamais_l_etat(s, contexte, n):
    passe = min(s.declarees_a_temps, D(n).scaleb(-2))
    validee = Situation(s.dues, s.attendues, s.validees + passe, s.en_verification - passe, s.declarees_a_temps - passe)
    apres = etat(validee, contexte)
    assert apres in (etat(s, contexte), E.ATTEINT)


@settings(max_examples=exemples(2000), deadline=None)
@given(st.lists(st.tuples(situations(), contextes), max_size=5))
def test_les_totaux_d_un_chantier_sont_les_sommes_de_ses_clauses_publiees(clauses):
    total, contexte = agreger(clauses)
    publiees = [s for s, c in clauses if c.publie]
    assert total.dues == sum((s.dues for s in publiees), D(0))
    assert total.attendues == sum((s.attendues for s in publiees), F(0))
    assert total.declarees == sum((s.declarees for s in publiees), D(0))
    assert contexte.publie == bool(publiees)
