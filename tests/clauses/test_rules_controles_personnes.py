"""Controls on a person beyond one company's month: records, minors, documents, interim, agreements, payroll."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.rules.controles import (
    AutreLigne,
    Document,
    Fiche,
    Gravite,
    Plafonds,
    documents_repetes,
    memes_personnes,
)
from clauses.rules.vocabulaire import OrigineLigne
from socle.periodes import Mois
from tests.clauses.test_rules_controles import MARS, alertes, ligne, trouve

NE_LE = date(1990, 5, 17)


def meme(une: tuple[str, ...], autre: tuple[str, ...], *, naissance=NE_LE) -> bool:
    fiches = [
        Fiche(1, une[0], une[1], NE_LE, *une[2:]),
        Fiche(2, autre[0], autre[1], naissance, *autre[2:]),
    ]
    racines = memes_personnes(fiches)
    return racines[1] == racines[2]


@pytest.mark.parametrize(
    ("une", "autre", "attendu"),
    [
        (("Traoré", "Aïssata"), ("TRAORE", "Aissata"), True),
        (("Traoré", "Aïssata"), ("Aïssata", "Traoré"), True),
        (("Garcia Lopez", "Ana"), ("García-López", "Ana"), True),
        (("Garcia Lopez", "Ana"), ("Lopez", "Ana"), True),
        (("Garcia", "Ana", "Moreau"), ("Moreau", "Ana"), True),
        (("Diallo", "Marie Claire"), ("Diallo", "Marie"), True),
        (("Diallo", "Marie"), ("Diallo", "Claire"), False),
        (("Diallo", "Awa"), ("Diallo Ba", "Fatou"), False),
        (("Diop", "Awa"), ("Diallo", "Awa"), False),
        (("Garcia Lopez", "Ana"), ("Lopez Martin", "Ana"), False),
        (("Diallo", ""), ("Diallo", "Awa"), False),
    ],
)
def test_a10_deux_fiches_d_une_meme_personne(une, autre, attendu):
    assert meme(une, autre) is attendu


def test_a10_un_autre_jour_de_naissance_est_une_autre_personne():
    assert not meme(("Traoré", "Awa"), ("Traoré", "Awa"), naissance=date(1990, 5, 18))


def test_a10_trois_fiches_se_rejoignent_par_la_deuxieme():
    fiches = [Fiche(3, "Lopez", "Ana", NE_LE), Fiche(1, "Garcia", "Ana", NE_LE), Fiche(2, "Garcia Lopez", "Ana", NE_LE)]
    assert memes_personnes(fiches) == {1: 1, 2: 1, 3: 1}


@given(st.permutations([("Garcia", "Ana"), ("Garcia Lopez", "Ana"), ("Diop", "Awa"), ("DIOP", "awa"), ("Ba", "Ana")]))
def test_a10_l_ordre_des_fiches_ne_change_rien(noms):
    fiches = [Fiche(rang, nom, prenom, NE_LE) for rang, (nom, prenom) in enumerate(noms)]
    racines = memes_personnes(fiches)
    assert len(set(racines.values())) == 3
    assert all(racine <= cle for cle, racine in racines.items())


def test_a10_alerte_sans_dire_que_d_autres_connaissent_la_personne():
    assert trouve(ligne(fiches=1)) == []
    [alerte] = alertes(ligne(fiches=2))
    assert (alerte.variante, alerte.gravite) == ("A10", Gravite.ALERTE)
    assert "entreprise" not in alerte.message
    assert not any(c.isdigit() for c in alerte.message)
    assert trouve(ligne("0", fiches=2)) == []


@pytest.mark.parametrize(("essais", "attendu"), [(0, []), (2, []), (3, ["A4c"]), (9, ["A4c"])])
def test_a4_des_heures_changees_trop_souvent_recoivent_la_meme_phrase(essais, attendu):
    assert [v for v, _ in trouve(ligne("40", essais=essais))] == attendu


def test_a4_la_phrase_ne_depend_ni_du_seuil_ni_des_essais():
    phrases = {
        alertes(ligne("40", essais=5))[0].message,
        alertes(ligne("100"), autres=[AutreLigne("personne-1", "e2", MARS, D(80))])[0].message,
        alertes(ligne("100"), autres=[AutreLigne("personne-1", "e2", MARS, D(180))])[0].message,
    }
    assert len(phrases) == 1


def test_a4_deux_entreprises_declarent_le_meme_employeur_et_aucune_ne_lit_la_somme():
    autres = [AutreLigne("personne-1", "employeur-1", MARS, D(100), "declarant-2")]
    assert trouve(ligne("100", declarant="declarant-1"), autres=autres) == [("A4a", Gravite.ALERTE)]


def test_a5_additionne_ce_que_la_meme_entreprise_a_deja_envoye_pour_un_autre_lot():
    autres = [AutreLigne("personne-1", "employeur-1", MARS, D(100), "declarant-1")]
    assert trouve(ligne("100", declarant="declarant-1"), autres=autres) == [("A5c", Gravite.ALERTE)]


@pytest.mark.parametrize(
    ("naissance", "heures", "attendu"),
    [
        (date(2008, 4, 1), "155", [("A7b", Gravite.INFO)]),  # 35 h x 31 / 7 = 155 h exactly
        (date(2008, 4, 1), "155.01", [("A7a", Gravite.ALERTE)]),
        (date(2008, 3, 31), "155.01", []),  # of age on the last day of the month: not judged
        (date(1990, 1, 1), "155.01", []),
        (None, "155.01", []),
        (date(2008, 4, 1), "0", []),
    ],
)
def test_a7_moins_de_18_ans(naissance, heures, attendu):
    assert [t for t in trouve(ligne(heures, naissance=naissance)) if t[0].startswith("A7")] == attendu


def test_a7_le_plafond_est_un_reglage():
    options = {"naissance": date(2009, 1, 1)}
    assert ("A7a", Gravite.ALERTE) in trouve(ligne("150", **options), plafonds=Plafonds(hebdo_mineur=D(30)))


def test_a9_un_document_deja_servi():
    assert trouve(ligne()) == []
    assert trouve(ligne(document_deja_servi=True)) == [("A9", Gravite.ALERTE)]
    assert trouve(ligne("0", document_deja_servi=True)) == []


@pytest.mark.parametrize(
    ("objets", "attendu"),
    [
        ([("firme", 3), ("firme", 3)], set()),  # one certificate for the three lots of a firm's month
        ([("firme", 3), ("firme", 4)], {0, 1}),
        ([("firme", 3), ("autre", 3)], {0, 1}),
        ([("firme", 3)], set()),
    ],
)
def test_a9_le_meme_fichier_pour_autre_chose(objets, attendu):
    assert documents_repetes(Document(rang, "ab" * 32, objet) for rang, objet in enumerate(objets)) == attendu
    assert documents_repetes(Document(rang, f"{rang:064}", objet) for rang, objet in enumerate(objets)) == set()


@pytest.mark.parametrize(
    ("mission", "debut", "attendu"),
    [
        (None, date(2026, 3, 2), []),
        (date(2025, 11, 3), date(2026, 3, 2), [("A11", Gravite.INFO)]),
        (date(2025, 11, 3), date(2026, 3, 31), [("A11", Gravite.INFO)]),  # the month of the hiring only
        (date(2025, 9, 1), date(2026, 2, 28), []),
    ],
)
def test_a11_interim_puis_embauche(mission, debut, attendu):
    contrat = {"debut": debut, "mission_avant": mission, "fenetres": ((date(2025, 1, 1), None),)}
    assert [t for t in trouve(ligne("4", contrat=contrat)) if t[0] == "A11"] == attendu


def test_a11_la_duree_de_comptage_part_de_la_premiere_mission():
    contrat = {"debut": date(2026, 1, 1), "mission_avant": date(2024, 3, 1), "fenetres": ((date(2024, 1, 1), None),)}
    clause = {"depuis_premier_contrat": False, "debut": date(2024, 1, 1)}
    assert trouve(ligne(contrat=contrat, clause=clause)) == [("A2d", Gravite.BLOCAGE)]
    assert trouve(ligne(contrat=contrat | {"mission_avant": None}, clause=clause)) == []


@pytest.mark.parametrize(
    ("conventions", "attendu"),
    [
        (None, []),
        (((date(2026, 1, 1), date(2026, 3, 1)),), []),  # one day is enough
        (((date(2026, 1, 1), date(2026, 2, 28)),), [("A12", Gravite.ALERTE)]),
        (((date(2026, 4, 1), None),), [("A12", Gravite.ALERTE)]),
        (((date(2026, 3, 31), None),), []),
    ],
)
def test_a12_la_convention_de_la_structure_couvre_le_mois(conventions, attendu):
    assert trouve(ligne(contrat={"conventions": conventions})) == attendu


def test_a12_le_detail_dit_les_dates_connues():
    [alerte] = alertes(ligne(contrat={"conventions": ((date(2024, 1, 1), date(2026, 2, 28)),)}))
    assert alerte.detail == "Dates connues : du 1er janvier 2024 au 28 février 2026."


@pytest.mark.parametrize(
    ("origine", "non_travaillees", "attendu"),
    [
        (OrigineLigne.DSN, "0", [("A15", Gravite.INFO)]),
        (OrigineLigne.DSN, "7", []),
        (OrigineLigne.GRILLE, "0", []),
    ],
)
def test_a15_une_dsn_donne_des_heures_payees(origine, non_travaillees, attendu):
    assert trouve(ligne(origine=origine, non_travaillees=D(non_travaillees))) == attendu


def test_une_journee_partagee_entre_deux_chantiers_est_legale():
    deux = [ligne("70"), replace(ligne("70", n=2, personne="personne-1"), chantier="chantier-1")]
    assert trouve(*deux) == []
    assert trouve(ligne("70"), autres=[AutreLigne("personne-1", "e2", MARS, D(70))]) == []
    assert trouve(ligne("70"), autres=[AutreLigne("personne-1", "e2", Mois(2026, 4), D(170))]) == []
