"""Lines sent back are told to the firm in one message, each with the address that opens it: two screens to be done."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from clauses.models import AvisRenvoi, LigneHeures
from clauses.rules.vocabulaire import UsageMotif
from clauses.services import avis_renvois, grille, validation
from entreprises.models import Membre
from entreprises.rules import Role
from socle.horloge import a_l_instant, maintenant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_mois_soumis, un_motif, une_scene
from tests.fabriques.entreprises import un_membre

MOIS = Mois(2025, 9)
TARD = timedelta(minutes=11)


@pytest.fixture
def scene(db) -> Scene:
    return une_scene(personnes=3)


def renvoyer(scene: Scene, *lignes: LigneHeures) -> None:
    for ligne in lignes:
        validation.renvoyer(
            acteur=scene.facilitation, lignes=[ligne.uuid], motif=un_motif(UsageMotif.RENVOI), texte="Quel chantier ?"
        )


def annoncer(callbacks) -> int:
    with a_l_instant(maintenant() + TARD), callbacks(execute=True):
        return avis_renvois.annoncer()


def test_vingt_renvois_font_un_seul_message_apres_la_seance(scene: Scene, django_capture_on_commit_callbacks) -> None:
    lignes = un_mois_soumis(scene, 100, mois=MOIS)
    renvoyer(scene, *lignes)
    assert avis_renvois.annoncer() == 0, "la facilitatrice n'a pas fini"
    assert annoncer(django_capture_on_commit_callbacks) == 1
    [message] = mail.outbox
    assert message.subject == "3 lignes d'heures à corriger"
    assert message.to == [scene.paie.utilisateur.email]
    for ligne in lignes:
        assert reverse("entreprise:ligne", args=[ligne.uuid]) in message.body
        assert ligne.contrat.beneficiaire.nom not in message.body, "aucun nom ne voyage"
    assert annoncer(django_capture_on_commit_callbacks) == 0
    assert len(mail.outbox) == 1


def test_une_ligne_corrigee_avant_l_envoi_n_est_pas_dite(scene: Scene, django_capture_on_commit_callbacks) -> None:
    lignes = un_mois_soumis(scene, 100, mois=MOIS)
    renvoyer(scene, *lignes)
    premiere = LigneHeures.objects.select_related("declaration").get(pk=lignes[0].pk)
    grille.corriger_et_renvoyer(
        acteur=scene.paie,
        ligne=premiere,
        heures=90,
        non_travaillees=0,
        message="",
        revision=premiere.declaration.revision,
    )
    annoncer(django_capture_on_commit_callbacks)
    [message] = mail.outbox
    assert message.subject == "2 lignes d'heures à corriger"
    assert AvisRenvoi.objects.filter(sans_objet_le__isnull=False).count() == 1


def test_du_message_a_la_correction_envoyee_en_deux_ecrans(scene: Scene, django_capture_on_commit_callbacks) -> None:
    [ligne, *_] = un_mois_soumis(scene, 100, mois=MOIS)
    renvoyer(scene, ligne)
    annoncer(django_capture_on_commit_callbacks)
    trouve = re.search(r"https?://[^/]+(/entreprise/lignes/\S+)", mail.outbox[0].body)
    assert trouve
    client = Client()
    client.force_login(scene.paie.utilisateur)
    ecran = client.get(trouve[1])  # first screen: the line, its reason, the fields
    revision = re.search(r'name="revision" value="(\d+)"', ecran.content.decode())
    assert revision
    fin = client.post(
        trouve[1], {"heures": "95", "non_travaillees": "", "message": "", "revision": revision[1]}, follow=True
    )
    assert [adresse for adresse, _ in fin.redirect_chain] == [reverse("entreprise:accueil")]  # the second
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.heures) == ("SOUMISE", 95)


def test_chacun_ne_recoit_que_ce_qu_il_peut_corriger_et_la_conduite_rien(
    scene: Scene, django_capture_on_commit_callbacks
) -> None:
    un_membre(role=Role.CONDUITE, organisation=scene.entreprise)
    referente = un_membre(role=Role.REFERENT, organisation=scene.entreprise)
    lignes = un_mois_soumis(scene, 100, mois=MOIS)
    renvoyer(scene, lignes[0])
    assert annoncer(django_capture_on_commit_callbacks) == 2
    assert {m.to[0] for m in mail.outbox} == {scene.paie.utilisateur.email, referente.utilisateur.email}


def test_une_entreprise_sans_personne_ne_bloque_pas_les_autres(
    scene: Scene, django_capture_on_commit_callbacks
) -> None:
    autre = une_scene()
    for sienne in (scene, autre):
        renvoyer(sienne, un_mois_soumis(sienne, 100, mois=MOIS)[0])
    Membre.objects.filter(pk=scene.paie.espace.pk).update(etat="SUSPENDU")
    assert annoncer(django_capture_on_commit_callbacks) == 1
    assert mail.outbox[0].to == [autre.paie.utilisateur.email]
