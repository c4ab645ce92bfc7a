"""A new person in the grid: her contract, her request, the sealed proof, look-alikes, the undoing of a mistake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clauses.models import Beneficiaire, ContratTravail, DemandeValidation, DepotScelle, LigneHeures
from clauses.rules.etats import EtatDemande
from clauses.rules.vocabulaire import Modalite
from entreprises.models import Organisation
from entreprises.rules import Nature
from socle.fichiers import DEPOTS
from socle.horloge import a_l_instant
from socle.identifiants import siret_de_demo
from tests.clauses.test_web_entreprise import EN_OCTOBRE, cases, grille, texte, version
from tests.fabriques.declarations import un_beneficiaire, un_contrat, une_scene
from tests.fabriques.entreprises import une_organisation
from tests.fabriques.marches import un_lot, une_clause

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF"


@pytest.fixture(autouse=True)
def en_octobre(settings, tmp_path):
    settings.DEPOTS_ROOT = tmp_path / "depots"
    with a_l_instant(EN_OCTOBRE):
        yield


@pytest.fixture
def scene():
    return une_scene(personnes=1)


@pytest.fixture
def paie(client, scene):
    client.force_login(scene.paie.utilisateur)
    return client


def adresse() -> str:
    return reverse("entreprise:ajouter_personne", args=["2025-09"])


def fiche(scene, **champs) -> dict:
    return {
        "nom": "N'Guessan",
        "prenom": "Aya",
        "date_naissance": "2001-04-03",
        "type_contrat": "CDD",
        "debut": "2025-09-15",
        "fin": "",
        "heures_hebdo": "35",
        "employeur": "propre",
        "lots": [scene.intervenant.uuid.hex],
    } | champs


def un_pdf(contenu: bytes = PDF, nom: str = "justificatif-rsa.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, contenu, content_type="application/pdf")


def test_une_personne_ajoutee_revient_dans_la_grille_en_attente_d_eligibilite(paie, scene):
    reponse = paie.post(adresse(), fiche(scene, justificatif=un_pdf()), follow=True)
    assert reponse.redirect_chain[-1][0] == grille()
    page = texte(reponse)
    assert "N'Guessan Aya" in page
    assert "En attente d'éligibilité" in page
    assert "depuis le 15 septembre" in page
    contrat = ContratTravail.objects.get(beneficiaire__nom="N'Guessan")
    assert (contrat.employeur, contrat.modalite) == (scene.entreprise, Modalite.EMBAUCHE_DIRECTE)
    assert contrat.demande.etat == EtatDemande.DEPOSEE
    case = next(c for c in cases(reponse) if contrat.uuid.hex in c)
    paie.post(grille(), {"version": version(reponse), case: "60"})
    assert LigneHeures.objects.get(contrat=contrat).heures == Decimal(60)


def test_le_justificatif_est_scelle_et_le_deposant_ne_le_relit_pas(paie, scene):
    paie.post(adresse(), fiche(scene, justificatif=un_pdf()))
    depot = DepotScelle.objects.get()
    assert depot.nom_coffre not in ("", "justificatif-rsa.pdf")
    assert DEPOTS.lire(depot.nom_coffre) == PDF
    contrat = ContratTravail.objects.get(beneficiaire__nom="N'Guessan")
    page = paie.get(reverse("entreprise:contrat", args=[contrat.uuid]))
    assert "1 justificatif scellé" in texte(page)
    assert "justificatif-rsa" not in page.content.decode()
    assert depot.nom_coffre not in page.content.decode()


def test_un_fichier_qui_n_est_ni_pdf_ni_image_est_refuse_sans_rien_enregistrer(paie, scene):
    reponse = paie.post(adresse(), fiche(scene, justificatif=un_pdf(b"MZ\x90\x00", "a.pdf")))
    assert "Ce type de fichier n'est pas accepté" in texte(reponse)
    assert 'value="N&#x27;Guessan"' in reponse.content.decode()
    assert not Beneficiaire.objects.filter(nom="N'Guessan").exists()
    assert not DepotScelle.objects.exists()


def test_une_demande_incomplete_se_complete_par_un_depot(paie, scene):
    paie.post(adresse(), fiche(scene))
    demande = DemandeValidation.objects.get()
    DemandeValidation.objects.filter(pk=demande.pk).update(etat=EtatDemande.INCOMPLETE, complete_le=None)
    page = reverse("entreprise:contrat", args=[demande.contrat.uuid])
    paie.post(page, {"justificatif": un_pdf()})
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.DEPOSEE
    assert demande.complete_le is not None


def test_un_employeur_est_retrouve_par_son_siret_ou_cree(paie, scene):
    etti = une_organisation(nom="Intérim Plaine", nature=Nature.ETTI)
    autre = {"employeur": "autre", "siret": etti.siret, "nom_employeur": "Autre nom", "nature_employeur": "ETTI"}
    paie.post(adresse(), fiche(scene, type_contrat="INTERIM_INSERTION", **autre))
    contrat = ContratTravail.objects.get(beneficiaire__nom="N'Guessan")
    assert (contrat.employeur, contrat.entreprise_utilisatrice) == (etti, scene.entreprise)
    assert contrat.modalite == Modalite.MISE_A_DISPOSITION
    nouveau = autre | {"siret": siret_de_demo(61000), "nom_employeur": "GEIQ 93", "nature_employeur": "GEIQ"}
    paie.post(adresse(), fiche(scene, nom="Autre", **nouveau))
    assert Organisation.objects.get(siret=siret_de_demo(61000)).nom == "GEIQ 93"
    faux = autre | {"siret": "123"}
    assert "SIRET n'est pas valable" in texte(paie.post(adresse(), fiche(scene, nom="Encore", **faux)))
    vide = autre | {"siret": ""}
    assert "Un point est à corriger" in texte(paie.post(adresse(), fiche(scene, nom="Encore", **vide)))


def test_une_personne_de_meme_nom_et_date_est_proposee_jamais_fusionnee(paie, scene):
    connue = un_beneficiaire("NGuessan", prenom="Aya", date_naissance=date(2001, 4, 3))
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=connue, fin=date(2025, 6, 30))
    Beneficiaire.objects.filter(pk=connue.pk).update(nom_plie="n guessan")
    reponse = paie.post(adresse(), fiche(scene))
    assert "Est-ce la même personne ?" in texte(reponse)
    assert ContratTravail.objects.filter(beneficiaire__prenom="Aya").count() == 1
    paie.post(adresse(), fiche(scene, meme=str(connue.uuid)))
    assert connue.contrats.count() == 2
    paie.post(adresse(), fiche(scene, meme="autre", debut="2025-09-16"))
    assert Beneficiaire.objects.filter(prenom="Aya").count() == 2


def test_une_personne_d_une_autre_entreprise_n_est_ni_proposee_ni_choisie(paie, scene):
    ailleurs = une_scene(personnes=0)
    inconnue = un_beneficiaire("N'Guessan", prenom="Aya", date_naissance=date(2001, 4, 3))
    un_contrat(intervenant=ailleurs.intervenant, clause=ailleurs.clause, beneficiaire=inconnue)
    assert paie.post(adresse(), fiche(scene, meme=str(inconnue.uuid))).status_code == 404
    reponse = paie.post(adresse(), fiche(scene))
    assert reponse.status_code == 302
    assert inconnue.contrats.count() == 1


def test_une_personne_sur_deux_lots_a_un_contrat_par_lot(paie, scene):
    lot = un_lot(marche=scene.clause.lot.marche)
    une_clause(lot=lot, titulaire=scene.entreprise)
    autre = lot.intervenants.get()
    paie.post(adresse(), fiche(scene, lots=[scene.intervenant.uuid.hex, autre.uuid.hex]))
    contrats = ContratTravail.objects.filter(beneficiaire__nom="N'Guessan")
    assert contrats.count() == 2
    assert contrats.values("beneficiaire").distinct().count() == 1


def test_le_lot_d_une_autre_entreprise_ne_se_choisit_pas(paie, scene):
    ailleurs = une_scene(personnes=0)
    reponse = paie.post(adresse(), fiche(scene, lots=[ailleurs.intervenant.uuid.hex]))
    assert reponse.status_code == 200
    assert not ContratTravail.objects.filter(beneficiaire__nom="N'Guessan").exists()


def test_une_saisie_par_erreur_s_annule_avec_un_motif(paie, scene, django_capture_on_commit_callbacks):
    paie.post(adresse(), fiche(scene, justificatif=un_pdf()))
    contrat = ContratTravail.objects.get(beneficiaire__nom="N'Guessan")
    coffre = DepotScelle.objects.get().nom_coffre
    page = reverse("entreprise:annuler_contrat", args=[contrat.uuid])
    assert "Un point est à corriger" in texte(paie.post(page, {"motif": ""}))
    with django_capture_on_commit_callbacks(execute=True):
        paie.post(page, {"motif": "Mauvaise personne"})
    contrat.refresh_from_db()
    assert contrat.annule_motif == "Mauvaise personne"
    assert contrat.beneficiaire.annule_le
    assert not DEPOTS.existe(coffre)
    assert DepotScelle.objects.get().detruit_le
    assert not any(contrat.uuid.hex in case for case in cases(paie.get(grille())))


def test_un_contrat_dont_les_heures_sont_parties_ne_s_annule_plus(paie, scene):
    from tests.fabriques.declarations import un_mois_soumis

    un_mois_soumis(scene, [100])
    page = reverse("entreprise:annuler_contrat", args=[scene.contrats[0].uuid])
    assert paie.get(page).status_code == 404
    assert paie.post(page, {"motif": "x"}).status_code == 404
