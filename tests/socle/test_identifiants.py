"""Folded names, slugs, SIREN and SIRET."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.identifiants import (
    en_slug,
    normaliser_siret,
    plier,
    presenter_siret,
    siren,
    siren_valide,
    siret_de_demo,
    siret_valide,
    slug_unique,
)
from socle.models import Territoire
from tests.fabriques.socle import un_territoire


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("  L'Île-Saint-Denis ", "l ile saint denis"),
        ("L’Île–Saint‑Denis", "l ile saint denis"),
        ("ÉPINAY-SUR-SEINE", "epinay sur seine"),
        ("Sœur Œuvre", "soeur oeuvre"),
        ("n°\u00a012\u202f345", "n° 12 345"),
        ("Noisy\t le\nGrand", "noisy le grand"),
        ("", ""),
    ],
)
def test_plier(texte: str, attendu: str) -> None:
    assert plier(texte) == attendu


@given(st.text())
def test_plier_deux_fois_ne_change_rien(texte: str) -> None:
    une_fois = plier(texte)
    assert plier(une_fois) == une_fois
    assert une_fois == une_fois.strip()
    assert "  " not in une_fois


@given(st.text(), st.integers(5, 80))
def test_un_slug_est_toujours_une_adresse(texte: str, longueur: int) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", en_slug(texte, longueur))
    assert len(en_slug(texte, longueur)) <= max(longueur, len("sans-nom"))


@pytest.mark.parametrize(
    ("numero", "valide"),
    [
        ("73282932000074", True),
        ("732 829 320 00074", True),
        ("73282932000075", False),
        ("35600000000048", True),  # La Poste, head office: plain Luhn
        ("35600000049837", True),  # La Poste, an office: digits sum to a multiple of five
        ("35600000049838", False),
        ("732829320", False),
        ("", False),
        ("1", False),
        ("７３２８２９３２００００７４", False),
        ("7328293200007A", False),
    ],
)
def test_siret_valide(numero: str, valide: bool) -> None:
    assert siret_valide(numero) is valide


def test_siren() -> None:
    assert siren("732 829 320 00074") == "732829320"
    assert siren_valide("732829320")
    assert not siren_valide("732829321")


def test_presenter_siret() -> None:
    assert presenter_siret("12345678900012") == "123\u00a0456\u00a0789\u00a000012"
    assert presenter_siret("NC") == "NC"
    assert normaliser_siret(presenter_siret("12345678900012")) == "12345678900012"


@given(st.integers(0, 99_999))
def test_un_siret_de_demo_est_valide_et_toujours_le_meme(n: int) -> None:
    assert siret_valide(siret_de_demo(n))
    assert siren_valide(siren(siret_de_demo(n)))
    assert siret_de_demo(n) == siret_de_demo(n)
    assert siret_de_demo(n).startswith("000")


@given(st.integers(0, 99_999), st.integers(0, 13), st.integers(1, 9))
def test_un_chiffre_faux_se_voit(n: int, place: int, ecart: int) -> None:
    juste = siret_de_demo(n)
    faux = juste[:place] + str((int(juste[place]) + ecart) % 10) + juste[place + 1 :]
    assert not siret_valide(faux)


@pytest.mark.django_db
def test_un_slug_pris_recoit_un_numero() -> None:
    assert slug_unique(Territoire.objects.all(), "Gare de l'Est") == "gare-de-l-est"
    for attendu in ("gare-de-l-est", "gare-de-l-est-2", "gare-de-l-est-3"):
        slug = slug_unique(Territoire.objects.all(), "Gare de l'Est")
        assert slug == attendu
        un_territoire("Gare", slug=slug)


@pytest.mark.django_db
def test_un_long_slug_tient_dans_le_champ() -> None:
    long_nom = "a" * 200
    for _ in range(3):
        slug = slug_unique(Territoire.objects.all(), long_nom)
        assert len(slug) <= 80
        un_territoire("Long", slug=slug)
