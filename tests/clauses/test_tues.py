"""kill -9 inside imports and validations: totals exact, nothing twice, what waited is finished by the next process.

The naive control (row by row, total kept beside) is killed the same way and gets it wrong: the measure measures.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from tests.base_migree import enregistrer

RACINE = Path(__file__).resolve().parent.parent.parent
ESSAIS = 50
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """Address of a copy of the migrated database: other processes cannot see this one's."""
    if connection.vendor == "sqlite":
        enregistrer(connection, tmp_path / "base-sqlite-copie")
        yield f"sqlite:///{tmp_path / 'base-sqlite-copie'}"
        return
    import psycopg

    b = connection.settings_dict
    copie = f"{b['NAME']}_tues"
    acces = {"host": b["HOST"], "port": b["PORT"] or None, "user": b["USER"] or None, "password": b["PASSWORD"] or None}
    connection.close()
    with psycopg.connect(dbname="postgres", autocommit=True, **acces) as autre:
        autre.execute(f'DROP DATABASE IF EXISTS "{copie}" WITH (FORCE)')
        autre.execute(f'CREATE DATABASE "{copie}" TEMPLATE "{b["NAME"]}"')
        yield (
            f"postgres://{quote(b['USER'], safe='')}:{quote(b['PASSWORD'], safe='')}@:{b['PORT']}/{copie}"
            f"?host={quote(b['HOST'], safe='')}"
        )
        autre.execute(f'DROP DATABASE "{copie}" WITH (FORCE)')


@pytest.fixture
def pepiniere(base: str, tmp_path: Path) -> Callable[[str, int], dict[str, Any]]:
    """Run a scenario of `pepiniere.py` on that database; what it found."""
    dossier = tmp_path / "dossier"
    dossier.mkdir()
    env = os.environ | {
        "DATABASE_URL": base,
        "BNE_DOSSIER": str(dossier),
        "DJANGO_SETTINGS_MODULE": "tests.clauses.reglages_pepiniere",
    }

    def lancer(scenario: str, essais: int) -> dict[str, Any]:
        fait = subprocess.run(
            [sys.executable, "-m", "tests.clauses.pepiniere", scenario, str(essais)],
            cwd=RACINE, env=env, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
        assert fait.returncode == 0, fait.stdout + fait.stderr
        sys.stdout.write(f"\n{scenario} : {fait.stdout}")  # pytest -s shows how many landed
        return json.loads(fait.stdout.strip().splitlines()[-1])

    return lancer


def test_cinquante_morts_pendant_des_imports_ne_perdent_ni_ne_doublent_rien(pepiniere):
    bilan = pepiniere("imports", ESSAIS)
    assert bilan["dedans"] >= 10, bilan
    assert (bilan["lignes"], bilan["ecart"]) == (0, "0.00")
    assert bilan["ecarts_du_livre"] == []
    assert (bilan["en_cours"], bilan["non_enregistres"], bilan["fichiers_bruts"]) == (0, 0, [])


def test_cinquante_morts_pendant_des_validations_ne_perdent_ni_ne_doublent_rien(pepiniere):
    bilan = pepiniere("validations", ESSAIS)
    assert bilan["dedans"] >= 10, bilan
    assert (bilan["ecart"], bilan["en_trop"], bilan["ecarts_du_livre"]) == ("0.00", 0, [])


def test_une_dsn_interrompue_est_a_redeposer_et_ne_laisse_rien(pepiniere):
    bilan = pepiniere("dsn", 8)
    assert bilan["dedans"] >= 5, bilan
    assert (bilan["partiels"], bilan["taches"], bilan["restes"], bilan["noms"]) == (0, 0, [], 0)
    assert bilan["repris"] == 1


def test_la_facon_naive_se_trompe_sous_les_memes_coups(pepiniere):
    bilan = pepiniere("naif", 5)
    assert min(bilan["dedans"]) >= 1, bilan
    assert bilan["lignes_en_trop"] > 0
    assert bilan["ecart_du_total"] != 0
