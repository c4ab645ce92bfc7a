"""The page that reads the e-mails captured by a demonstration."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import RequestFactory

from config import courriels


@pytest.fixture
def capture(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    connexion = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=tmp_path)
    for rang in (1, 2):
        EmailMultiAlternatives(
            f"Échéance n° {rang}",
            "Bonjour,\nvoici le lien : http://127.0.0.1:8000/compte/ ; merci.",
            to=["paie@demo.invalid"],
            connection=connexion,
        ).send()
    return tmp_path


def test_les_courriels_captures_sont_relus_avec_leurs_accents(capture):
    lus = courriels.captures()
    assert [c.sujet for c in lus] == ["Échéance n° 2", "Échéance n° 1"]
    assert lus[0].destinataire == "paie@demo.invalid"
    assert ("http://127.0.0.1:8000/compte/", True) in lus[0].morceaux


def test_un_nom_de_fichier_qui_remonte_les_dossiers_n_ouvre_rien(capture):
    with pytest.raises(courriels.Http404):
        courriels.lire(RequestFactory().get("/"), "..", 0)
    with pytest.raises(courriels.Http404):
        courriels.lire(RequestFactory().get("/"), "absent.log", 0)


def test_un_dossier_absent_donne_une_liste_vide(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "absent"
    assert courriels.captures() == []
