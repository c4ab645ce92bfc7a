"""Settings read from the environment: database addresses, booleans, the .env file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.environnement import base_de_donnees, booleen, charger_fichier, liste, origine


def test_sans_adresse_la_base_est_un_fichier_sqlite() -> None:
    base = base_de_donnees("", Path("/x/base.sqlite3"))

    assert base["ENGINE"].endswith("sqlite3")
    assert base["NAME"] == "/x/base.sqlite3"
    assert base["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.parametrize(
    ("url", "nom"),
    [("sqlite:///base.db", "base.db"), ("sqlite:////tmp/base.db", "/tmp/base.db"), ("sqlite:///:memory:", ":memory:")],
)
def test_une_adresse_sqlite(url: str, nom: str) -> None:
    assert base_de_donnees(url, "ailleurs")["NAME"] == nom


def test_une_adresse_postgresql_avec_mot_de_passe_code_et_options() -> None:
    base = base_de_donnees("postgres://moi:a%40b@serveur:5433/bne?sslmode=require", "x")

    assert (base["HOST"], base["PORT"], base["NAME"]) == ("serveur", "5433", "bne")
    assert (base["USER"], base["PASSWORD"]) == ("moi", "a@b")
    assert base["OPTIONS"] == {"sslmode": "require"}


def test_une_adresse_postgresql_par_prise_locale() -> None:
    base = base_de_donnees("postgres://moi@/bne?host=%2Fvar%2Frun%2Fpg&port=5434", "x")

    assert (base["HOST"], base["PORT"], base["OPTIONS"]) == ("/var/run/pg", "5434", {})


def test_un_port_donne_deux_fois_ne_devient_pas_une_option_inconnue() -> None:
    base = base_de_donnees("postgres://moi@serveur:5433/bne?port=5434", "x")

    assert base["PORT"] == "5433"
    assert base["OPTIONS"] == {}


def test_une_autre_base_est_refusee() -> None:
    with pytest.raises(ValueError, match="attendu"):
        base_de_donnees("mysql://x/y", "x")


@pytest.mark.parametrize(("texte", "attendu"), [("1", True), ("Oui", True), ("0", False), ("non", False), ("", True)])
def test_un_booleen(monkeypatch: pytest.MonkeyPatch, texte: str, attendu: bool) -> None:
    monkeypatch.setenv("ESSAI", texte)

    assert booleen("ESSAI", True) is attendu


def test_une_liste_oublie_les_blancs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESSAI", " a.fr, ,b.fr ")

    assert liste("ESSAI") == ["a.fr", "b.fr"]


def test_le_fichier_env_ne_remplace_pas_ce_qui_est_deja_pose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fichier = tmp_path / ".env"
    fichier.write_text("# note\nESSAI_A=fichier\nESSAI_B='deux mots'\n\nsans égal\n", encoding="utf-8")
    monkeypatch.setenv("ESSAI_A", "posée")
    monkeypatch.setenv("ESSAI_B", "à ôter")
    monkeypatch.delenv("ESSAI_B")

    charger_fichier(fichier)

    assert os.environ["ESSAI_A"] == "posée"
    assert os.environ["ESSAI_B"] == "deux mots"


@pytest.mark.parametrize(
    ("url", "attendue"),
    [("https://data.geopf.fr/wmts?x={z}", "https://data.geopf.fr"), ("", ""), ("/tuiles/{z}", "")],
)
def test_l_origine_d_une_adresse_de_tuiles(url: str, attendue: str) -> None:
    assert origine(url) == attendue
