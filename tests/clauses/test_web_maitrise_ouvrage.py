"""The contracting body, the local authority and the auditor: what they read, decide, and never see."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clauses.models import AvisEntreprise, DecisionPublication, ExonerationPenalite, MouvementObligation
from clauses.services import validation
from entreprises.rules import Nature, Role
from socle.horloge import a_l_instant
from socle.models import NatureTerritoire
from tests.fabriques.declarations import un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur, un_membre, une_organisation
from tests.fabriques.marches import un_chantier, un_lot, un_marche, une_clause, une_operation
from tests.fabriques.socle import un_territoire

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


def connecte(acteur) -> Client:
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


@pytest.fixture
def scene():
    scene = une_scene()
    lignes = un_mois_soumis(scene, 120)
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid for ligne in lignes])
    return scene


@pytest.fixture
def operation(scene):
    return scene.clause.lot.marche.operation


@pytest.fixture
def client_mo(operation):
    return connecte(un_acteur(role=Role.MAITRE_OUVRAGE, organisation=operation.maitre_ouvrage))


def requetes(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as faites:
        assert client.get(url).status_code == 200
    return len(faites)


def test_l_accueil_montre_ses_operations_leur_etat_et_leur_publication(client_mo, operation):
    une_operation("Une autre")
    reponse = client_mo.get(reverse("maitrise_ouvrage:accueil"))
    (suivie,) = reponse.context["page"].object_list
    assert suivie.operation == operation
    assert suivie.bilan.situation.dues == Decimal(4974)
    assert (suivie.niveau, suivie.decidee) == ("TOTAUX", False)
    assert "par défaut" in reponse.content.decode()


def test_aucun_nom_de_personne_n_arrive_chez_le_maitre_d_ouvrage(client_mo, scene, operation):
    nom = scene.contrats[0].beneficiaire.nom
    for url in (
        reverse("maitrise_ouvrage:accueil"),
        reverse("maitrise_ouvrage:operation", args=[operation.uuid]),
        reverse("maitrise_ouvrage:clause", args=[scene.clause.uuid]),
    ):
        assert nom not in client_mo.get(url).content.decode()


def test_la_publication_se_decide_sur_l_operation(client_mo, scene, operation):
    un_membre(role=Role.REFERENT, organisation=scene.entreprise)
    url = reverse("maitrise_ouvrage:operation", args=[operation.uuid])
    passe = client_mo.post(url, {"niveau": "TOTAUX", "effet_le": "2025-01-01", "motif": "Comité"})
    assert passe.status_code == 422
    assert "Comité" in passe.content.decode()
    client_mo.post(url, {"niveau": "PAR_MARCHE", "effet_le": "2025-10-10", "motif": "Comité"})
    assert DecisionPublication.objects.get().niveau == "PAR_MARCHE"
    assert AvisEntreprise.objects.get().organisation == scene.entreprise
    assert "détail par marché" in client_mo.get(url).content.decode()


def test_une_entreprise_sans_contact_se_note_avisee_par_courrier(client_mo, scene, operation):
    url = reverse("maitrise_ouvrage:operation", args=[operation.uuid])
    assert "Pas encore avisées" in client_mo.get(url).content.decode()
    client_mo.post(reverse("maitrise_ouvrage:aviser", args=[operation.uuid]), {"organisation": scene.entreprise.uuid})
    assert AvisEntreprise.objects.get().canal == "courrier"
    etrangere = client_mo.post(
        reverse("maitrise_ouvrage:aviser", args=[operation.uuid]), {"organisation": scene.office.uuid}
    )
    assert etrangere.status_code == 404


def test_reduire_l_objectif_est_un_acte_date_et_motive(client_mo, scene):
    url = reverse("maitrise_ouvrage:reduire", args=[scene.clause.uuid])
    sans_motif = client_mo.post(
        url, {"heures": "100", "date_signature": "2025-10-01", "date_effet": "2025-10-01", "motif": ""}
    )
    assert sans_motif.status_code == 422
    fait = client_mo.post(
        url,
        {"heures": "100,50", "date_signature": "2025-10-01", "date_effet": "2025-10-01", "motif": "Lot réduit"},
    )
    assert fait.status_code == 302
    mouvement = MouvementObligation.objects.get(nature="REDUCTION")
    assert (mouvement.heures, mouvement.acte_transcrit) == (Decimal("-100.50"), False)


def test_exonerer_ne_change_pas_les_heures_dues(client_mo, scene):
    url = reverse("maitrise_ouvrage:exonerer", args=[scene.clause.uuid])
    client_mo.post(url, {"montant": "1500", "date_decision": "2025-10-01", "motif": "Recrutement difficile"})
    assert ExonerationPenalite.objects.get().montant == Decimal(1500)
    page = client_mo.get(reverse("maitrise_ouvrage:clause", args=[scene.clause.uuid]))
    assert page.context["s"].situation.dues == Decimal(4974)


def test_les_objets_d_un_autre_maitre_d_ouvrage_sont_introuvables(scene, operation):
    client = connecte(un_acteur(role=Role.MAITRE_OUVRAGE))
    adresses = [
        reverse("maitrise_ouvrage:operation", args=[operation.uuid]),
        reverse("maitrise_ouvrage:clause", args=[scene.clause.uuid]),
        reverse("maitrise_ouvrage:reduire", args=[scene.clause.uuid]),
        reverse("maitrise_ouvrage:exonerer", args=[scene.clause.uuid]),
    ]
    assert {client.get(url).status_code for url in adresses} == {404}
    assert client.post(adresses[0], {"niveau": "RIEN", "effet_le": "2025-10-10"}).status_code == 404


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.REFERENT, Role.COLLECTIVITE, Role.AUDITEUR])
def test_les_autres_roles_n_entrent_pas_chez_le_maitre_d_ouvrage(scene, role):
    client = connecte(un_acteur(role=role))
    assert client.get(reverse("maitrise_ouvrage:accueil")).status_code == 403


def test_la_collectivite_lit_les_engagements_de_son_territoire_et_eux_seuls():
    departement = un_territoire("Département", nature=NatureTerritoire.DEPARTEMENT)
    commune = un_territoire("Ici", parent=departement)
    ici = une_clause(lot=un_lot(chantiers=[un_chantier(communes=[(commune, Decimal(100))])]))
    ailleurs = une_clause()
    mairie = une_organisation(nature=Nature.COLLECTIVITE, territoire=commune)
    client = connecte(un_acteur(role=Role.COLLECTIVITE, organisation=mairie))
    liste = client.get(reverse("collectivite:accueil"))
    assert [s.clause for s in liste.context["page"]] == [ici]
    assert client.get(reverse("collectivite:clause", args=[ici.uuid])).status_code == 200
    assert client.get(reverse("collectivite:clause", args=[ailleurs.uuid])).status_code == 404


def test_l_auditeur_lit_tout_et_le_grand_livre_sans_personne(scene):
    client = connecte(un_acteur(role=Role.AUDITEUR))
    assert client.get(reverse("auditeur:accueil")).context["page"].paginator.count == 1
    assert client.get(reverse("auditeur:clause", args=[scene.clause.uuid])).status_code == 200
    url = reverse("auditeur:grand_livre", args=[scene.clause.uuid])
    page = client.get(url)
    assert [m.heures for m in page.context["page"]] == [Decimal(120)]
    csv = b"".join(client.get(url, {"format": "csv"}).streaming_content).decode()
    assert page.context["page"].object_list[0].empreinte in csv
    assert scene.contrats[0].beneficiaire.nom not in page.content.decode() + csv


def test_les_listes_posent_toujours_le_meme_nombre_de_questions(client_mo, scene, operation):
    auditeur = connecte(un_acteur(role=Role.AUDITEUR))
    paires = [
        (client_mo, reverse("maitrise_ouvrage:accueil")),
        (client_mo, reverse("maitrise_ouvrage:operation", args=[operation.uuid])),
        (auditeur, reverse("auditeur:accueil")),
    ]
    for client, url in paires:
        client.get(url)
    avant = [requetes(client, url) for client, url in paires]
    for _ in range(6):
        une_clause(lot=un_lot(marche=un_marche(operation=operation)))
        autre = une_operation(maitre_ouvrage=operation.maitre_ouvrage)
        une_clause(lot=un_lot(marche=un_marche(operation=autre)))
    assert [requetes(client, url) for client, url in paires] == avant


@pytest.mark.parametrize("forme", ["csv", "xlsx"])
def test_les_listes_se_telechargent_telles_que_filtrees(client_mo, operation, forme):
    reponse = client_mo.get(reverse("maitrise_ouvrage:accueil"), {"format": forme, "q": operation.nom})
    assert reponse["Content-Disposition"].startswith(f'attachment; filename="operations.{forme}"')
    contenu = b"".join(reponse.streaming_content)
    assert forme == "xlsx" or operation.nom in contenu.decode()
    auditeur = connecte(un_acteur(role=Role.AUDITEUR))
    vide = auditeur.get(reverse("auditeur:accueil"), {"format": "csv", "q": "introuvable"})
    assert len(b"".join(vide.streaming_content).decode().splitlines()) == 1
