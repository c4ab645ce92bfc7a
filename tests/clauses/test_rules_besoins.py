"""What a clause still lacks as posts, the typical trade of a lot, the conditions of a post in words."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.rules.besoins import (
    ContratPresent,
    besoin_propose,
    conditions_dites,
    heures_a_venir,
    metier_typique,
    mois_de_travaux,
    premier_jour_utile,
)
from clauses.rules.courbe import Arret
from clauses.rules.vocabulaire import FrancaisDemande, NatureCertificat
from parcours.rules.vocabulaire import NiveauFrancais
from tests.exemples import exemples

MARS = date(2027, 3, 1)


def proposer(restantes, mois, *, a_venir=0, ouverts=0, par_poste=134, metier=""):
    return besoin_propose(
        restantes=D(restantes),
        mois_restants=mois,
        heures_mensuelles_par_poste=D(par_poste),
        debut=MARS,
        a_venir=a_venir,
        postes_ouverts=ouverts,
        metier_typique=metier,
    )


@pytest.mark.parametrize(
    ("restantes", "mois", "a_venir", "ouverts", "postes"),
    [
        ("1240", 6, 0, 0, 2),
        ("804", 6, 0, 0, 1),  # one post works exactly 6 x 134 h
        ("804.01", 6, 0, 0, 2),
        ("0.01", 6, 0, 0, 1),
        ("0", 6, 0, 0, None),  # nothing remains
        ("1240", 0, 0, 0, None),  # the works are over
        ("1240", -1, 0, 0, None),
        ("1240", F(1, 2), 0, 0, 19),  # half a month is left: 1,240 / 67
        ("1240", 6, D("1240"), 0, None),  # the people under contract cover it exactly
        ("1240", 6, D("1239.99"), 0, 1),
        ("1240", 6, D("2000"), 0, None),
        ("1240", 6, D("436"), 0, 1),  # 804 h are left to find
        ("1240", 6, 0, 1, 2),
        ("1240", 6, 0, 2, None),  # already looked for
        ("1240", 6, 0, 3, None),
    ],
)
def test_le_nombre_de_postes(restantes, mois, a_venir, ouverts, postes):
    trouve = proposer(restantes, mois, a_venir=a_venir, ouverts=ouverts)
    assert (trouve and trouve.postes) == postes
    if trouve:
        assert trouve.a_ouvrir == postes - ouverts


def test_les_heures_par_mois_sont_celles_qui_manquent():
    assert proposer("1240", 6).heures_par_mois == D("206.67")
    assert proposer("1240", 6, a_venir=D("400")).heures_par_mois == D("140.00")


def test_un_poste_regle_a_zero_heure_ne_propose_rien():
    assert proposer("1240", 6, par_poste=0) is None
    assert proposer("1240", 6, par_poste=1).postes == 207


@given(
    restantes=st.decimals(1, 50_000, places=2),
    a_venir=st.decimals(0, 50_000, places=2),
    mois=st.fractions(F(1, 31), 60),
    par_poste=st.decimals(1, 200, places=2),
)
@settings(max_examples=exemples(200))
def test_les_postes_suffisent_et_pas_un_de_trop(restantes, a_venir, mois, par_poste):
    trouve = besoin_propose(
        restantes=restantes, mois_restants=mois, heures_mensuelles_par_poste=par_poste, debut=MARS, a_venir=a_venir
    )
    manque = F(restantes) - F(a_venir)
    if trouve is None:
        assert manque <= 0
    else:
        assert trouve.postes * mois * F(par_poste) >= manque
        assert (trouve.postes - 1) * mois * F(par_poste) < manque


@pytest.mark.parametrize(
    ("options", "phrase"),
    [
        (
            {"metier": "Maçonnerie"},
            "Il reste 1 240 h sur 6 mois : environ 2 postes (Maçonnerie) à partir de mars 2027.",
        ),
        (
            {"a_venir": D("436")},
            "Il reste 1 240 h sur 6 mois, dont 436 h attendues des contrats en cours : environ 1 poste à partir de "
            "mars 2027.",
        ),
        (
            {"ouverts": 1},
            "Il reste 1 240 h sur 6 mois : environ 2 postes à partir de mars 2027, dont 1 déjà recherché.",
        ),
    ],
)
def test_la_phrase_dit_le_calcul(options, phrase):
    trouve = proposer("1240", 6, **options)
    assert trouve.phrase.replace("\u202f", " ").replace("\u00a0", " ") == phrase


@pytest.mark.parametrize(
    ("debut", "fin", "mois"),
    [
        (date(2027, 3, 1), date(2027, 8, 31), 6),
        (date(2027, 2, 1), date(2027, 2, 28), 1),
        (date(2027, 3, 1), date(2027, 3, 1), F(1, 31)),
        (date(2027, 3, 2), date(2027, 3, 1), 0),
        (date(2027, 4, 1), date(2027, 3, 1), 0),
        (date(2026, 12, 16), date(2027, 1, 31), F(16, 31) + 1),
    ],
)
def test_les_mois_se_comptent_a_leurs_jours(debut, fin, mois):
    assert mois_de_travaux(debut, fin) == mois


def test_un_arret_des_travaux_ne_compte_pas():
    assert mois_de_travaux(MARS, date(2027, 8, 31), [Arret(date(2027, 4, 1), date(2027, 5, 31))]) == 4
    assert mois_de_travaux(MARS, date(2027, 8, 31), [Arret(date(2027, 2, 1))]) == 0


@pytest.mark.parametrize(
    ("contrat", "heures"),
    [
        (ContratPresent(date(2027, 1, 1), None, D(35), date(2027, 2, 28)), 804),  # open-ended: to the end of the works
        (ContratPresent(date(2027, 1, 1), date(2027, 3, 31), D(35), date(2027, 2, 28)), 134),
        (ContratPresent(date(2027, 1, 1), date(2027, 2, 28), D(35), date(2027, 2, 28)), 0),  # all of it is told
        (ContratPresent(date(2027, 8, 1), date(2028, 8, 1), D(35), date(2027, 2, 28)), 134),  # cut by the works
        (ContratPresent(date(2027, 9, 1), None, D(35), date(2027, 2, 28)), 0),
        (ContratPresent(date(2027, 1, 1), None, D("17.50"), date(2027, 2, 28)), 402),
    ],
)
def test_ce_que_donneront_encore_les_contrats_presents(contrat, heures):
    assert heures_a_venir([contrat], fin=date(2027, 8, 31), heures_mensuelles_par_poste=D(134)) == heures


def test_un_contrat_ne_donne_rien_pendant_un_arret():
    contrat = ContratPresent(date(2027, 1, 1), None, D(35), date(2027, 2, 28))
    arret = Arret(date(2027, 4, 1), date(2027, 4, 30))
    heures = heures_a_venir(
        [contrat, contrat], fin=date(2027, 8, 31), heures_mensuelles_par_poste=D(134), suspensions=[arret]
    )
    assert heures == 2 * 5 * 134


@pytest.mark.parametrize(
    ("contrats", "lot", "metier"),
    [
        ([], None, None),
        ([], "F1703", "F1703"),
        ([None, None], "F1703", "F1703"),
        (["F1606", "F1606", "F1703"], "F1703", "F1606"),
        (["F1606", "F1703"], "F1703", "F1703"),  # as often: the lot's own
        (["F1606", "F1608"], "F1703", "F1608"),  # as often: the last one used
        (["F1608", None, "F1606", "F1608"], None, "F1608"),
    ],
)
def test_le_metier_typique_d_un_lot(contrats, lot, metier):
    assert metier_typique(contrats, lot) == metier


@pytest.mark.parametrize(
    ("jour", "travaux", "debut"),
    [
        (date(2027, 2, 1), None, MARS),
        (date(2027, 2, 28), date(2026, 1, 4), MARS),
        (date(2027, 2, 28), date(2027, 5, 3), date(2027, 5, 3)),
        (date(2026, 12, 31), None, date(2027, 1, 1)),
    ],
)
def test_on_cherche_a_partir_du_mois_prochain(jour, travaux, debut):
    assert premier_jour_utile(jour, travaux) == debut


def test_les_conditions_se_disent_en_mots():
    dites = conditions_dites(
        prise_de_poste=time(7, 30), permis_demande=True, niveau_francais="A2", certificats=["CACES_R482", "INCONNU"]
    )
    assert [d.replace("\u00a0", " ") for d in dites] == [
        "prise de poste à 7 h 30",
        "permis B",
        "français A2 au moins",
        "CACES R482 (engins de chantier)",
        "INCONNU",
    ]
    assert conditions_dites(prise_de_poste=time(8), permis_demande=False, niveau_francais="", certificats=[]) == (
        "prise de poste à 8\u00a0h",
    )
    assert not conditions_dites(prise_de_poste=None, permis_demande=False, niveau_francais="", certificats=[])


def test_les_niveaux_demandes_sont_ceux_des_parcours_dans_le_meme_ordre():
    assert [n.value for n in NiveauFrancais if n != NiveauFrancais.A0] == [n.value for n in FrancaisDemande]


def test_chaque_certificat_a_son_code_et_son_reglage():
    assert len({c.value for c in NatureCertificat}) == 10
    assert NatureCertificat.CACES_R482.reglage == "validite_caces_r482"
    assert max(len(c.value) for c in NatureCertificat) <= 30
