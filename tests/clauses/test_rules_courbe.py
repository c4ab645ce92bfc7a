"""The expected curve: linear or drawn, amendments, suspensions, moved end, progressive clauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.rules.courbe import (
    Arret,
    ParametresCourbe,
    PointMensuel,
    ReportFin,
    attendues_arrondies,
    attendues_au,
    serie_mensuelle,
    suspendu_depuis,
    suspendu_le,
)
from clauses.rules.obligation import Facture, Mouvement, NatureMouvement, Progressif, SeuilMode, heures_dues
from socle.periodes import Mois
from tests.exemples import exemples

CONNU = datetime(2026, 1, 1, 12, tzinfo=UTC)
# A hundred days of works, from 1 January to 10 April 2026, for 1,000 h: 10 h a day.
DEBUT, FIN = date(2026, 1, 1), date(2026, 4, 10)
INITIAL = Mouvement(NatureMouvement.INITIAL, D(1000), date(2025, 11, 15), CONNU)


def jour(n: int) -> date:
    """The n-th day of works (1: the first)."""
    return DEBUT + timedelta(days=n - 1)


def clause(*mouvements: Mouvement, **options) -> ParametresCourbe:
    return ParametresCourbe(
        debut=options.pop("debut", DEBUT), fin=options.pop("fin", FIN), mouvements=mouvements or (INITIAL,), **options
    )


def avenant(heures: int, effet: date, nature=NatureMouvement.AVENANT, connu=CONNU) -> Mouvement:
    return Mouvement(nature, D(heures), effet, connu)


@pytest.mark.parametrize(("n", "heures"), [(-40, 0), (0, 0), (1, 10), (50, 500), (99, 990), (100, 1000), (400, 1000)])
def test_la_courbe_est_lineaire_entre_le_debut_et_la_fin_des_travaux(n, heures):
    # The notification, in November, is not the start of the works.
    assert attendues_au(clause(), jour(n)) == heures


def test_la_courbe_est_exacte_et_ne_s_arrondit_que_pour_l_affichage():
    sur_trois_jours = clause(fin=jour(3))
    assert attendues_au(sur_trois_jours, jour(1)) == F(1000, 3)
    assert attendues_arrondies(sur_trois_jours, jour(1)) == D("333.33")


def test_sans_dates_de_travaux_rien_n_est_attendu():
    assert attendues_au(clause(debut=None), jour(50)) == 0
    assert attendues_au(clause(fin=None), jour(50)) == 0
    assert serie_mensuelle(clause(fin=None)) == []


def test_les_heures_d_un_avenant_s_etalent_de_son_effet_a_la_fin():
    avec = clause(INITIAL, avenant(200, jour(81)))
    assert attendues_au(avec, jour(80)) == 800
    assert attendues_au(avec, jour(81)) == 820
    assert attendues_au(avec, jour(90)) == 1000
    assert attendues_au(avec, FIN) == 1200


def test_un_avenant_inconnu_a_la_date_demandee_ne_change_pas_la_courbe():
    avec = clause(INITIAL, avenant(200, jour(81), connu=CONNU + timedelta(days=200)))
    assert attendues_au(avec, FIN, connues_au=CONNU + timedelta(days=199)) == 1000
    assert attendues_au(avec, FIN, connues_au=CONNU + timedelta(days=200)) == 1200


def test_un_avenant_apres_la_fin_est_attendu_aussitot():
    avec = clause(INITIAL, avenant(200, FIN + timedelta(days=5)))
    assert attendues_au(avec, FIN + timedelta(days=4)) == 1000
    assert attendues_au(avec, FIN + timedelta(days=5)) == 1200


def test_une_reduction_s_etale_aussi_et_ne_fait_jamais_attendre_plus_que_du():
    petite = clause(INITIAL, avenant(-200, jour(51), NatureMouvement.REDUCTION))
    assert [attendues_au(petite, jour(n)) for n in (50, 75, 100)] == [500, 650, 800]
    grande = clause(INITIAL, avenant(-900, jour(51), NatureMouvement.REDUCTION))
    assert [attendues_au(grande, jour(n)) for n in (50, 51, 100)] == [500, 100, 100]


# --- suspensions ---------------------------------------------------------------------------------


def test_une_suspension_gele_la_courbe_puis_le_reste_s_etale_jusqu_a_la_fin():
    arretee = clause(suspensions=(Arret(jour(51), jour(60)),))
    assert [attendues_au(arretee, jour(n)) for n in (50, 51, 60)] == [500, 500, 500]
    assert attendues_au(arretee, jour(61)) == 500 + F(500, 40)
    assert attendues_au(arretee, FIN) == 1000


def test_une_suspension_sans_fin_connue_gele_la_courbe_meme_apres_la_fin_prevue():
    arretee = clause(suspensions=(Arret(jour(51)),))
    assert [attendues_au(arretee, jour(n)) for n in (50, 51, 100, 500)] == [500] * 4


def test_la_fin_n_est_reportee_que_par_un_acte():
    # Ten days of stop, then an act of resumption that moves the end by ten days: 10 h a day again.
    arret, report = Arret(jour(51), jour(60)), ReportFin(jour(61), FIN + timedelta(days=10))
    reportee = clause(suspensions=(arret,), reports=(report,))
    assert [attendues_au(reportee, jour(n)) for n in (50, 60, 61, 110)] == [500, 500, 510, 1000]


def test_deux_suspensions_qui_se_touchent_n_en_font_qu_une():
    arrets = (Arret(jour(51), jour(60)), Arret(jour(61), jour(70)))
    assert suspendu_depuis(arrets, jour(65)) == jour(51)
    assert suspendu_depuis(arrets, jour(71)) is None
    assert suspendu_le(arrets, jour(60))
    assert not suspendu_le(arrets, jour(50))
    assert attendues_au(clause(suspensions=arrets), jour(70)) == 500


# --- drawn curve ---------------------------------------------------------------------------------

DESSIN = tuple(PointMensuel(Mois(2026, m), D(h)) for m, h in ((1, 100), (2, 400), (3, 400), (4, 100)))


@pytest.mark.parametrize(
    ("au", "heures"),
    [
        (date(2026, 1, 31), 100),
        (date(2026, 2, 14), 300),
        (date(2026, 2, 28), 500),
        (date(2026, 3, 31), 900),
        (FIN, 1000),
    ],
)
def test_la_courbe_dessinee_par_mois_est_suivie(au, heures):
    assert attendues_au(clause(points=DESSIN), au) == heures


def test_un_avenant_suit_la_forme_du_dessin_pour_ce_qui_reste():
    avec = clause(INITIAL, avenant(250, date(2026, 3, 1)), points=DESSIN)
    assert attendues_au(avec, date(2026, 2, 28)) == 500
    assert attendues_au(avec, date(2026, 3, 31)) == 900 + 200
    assert attendues_au(avec, FIN) == 1250


def test_une_courbe_redessinee_pour_le_nouvel_objectif_se_lit_telle_quelle():
    redessin = (*DESSIN[:2], PointMensuel(Mois(2026, 3), D(600)), PointMensuel(Mois(2026, 4), D(150)))
    avec = clause(INITIAL, avenant(250, date(2026, 3, 1)), points=redessin)
    assert attendues_au(avec, date(2026, 1, 31)) == 100
    assert attendues_au(avec, date(2026, 3, 31)) == 1100
    assert attendues_au(avec, FIN) == 1250


def test_un_dessin_qui_s_arrete_avant_la_fin_attend_un_avenant_tardif_a_la_fin():
    avec = clause(INITIAL, avenant(50, date(2026, 4, 2)), points=DESSIN[:3])
    assert attendues_au(avec, date(2026, 4, 9)) == 1000
    assert attendues_au(avec, FIN) == 1050


# --- progressive clause, quarters, chart ---------------------------------------------------------

PROGRESSIF = Progressif(D(1_000_000), D(1500))


def facture(montant: int, effet: date) -> Facture:
    return Facture(D(montant), effet, CONNU)


def progressive(*factures: Facture, **options) -> ParametresCourbe:
    return ParametresCourbe(DEBUT, FIN, factures=factures, progressif=PROGRESSIF, **options)


def test_une_clause_progressive_attend_ce_que_les_factures_font_devoir():
    suivie = progressive(facture(1_000_000, date(2026, 1, 31)), facture(600_000, date(2026, 2, 28)))
    assert attendues_au(suivie, date(2026, 1, 31)) == 0
    assert attendues_au(suivie, date(2026, 2, 27)) == 0
    assert attendues_au(suivie, date(2026, 2, 28)) == 400


def test_un_avoir_baisse_l_attendu():
    suivie = progressive(facture(1_600_000, date(2026, 1, 31)), facture(-300_000, date(2026, 3, 31)))
    assert attendues_au(suivie, date(2026, 3, 30)) == 400
    assert attendues_au(suivie, date(2026, 3, 31)) == 200


def test_une_facture_pendant_l_arret_n_est_attendue_qu_a_la_reprise():
    suivie = progressive(facture(1_600_000, jour(55)), suspensions=(Arret(jour(51), jour(60)),))
    assert attendues_au(suivie, jour(60)) == 0
    assert attendues_au(suivie, jour(61)) == 400


def test_au_trimestre_la_courbe_se_lit_a_la_fin_du_trimestre():
    assert attendues_au(clause(), date(2026, 3, 31)) == 900


def test_la_serie_du_graphique_va_du_premier_au_dernier_mois():
    serie = serie_mensuelle(clause(INITIAL, avenant(200, jour(81)), suspensions=(Arret(date(2026, 1, 31)),)))
    assert [p.mois for p in serie] == [Mois(2026, m) for m in (1, 2, 3, 4)]
    assert [p.attendues for p in serie] == [D(300)] * 4
    assert [p.dues for p in serie] == [D(1000), D(1000), D(1200), D(1200)]
    assert all(p.suspendu for p in serie)


# --- properties ----------------------------------------------------------------------------------

decalages = st.integers(-30, 400)
volumes = st.integers(0, 500_000).map(lambda n: D(n).scaleb(-2))


@st.composite
def clauses(draw, avec_suspensions=True):
    duree = draw(st.integers(1, 380))
    initial = Mouvement(NatureMouvement.INITIAL, draw(volumes), jour(draw(st.integers(-30, 1))), CONNU)
    avenants = draw(st.lists(st.builds(avenant, volumes, decalages.map(jour)), max_size=3))
    arrets = []
    if avec_suspensions:
        for debut, longueur in draw(st.lists(st.tuples(st.integers(1, 400), st.integers(0, 90)), max_size=2)):
            arrets.append(Arret(jour(debut), jour(debut + longueur)))
    points = draw(st.lists(st.integers(0, 30_000), max_size=13))
    dessin = tuple(PointMensuel(Mois(2026, 1) + i, D(p).scaleb(-2)) for i, p in enumerate(points))
    reports = tuple(
        ReportFin(jour(a), jour(a + b))
        for a, b in draw(st.lists(st.tuples(st.integers(2, 380), st.integers(0, 90)), max_size=1))
    )
    return ParametresCourbe(
        DEBUT, jour(duree), (initial, *avenants), suspensions=tuple(arrets), points=dessin, reports=reports
    )


def dues(c: ParametresCourbe, au: date) -> D:
    return heures_dues(c.mouvements, c.factures, c.progressif, travaillees_jusqu_au=au)


@settings(max_examples=exemples(700), deadline=None)
@given(clauses(), decalages, st.integers(0, 120))
def test_la_courbe_monte_entre_zero_et_l_objectif(c, n, plus):
    avant, apres = attendues_au(c, jour(n)), attendues_au(c, jour(n + plus))
    assert 0 <= avant <= dues(c, jour(n))
    assert avant <= apres <= dues(c, jour(n + plus))


@settings(max_examples=exemples(700), deadline=None)
@given(clauses())
def test_la_courbe_finit_a_l_objectif(c):
    bien_apres = jour(2000)
    assert attendues_au(c, bien_apres) == dues(c, bien_apres)


@settings(max_examples=exemples(700), deadline=None)
@given(clauses(), st.integers(1, 400), st.integers(1, 90))
def test_la_courbe_est_gelee_pendant_un_arret(c, debut, longueur):
    sans_mouvement = tuple(m for m in c.mouvements if m.date_effet < jour(debut))
    gelee = ParametresCourbe(
        c.debut,
        c.fin,
        sans_mouvement,
        suspensions=(*c.suspensions, Arret(jour(debut), jour(debut + longueur))),
        points=c.points,
        reports=c.reports,
    )
    veille = attendues_au(gelee, jour(debut - 1))
    assert veille == attendues_au(gelee, jour(debut)) == attendues_au(gelee, jour(debut + longueur))


@settings(max_examples=exemples(700), deadline=None)
@given(clauses(avec_suspensions=False), st.integers(2, 400), st.integers(0, 90), decalages)
def test_enregistrer_un_arret_ne_releve_jamais_l_attendu(c, debut, longueur, n):
    arretee = ParametresCourbe(
        c.debut, c.fin, c.mouvements, suspensions=(Arret(jour(debut), jour(debut + longueur)),), points=c.points
    )
    libre = ParametresCourbe(c.debut, c.fin, c.mouvements, points=c.points)
    assert attendues_au(arretee, jour(n)) <= attendues_au(libre, jour(n))


@settings(max_examples=exemples(700), deadline=None)
@given(
    st.lists(st.tuples(st.integers(-200_000, 900_000), st.integers(1, 300)), max_size=6),
    st.sampled_from(SeuilMode),
    st.integers(1, 400),
)
def test_une_clause_progressive_attend_toujours_ce_qu_elle_doit(factures, mode, n):
    c = ParametresCourbe(
        DEBUT,
        FIN,
        factures=tuple(facture(m, jour(j)) for m, j in factures),
        progressif=Progressif(D(500_000), D(750), mode),
    )
    assert attendues_au(c, jour(n)) == dues(c, jour(n)) >= 0
