"""An address that receives no more: noted by the sender or the operator, shown to who follows the firm, lifted."""

from __future__ import annotations

from html import unescape
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from comptes import services
from entreprises.rules import Role
from socle import messages
from tests.fabriques.declarations import Scene, une_scene
from tests.fabriques.entreprises import un_acteur, un_membre

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return une_scene()


def refuser(monkeypatch: pytest.MonkeyPatch, adresse: str, code: int) -> None:
    def envoi(self, *args, **options):
        raise SMTPRecipientsRefused({adresse: (code, b"mailbox unavailable")})

    monkeypatch.setattr(EmailMultiAlternatives, "send", envoi)


def test_un_refus_definitif_est_note_et_n_est_pas_retente(scene: Scene, monkeypatch) -> None:
    utilisateur = scene.paie.utilisateur
    refuser(monkeypatch, utilisateur.email, 550)
    messages.remettre_courriel(utilisateur.email, "Sujet", "Texte")
    utilisateur.refresh_from_db()
    assert utilisateur.ne_recoit_plus
    assert utilisateur.courriel_echec_raison == "550 mailbox unavailable"


def test_un_refus_passager_est_retente(scene: Scene, monkeypatch) -> None:
    refuser(monkeypatch, scene.paie.utilisateur.email, 451)
    with pytest.raises(SMTPRecipientsRefused):
        messages.remettre_courriel(scene.paie.utilisateur.email, "Sujet", "Texte")
    scene.paie.utilisateur.refresh_from_db()
    assert not scene.paie.utilisateur.ne_recoit_plus


def test_le_tableau_le_montre_jusqu_a_ce_que_l_adresse_change_ou_remarche(client: Client, scene: Scene) -> None:
    membre = un_membre(role=Role.REFERENT, organisation=scene.entreprise)
    call_command("signaler_retour", membre.utilisateur.email.upper(), "--raison", "boîte pleine")
    client.force_login(scene.facilitation.utilisateur)

    def tableau() -> str:
        return unescape(client.get(reverse("facilitation:accueil")).content.decode())

    assert membre.utilisateur.email in tableau()
    adresse = reverse("facilitation:courriel_retabli", args=[membre.uuid])
    client.force_login(un_acteur(role=Role.FACILITATEUR).utilisateur)
    assert client.post(adresse).status_code == 404
    client.force_login(scene.facilitation.utilisateur)
    client.post(adresse)
    assert "Adresses qui ne reçoivent plus" not in tableau().split("Rien à faire")[0]
    services.noter_retour(membre.utilisateur.email)
    type(membre.utilisateur).objects.filter(pk=membre.utilisateur.pk).update(email="autre@exemple.invalid")
    assert "courriel revenu le" not in tableau()


def test_une_adresse_inconnue_est_dite_a_l_exploitant(db) -> None:
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("signaler_retour", "personne@exemple.invalid")
    assert not services.lever_retour("personne@exemple.invalid")
