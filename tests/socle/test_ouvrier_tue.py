"""A real worker process, killed with -9 in the middle of a task: the task is taken back and done once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

RACINE = Path(__file__).resolve().parent.parent.parent
MISE_EN_FILE = """
import django; django.setup()
from socle.file_attente import mettre_en_file
print(mettre_en_file("tests.socle.taches_essai.{fonction}", {dossier!r}, cle="k"))
"""
ETAT = """
import django; django.setup()
from django_tasks_db.models import DBTaskResult
from socle.models import BailTache
bail = BailTache.objects.get()
print(DBTaskResult.objects.get().status, bail.tentatives, bail.fait_le is not None)
"""


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """Address of a database of its own: a SQLite file, or a new PostgreSQL database on the server of the lane."""
    lane = os.environ.get("TEST_DATABASE_URL", "")
    if not lane.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'file.sqlite3'}"
        return
    import psycopg

    from config.environnement import base_de_donnees

    b = base_de_donnees(lane, Path("-"))
    nom = f"ouvrier_essai_{os.getpid()}_{time.monotonic_ns() % 10**6}"
    acces = {"host": b["HOST"], "port": b["PORT"] or None, "user": b["USER"] or None, "password": b["PASSWORD"] or None}
    with psycopg.connect(dbname="postgres", autocommit=True, **acces) as connexion:
        connexion.execute(f'CREATE DATABASE "{nom}"')
        yield (
            f"postgres://{quote(b['USER'], safe='')}:{quote(b['PASSWORD'], safe='')}@:{b['PORT']}/{nom}"
            f"?host={quote(b['HOST'], safe='')}"
        )
        connexion.execute(f'DROP DATABASE "{nom}" WITH (FORCE)')


@pytest.fixture
def lancer(base: str) -> Iterator[Callable[..., subprocess.Popen]]:
    """Start a Python process on that database; whatever still runs at the end is stopped."""
    env = os.environ | {
        "DATABASE_URL": base,
        "DJANGO_SETTINGS_MODULE": "tests.socle.reglages_ouvrier",
        "PYTHONPATH": str(RACINE),
    }
    vivants: list[subprocess.Popen] = []

    def _lancer(*arguments: str) -> subprocess.Popen:
        processus = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=RACINE,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        vivants.append(processus)
        return processus

    yield _lancer
    for processus in vivants:
        if processus.poll() is None:
            processus.kill()
        processus.communicate()


def finir(processus: subprocess.Popen) -> str:
    sortie, _ = processus.communicate(timeout=90)
    assert processus.returncode == 0, sortie
    return sortie.strip().splitlines()[-1] if sortie.strip() else ""


def attendre(condition: Callable[[], bool], secondes: float = 45) -> bool:
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


def lignes(fichier: Path) -> int:
    return len(fichier.read_text().splitlines()) if fichier.exists() else 0


def test_un_ouvrier_tue_ne_perd_ni_ne_double_sa_tache(lancer, tmp_path: Path) -> None:
    finir(lancer("manage.py", "migrate", "-v0"))
    assert finir(lancer("-c", MISE_EN_FILE.format(fonction="longue_la_premiere_fois", dossier=str(tmp_path)))) == "True"

    premier = lancer("manage.py", "ouvrier", "--intervalle", "0.1")
    assert attendre(lambda: lignes(tmp_path / "debuts") == 1)
    time.sleep(0.5)
    premier.send_signal(signal.SIGKILL)
    premier.wait(timeout=10)
    assert finir(lancer("-c", ETAT)).startswith("RUNNING 1 False")

    second = lancer("manage.py", "ouvrier", "--intervalle", "0.1")
    assert attendre(lambda: lignes(tmp_path / "fins") == 1)
    assert attendre(lambda: finir(lancer("-c", ETAT)) == "SUCCESSFUL 2 True")
    assert lignes(tmp_path / "debuts") == 2

    assert (
        finir(lancer("-c", MISE_EN_FILE.format(fonction="longue_la_premiere_fois", dossier=str(tmp_path)))) == "False"
    )
    time.sleep(1)
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=20) == 0
    assert lignes(tmp_path / "fins") == 1


def test_une_tache_plus_longue_que_son_bail_n_est_pas_reprise(lancer, tmp_path: Path) -> None:
    finir(lancer("manage.py", "migrate", "-v0"))
    finir(lancer("-c", MISE_EN_FILE.format(fonction="plus_longue_que_son_bail", dossier=str(tmp_path))))
    ouvriers = [lancer("manage.py", "ouvrier", "--intervalle", "0.1") for _ in range(2)]
    assert attendre(lambda: lignes(tmp_path / "fins") == 1)
    time.sleep(1)
    assert finir(lancer("-c", ETAT)) == "SUCCESSFUL 1 True"
    assert lignes(tmp_path / "debuts") == 1
    for ouvrier in ouvriers:
        ouvrier.send_signal(signal.SIGTERM)
        ouvrier.wait(timeout=20)
