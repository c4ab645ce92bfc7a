"""Contracts that end: told once, with what could follow; closed with a reason; the gap between two missions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chantiers.models import Chantier
from clauses.models import ContratTravail
from entreprises.rules import Role
from parcours.models import Candidat, Enchainement, JournalCandidat
from parcours.selectors.enchainements import enchainements, rythme
from parcours.services.enchainements import clore, signaler
from parcours.services.fusions import fusionner
from parcours.taches import signaler_les_fins_de_contrat
from socle.erreurs import ConflitEcriture, DroitRefuse, RegleViolee
from socle.horloge import a_l_instant
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.parcours import connecte, un_candidat_placable
from tests.fabriques.public import un_besoin
from tests.fabriques.socle import un_metier

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
JOUR = date(2026, 1, 12)
PAGE = "parcours:enchainements"


@pytest.fixture(autouse=True)
def en_janvier():
    with a_l_instant(datetime(2026, 1, 12, 9, 0, tzinfo=PARIS)):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0)


def un_contrat_qui_finit(scene: Scene, fin: date | None, *, debut: date = date(2025, 9, 1), personne=None):
    return un_contrat(
        intervenant=scene.intervenant, clause=scene.clause, debut=debut, fin=fin, beneficiaire=personne, eligible=False
    )


def test_un_contrat_se_signale_une_fois_et_le_courriel_ne_nomme_personne(scene, django_capture_on_commit_callbacks):
    bientot = un_contrat_qui_finit(scene, JOUR + timedelta(days=45))
    un_contrat_qui_finit(scene, JOUR + timedelta(days=46))
    un_contrat_qui_finit(scene, None)
    un_contrat_qui_finit(scene, JOUR - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        signaler_les_fins_de_contrat()
        signaler_les_fins_de_contrat()
    assert Enchainement.objects.get().contrat == bientot
    (courriel,) = mail.outbox
    assert courriel.to == [scene.facilitation.utilisateur.email]
    assert "Un contrat se termine d'ici 45 jours" in courriel.body
    assert bientot.beneficiaire.nom not in courriel.body + courriel.subject
    with a_l_instant(datetime(2026, 1, 13, 9, 0, tzinfo=PARIS)):
        assert signaler() == 1  # the one of the 46th day, and the first not again


def test_un_contrat_suivi_d_un_autre_ou_efface_n_attend_rien(scene):
    personne = un_beneficiaire()
    un_contrat_qui_finit(scene, JOUR + timedelta(days=20), personne=personne)
    signaler()
    assert enchainements(scene.facilitation).count() == 1
    un_contrat_qui_finit(scene, JOUR + timedelta(days=80), debut=JOUR + timedelta(days=30), personne=personne)
    assert not enchainements(scene.facilitation).exists()
    assert signaler() == 0
    ContratTravail.objects.filter(debut__gt=JOUR).update(
        annule_le=datetime(2026, 1, 12, tzinfo=PARIS), annule_motif="x"
    )
    assert enchainements(scene.facilitation).count() == 1


def test_deux_contrats_qui_finissent_ensemble_n_en_font_qu_un(scene):
    personne = un_beneficiaire()
    for debut in (date(2025, 9, 1), date(2025, 10, 1)):
        un_contrat_qui_finit(scene, JOUR + timedelta(days=20), debut=debut, personne=personne)
    assert signaler() == 1


def test_fini_sans_suite_il_reste_jusqu_au_delai_du_reglage(scene):
    un_contrat_qui_finit(scene, JOUR + timedelta(days=20))
    signaler()
    for jours, la in ((21, True), (110, True), (111, False)):
        with a_l_instant(datetime(2026, 1, 12, 9, 0, tzinfo=PARIS) + timedelta(days=jours)):
            assert enchainements(scene.facilitation).exists() is la


def test_la_page_dit_ce_qui_pourrait_suivre(scene):
    metier = un_metier("Maçonnerie")
    besoin = un_besoin(
        scene.clause, Chantier.objects.get(pk=scene.chantier_id), metier=metier, debut=JOUR + timedelta(days=30)
    )
    candidat = un_candidat_placable(metier, statut="EN_POSTE")
    un_contrat_qui_finit(scene, JOUR + timedelta(days=20), personne=candidat.beneficiaire)
    sans_fiche = un_contrat_qui_finit(scene, JOUR + timedelta(days=10))
    signaler()
    page = connecte(scene.facilitation).get(reverse(PAGE)).content.decode()
    assert page.index(str(sans_fiche.beneficiaire)) < page.index(str(candidat.beneficiaire))
    assert "n'a pas de fiche de parcours" in page
    assert reverse("parcours:liste_courte", args=[besoin.uuid]) in page
    assert "dans 20 jours" in page
    assert "Personne n'a encore eu deux contrats de suite" in page


def test_dire_qu_aucune_suite_n_est_cherchee_demande_un_motif_et_se_lit_au_journal(scene):
    candidat = un_candidat_placable(un_metier(), statut="EN_POSTE")
    un_contrat_qui_finit(scene, JOUR + timedelta(days=20), personne=candidat.beneficiaire)
    signaler()
    fin = Enchainement.objects.get()
    adresse = reverse("parcours:clore_enchainement", args=[fin.uuid])
    client = connecte(scene.facilitation)
    refus = client.post(adresse, {"issue": "RIEN"}, follow=True).content.decode()
    assert "Choisissez pourquoi" in refus
    fait = client.post(adresse, {"issue": "FORMATION"}, follow=True).content.decode()
    assert "aucune suite n&#x27;est cherchée" in fait
    assert not enchainements(scene.facilitation).exists()
    ligne = JournalCandidat.objects.get(acte="enchainement")
    assert (ligne.candidat, ligne.motif) == (candidat, "Entre en formation")
    with pytest.raises(ConflitEcriture):
        clore(acteur=scene.facilitation, enchainement=fin, issue="FORMATION")
    with pytest.raises(RegleViolee):
        clore(acteur=scene.facilitation, enchainement=fin, issue="")


def test_les_fins_de_contrat_d_une_autre_structure_n_existent_pas(scene):
    un_contrat_qui_finit(scene, JOUR + timedelta(days=20))
    signaler()
    fin = Enchainement.objects.get()
    voisin = un_acteur(role=Role.FACILITATEUR)
    assert not enchainements(voisin).exists()
    reponse = connecte(voisin).post(reverse("parcours:clore_enchainement", args=[fin.uuid]), {"issue": "FORMATION"})
    assert reponse.status_code == 404
    with pytest.raises(DroitRefuse):
        clore(acteur=voisin, enchainement=fin, issue="FORMATION")


def test_une_fusion_porte_la_fin_de_contrat_sans_rien_deplacer(scene):
    gardee = un_candidat_placable(
        un_metier(), personne=un_beneficiaire("Benali", "Samia", date_naissance=date(1994, 3, 2))
    )
    autre = un_beneficiaire("Benalli", "Samia", date_naissance=date(1994, 3, 2))
    un_contrat_qui_finit(scene, JOUR + timedelta(days=20), personne=autre)
    signaler()
    fusionner(acteur=scene.facilitation, candidat=gardee, autre=autre)
    page = connecte(scene.facilitation).get(reverse(PAGE)).content.decode()
    assert reverse("parcours:candidat", args=[gardee.uuid]) in page


def test_les_jours_entre_deux_missions_par_trimestre(scene):
    for jours in (0, 14):
        personne = un_beneficiaire()
        un_contrat_qui_finit(scene, date(2025, 9, 30), debut=date(2025, 6, 2), personne=personne)
        un_contrat_qui_finit(scene, None, debut=date(2025, 10, 1) + timedelta(days=jours), personne=personne)
    lu = rythme(scene.facilitation)
    assert (lu.derniere.mot, lu.derniere.nombre, lu.derniere.mediane) == ("4e trim. 2025", 2, 7)
    assert len(lu.periodes) == 5
    assert rythme(un_acteur(role=Role.FACILITATEUR)).derniere is None


def test_la_page_fait_autant_de_requetes_pour_une_fin_que_pour_dix(scene):
    def une_fin() -> None:
        candidat: Candidat = un_candidat_placable(un_metier(), statut="EN_POSTE")
        un_contrat_qui_finit(scene, JOUR + timedelta(days=20), personne=candidat.beneficiaire)
        signaler()

    client = connecte(scene.facilitation)

    def lues() -> int:
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(reverse(PAGE)).status_code == 200
        return len(requetes)

    une_fin()
    lues()
    pour_une = lues()
    for _ in range(9):
        une_fin()
    assert lues() == pour_une
