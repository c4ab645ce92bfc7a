"""Production settings, content policy and logs."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.journalisation import LigneSansDonneesPersonnelles, SansDonneesPersonnelles, masquer
from config.securite import PREFIXE_EDITION, PolitiqueDesEditeurs
from config.settings.securite import politique_de_contenu
from outils.commun import RACINE
from outils.verifier import PRODUCTION


def charger_production(**env: str) -> subprocess.CompletedProcess[str]:
    """Import the production settings in a process of their own and print what the test asks for."""
    question = "from config.settings import production as p; print(p.SESSION_COOKIE_NAME, p.DEMONSTRATION, p.DEBUG)"
    propre = {nom: valeur for nom, valeur in os.environ.items() if nom not in PRODUCTION}
    return subprocess.run(
        [sys.executable, "-c", question], cwd=RACINE, env={**propre, **env}, capture_output=True, text=True
    )


def test_la_production_ne_demarre_pas_sans_ses_secrets() -> None:
    fait = charger_production(DJANGO_SETTINGS_MODULE="config.settings.production")

    assert fait.returncode
    assert "SECRET_KEY" in fait.stderr
    assert "CLE_DEPOTS" in fait.stderr


def test_la_production_n_est_jamais_une_demonstration_ni_en_mode_debug() -> None:
    fait = charger_production(**{**PRODUCTION, "DEBUG": "1", "DEMONSTRATION": ""})

    assert fait.stdout.split() == ["__Host-session", "False", "False"]


def test_la_politique_de_contenu_n_admet_ni_code_en_ligne_ni_hote_etranger() -> None:
    politique = politique_de_contenu()

    valeurs = {str(valeur) for sources in politique.values() for valeur in sources}
    assert not {v for v in valeurs if "unsafe" in v or v.startswith("http") or v == "*"}


def test_les_tuiles_n_ouvrent_que_les_images() -> None:
    politique = politique_de_contenu("https://tuiles.exemple")

    assert [nom for nom, sources in politique.items() if "https://tuiles.exemple" in sources] == ["img-src"]


@pytest.mark.django_db
def test_une_page_porte_la_politique_stricte(client: Client) -> None:
    reponse = client.get("/compte/login/")

    politique = reponse.headers["Content-Security-Policy"]
    assert "unsafe" not in politique
    assert "frame-ancestors 'none'" in politique
    assert reponse.headers["Permissions-Policy"].startswith("camera=()")


@pytest.mark.parametrize(
    ("chemin", "relachee"),
    [(f"{PREFIXE_EDITION}pages/", True), (f"{PREFIXE_EDITION[:-1]}s/", False), ("/carte/", False)],
)
def test_seule_l_edition_a_une_politique_relachee(chemin: str, relachee: bool) -> None:
    reponse = PolitiqueDesEditeurs(lambda _requete: HttpResponse())(RequestFactory().get(chemin))

    assert hasattr(reponse, "_csp_replace") is relachee


@pytest.mark.parametrize(
    "texte", ["jeanne.martin@exemple.fr", "1 85 05 78 006 084 36", "185057800608436", "/lien/?jeton=abc123secret"]
)
def test_un_journal_masque_ce_qui_designe_une_personne(texte: str) -> None:
    ecrit = masquer(f"échec pour {texte} hier")

    assert not any(morceau in ecrit for morceau in ("jeanne", "185057800608436", "006 084", "abc123secret"))
    assert ecrit.startswith("échec pour")
    assert ecrit.endswith("hier")


@pytest.mark.parametrize("texte", ["SIRET 73282932000074", "4 974,00 h", "2026-11-23 22:05:16", "marché 2024S12"])
def test_un_journal_garde_les_nombres_ordinaires(texte: str) -> None:
    assert masquer(texte) == texte


def test_une_trace_d_erreur_est_masquee_aussi() -> None:
    try:
        raise ValueError("jeanne.martin@exemple.fr")
    except ValueError:
        ligne = logging.LogRecord("x", logging.ERROR, __file__, 1, "pour %s", ("a@b.fr",), sys.exc_info())
    SansDonneesPersonnelles().filter(ligne)

    ecrit = LigneSansDonneesPersonnelles().format(ligne)

    assert "@" not in ecrit
    assert "ValueError" in ecrit
