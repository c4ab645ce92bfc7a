"""Requests: listed by start of contract, read with their sealed proofs, decided with the rule's objections."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clauses.models import DemandeValidation, DepotScelle, FenetreEligibilite
from clauses.rules.etats import EtatDemande
from clauses.services import personnes
from entreprises.rules import Role
from parcours.models import Decision, JournalCandidat
from parcours.rules.eligibilite import Preuve
from parcours.services import decisions
from parcours.services.depots import ouvrir_depot
from socle.erreurs import DroitRefuse, RegleViolee
from socle.fichiers import DEPOTS
from socle.horloge import a_l_instant, maintenant
from tests.fabriques.declarations import un_mois_soumis, une_fenetre, une_scene
from tests.fabriques.demandes import connecte, un_critere, une_demande
from tests.fabriques.entreprises import un_acteur

pytestmark = pytest.mark.django_db
RSA = Preuve("RSA", date(2025, 9, 15))
PDF = b"%PDF-1.4\n%invented proof\n"


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene():
    return une_scene(personnes=0)


def un_depot(demande: DemandeValidation, contenu: bytes = PDF) -> DepotScelle:
    return DepotScelle.objects.create(
        demande=demande, nom_coffre=DEPOTS.ecrire(contenu), taille=len(contenu), depose_le=maintenant()
    )


def url_de(demande: DemandeValidation) -> str:
    return reverse("parcours:demande", args=[demande.uuid])


def test_les_demandes_viennent_par_date_de_debut(scene):
    tard = une_demande(scene, debut=date(2025, 12, 1))
    tot = une_demande(scene, debut=date(2025, 10, 20))
    reponse = connecte(scene.facilitation).get(reverse("parcours:demandes"))
    assert list(reponse.context["page"]) == [tot, tard]


def test_accepter_ouvre_la_fenetre_depuis_le_debut_et_revient_d_ou_l_on_vient(scene):
    critere, demande = un_critere(scene), une_demande(scene)
    suite = reverse("facilitation:a_valider")
    reponse = connecte(scene.facilitation).post(
        url_de(demande),
        {"acte": "accepter", "critere_RSA": "on", "datee_RSA": "2025-09-15", "suite": suite},
    )
    assert reponse.status_code == 302
    assert reponse.url == suite
    demande.refresh_from_db()
    assert (demande.etat, demande.effet_le) == (EtatDemande.ACCEPTEE, date(2025, 11, 3))
    assert FenetreEligibilite.objects.get().debut == date(2025, 11, 3)
    assert Decision.objects.get().critere == critere


def test_une_demande_tardive_demande_un_motif_et_garde_ce_qui_est_choisi(scene):
    un_critere(scene)
    demande = une_demande(scene, debut=date(2025, 9, 1))
    client = connecte(scene.facilitation)
    donnees = {"acte": "accepter", "critere_RSA": "on", "datee_RSA": "2025-09-15"}
    refus = client.post(url_de(demande), donnees)
    assert refus.status_code == 422
    assert "Motivez votre décision" in refus.content.decode()
    assert 'id="accepter_critere_RSA" checked' in refus.content.decode()
    client.post(url_de(demande), donnees | {"motif": "Dossier reçu par courrier le jour même."})
    assert Decision.objects.get().hors_delai


def test_une_demande_tardive_se_dit_avant_de_choisir_sauf_si_elle_est_deja_couverte(scene):
    un_critere(scene)
    a_l_heure, tardive = une_demande(scene), une_demande(scene, debut=date(2025, 9, 1))
    client = connecte(scene.facilitation)
    assert "Demande tardive." not in client.get(url_de(a_l_heure)).content.decode()
    assert "Demande tardive." in client.get(url_de(tardive)).content.decode()
    une_fenetre(tardive.beneficiaire, scene.clause, debut=date(2025, 1, 1), fin=None)
    assert "Demande tardive." not in client.get(url_de(tardive)).content.decode()


def test_l_avis_de_la_regle_s_affiche_pendant_le_choix_et_rien_n_est_dans_l_adresse(scene):
    un_critere(scene, age_preuve_mois=3)
    demande = une_demande(scene)
    url = reverse("parcours:objections", args=[demande.uuid])
    client = connecte(scene.facilitation)
    assert "Cochez ce qui est prouvé" in client.post(url).content.decode()
    vieille = client.post(url, {"critere_RSA": "on", "datee_RSA": "2025-01-15"}).content.decode()
    assert "le justificatif a plus de 3 mois" in vieille
    bonne = client.post(url, {"critere_RSA": "on", "datee_RSA": "2025-09-15"}).content.decode()
    assert "La règle ne fait pas d'objection" in bonne
    assert client.get(url, {"critere_RSA": "on"}).status_code == 405


def test_demander_un_complement_puis_refuser_avec_une_reponse(scene):
    demande = une_demande(scene)
    client = connecte(scene.facilitation)
    client.post(url_de(demande), {"acte": "complement", "reponse": "Le justificatif est illisible."})
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.INCOMPLETE
    muet = client.post(url_de(demande), {"acte": "refuser", "motif": "Hors public", "reponse": ""})
    assert muet.status_code == 422
    client.post(
        url_de(demande), {"acte": "refuser", "motif": "Hors public", "reponse": "La personne n'est pas éligible."}
    )
    demande.refresh_from_db()
    assert (demande.etat, demande.reponse) == (EtatDemande.REFUSEE, "La personne n'est pas éligible.")


def test_le_second_apprend_que_la_demande_est_deja_decidee(scene):
    un_critere(scene)
    demande = une_demande(scene)
    decisions.accepter(acteur=scene.facilitation, demande=demande, preuves=[RSA])
    reponse = connecte(scene.facilitation).post(url_de(demande), {"acte": "complement", "reponse": "Une pièce ?"})
    assert reponse.status_code == 422
    assert "vient d&#x27;être décidée" in reponse.content.decode()
    assert "Demande acceptée" in reponse.content.decode()
    assert Decision.objects.count() == 1


def test_un_justificatif_s_ouvre_en_piece_jointe_et_l_ouverture_est_inscrite(scene):
    demande = une_demande(scene)
    un_depot(demande)
    client = connecte(scene.facilitation)
    reponse = client.get(reverse("parcours:depot", args=[demande.uuid, 1]))
    assert b"".join(reponse.streaming_content) == PDF
    assert reponse["Content-Disposition"].startswith('attachment; filename="justificatif.pdf"')
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Cache-Control"] == "private, no-store"
    assert "Justificatif ouvert" in client.get(url_de(demande)).content.decode()
    entree = JournalCandidat.objects.get(acte="ouvrir_depot")
    assert (entree.demande, entree.auteur) == (demande, scene.facilitation.utilisateur)
    assert client.get(reverse("parcours:depot", args=[demande.uuid, 2])).status_code == 404


def test_un_justificatif_detruit_ne_s_ouvre_plus_et_l_entreprise_ne_l_ouvre_jamais(scene):
    demande = une_demande(scene)
    depot = un_depot(demande)
    with pytest.raises(DroitRefuse):
        ouvrir_depot(acteur=scene.paie, depot=depot)
    depot.detruit_le = maintenant()
    with pytest.raises(RegleViolee):
        ouvrir_depot(acteur=scene.facilitation, depot=depot)


def test_le_critere_ne_se_voit_que_de_qui_suit_le_dossier(scene):
    critere, demande = un_critere(scene), une_demande(scene, debut=date(2025, 9, 1))
    decisions.accepter(
        acteur=scene.facilitation,
        demande=demande,
        preuves=[RSA],
        motif="Tardive, mais complète.",
    )
    (ligne,) = un_mois_soumis(scene, 100)
    url = reverse("facilitation:ligne", args=[ligne.uuid])
    assert critere.libelle in connecte(scene.facilitation).get(url).content.decode()
    collegue = un_acteur(role=Role.FACILITATEUR, organisation=scene.office)
    assert critere.libelle not in connecte(collegue).get(url).content.decode()
    assert connecte(collegue).get(url_de(demande)).status_code == 404


def test_une_demande_d_ailleurs_est_introuvable_et_les_autres_roles_n_entrent_pas(scene):
    demande = une_demande(scene)
    un_depot(demande)
    urls = [
        url_de(demande),
        reverse("parcours:depot", args=[demande.uuid, 1]),
    ]
    fragments = [reverse(f"parcours:{nom}", args=[demande.uuid]) for nom in ("objections", "quartier")]
    ailleurs = connecte(un_acteur(role=Role.FACILITATEUR))
    assert {ailleurs.get(url).status_code for url in urls} == {404}
    assert {ailleurs.post(url).status_code for url in fragments} == {404}
    for role in (Role.REFERENT, Role.MAITRE_OUVRAGE, Role.PRESCRIPTEUR):
        client = connecte(un_acteur(role=role))
        assert {client.get(url).status_code for url in urls} == {403}
        assert {client.post(url).status_code for url in fragments} == {403}


def test_la_liste_pose_toujours_le_meme_nombre_de_questions(scene):
    client, url = connecte(scene.facilitation), reverse("parcours:demandes")
    une_demande(scene)
    client.get(url)

    def requetes() -> int:
        with CaptureQueriesContext(connection) as faites:
            client.get(url)
        return len(faites)

    n = requetes()
    for _ in range(20):
        un_depot(une_demande(scene))
    assert requetes() == n


def test_une_decision_rejuge_les_lignes_en_attente(scene):
    un_critere(scene)
    demande = une_demande(scene, debut=date(2025, 9, 1))
    (ligne,) = un_mois_soumis(scene, 100)
    assert ligne.alertes.actives().filter(code="A2").exists()
    decisions.accepter(
        acteur=scene.facilitation,
        demande=demande,
        preuves=[RSA],
        motif="Tardive, mais complète.",
    )
    assert not ligne.alertes.actives().filter(code="A2").exists()
    assert personnes.fenetre_couvrant(demande.beneficiaire, demande.referentiel, date(2025, 9, 1)) is not None


def test_la_liste_se_telecharge_sans_le_critere(scene):
    critere, demande = un_critere(scene), une_demande(scene)
    decisions.accepter(acteur=scene.facilitation, demande=demande, preuves=[RSA])
    reponse = connecte(scene.facilitation).get(reverse("parcours:demandes"), {"etat": "TOUTES", "format": "csv"})
    contenu = b"".join(reponse.streaming_content).decode()
    assert demande.beneficiaire.nom in contenu
    assert critere.libelle not in contenu
