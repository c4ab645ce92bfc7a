"""Publication: a dated decision of the contracting body, firms told with it, public versions raised."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from chantiers.models import Chantier, JournalChantier
from clauses.models import AvisEntreprise, DecisionPublication
from clauses.public import chantiers_publies
from clauses.rules.heures import EtatEngagement
from clauses.rules.vocabulaire import NiveauPublication
from clauses.services import publication
from entreprises.rules import Role
from socle.erreurs import DroitRefuse, RegleViolee
from socle.horloge import a_l_instant
from tests.fabriques.declarations import une_scene
from tests.fabriques.entreprises import un_acteur, un_membre

pytestmark = pytest.mark.django_db
JOUR = date(2025, 10, 10)


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene():
    return une_scene()


def maitre_ouvrage_de(scene):
    operation = scene.clause.lot.marche.operation
    return un_acteur(role=Role.MAITRE_OUVRAGE, organisation=operation.maitre_ouvrage), operation


def version(scene) -> int:
    return Chantier.objects.get(pk=scene.chantier_id).version_publique


def test_decider_avise_l_entreprise_et_rend_public_ce_qui_ne_l_etait_pas(scene, django_capture_on_commit_callbacks):
    acteur, operation = maitre_ouvrage_de(scene)
    referent = un_membre(role=Role.REFERENT, organisation=scene.entreprise)
    avant = version(scene)
    (publie,) = chantiers_publies()
    assert publie.etat == EtatEngagement.SANS_ENGAGEMENT
    with django_capture_on_commit_callbacks(execute=True):
        resultat = publication.decider(
            acteur=acteur, operation=operation, niveau=NiveauPublication.TOTAUX, effet_le=JOUR
        )
    assert resultat.avisees == (scene.entreprise,)
    assert resultat.sans_contact == ()
    assert [m.to for m in mail.outbox] == [[referent.utilisateur.email]]
    assert operation.nom in mail.outbox[0].body
    assert version(scene) == avant + 1
    (publie,) = chantiers_publies()
    assert publie.etat == EtatEngagement.EN_RETARD
    assert JournalChantier.objects.filter(operation=operation, auteur=acteur.utilisateur).exists()


def test_une_entreprise_sans_contact_est_dite_et_s_avise_par_courrier(scene):
    acteur, operation = maitre_ouvrage_de(scene)
    resultat = publication.decider(acteur=acteur, operation=operation, niveau="PAR_MARCHE", effet_le=JOUR)
    assert resultat.sans_contact == (scene.entreprise,)
    assert not AvisEntreprise.objects.exists()
    avant = version(scene)
    publication.aviser(acteur=acteur, operation=operation, organisation=scene.entreprise)
    assert AvisEntreprise.objects.get().canal == "courrier"
    assert version(scene) == avant + 1
    publication.aviser(acteur=acteur, operation=operation, organisation=scene.entreprise)
    assert AvisEntreprise.objects.count() == 1


def test_une_entreprise_deja_avisee_ne_recoit_pas_deux_fois_le_message(scene, django_capture_on_commit_callbacks):
    acteur, operation = maitre_ouvrage_de(scene)
    un_membre(role=Role.REFERENT, organisation=scene.entreprise)
    with django_capture_on_commit_callbacks(execute=True):
        publication.decider(acteur=acteur, operation=operation, niveau="TOTAUX", effet_le=JOUR)
        publication.decider(acteur=acteur, operation=operation, niveau="PAR_MARCHE", effet_le=date(2025, 11, 1))
    assert len(mail.outbox) == 1
    assert DecisionPublication.objects.count() == 2


def test_ne_rien_publier_n_avise_personne(scene):
    acteur, operation = maitre_ouvrage_de(scene)
    resultat = publication.decider(acteur=acteur, operation=operation, niveau="RIEN", effet_le=JOUR, motif="Recours")
    assert resultat.avisees == resultat.sans_contact == ()
    (publie,) = chantiers_publies()
    assert publie.etat == EtatEngagement.SANS_ENGAGEMENT


def test_une_decision_du_meme_jour_remplace_la_premiere_et_le_journal_garde_les_deux(scene):
    acteur, operation = maitre_ouvrage_de(scene)
    publication.decider(acteur=acteur, operation=operation, niveau="TOTAUX", effet_le=JOUR)
    publication.decider(acteur=acteur, operation=operation, niveau="RIEN", effet_le=JOUR)
    assert DecisionPublication.objects.get().niveau == NiveauPublication.RIEN
    assert JournalChantier.objects.filter(operation=operation, acte="publication").count() == 2


def test_on_ne_decide_pas_du_passe(scene):
    acteur, operation = maitre_ouvrage_de(scene)
    with pytest.raises(RegleViolee) as erreur:
        publication.decider(acteur=acteur, operation=operation, niveau="TOTAUX", effet_le=date(2025, 10, 9))
    assert erreur.value.champ == "effet_le"


def test_seul_le_maitre_d_ouvrage_de_l_operation_decide(scene):
    _, operation = maitre_ouvrage_de(scene)
    for intrus in (scene.facilitation, scene.paie, un_acteur(role=Role.MAITRE_OUVRAGE)):
        with pytest.raises(DroitRefuse):
            publication.decider(acteur=intrus, operation=operation, niveau="TOTAUX", effet_le=JOUR)


def test_une_entreprise_etrangere_a_l_operation_ne_s_avise_pas(scene):
    acteur, operation = maitre_ouvrage_de(scene)
    with pytest.raises(RegleViolee):
        publication.aviser(acteur=acteur, operation=operation, organisation=scene.office)
