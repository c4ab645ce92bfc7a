"""The missions of a lent person on screen: entered from the grid or from her contract, listed, refused in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clauses.models import ContratTravail, DemandeValidation, PeriodeContrat
from clauses.rules.etats import ActeDemande, EtatClause
from clauses.services import personnes
from entreprises.rules import Nature, Role
from socle.horloge import a_l_instant
from tests.clauses.test_web_entreprise import EN_OCTOBRE, cases, grille, texte
from tests.fabriques.declarations import un_contrat, une_scene
from tests.fabriques.entreprises import un_membre, une_organisation
from tests.fabriques.marches import un_lot, une_clause

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_octobre(settings, tmp_path):
    settings.DEPOTS_ROOT = tmp_path / "depots"
    with a_l_instant(EN_OCTOBRE):
        yield


@pytest.fixture
def scene():
    return une_scene(personnes=0)


@pytest.fixture
def etti():
    return une_organisation(nom="Intérim Plaine", nature=Nature.ETTI)


@pytest.fixture
def contrat(scene, etti):
    """A recognised person lent for the first week of September."""
    return un_contrat(
        intervenant=scene.intervenant,
        clause=scene.clause,
        debut=date(2025, 9, 1),
        fin=date(2025, 9, 5),
        type_contrat="INTERIM_INSERTION",
        modalite="MISE_A_DISPOSITION",
        employeur=etti,
        entreprise_utilisatrice=scene.entreprise,
    )


@pytest.fixture
def paie(client, scene):
    client.force_login(scene.paie.utilisateur)
    return client


def page_de(contrat: ContratTravail) -> str:
    return reverse("entreprise:contrat", args=[contrat.uuid])


def retrait(contrat: ContratTravail, du: str) -> str:
    return reverse("entreprise:retirer_mission", args=[contrat.uuid, du])


def ajout(contrat: ContratTravail) -> str:
    return reverse("entreprise:ajouter_mission", args=[contrat.uuid])


def fiche(scene, etti, contrat=None, **champs) -> dict:
    """The form « Ajouter une personne », for somebody already known when a contract is given."""
    qui = {"meme": str(contrat.beneficiaire.uuid)} if contrat else {"nom": "Sow", "prenom": "Awa"}
    return {
        "date_naissance": "1990-05-17",
        "type_contrat": "INTERIM_INSERTION",
        "debut": "2025-09-08",
        "fin": "2025-09-12",
        "heures_hebdo": "35",
        "employeur": "autre",
        "siret": etti.siret,
        "nom_employeur": etti.nom,
        "nature_employeur": "ETTI",
        "lots": [scene.intervenant.uuid.hex],
        **qui,
    } | champs


def ajouter(paie, scene, etti, contrat=None, **champs):
    url = reverse("entreprise:ajouter_personne", args=["2025-09"])
    return paie.post(url, fiche(scene, etti, contrat, **champs), follow=True)


def test_une_mission_ajoutee_depuis_la_grille_le_dit_et_ne_fait_qu_une_ligne(paie, scene, etti, contrat):
    assert "Mission ajoutée au contrat en cours (2e mission)" in texte(ajouter(paie, scene, etti, contrat))
    reponse = ajouter(paie, scene, etti, contrat, debut="2025-09-15", fin="2025-09-19")
    assert reponse.redirect_chain[-1][0] == grille()
    page = texte(reponse)
    assert f"Mission ajoutée au contrat en cours (3e mission) pour {contrat.beneficiaire}." in page
    assert "attente d'éligibilité" not in page
    assert len(cases(reponse)) == 1
    assert ContratTravail.objects.get().nb_missions == 3


def test_une_premiere_mission_se_dit_comme_avant(paie, scene, etti):
    page = texte(ajouter(paie, scene, etti))
    assert "Awa Sow est dans la grille, en attente d'éligibilité" in page
    assert "Mission ajoutée" not in page


def test_sur_deux_lots_le_message_dit_lequel_a_une_mission_de_plus(paie, scene, etti, contrat):
    lot = un_lot(marche=scene.clause.lot.marche)
    une_clause(lot=lot, titulaire=scene.entreprise)
    lots = [scene.intervenant.uuid.hex, lot.intervenants.get().uuid.hex]
    page = texte(ajouter(paie, scene, etti, contrat, lots=lots))
    assert f"{contrat.beneficiaire} est dans la grille, en attente d'éligibilité" in page, "autre référentiel"
    assert f"(2e mission) pour {contrat.beneficiaire} ({scene.clause.lot})." in page


def test_ce_qui_n_est_pas_garde_du_formulaire_se_dit(paie, scene, etti, contrat):
    pdf = SimpleUploadedFile("preuve.pdf", b"%PDF-1.7\n%%EOF", content_type="application/pdf")
    page = texte(ajouter(paie, scene, etti, contrat, heures_hebdo="24", justificatif=pdf))
    assert "Les heures par semaine et le métier restent ceux du contrat." in page
    assert "Le justificatif n'a pas été gardé : son éligibilité est déjà décidée." in page


def test_un_chevauchement_depuis_la_grille_se_dit_et_garde_ce_qui_etait_tape(paie, scene, etti, contrat):
    reponse = ajouter(paie, scene, etti, contrat, debut="2025-09-05")
    assert "Cette mission chevauche celle du 1er septembre 2025 au 5 septembre 2025." in texte(reponse)
    assert 'value="2025-09-12"' in reponse.content.decode()
    assert PeriodeContrat.objects.count() == 1


def test_la_page_du_contrat_liste_les_missions_et_en_ajoute_une(paie, contrat):
    page = texte(paie.get(page_de(contrat)))
    assert "Missions (1)" in page
    assert "du 1er septembre 2025 au 5 septembre 2025" in page
    reponse = paie.post(ajout(contrat), {"debut": "2025-09-08", "fin": "2025-09-12"}, follow=True)
    assert reponse.redirect_chain[-1][0] == page_de(contrat)
    page = texte(reponse)
    assert "Mission ajoutée au contrat en cours (2e mission)." in page
    assert "Missions (2)" in page
    assert "du 8 septembre 2025 au 12 septembre 2025" in page
    assert "du 1er septembre 2025 au 12 septembre 2025" in page, "les dates du contrat"


@pytest.mark.parametrize(
    ("debut", "fin", "phrase"),
    [
        ("2025-09-01", "2025-09-05", "Cette mission est déjà enregistrée."),
        ("2025-09-03", "2025-09-10", "Cette mission chevauche celle du 1er septembre 2025 au 5 septembre 2025."),
        ("2025-09-12", "2025-09-08", "La fin précède le début."),
        ("2025-09-08", "", "Un point est à corriger"),
    ],
)
def test_une_mission_refusee_reste_dans_le_formulaire(paie, contrat, debut, fin, phrase):
    reponse = paie.post(ajout(contrat), {"debut": debut, "fin": fin})
    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert f'value="{debut}"' in reponse.content.decode()
    assert PeriodeContrat.objects.count() == 1


def test_apres_une_longue_interruption_la_page_montre_l_autre_contrat(paie, contrat):
    reponse = paie.post(ajout(contrat), {"debut": "2025-10-07", "fin": "2025-10-10"}, follow=True)
    autre = ContratTravail.objects.exclude(pk=contrat.pk).get()
    assert reponse.redirect_chain[-1][0] == page_de(autre)
    page = texte(reponse)
    assert "elle en ouvre un autre" in page
    assert "Missions (1)" in page


def test_une_mission_sans_fin_se_lit(paie, contrat):
    PeriodeContrat.objects.update(fin=None)
    ContratTravail.objects.update(fin=None)
    assert "depuis le 1er septembre 2025, sans fin connue" in texte(paie.get(page_de(contrat)))


def test_un_contrat_direct_n_a_pas_de_missions(paie, scene):
    direct = un_contrat(intervenant=scene.intervenant, clause=scene.clause)
    assert "Missions" not in texte(paie.get(page_de(direct)))
    assert paie.post(ajout(direct), {"debut": "2025-09-08", "fin": "2025-09-12"}).status_code == 404


def test_qui_ne_saisit_pas_lit_les_missions_et_n_en_ajoute_pas(client, scene, etti, contrat):
    conduite = un_membre(role=Role.CONDUITE, organisation=scene.entreprise)
    employeur = un_membre(role=Role.PAIE, organisation=etti)
    for membre in (conduite, employeur):
        client.force_login(membre.utilisateur)
        page = texte(client.get(page_de(contrat)))
        assert "Missions (1)" in page
        assert "Ajouter une mission" not in page
        assert client.post(ajout(contrat), {"debut": "2025-09-08", "fin": "2025-09-12"}).status_code == 404
    client.force_login(un_membre(role=Role.PAIE).utilisateur)
    assert client.post(ajout(contrat), {"debut": "2025-09-08", "fin": "2025-09-12"}).status_code == 404
    assert PeriodeContrat.objects.count() == 1


@pytest.mark.parametrize("ferme", ["clause", "annulation", "refus"])
def test_un_contrat_ferme_ne_recoit_plus_de_mission(paie, scene, etti, contrat, ferme):
    if ferme == "clause":
        type(scene.clause).objects.filter(pk=scene.clause.pk).update(etat=EtatClause.CLOSE, close_le=EN_OCTOBRE)
    elif ferme == "annulation":
        personnes.annuler_contrat(acteur=scene.paie, contrat=contrat, motif="Erreur")
    else:
        ajouter(paie, scene, etti)
        demande = DemandeValidation.objects.get()
        contrat = demande.contrat
        personnes.trancher_demande(
            acteur=scene.facilitation, demande=demande, acte=ActeDemande.REFUSER, reponse="Hors délai."
        )
    assert "Ajouter une mission" not in texte(paie.get(page_de(contrat)))
    assert paie.post(ajout(contrat), {"debut": "2025-09-15", "fin": "2025-09-19"}).status_code == 404


def test_une_mission_se_retire_apres_confirmation_et_motif(paie, contrat):
    assert "Retirer" not in texte(paie.get(page_de(contrat))), "la seule mission part avec le contrat"
    paie.post(ajout(contrat), {"debut": "2025-09-08", "fin": "2025-09-12"})
    url = retrait(contrat, "2025-09-08")
    assert url in paie.get(page_de(contrat)).content.decode()
    assert "Retirer la mission du 8 septembre 2025 ?" in texte(paie.get(url))
    assert "Un point est à corriger" in texte(paie.post(url, {"motif": ""}))
    assert PeriodeContrat.objects.count() == 2
    page = texte(paie.post(url, {"motif": "Mauvaise semaine"}, follow=True))
    assert "La mission est retirée du contrat." in page
    assert "Missions (1)" in page
    assert PeriodeContrat.objects.get().debut == date(2025, 9, 1)


def test_une_mission_inconnue_ou_chez_les_autres_ne_se_retire_pas(client, paie, scene, contrat):
    paie.post(ajout(contrat), {"debut": "2025-09-08", "fin": "2025-09-12"})
    for du in ("2025-09-09", "hier"):
        assert paie.get(retrait(contrat, du)).status_code == 404
    conduite = un_membre(role=Role.CONDUITE, organisation=scene.entreprise)
    for membre in (conduite, un_membre(role=Role.PAIE)):
        client.force_login(membre.utilisateur)
        assert client.post(retrait(contrat, "2025-09-08"), {"motif": "x"}).status_code == 404
    assert PeriodeContrat.objects.count() == 2
