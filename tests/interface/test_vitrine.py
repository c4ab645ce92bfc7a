"""The style guide answers, and every page of it holds what the content policy and HTML ask."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.django_db
PAGES = [
    "/vitrine/",
    "/vitrine/public/",
    "/vitrine/panneau/",
    *[f"/vitrine/erreur/{c}/" for c in (400, 403, 404, 429, 500, 503)],
]


@pytest.fixture(autouse=True)
def _adresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "config.vitrine"


@pytest.mark.parametrize("adresse", PAGES)
def test_une_page_ne_porte_ni_style_ni_script_en_ligne(client: Any, adresse: str) -> None:
    html = client.get(adresse).content.decode()

    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son[a-z]+=", html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "{%" not in html
    assert "{{" not in html


@pytest.mark.parametrize("adresse", PAGES[:2])
def test_chaque_identifiant_est_unique(client: Any, adresse: str) -> None:
    identifiants = re.findall(r'\sid="([^"]+)"', client.get(adresse).content.decode())

    assert len(identifiants) == len(set(identifiants))


def test_un_etat_est_dit_par_un_mot_et_une_forme(client: Any) -> None:
    html = client.get("/vitrine/").content.decode()

    for code, mot in [
        ("en_retard", "En retard"),
        ("a_surveiller", "À surveiller"),
        ("termine_non_atteint", "objectif non atteint (87 %)"),
    ]:
        badge = re.search(rf'<span class="etat etat-{code}">.*?</span></span>', html, re.S)
        assert badge
        assert "<svg" in badge[0]
        assert mot in badge[0]


def test_les_erreurs_d_un_formulaire_sont_resumees_et_menent_aux_champs(client: Any) -> None:
    html = client.get("/vitrine/").content.decode()

    assert "4 points sont à corriger" in html
    assert '<a href="#id_intitule">Intitulé du besoin</a>' in html
    assert 'aria-describedby="id_intitule_helptext id_intitule_error"' in html


def test_la_pagination_garde_les_filtres_et_ne_separe_pas_les_milliers_des_adresses(client: Any) -> None:
    html = client.get("/vitrine/?etat=en_retard&page=2").content.decode()

    assert 'href="?etat=en_retard&amp;page=3" rel="next"' in html


def test_la_page_500_ne_depend_d_aucun_contexte() -> None:
    from django.template.loader import get_template

    assert "Une erreur est survenue" in get_template("500.html").render()
