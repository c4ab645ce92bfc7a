"""What a proposed person is told: by phone first, in short sentences, and nothing when nobody asked for it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse

from chantiers.models import Chantier
from clauses.models import Besoin
from parcours.models import MiseEnRelation
from parcours.rules.canal import Canal, canal, numero_mobile
from parcours.services.mises_en_relation import proposer
from socle.horloge import a_l_instant
from socle.messages import SMSConsole
from tests.fabriques.declarations import Scene, un_beneficiaire, une_scene
from tests.fabriques.parcours import connecte, un_candidat_placable
from tests.fabriques.public import un_besoin
from tests.fabriques.socle import un_metier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_janvier():
    SMSConsole.envoyes.clear()
    with a_l_instant(datetime(2026, 1, 12, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=0)


@pytest.fixture
def besoin(scene: Scene) -> Besoin:
    chantier = Chantier.objects.get(pk=scene.chantier_id)
    return un_besoin(scene.clause, chantier, metier=un_metier("Maçonnerie"), debut=date(2026, 3, 2))


def un_candidat(besoin: Besoin, nom: str, **joindre: str):
    return un_candidat_placable(besoin.metier, personne=un_beneficiaire(nom, "Samia", **joindre))


@pytest.mark.parametrize(
    ("telephone", "attendu"),
    [
        ("06 39 98 00 01", "+33639980001"),
        ("07.39.98.00.01", "+33739980001"),
        ("+33 6 39 98 00 01", "+33639980001"),
        ("0033639980001", "+33639980001"),
        ("01 39 98 00 01", ""),
        ("06 39 98 00", ""),
        ("+44 7700 900123", ""),
        ("", ""),
    ],
)
def test_un_numero_mobile_francais_se_reconnait(telephone, attendu):
    assert numero_mobile(telephone) == attendu


@pytest.mark.parametrize(
    ("telephone", "email", "attendu"),
    [
        ("06 39 98 00 01", "a@exemple.invalid", Canal.SMS),
        ("01 39 98 00 01", "a@exemple.invalid", Canal.COURRIEL),
        ("01 39 98 00 01", "", None),
        ("", " ", None),
    ],
)
def test_le_telephone_d_abord_puis_le_courriel_puis_rien(telephone, email, attendu):
    assert canal(telephone, email) == attendu


def test_sans_passerelle_le_courriel_et_jamais_un_sms_qui_ne_partirait_pas(scene, besoin, settings):
    settings.SMS_BACKEND = ""
    deux = un_candidat(besoin, "Zouarel", telephone="06 39 98 00 01", email="z@exemple.invalid")
    seul = un_candidat(besoin, "Yacinel", telephone="06 39 98 00 02")
    proposer(acteur=scene.facilitation, besoin=besoin, candidats=[deux.uuid, seul.uuid])
    assert dict(MiseEnRelation.objects.values_list("candidat", "canal")) == {deux.pk: "COURRIEL", seul.pk: ""}


def test_chaque_personne_est_prevenue_comme_elle_peut_l_etre(scene, besoin, django_capture_on_commit_callbacks):
    au_mobile = un_candidat(besoin, "Zouarel", telephone="06 39 98 00 01", email="z@exemple.invalid")
    au_courriel = un_candidat(besoin, "Yacinel", telephone="01 39 98 00 02", email="y@exemple.invalid")
    a_appeler = un_candidat(besoin, "Xaviel", telephone="01 39 98 00 03")
    tous = [c.uuid for c in (au_mobile, au_courriel, a_appeler)]
    with django_capture_on_commit_callbacks(execute=True):
        proposer(acteur=scene.facilitation, besoin=besoin, candidats=tous)
    canaux = dict(MiseEnRelation.objects.values_list("candidat", "canal"))
    assert canaux == {au_mobile.pk: "SMS", au_courriel.pk: "COURRIEL", a_appeler.pk: ""}
    ((numero, texte),) = SMSConsole.envoyes
    assert numero == "+33639980001"
    assert texte.startswith("Bonjour Samia. Un travail est possible pour vous : maçonnerie, ")
    assert "Début : 2 mars 2026." in texte
    assert "Vous pouvez dire non." in texte
    assert len(texte) <= 480
    assert "Zouarel" not in texte
    courriel = next(m for m in mail.outbox if m.to == ["y@exemple.invalid"])
    assert "Vous pouvez dire non." in courriel.body
    assert courriel.subject == "Un travail pour vous"


def test_les_phrases_sont_courtes(scene, besoin, django_capture_on_commit_callbacks):
    """Level A2: no sentence past fifteen words, names of sites and firms aside."""
    candidat = un_candidat(besoin, "Zouarel", telephone="06 39 98 00 01")
    with django_capture_on_commit_callbacks(execute=True):
        proposer(acteur=scene.facilitation, besoin=besoin, candidats=[candidat.uuid])
    ((_, texte),) = SMSConsole.envoyes
    for nom in (str(besoin.chantier), str(besoin.intervenant.organisation), str(scene.office)):
        texte = texte.replace(nom, "X")
    assert max(len(phrase.split()) for phrase in texte.replace("?", ".").split(".")) <= 15


def test_la_case_decochee_aucun_message_ne_part(scene, besoin, django_capture_on_commit_callbacks):
    candidat = un_candidat(besoin, "Zouarel", telephone="06 39 98 00 01")
    page = reverse("parcours:liste_courte", args=[besoin.uuid])
    client = connecte(scene.facilitation)
    assert 'name="prevenir" value="1" checked' in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        suite = client.post(page, {"candidat": candidat.uuid}, follow=True).content.decode()
    assert not SMSConsole.envoyes
    assert "appelez-les" in suite
    assert "sans message" in suite
    assert MiseEnRelation.objects.get().canal == ""


def test_la_page_dit_comment_la_personne_est_prevenue(scene, besoin):
    candidat = un_candidat(besoin, "Zouarel", telephone="06 39 98 00 01")
    page = reverse("parcours:liste_courte", args=[besoin.uuid])
    client = connecte(scene.facilitation)
    suite = client.post(page, {"candidat": candidat.uuid, "prevenir": "1"}, follow=True).content.decode()
    assert "Message envoyé à la personne." in suite
    assert "prévenue par SMS" in suite


def test_rien_coche_la_case_garde_son_etat(scene, besoin):
    un_candidat(besoin, "Zouarel", telephone="06 39 98 00 01")
    page = reverse("parcours:liste_courte", args=[besoin.uuid])
    client = connecte(scene.facilitation)
    assert 'name="prevenir" value="1">' in client.post(page, {}).content.decode()
    assert 'name="prevenir" value="1" checked' in client.post(page, {"prevenir": "1"}).content.decode()
