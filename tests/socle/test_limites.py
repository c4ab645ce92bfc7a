"""Throttle: counted per person or address, released with time, told in French."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from socle.horloge import PARIS, a_l_instant
from socle.limites import adresse_client, limiter, permis

MIDI = datetime(2026, 10, 12, 12, 0, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _page_nue(settings, tmp_path: Path) -> None:
    """A page without the site's frame, which reads menus; counters at zero."""
    (tmp_path / "429.html").write_text("Réessayez dans {{ attente }}.")
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path]}]
    cache.clear()


@limiter("essai", par_minute=3)
def vue(request) -> HttpResponse:
    return HttpResponse("ok")


@limiter("essai_post", par_minute=1, methodes=("POST",))
def formulaire(request) -> HttpResponse:
    return HttpResponse("ok")


def demander(fonction=vue, *, adresse: str = "10.0.0.1", methode: str = "get") -> int:
    request = getattr(RequestFactory(), methode)("/", REMOTE_ADDR=adresse)
    request.user = AnonymousUser()
    return fonction(request).status_code


def test_au_dela_de_la_limite_on_attend() -> None:
    with a_l_instant(MIDI):
        assert [demander() for _ in range(4)] == [200, 200, 200, 429]
        assert demander(adresse="10.0.0.2") == 200
    with a_l_instant(MIDI + timedelta(minutes=1)):
        assert demander() == 200


def test_la_page_dit_d_attendre() -> None:
    with a_l_instant(MIDI):
        for _ in range(3):
            demander()
        request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1")
        request.user = AnonymousUser()
        reponse = vue(request)
    assert reponse["Retry-After"] == "60"
    assert "une minute" in reponse.content.decode()


def test_lire_un_formulaire_ne_compte_pas() -> None:
    with a_l_instant(MIDI):
        assert [demander(formulaire) for _ in range(3)] == [200, 200, 200]
        assert [demander(formulaire, methode="post") for _ in range(2)] == [200, 429]


def test_l_adresse_n_est_pas_gardee_en_clair() -> None:
    with a_l_instant(MIDI):
        permis("essai", "10.0.0.1", maximum=3)
    assert not any("10.0.0.1" in cle for cle in getattr(cache, "_cache", {}))


@pytest.mark.parametrize(
    ("mandataires", "transmise", "attendue"),
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.9.9.9", "1.2.3.4"),
        (1, "", "10.0.0.1"),
    ],
)
def test_l_adresse_transmise_ne_vaut_que_derriere_nos_mandataires(
    settings, mandataires: int, transmise: str, attendue: str
) -> None:
    settings.MANDATAIRES_DE_CONFIANCE = mandataires
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=transmise)
    assert adresse_client(request) == attendue
