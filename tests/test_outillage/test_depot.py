"""The two commands: targets that explain themselves, lock files without an address, a licence that is whole."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from outils.commun import RACINE

VERROUS = ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"]


def lire(nom: str) -> str:
    return (RACINE / nom).read_text(encoding="utf-8")


def test_make_sans_cible_explique_chaque_cible() -> None:
    aide = subprocess.run(["make"], cwd=RACINE, capture_output=True, text=True, check=True).stdout
    cibles = re.search(r"^\.PHONY: (.+)$", lire("Makefile"), re.MULTILINE)[1].split()

    assert set(re.findall(r"^  make ([a-z-]+) ", aide, re.MULTILINE)) == set(cibles)


@pytest.mark.parametrize("nom", VERROUS)
def test_un_verrou_porte_versions_et_empreintes_et_aucune_adresse(nom: str) -> None:
    texte = lire(nom)
    paquets = re.findall(r"^[A-Za-z0-9][^\s=]*==", texte, re.MULTILINE)

    assert paquets
    assert texte.count("--hash=sha256:") >= len(paquets)
    assert "://" not in texte


def test_le_verrou_npm_porte_des_empreintes_et_aucune_adresse_de_registre() -> None:
    verrou = json.loads(lire("package-lock.json"))
    paquets = {nom: p for nom, p in verrou["packages"].items() if nom}

    assert all("integrity" in p and "resolved" not in p for p in paquets.values())


def test_la_licence_est_entiere() -> None:
    texte = " ".join(lire("LICENSE").split())

    assert texte.startswith("GNU AFFERO GENERAL PUBLIC LICENSE Version 3, 19 November 2007")
    assert "END OF TERMS AND CONDITIONS" in texte
    assert texte.endswith("<http://www.gnu.org/licenses/>.")


def test_chaque_variable_lue_par_les_reglages_est_expliquee() -> None:
    reglages = "".join(f.read_text(encoding="utf-8") for f in sorted((RACINE / "config" / "settings").glob("*.py")))
    lues = set(re.findall(r"""(?:environ\.get\(|environ\[|booleen\(|liste\()"([A-Z_]+)\"""", reglages))
    internes = {"DJANGO_SETTINGS_MODULE", "VAR_DIR", "TEST_DATABASE_URL", "TEST_SQLITE_FICHIER"}

    expliquees = set(re.findall(r"^#?([A-Z_]+)=", lire(".env.example"), re.MULTILINE))

    assert lues - internes <= expliquees
