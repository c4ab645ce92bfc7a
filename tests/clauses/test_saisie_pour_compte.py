"""The office enters a month for a firm: signed, sourced, told to the firm, and looked at by somebody else."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from clauses.models import Declaration, JournalLigne, LigneHeures, MessageDeclaration
from clauses.rules.vocabulaire import OrigineLigne, RoleIntervenant
from clauses.services import validation
from entreprises.rules import Role
from socle.erreurs import RegleViolee
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_contrat, un_mois_saisi, une_scene
from tests.fabriques.entreprises import un_acteur, un_membre
from tests.fabriques.marches import un_intervenant

pytestmark = pytest.mark.django_db
MOIS = Mois(2025, 9)


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=2)


@pytest.fixture
def office(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.facilitation.utilisateur)
    return client


def adresse(scene: Scene, page: str = "grille") -> str:
    return f"{reverse(f'entreprise:{page}', args=[MOIS.iso])}?pour={scene.intervenant.uuid}"


def saisir(office: Client, scene: Scene) -> None:
    page = office.get(adresse(scene))
    grille = page.context["grille"]
    cellules = {f"h_{c.cle}": "100" for c in grille.cellules if c.modifiable}
    office.post(adresse(scene), cellules | {"version": grille.version, "verifier": "1"})


def transmettre(office: Client, scene: Scene, source: str = "relevé reçu par courriel"):
    version = office.get(adresse(scene, "verifier")).context["revue"].version
    return office.post(adresse(scene, "verifier"), {"version": version, "source": source})


def test_du_tableau_a_l_envoi_en_trois_ecrans(office: Client, scene: Scene, django_capture_on_commit_callbacks) -> None:
    referent = un_membre(role=Role.REFERENT, organisation=scene.entreprise)
    page = office.get(adresse(scene)).content.decode()
    assert "Saisie pour le compte de" in page
    assert "entreprise/contrats" not in page, "la page du contrat est celle de l'entreprise"
    saisir(office, scene)
    with django_capture_on_commit_callbacks(execute=True):
        reponse = transmettre(office, scene)
    assert reponse["Location"] == reverse("facilitation:accueil")
    declaration = Declaration.objects.get()
    assert declaration.pour_compte
    assert declaration.soumise_par == scene.facilitation.utilisateur
    assert set(LigneHeures.objects.values_list("origine", "etat")) == {(OrigineLigne.POUR_COMPTE, "SOUMISE")}
    message = MessageDeclaration.objects.get()
    assert "relevé reçu par courriel" in message.texte
    (courriel,) = mail.outbox
    assert courriel.to == [referent.utilisateur.email]
    assert "septembre 2025" in courriel.subject
    noms = [c.beneficiaire.nom for c in scene.contrats]
    assert not [n for n in noms if n in courriel.subject + courriel.body]


def test_sans_source_rien_ne_part(office: Client, scene: Scene) -> None:
    saisir(office, scene)
    reponse = transmettre(office, scene, source=" ")
    assert reponse.status_code == 200
    page = reponse.content.decode()
    assert "viennent ces heures" in page
    assert "L'entreprise est prévenue si elle a une adresse" in page, "personne n'y a de compte : rien n'est promis"
    assert Declaration.objects.get().soumise_le is None


def test_qui_a_saisi_ne_valide_pas_sans_dire_pourquoi(office: Client, scene: Scene) -> None:
    saisir(office, scene)
    transmettre(office, scene)
    a, b = (ligne.uuid for ligne in LigneHeures.objects.order_by("pk"))
    resultat = validation.valider_en_lot(acteur=scene.facilitation, lignes=[a, b])
    assert not resultat.validees
    assert "une à une" in resultat.ecartees[0][1]
    with pytest.raises(RegleViolee, match="vous-même"):
        validation.valider(acteur=scene.facilitation, lignes=[a])
    validation.valider(acteur=scene.facilitation, lignes=[a], derogation="Collègue absente, relevé joint")
    assert JournalLigne.objects.filter(ligne__uuid=a, texte__contains="Collègue absente").exists()
    collegue = un_acteur(role=Role.FACILITATEUR, organisation=scene.office)
    assert len(validation.valider_en_lot(acteur=collegue, lignes=[b]).validees) == 1


def test_les_heures_ecrites_par_dessus_le_brouillon_de_l_entreprise_sont_aussi_pour_compte(
    office: Client, scene: Scene
) -> None:
    un_mois_saisi(scene, 40)
    saisir(office, scene)
    transmettre(office, scene)
    lignes = list(LigneHeures.objects.order_by("pk"))
    assert {(li.heures, li.origine) for li in lignes} == {(Decimal("100.00"), OrigineLigne.POUR_COMPTE)}
    resultat = validation.valider_en_lot(acteur=scene.facilitation, lignes=[li.uuid for li in lignes])
    assert not resultat.validees
    assert len(resultat.ecartees) == 2


@pytest.mark.parametrize("de_l_office", [True, False])
def test_qui_transmet_la_saisie_d_un_autre_ne_la_valide_pas_seul_non_plus(
    office: Client, scene: Scene, de_l_office: bool
) -> None:
    """Typed by a colleague, or by the firm itself in a draft: whoever sends it for the firm does not count it alone."""
    if de_l_office:
        collegue = Client()
        collegue.force_login(un_acteur(role=Role.FACILITATEUR, organisation=scene.office).utilisateur)
        saisir(collegue, scene)
    else:
        un_mois_saisi(scene, 40)
    transmettre(office, scene)
    lignes = [li.uuid for li in LigneHeures.objects.filter(etat="SOUMISE")]
    assert lignes
    resultat = validation.valider_en_lot(acteur=scene.facilitation, lignes=lignes)
    assert not resultat.validees
    with pytest.raises(RegleViolee, match="vous-même"):
        validation.valider(acteur=scene.facilitation, lignes=lignes)


def test_une_ligne_reprise_par_l_entreprise_redevient_la_sienne(office: Client, scene: Scene) -> None:
    saisir(office, scene)
    un_mois_saisi(scene, 40)
    assert set(LigneHeures.objects.values_list("heures", "origine", "saisie_par")) == {
        (Decimal("40.00"), OrigineLigne.GRILLE, scene.paie.utilisateur.pk)
    }


def test_l_office_d_a_cote_et_une_grille_sans_entreprise_n_existent_pas(office: Client, scene: Scene) -> None:
    voisin = Client()
    voisin.force_login(un_acteur(role=Role.FACILITATEUR).utilisateur)
    for page in ("grille", "verifier", "ajouter_personne"):
        assert voisin.get(adresse(scene, page)).status_code == 404
        assert office.get(reverse(f"entreprise:{page}", args=[MOIS.iso])).status_code == 404
        assert office.get(adresse(scene, page)).status_code == 200


def test_le_tableau_propose_de_saisir_pour_l_entreprise_muette(office: Client, scene: Scene) -> None:
    page = office.get(reverse("facilitation:accueil")).content.decode()
    assert f"pour={scene.intervenant.uuid}" in page


def test_le_chef_de_file_rouvre_les_heures_envoyees_pour_son_partenaire_sans_compte(scene: Scene) -> None:
    """Every link of the grid of the month leads somewhere, the partner's cells too."""
    tiers = un_intervenant(lot=scene.clause.lot, role=RoleIntervenant.SOUS_TRAITANT, accepte_le=MOIS.premier_jour)
    contrat = un_contrat(intervenant=tiers, clause=scene.clause, debut=MOIS.premier_jour)
    chef = Client()
    chef.force_login(scene.paie.utilisateur)
    page = reverse("entreprise:grille", args=[MOIS.iso])
    version = re.search(r'name="version" value="([^"]*)"', chef.get(page).content.decode())
    assert version
    site = scene.clause.lot.sites.get().chantier
    chef.post(page, {"version": version[1], f"h_{contrat.uuid.hex}_{site.uuid.hex}": "64", "verifier": "1"})
    revue = reverse("entreprise:verifier", args=[MOIS.iso])
    version = re.search(r'name="version" value="([^"]*)"', chef.get(revue).content.decode())
    assert version
    chef.post(revue, {"version": version[1], "source": "relevé signé"})
    ligne = LigneHeures.objects.get(contrat=contrat)
    assert (ligne.etat, ligne.origine) == ("SOUMISE", OrigineLigne.POUR_COMPTE)
    pour = f"{page}?pour={tiers.uuid}"
    for grille in (page, pour):
        liens = set(
            re.findall(r'href="(/entreprise/(?:lignes|contrats|lots)/[^"]+)"', chef.get(grille).content.decode())
        )
        assert reverse("entreprise:lot", args=[scene.clause.lot.uuid]) in liens
        assert {lien: chef.get(lien).status_code for lien in liens} == dict.fromkeys(liens, 200)
    office = Client()
    office.force_login(scene.facilitation.utilisateur)
    lien = reverse("facilitation:ligne", args=[ligne.uuid])
    assert f'href="{lien}"' in office.get(pour).content.decode()
    assert office.get(lien).status_code == 200
