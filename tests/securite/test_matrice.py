"""Every address × every role, GET and POST: the declared rule is what happens, and the neighbour's object is a 404."""

from __future__ import annotations

import pytest

from tests.securite import matrice
from tests.securite.adresses import Adresse, du_projet
from tests.securite.monde import ANONYME, Mondes
from tests.securite.tables import (
    CONSTANTES,
    DONNEES,
    ECRITURES_PAR_GET,
    OBJETS,
    PARTAGES,
    PLUS_ETROITES,
    REPONSES_PUBLIQUES,
)

pytestmark = pytest.mark.django_db

ADRESSES = du_projet()
TABLES = (OBJETS, CONSTANTES, DONNEES, ECRITURES_PAR_GET, PARTAGES, PLUS_ETROITES, REPONSES_PUBLIQUES)
AVEC_OBJET = [a for a in ADRESSES if a.politique and not a.politique.publique and matrice.porte_un_objet(a)]


def _nom(adresse: Adresse) -> str:
    return adresse.nom or adresse.route


@pytest.mark.parametrize("methode", ["GET", "POST"])
@pytest.mark.parametrize("adresse", ADRESSES, ids=_nom)
def test_chaque_role_recoit_ce_que_la_regle_annonce_et_lire_n_ecrit_rien(
    mondes: Mondes, adresse: Adresse, methode: str
) -> None:
    ecarts = matrice.ecarts(adresse, mondes.notre, methode)
    assert not ecarts, "\n".join(ecarts)


@pytest.mark.parametrize("methode", ["GET", "POST"])
@pytest.mark.parametrize("adresse", AVEC_OBJET, ids=_nom)
def test_l_objet_du_voisin_n_existe_pas(mondes: Mondes, adresse: Adresse, methode: str) -> None:
    fuites = matrice.fuites(adresse, mondes.notre, mondes.voisin, methode)
    assert not fuites, "\n".join(fuites)


@pytest.mark.parametrize("adresse", ADRESSES, ids=_nom)
def test_sans_jeton_aucun_envoi_n_est_recu(mondes: Mondes, adresse: Adresse) -> None:
    chemin = matrice.chemin(adresse, mondes.notre)
    role = next(iter(matrice.admis(adresse)), ANONYME)
    recu = matrice.frapper(mondes.notre.client(role, enforce_csrf_checks=True), "POST", chemin)
    assert recu.statut == 403, f"{role} POST {chemin} sans jeton : {recu}"


def test_les_tables_ne_parlent_que_d_adresses_qui_existent() -> None:
    connues = {adresse.nom for adresse in ADRESSES}
    decrites = {nom.removeprefix("POST ") for table in TABLES for nom in table}
    assert decrites - connues == set()
