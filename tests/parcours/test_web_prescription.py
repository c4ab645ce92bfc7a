"""The prescriber: enters people, sees those of his organisation and what became of them, nobody else's."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clauses.services.personnes import Identite
from entreprises.rules import Role
from parcours.models import Candidat, Etape
from parcours.services import candidats
from socle.erreurs import DroitRefuse, RegleViolee
from socle.horloge import a_l_instant
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.socle import un_metier, un_territoire

pytestmark = pytest.mark.django_db
ACCUEIL = "parcours:accueil_prescription"


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


def connecte(acteur) -> Client:
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


def test_orienter_une_personne_la_met_dans_la_liste_avec_son_metier():
    acteur = un_acteur(role=Role.PRESCRIPTEUR)
    commune, metier = un_territoire("Bondy"), un_metier("Maçonnerie")
    client = connecte(acteur)
    reponse = client.post(
        reverse("parcours:saisir_candidat"),
        {
            "nom": "Benali",
            "prenom": "Samia",
            "date_naissance": "1994-03-02",
            "commune": commune.pk,
            "telephone": "06 00 00 00 01",
            "metier_1": metier.pk,
            "metier_3": metier.pk,
            "informee": "on",
        },
    )
    candidat = Candidat.objects.get()
    assert reponse.url == reverse("parcours:candidat", args=[candidat.uuid])
    assert candidat.prescripteur == acteur.organisation
    assert candidat.beneficiaire.informee_le is not None
    assert Etape.objects.get().vers == "ORIENTE"
    page = client.get(reverse(ACCUEIL)).content.decode()
    assert "Samia Benali" in page
    assert "Maçonnerie" in page
    assert "Orienté·e" in page


def test_un_nom_manquant_ou_une_naissance_future_se_disent_et_le_texte_reste():
    client = connecte(un_acteur(role=Role.PRESCRIPTEUR))
    reponse = client.post(
        reverse("parcours:saisir_candidat"), {"nom": "Benali", "prenom": "Samia", "date_naissance": "2030-01-01"}
    )
    assert reponse.status_code == 422
    assert "dans le futur" in reponse.content.decode()
    assert "Benali" in reponse.content.decode()


def test_la_meme_personne_deux_fois_est_dite_sans_rien_dire_des_autres_structures():
    acteur, autre = un_acteur(role=Role.PRESCRIPTEUR), un_acteur(role=Role.PRESCRIPTEUR)
    identite = Identite(nom="Benali", prenom="Samia")
    candidats.saisir(acteur=acteur, identite=identite)
    with pytest.raises(RegleViolee):
        candidats.saisir(acteur=acteur, identite=Identite(nom="BÉNALI", prenom="samia"))
    candidats.saisir(acteur=autre, identite=identite)
    assert Candidat.objects.count() == 2


def test_une_entreprise_n_oriente_personne():
    with pytest.raises(DroitRefuse):
        candidats.saisir(acteur=un_acteur(role=Role.REFERENT), identite=Identite(nom="Benali", prenom="Samia"))


def test_les_candidats_d_une_autre_structure_sont_introuvables():
    candidat = candidats.saisir(
        acteur=un_acteur(role=Role.PRESCRIPTEUR), identite=Identite(nom="Benali", prenom="Samia")
    )
    client = connecte(un_acteur(role=Role.PRESCRIPTEUR))
    assert client.get(reverse("parcours:candidat", args=[candidat.uuid])).status_code == 404
    assert client.get(reverse(ACCUEIL)).context["page"].paginator.count == 0
    assert connecte(un_acteur(role=Role.REFERENT)).get(reverse(ACCUEIL)).status_code == 403


def test_l_accueil_pose_toujours_le_meme_nombre_de_questions():
    acteur = un_acteur(role=Role.PRESCRIPTEUR)
    metier = un_metier()
    client = connecte(acteur)

    def requetes() -> int:
        with CaptureQueriesContext(connection) as faites:
            client.get(reverse(ACCUEIL))
        return len(faites)

    for rang in range(3):
        candidats.saisir(acteur=acteur, identite=Identite(nom=f"Nom{rang}", prenom="A"), metiers=[metier])
    client.get(reverse(ACCUEIL))
    n = requetes()
    for rang in range(3, 40):
        candidats.saisir(acteur=acteur, identite=Identite(nom=f"Nom{rang}", prenom="A"), metiers=[metier])
    assert requetes() == n
