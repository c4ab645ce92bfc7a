"""E-mails and SMS: from templates, by the queue."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core import mail
from django.db import transaction
from django.template import TemplateDoesNotExist

from socle import messages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _gabarits(settings, tmp_path: Path) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.ADRESSE_SITE = "https://exemple.test/"
    dossier = tmp_path / "courriels"
    dossier.mkdir()
    (dossier / "bonjour.txt").write_text(
        "{% autoescape off %}Bonjour {{ nom }}, {{ adresse_site }}/{% endautoescape %}"
    )
    (dossier / "riche.txt").write_text("Bonjour")
    (dossier / "riche.html").write_text("<p>Bonjour {{ nom }}</p>")
    gabarits = [dict(settings.TEMPLATES[0])]
    gabarits[0]["DIRS"] = [tmp_path, *gabarits[0]["DIRS"]]
    settings.TEMPLATES = gabarits


def test_un_courriel_part_apres_le_commit(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert messages.envoyer_courriel("a@exemple.test", "Deux\nlignes", "bonjour", {"nom": "L'Oréal"})
        assert mail.outbox == []
    [courriel] = mail.outbox
    assert courriel.to == ["a@exemple.test"]
    assert courriel.subject == "Deux lignes"
    assert courriel.body == "Bonjour L'Oréal, https://exemple.test/"
    assert courriel.extra_headers["Auto-Submitted"] == "auto-generated"
    assert courriel.alternatives == []


def test_un_courriel_riche_est_echappe(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        messages.envoyer_courriel("a@exemple.test", "S", "riche", {"nom": "<b>"})
    assert mail.outbox[0].alternatives[0][0] == "<p>Bonjour &lt;b&gt;</p>"


def test_une_transaction_annulee_n_envoie_rien(django_capture_on_commit_callbacks) -> None:
    with (  # noqa: PT012
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(RuntimeError),
        transaction.atomic(),
    ):
        messages.envoyer_courriel("a@exemple.test", "S", "riche", {}, cle="k")
        raise RuntimeError
    assert mail.outbox == []


def test_une_cle_n_envoie_qu_une_fois(django_capture_on_commit_callbacks) -> None:
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            messages.envoyer_courriel("a@exemple.test", "S", "riche", {}, cle="relance:1:2026-10")
    assert len(mail.outbox) == 1


def test_un_modele_absent_se_voit_tout_de_suite() -> None:
    with pytest.raises(TemplateDoesNotExist):
        messages.envoyer_courriel("a@exemple.test", "S", "absent", {})


def test_un_sms_de_demonstration_ne_part_pas(django_capture_on_commit_callbacks) -> None:
    messages.SMSConsole.envoyes.clear()
    with django_capture_on_commit_callbacks(execute=True):
        messages.envoyer_sms("0600000000", "Rendez-vous demain")
    assert messages.SMSConsole.envoyes == [("0600000000", "Rendez-vous demain")]
