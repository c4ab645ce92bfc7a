"""The employer of lent people prepares, the contractor confirms: both see the state, nothing is counted twice."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from clauses.models import (
    Affectation,
    ClauseInsertion,
    ContratTravail,
    LigneHeures,
    LigneImportee,
    LigneProposee,
    Solde,
)
from clauses.rules.etats import EtatClause
from clauses.rules.proposees import CHEZ_LE_CLIENT, EtatProposee
from clauses.rules.vocabulaire import Modalite, OrigineLigne, TypeContrat
from clauses.selectors.entreprise.preparation import preparation
from clauses.services import declarations, fichiers_heures, personnes, validation
from clauses.services import preparation as services
from clauses.services.imports_heures.cases import Choix, par_case
from clauses.services.preparation import SaisiePreparee
from entreprises.rules import Nature, Role
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import a_l_instant, maintenant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, un_mois_saisi, une_scene
from tests.fabriques.dsn import Dsn, Paie, Salarie
from tests.fabriques.entreprises import un_acteur, une_organisation
from tests.fabriques.tableurs import xlsx

pytestmark = pytest.mark.django_db
MOIS = Mois(2025, 9)


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=1)


@pytest.fixture
def etti():
    return une_organisation(nature=Nature.ETTI, nom="Intérim des Rives")


@pytest.fixture
def preteur(etti):
    return un_acteur(role=Role.PAIE, organisation=etti)


@pytest.fixture
def prete(scene: Scene, etti) -> ContratTravail:
    return un_contrat(
        intervenant=scene.intervenant,
        clause=scene.clause,
        employeur=etti,
        entreprise_utilisatrice=scene.entreprise,
        type_contrat=TypeContrat.INTERIM_INSERTION,
        modalite=Modalite.MISE_A_DISPOSITION,
        beneficiaire=un_beneficiaire("Adjaoute"),
    )


def preparer(acteur, scene: Scene, contrat: ContratTravail, heures: str | None = "120.50", nt: str = "0") -> int:
    valeur = None if heures is None else Decimal(heures)
    saisie = SaisiePreparee(contrat, scene.chantier_id, valeur, Decimal(nt))
    return services.preparer(acteur=acteur, mois=MOIS, saisies=[saisie])


def etat(acteur) -> EtatProposee | None:
    (cellule,) = preparation(acteur, MOIS).cellules
    return cellule.etat


def grille(scene: Scene) -> tuple[Client, str]:
    client = Client()
    client.force_login(scene.paie.utilisateur)
    return client, reverse("entreprise:grille", args=[MOIS.iso])


def champs(page) -> dict[str, str]:
    """The fields of the page, as a browser would send them back."""
    balises = re.findall(r"<input[^>]*>", page.content.decode())
    noms = [(re.search(r'name="([hnv]_[^"]+)"', b), re.search(r'value="([^"]*)"', b)) for b in balises]
    return {nom[1]: valeur[1] if valeur else "" for nom, valeur in noms if nom}


def page_a_preparer(acteur) -> tuple[Client, str, dict[str, str]]:
    client = Client()
    client.force_login(acteur.utilisateur)
    adresse = reverse("entreprise:preparer", args=[MOIS.iso])
    return client, adresse, champs(client.get(adresse))


def deux_cases(acteur, prete: ContratTravail):
    """The cell of this contract, and the other one."""
    return sorted(preparation(acteur, MOIS).cellules, key=lambda c: c.contrat.pk != prete.pk)


def reprendre(scene: Scene) -> None:
    client, adresse = grille(scene)
    vue = client.get(adresse).context["grille"]
    client.post(adresse, {"version": vue.version, "reprendre": "1"})


def test_des_heures_preparees_ne_comptent_nulle_part_tant_que_le_client_ne_les_a_pas_transmises(scene, preteur, prete):
    assert preparer(preteur, scene, prete) == 1
    assert not LigneHeures.objects.exists()
    assert not Affectation.objects.exists()
    assert not Solde.objects.filter(heures_soumises__gt=0).exists()
    assert etat(preteur) is EtatProposee.A_CONFIRMER


def test_reprises_transmises_validees_les_deux_cotes_voient_ou_elles_en_sont(scene, preteur, prete):
    preparer(preteur, scene, prete, "120.50", "7")
    reprendre(scene)
    assert etat(preteur) is EtatProposee.REPRISE
    ligne = LigneHeures.objects.get()
    assert (ligne.heures, ligne.heures_non_travaillees) == (Decimal("120.50"), Decimal("7.00"))
    assert ligne.origine == OrigineLigne.PREPAREE
    declarations.soumettre(acteur=scene.paie, declarations=[ligne.declaration])
    assert etat(preteur) is EtatProposee.CONFIRMEE
    validation.valider(acteur=scene.facilitation, lignes=[ligne.uuid], derogation="relevé vu")
    assert etat(preteur) is EtatProposee.VALIDEE
    assert sum(s.heures_validees for s in Solde.objects.all()) == Decimal("113.50")


def test_reprendre_deux_fois_ne_double_rien(scene, preteur, prete):
    preparer(preteur, scene, prete)
    reprendre(scene)
    reprendre(scene)
    assert LigneHeures.objects.count() == 1


def test_reprendre_garde_ce_que_le_client_avait_saisi_lui_meme(scene, preteur, prete):
    scene.contrats.append(prete)
    un_mois_saisi(scene, [100, 90])
    preparer(preteur, scene, prete, "120.50")
    client, adresse = grille(scene)
    page = client.get(adresse)
    assert "Préparé par Intérim des Rives : 120,5 h" in page.content.decode()
    assert 'name="reprendre"' not in page.content.decode()
    assert LigneHeures.objects.get(contrat=prete).heures == Decimal("90.00")
    assert etat(preteur) is EtatProposee.A_CONFIRMER


def test_ce_que_le_client_transmet_autrement_se_lit_des_deux_cotes(scene, preteur, prete):
    preparer(preteur, scene, prete)
    scene.contrats.append(prete)
    declarations.soumettre(acteur=scene.paie, declarations=[un_mois_saisi(scene, [100, 90])])
    assert etat(preteur) is EtatProposee.MODIFIEE
    (cellule,) = preparation(preteur, MOIS).cellules
    assert cellule.envoyees is not None
    assert cellule.envoyees.heures == Decimal("90.00")
    assert not cellule.modifiable


def test_un_mois_transmis_sans_ces_heures_le_dit(scene, preteur, prete):
    preparer(preteur, scene, prete)
    declarations.soumettre(acteur=scene.paie, declarations=[un_mois_saisi(scene, 100)])
    assert etat(preteur) is EtatProposee.NON_REPRISE


def test_on_ne_prepare_plus_ce_que_le_client_a_transmis(scene, preteur, prete):
    scene.contrats.append(prete)
    declarations.soumettre(acteur=scene.paie, declarations=[un_mois_saisi(scene, [100, 90])])
    with pytest.raises(RegleViolee, match="a déjà transmis les heures"):
        preparer(preteur, scene, prete, "91")
    assert not LigneProposee.objects.exists()


def test_annuler_le_contrat_retire_ce_qui_etait_prepare_et_la_page_n_en_parle_plus(scene, preteur, prete):
    preparer(preteur, scene, prete)
    personnes.annuler_contrat(acteur=scene.paie, contrat=prete, motif="saisi deux fois")
    assert not LigneProposee.objects.filter(retiree_le__isnull=True).exists()
    assert LigneProposee.objects.get().retiree_par == scene.paie.utilisateur
    assert preparation(preteur, MOIS).cellules == []
    with pytest.raises(RegleViolee, match="annulé"):
        preparer(preteur, scene, prete)


def test_un_contrat_annule_n_est_plus_a_preparer_meme_s_il_reste_des_heures_preparees(scene, preteur, prete):
    preparer(preteur, scene, prete)
    ContratTravail.objects.filter(pk=prete.pk).update(annule_le=maintenant(), annule_motif="saisi deux fois")
    assert preparation(preteur, MOIS).cellules == []


def test_une_clause_close_ne_se_prepare_plus(scene, preteur, prete):
    ClauseInsertion.objects.filter(pk=scene.clause.pk).update(etat=EtatClause.CLOSE, close_le=date(2025, 10, 1))
    with pytest.raises(RegleViolee, match="n'est plus active"):
        preparer(preteur, scene, prete)
    assert not LigneProposee.objects.exists()


def test_un_chiffre_corrige_retire_le_precedent_et_garde_sa_trace(scene, preteur, prete):
    preparer(preteur, scene, prete, "120.50")
    preparer(preteur, scene, prete, "110")
    assert preparer(preteur, scene, prete, "110") == 0
    premiere, seconde = LigneProposee.objects.order_by("pk")
    assert premiere.retiree_par == preteur.utilisateur
    assert (premiere.heures, seconde.heures) == (Decimal("120.50"), Decimal("110.00"))
    assert preparer(preteur, scene, prete, None) == 1
    assert not LigneProposee.objects.filter(retiree_le__isnull=True).exists()


def test_deux_lignes_actives_pour_la_meme_case_sont_impossibles(scene, preteur, prete):
    preparer(preteur, scene, prete)
    double = LigneProposee.objects.get()
    double.pk, double.uuid = None, "6a2f41a3-c54c-4ce3-8d6d-3f1d2d6b1f10"
    with pytest.raises(IntegrityError), transaction.atomic():
        double.save(force_insert=True)


def test_un_chantier_hors_du_lot_est_refuse_et_rien_n_est_garde(scene, preteur, prete):
    autre = une_scene()
    saisies = [
        SaisiePreparee(prete, scene.chantier_id, Decimal(100)),
        SaisiePreparee(prete, autre.chantier_id, Decimal(10)),
    ]
    with pytest.raises(RegleViolee, match="chantier du lot"):
        services.preparer(acteur=preteur, mois=MOIS, saisies=saisies)
    assert not LigneProposee.objects.exists()


def test_le_contrat_d_un_autre_employeur_n_existe_pas(scene, preteur, prete):
    with pytest.raises(ContratTravail.DoesNotExist):
        preparer(preteur, scene, scene.contrats[0])


def test_le_client_ne_prepare_pas_a_la_place_de_l_employeur(scene, prete):
    with pytest.raises(ContratTravail.DoesNotExist):
        preparer(scene.paie, scene, prete)


def test_la_conduite_de_travaux_lit_et_ne_prepare_pas(scene, etti, prete):
    lecture = un_acteur(role=Role.CONDUITE, organisation=etti)
    with pytest.raises(DroitRefuse):
        preparer(lecture, scene, prete)


def test_un_courriel_par_client_et_par_jour_qui_ne_nomme_personne(
    scene, preteur, prete, django_capture_on_commit_callbacks
):
    un_acteur(role=Role.REFERENT, organisation=scene.entreprise)
    with django_capture_on_commit_callbacks(execute=True):
        preparer(preteur, scene, prete, "120.50")
    with django_capture_on_commit_callbacks(execute=True):
        preparer(preteur, scene, prete, "121")
    (courriel,) = mail.outbox
    assert "Intérim des Rives" in courriel.subject
    assert "Adjaoute" not in courriel.subject + courriel.body
    assert "121" not in courriel.body


def test_la_page_prepare_garde_ce_qui_ne_se_lit_pas_et_ne_perd_pas_le_reste(scene, preteur, prete):
    deuxieme = un_contrat(intervenant=scene.intervenant, clause=scene.clause, employeur=prete.employeur)
    client = Client()
    client.force_login(preteur.utilisateur)
    adresse = reverse("entreprise:preparer", args=[MOIS.iso])
    un, deux = preparation(preteur, MOIS).cellules
    if un.contrat.pk != prete.pk:
        un, deux = deux, un
    page = client.post(adresse, {f"h_{un.cle}": "7h30", f"h_{deux.cle}": "beaucoup"})
    assert page.status_code == 422
    assert "beaucoup" in page.content.decode()
    assert "Écrivez des heures" in page.content.decode()
    assert LigneProposee.objects.get().heures == Decimal("7.50")
    assert not LigneProposee.objects.filter(contrat=deuxieme).exists()


def test_une_page_ouverte_avant_celle_d_un_collegue_ne_vide_pas_ce_qu_il_a_prepare(scene, preteur, prete):
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, employeur=prete.employeur)
    client, adresse, formulaire = page_a_preparer(preteur)
    la_sienne, autre = deux_cases(preteur, prete)
    preparer(preteur, scene, prete, "120.50")
    retour = client.post(adresse, formulaire | {f"h_{autre.cle}": "35"})
    assert retour.status_code == 302
    actives = {p.contrat_id: p.heures for p in LigneProposee.objects.filter(retiree_le__isnull=True)}
    assert actives == {la_sienne.contrat.pk: Decimal("120.50"), autre.contrat.pk: Decimal("35.00")}


def test_deux_collegues_qui_ecrivent_la_meme_case_lisent_le_conflit_et_rien_n_est_perdu(scene, preteur, prete):
    un_contrat(intervenant=scene.intervenant, clause=scene.clause, employeur=prete.employeur)
    client, adresse, formulaire = page_a_preparer(preteur)
    commune, autre = deux_cases(preteur, prete)
    preparer(preteur, scene, prete, "120.50", "7")
    tape = formulaire | {f"h_{commune.cle}": "99", f"h_{autre.cle}": "35"}
    page = client.post(adresse, tape)
    assert page.status_code == 409
    texte = page.content.decode()
    assert "Enregistré entre-temps : 120,5 h, dont 7 h non travaillées" in texte
    assert 'value="99"' in texte
    assert 'value="35"' in texte
    assert LigneProposee.objects.get().heures == Decimal("120.50")
    # Once read, the same figures are a choice.
    assert client.post(adresse, champs(page) | {f"h_{commune.cle}": "99", f"h_{autre.cle}": "35"}).status_code == 302
    assert LigneProposee.objects.get(contrat=prete, retiree_le__isnull=True).heures == Decimal("99.00")
    assert LigneProposee.objects.get(contrat=autre.contrat).heures == Decimal("35.00")


def test_deux_collegues_qui_ecrivent_le_meme_chiffre_ne_se_contredisent_pas(scene, preteur, prete):
    client, adresse, formulaire = page_a_preparer(preteur)
    (case,) = preparation(preteur, MOIS).cellules
    preparer(preteur, scene, prete, "99")
    assert client.post(adresse, formulaire | {f"h_{case.cle}": "99"}).status_code == 302
    assert LigneProposee.objects.get().heures == Decimal("99.00")


def test_une_case_illisible_ne_cache_pas_ce_qu_un_collegue_a_prepare(scene, preteur, prete):
    client, adresse, formulaire = page_a_preparer(preteur)
    (case,) = preparation(preteur, MOIS).cellules
    preparer(preteur, scene, prete, "120.50")
    page = client.post(adresse, formulaire | {f"h_{case.cle}": "beaucoup"})
    assert page.status_code == 422
    assert "Enregistré entre-temps : 120,5 h" in page.content.decode()
    assert "beaucoup" in page.content.decode()


def test_le_service_refuse_d_ecraser_ce_que_la_page_ne_montrait_pas(scene, preteur, prete):
    preparer(preteur, scene, prete, "120.50")
    saisie = SaisiePreparee(prete, scene.chantier_id, None)
    with pytest.raises(ConflitEcriture, match="entre-temps"):
        services.preparer(acteur=preteur, mois=MOIS, saisies=[saisie], vues={(prete.pk, scene.chantier_id): None})
    assert LigneProposee.objects.get().retiree_le is None


def test_la_page_coute_autant_de_requetes_pour_une_personne_que_pour_vingt(
    scene, preteur, prete, django_assert_max_num_queries
):
    client = Client()
    client.force_login(preteur.utilisateur)
    adresse = reverse("entreprise:preparer", args=[MOIS.iso])
    client.get(adresse)
    with django_assert_max_num_queries(60) as une:
        client.get(adresse)
    for _ in range(19):
        un_contrat(intervenant=scene.intervenant, clause=scene.clause, employeur=prete.employeur)
    with django_assert_max_num_queries(len(une)):
        page = client.get(adresse)
    assert page.content.decode().count("saisie-heures") == 40


def test_le_menu_ne_propose_la_page_qu_a_qui_met_a_disposition(scene, preteur, prete):
    for acteur, attendu in ((preteur, True), (scene.paie, False)):
        client = Client()
        client.force_login(acteur.utilisateur)
        accueil = client.get(reverse("entreprise:accueil")).content.decode()
        assert ("Salariés mis à disposition" in accueil) is attendu


# ---- By file: the lender's spreadsheet and its DSN become prepared hours, never drafts of somebody else's month ----


def un_tableur(prete: ContratTravail, heures: object):
    personne = prete.beneficiaire
    return xlsx([["Nom", "Prénom", "Mois", "Heures"], [personne.nom, personne.prenom, MOIS.iso, heures]])


def importer(preteur, contenu):
    importation = fichiers_heures.deposer(acteur=preteur, fichier=contenu, nom="missions.xlsx")
    return fichiers_heures.appliquer(acteur=preteur, importation=importation)


def test_le_tableur_du_preteur_prepare_le_mois_de_son_client(scene, preteur, prete):
    bilan = importer(preteur, un_tableur(prete, 120.5))
    assert (bilan.brouillons, bilan.preparees, bilan.laissees) == (0, 1, 0)
    assert not LigneHeures.objects.exists()
    assert LigneProposee.objects.get().heures == Decimal("120.50")
    assert etat(preteur) is EtatProposee.A_CONFIRMER


def test_le_meme_tableur_deux_fois_ne_change_rien_et_un_autre_remplace(scene, preteur, prete):
    importer(preteur, un_tableur(prete, 120.5))
    assert importer(preteur, un_tableur(prete, 120.5)).preparees == 0
    assert LigneProposee.objects.count() == 1
    assert importer(preteur, un_tableur(prete, 99)).preparees == 1
    assert LigneProposee.objects.get(retiree_le__isnull=True).heures == Decimal("99.00")


def test_le_tableur_ne_touche_pas_ce_que_le_client_a_transmis(scene, preteur, prete):
    scene.contrats.append(prete)
    declarations.soumettre(acteur=scene.paie, declarations=[un_mois_saisi(scene, [100, 90])])
    importation = fichiers_heures.deposer(acteur=preteur, fichier=un_tableur(prete, 120.5), nom="missions.xlsx")
    (ligne,) = importation.lignes.all()
    assert (ligne.sorte, ligne.phrase) == ("TRANSMISE", CHEZ_LE_CLIENT)
    assert not LigneProposee.objects.exists()


def test_le_brouillon_du_client_reste_le_sien(scene, preteur, prete):
    scene.contrats.append(prete)
    un_mois_saisi(scene, [100, 90])
    importation = fichiers_heures.deposer(acteur=preteur, fichier=un_tableur(prete, 120.5), nom="missions.xlsx")
    (ligne,) = importation.lignes.all()
    assert (ligne.sorte, ligne.heures_avant) == ("NOUVELLE", None)
    fichiers_heures.appliquer(acteur=preteur, importation=importation)
    assert LigneHeures.objects.get(contrat=prete).heures == Decimal("90.00")


def test_la_commande_importe_aussi_pour_un_preteur(scene, etti, prete, tmp_path):
    chemin = tmp_path / "missions.xlsx"
    chemin.write_bytes(un_tableur(prete, 77).getvalue())
    sortie = StringIO()
    call_command("importer_heures", str(chemin), siret=etti.siret, json=True, stdout=sortie)
    assert json.loads(sortie.getvalue())["lignes"][0]["heures"] == "77.00"
    assert LigneProposee.objects.get().heures == Decimal("77.00")


def deposer_dsn(preteur, etti, prete: ContratTravail, contrats: list[tuple[str, str, str]]):
    """(contract number, user establishment, hours) of the person, in a DSN dropped by the lender."""
    personne = prete.beneficiaire
    paies = tuple(Paie(contrat=numero, activites=(("01", heures, "10"),)) for numero, _, heures in contrats)
    salarie = Salarie(
        personne.nom.upper(),
        personne.prenom.upper(),
        f"{personne.date_naissance:%d%m%Y}",
        versements=(paies,),
        contrats=tuple((numero, utilisatrice) for numero, utilisatrice, _ in contrats),
    )
    octets = Dsn().declarer(etti.siret, MOIS, [salarie]).octets()
    client = Client()
    client.force_login(preteur.utilisateur)
    return client, client.post(reverse("entreprise:deposer"), {"fichier": SimpleUploadedFile("paie.dsn", octets)})


def garder_tout(client: Client, depot):
    lignes = LigneImportee.objects.all()
    champs = {f"heures-{li.uuid}": str(li.heures) for li in lignes} | {f"absences-{li.uuid}": "" for li in lignes}
    return client.post(depot["Location"], champs | {"garder": [str(li.uuid) for li in lignes]})


def test_deux_contrats_chez_le_meme_client_font_une_seule_ligne(scene, etti, preteur, prete):
    siret = scene.entreprise.siret
    client, depot = deposer_dsn(preteur, etti, prete, [("00001", siret, "60.00"), ("00002", siret, "40.50")])
    assert [(li.heures, li.heures_lues) for li in LigneImportee.objects.all()] == [(Decimal("100.50"),) * 2]
    assert garder_tout(client, depot).status_code == 302
    assert LigneProposee.objects.get().heures == Decimal("100.50")


def test_deux_lignes_qui_tombent_dans_la_meme_case_s_additionnent(scene, etti, preteur, prete):
    """An establishment that is not known here leaves only one place, which the other one names."""
    contrats = [("00001", scene.entreprise.siret, "60.00"), ("00002", "55208131766522", "40.50")]
    client, depot = deposer_dsn(preteur, etti, prete, contrats)
    assert LigneImportee.objects.count() == 2
    assert garder_tout(client, depot).status_code == 302
    assert LigneProposee.objects.get().heures == Decimal("100.50")
    client, depot = deposer_dsn(preteur, etti, prete, contrats)
    assert garder_tout(client, depot).status_code == 302
    assert LigneProposee.objects.get().heures == Decimal("100.50")


def test_une_regularisation_s_ajoute_au_total_de_la_meme_case(scene, preteur, prete):
    lignes = [
        LigneImportee(contrat=prete, chantier_id=scene.chantier_id, mois=MOIS.premier_jour, sort="PRETE",
                      heures_avant=Decimal(90), regularisation=regularisation)
        for regularisation in (False, True)
    ]  # fmt: skip
    choix = {lignes[0].uuid: Choix(Decimal(100)), lignes[1].uuid: Choix(Decimal(95))}
    gardees, cumul = par_case(lignes, choix)
    assert [cumul[li.uuid] for li in gardees] == [Choix(Decimal("105"))]


def test_la_meme_case_deux_fois_est_refusee(scene, preteur, prete):
    saisies = [SaisiePreparee(prete, scene.chantier_id, Decimal(h)) for h in (60, 40)]
    with pytest.raises(RegleViolee, match="deux fois"):
        services.preparer(acteur=preteur, mois=MOIS, saisies=saisies)
    assert not LigneProposee.objects.exists()


def test_la_dsn_du_preteur_prepare_le_mois_de_chaque_client(scene, etti, preteur, prete):
    client, depot = deposer_dsn(preteur, etti, prete, [("00001", "", "151.67")])
    page = client.get(depot["Location"]).content.decode()
    assert f"chez {scene.entreprise}" in page
    ligne = LigneImportee.objects.get()
    retour = client.post(
        depot["Location"], {"garder": [str(ligne.uuid)], f"heures-{ligne.uuid}": "151,67", f"absences-{ligne.uuid}": ""}
    )
    assert retour["Location"] == reverse("entreprise:accueil")
    assert not LigneHeures.objects.exists()
    assert LigneProposee.objects.get().heures == Decimal("151.67")
