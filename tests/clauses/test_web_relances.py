"""The page of a firm's reminders: every row of the office, newest first, on screen and as a file; no neighbour's."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from html import unescape
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clauses.models import Declaration, Relance
from clauses.rules.relances import ECHELLE, EtatRelance, etat_de_relance
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role
from socle.horloge import en_paris
from tests.clauses.test_services_relances import une_partie
from tests.fabriques.entreprises import un_acteur, une_organisation

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
ENVOI = datetime(2026, 10, 23, 8, 5, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("faite", "abandonnee", "attendu"),
    [
        (False, False, EtatRelance.PREVUE),
        (True, False, EtatRelance.FAITE),
        (False, True, EtatRelance.SANS_OBJET),
        (True, True, EtatRelance.FAITE),
    ],
)
def test_l_etat_d_une_relance_est_le_meme_lu_et_filtre(faite, abandonnee, attendu, facilitateur, firme):
    assert etat_de_relance(faite=faite, abandonnee=abandonnee) == attendu
    relance = une_relance(
        une_partie(facilitateur, firme), faite_le=ENVOI if faite else None, abandonnee_le=ENVOI if abandonnee else None
    )
    assert relance.etat == attendu
    assert [etat for etat in EtatRelance if Relance.objects.en_etat(etat).exists()] == [attendu]


@pytest.fixture
def facilitateur() -> Acteur:
    return un_acteur(role=Role.FACILITATEUR)


@pytest.fixture
def firme():
    return une_organisation(nom="Maçonnerie des Rives", nature=Nature.ENTREPRISE)


def une_relance(partie, nature="RAPPEL_1", mois=date(2026, 9, 1), prevue=date(2026, 10, 23), **champs) -> Relance:
    return Relance.objects.create(intervenant=partie, nature=nature, declaration_mois=mois, prevue_le=prevue, **champs)


def adresse(firme) -> str:
    return reverse("facilitation:relances_entreprise", args=[firme.uuid])


def connecte(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


def lignes(reponse) -> list[str]:
    return [f"{r.nature} {r.declaration_mois:%m/%Y}" for r in reponse.context["page"]]


def fichier(client: Client, url: str) -> list[dict[str, str]]:
    octets = b"".join(client.get(url).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(octets), delimiter=";"))


@pytest.fixture
def echelle(facilitateur, firme) -> list[Relance]:
    """A month that went up to the call, another that came in before its reminder left, on two lots of the office."""
    partie = une_partie(facilitateur, firme)
    autre_lot = une_partie(facilitateur, firme)
    return [
        une_relance(partie, faite_le=ENVOI, resultat="Courriel envoyé.", responsable=facilitateur.espace),
        une_relance(partie, "RAPPEL_2", prevue=date(2026, 10, 30), faite_le=datetime(2026, 10, 30, 8, tzinfo=PARIS)),
        une_relance(partie, "APPEL", prevue=date(2026, 11, 6), responsable=facilitateur.espace),
        une_relance(
            autre_lot,
            mois=date(2026, 8, 1),
            prevue=date(2026, 9, 23),
            abandonnee_le=datetime(2026, 9, 24, 9, tzinfo=PARIS),
            resultat="Le mois n'est plus attendu.",
        ),
    ]


def test_la_page_montre_chaque_relance_la_plus_recente_d_abord(facilitateur, firme, echelle):
    reponse = connecte(facilitateur).get(adresse(firme))
    page = unescape(reponse.content.decode())
    assert lignes(reponse) == ["APPEL 09/2026", "RAPPEL_2 09/2026", "RAPPEL_1 09/2026", "RAPPEL_1 08/2026"]
    for attendu in (
        "Relances – Maçonnerie des Rives",
        "le 23 octobre 2026 à 8\u00a0h\u00a005",
        "6 novembre 2026",
        str(facilitateur.utilisateur),
        "Courriel envoyé.",
        "Sans objet",
        "depuis le 24 septembre 2026",
        "septembre 2026",
        echelle[3].intervenant.lot.marche.numero,
    ):
        assert attendu in page, attendu
    assert reverse("facilitation:relance", args=[echelle[2].uuid]) in page, "l'appel à passer se prend de là"
    assert reverse("facilitation:relance", args=[echelle[0].uuid]) not in page, "un rappel part tout seul"


def test_l_etat_se_filtre_dans_l_adresse_et_le_fichier_contient_ce_qui_est_filtre(facilitateur, firme, echelle):
    client = connecte(facilitateur)
    prevues = client.get(adresse(firme), {"etat": "PREVUE"})
    assert lignes(prevues) == ["APPEL 09/2026"]
    assert lignes(client.get(adresse(firme), {"etat": "n'importe quoi"})) == lignes(client.get(adresse(firme)))
    tout = fichier(client, adresse(firme) + "?format=csv")
    assert [rang["Nature"] for rang in tout] == [
        "Appel téléphonique",
        "Second rappel",
        "Premier rappel",
        "Premier rappel",
    ]
    assert tout[2] == {
        "Prévue le": "23/10/2026",
        "Nature": "Premier rappel",
        "État": "Faite",
        "Responsable": str(facilitateur.utilisateur),
        "Faite le": en_paris(ENVOI).strftime("%d/%m/%Y %H:%M"),
        "Sans objet depuis le": "",
        "Mois": "2026-09",
        "Marché": echelle[0].intervenant.lot.marche.numero,
        "Lot": str(echelle[0].intervenant.lot),
        "Note": "Courriel envoyé.",
    }
    assert fichier(client, prevues.context["url_csv"].replace("?", adresse(firme) + "?"))[0]["État"] == "Prévue"
    xlsx = client.get(adresse(firme), {"format": "xlsx"})
    assert 'filename="relances.xlsx"' in xlsx["Content-Disposition"]


def test_les_relances_d_un_autre_office_ne_se_voient_ni_a_l_ecran_ni_dans_le_fichier(facilitateur, firme, echelle):
    voisin = un_acteur(role=Role.FACILITATEUR)
    leur = une_relance(une_partie(voisin, firme), mois=date(2026, 7, 1), resultat="Note du voisin.")
    client = connecte(facilitateur)
    assert "RAPPEL_1 07/2026" not in lignes(client.get(adresse(firme)))
    assert "Note du voisin." not in client.get(adresse(firme)).content.decode()
    assert len(fichier(client, adresse(firme) + "?format=csv")) == len(echelle)
    chez_eux = connecte(voisin).get(adresse(firme))
    assert lignes(chez_eux) == ["RAPPEL_1 07/2026"]
    assert leur.resultat in chez_eux.content.decode()


def test_l_entreprise_d_un_autre_est_introuvable_la_sienne_sans_relance_se_lit(facilitateur, firme, echelle):
    sans_relance = une_organisation(nom="Rien à relancer", nature=Nature.ENTREPRISE)
    une_partie(facilitateur, sans_relance)
    assert "Aucune relance" in connecte(facilitateur).get(adresse(sans_relance)).content.decode()
    client = connecte(un_acteur(role=Role.FACILITATEUR))
    for chemin in (adresse(firme), adresse(firme) + "?format=csv", adresse(sans_relance)):
        assert client.get(chemin).status_code == 404
    assert client.get(reverse("facilitation:relances_entreprise", args=[uuid4()])).status_code == 404


def test_deux_offices_les_deux_se_lisent_mais_un_role_dans_l_entreprise_n_ouvre_rien(facilitateur, firme, echelle):
    voisin = un_acteur(role=Role.FACILITATEUR)
    appel = une_relance(une_partie(voisin, firme), "APPEL", mois=date(2026, 7, 1))
    un_acteur(role=Role.REFERENT, organisation=firme, utilisateur=facilitateur.utilisateur)
    client = connecte(facilitateur)
    assert "APPEL 07/2026" not in lignes(client.get(adresse(firme)))
    assert client.get(reverse("facilitation:relance", args=[appel.uuid])).status_code == 404
    un_acteur(role=Role.FACILITATEUR, organisation=voisin.organisation, utilisateur=facilitateur.utilisateur)
    assert "APPEL 07/2026" in lignes(client.get(adresse(firme)))


@pytest.mark.parametrize("role", [Role.REFERENT, Role.MAITRE_OUVRAGE, Role.AUDITEUR, Role.PRESCRIPTEUR])
def test_les_autres_roles_n_entrent_pas(role, firme, echelle):
    assert connecte(un_acteur(role=role)).get(adresse(firme)).status_code == 403


def test_cent_relances_se_lisent_par_pages_avec_les_memes_questions(facilitateur, firme, echelle):
    client = connecte(facilitateur)
    client.get(adresse(firme))

    def requetes(suite: str = "") -> int:
        with CaptureQueriesContext(connection) as vues:
            reponse = client.get(adresse(firme) + suite)
            if reponse.streaming:
                b"".join(reponse.streaming_content)
        return len(vues)

    page, en_csv = requetes(), requetes("?format=csv")
    for rang in range(12):
        partie = une_partie(facilitateur, firme)
        Relance.objects.bulk_create(
            Relance(
                intervenant=partie,
                nature=nature,
                declaration_mois=date(2025, rang + 1, 1),
                prevue_le=date(2025, rang + 1, 25),
                responsable=facilitateur.espace,
            )
            for nature in ECHELLE
        )
    assert requetes() == page
    assert requetes("?format=csv") == en_csv
    seconde = client.get(adresse(firme), {"page": 2, "etat": "PREVUE"})
    assert (seconde.context["page"].paginator.count, len(seconde.context["page"])) == (61, 11)
    assert en_csv < page


def test_on_y_va_depuis_la_clause_le_mois_et_la_relance(facilitateur, firme, echelle):
    client = connecte(facilitateur)
    intervenant = echelle[2].intervenant
    declaration = Declaration.objects.create(
        intervenant=intervenant, mois=date(2026, 9, 1), echeance=date(2026, 10, 20), cree_le=ENVOI
    )
    pages = [
        reverse("facilitation:mois", args=[declaration.uuid]),
        reverse("facilitation:clause", args=[intervenant.lot.clauses.get().uuid]),
        reverse("facilitation:mois_muet", args=[intervenant.uuid, "2026-09"]),
        reverse("facilitation:relance", args=[echelle[2].uuid]),
    ]
    for page in pages:
        assert f'href="{adresse(firme)}"' in client.get(page).content.decode(), page
