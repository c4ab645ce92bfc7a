"""Run the test lanes one after the other: SQLite, PostgreSQL, browser on both; totals on the last line.

    python -m outils.tester [--couloirs sqlite postgresql navigateur] [arguments of pytest]

A lane whose program is missing says so in one line and is skipped; under CI=true it fails instead.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from outils.commun import PYTHON, RACINE, VAR, dire, en_ci, principal
from outils.grappe import grappe_jetable, programmes

COULOIRS = ("sqlite", "postgresql", "navigateur")
NAVIGATEURS = ("chromium", "chromium-browser", "google-chrome")
PROCESSUS = os.environ.get("PYTEST_PROCESSUS") or "2"


@dataclass
class Bilan:
    """Counts of one lane, or of all."""

    reussis: int = 0
    echoues: int = 0
    ignores: int = 0

    def __add__(self, autre: Bilan) -> Bilan:
        return Bilan(self.reussis + autre.reussis, self.echoues + autre.echoues, self.ignores + autre.ignores)

    def __str__(self) -> str:
        return f"{self.reussis} passed, {self.echoues} failed, {self.ignores} skipped"


def lire_rapport(rapport: Path, code: int) -> Bilan:
    """Counts of a JUnit report; a run that ended badly without a failed test counts as one failure."""
    if not rapport.is_file():
        return Bilan(echoues=1)
    bilan = Bilan()
    for suite in ET.parse(rapport).getroot().iter("testsuite"):
        echoues = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        ignores = int(suite.get("skipped", 0))
        # A test that passes and whose teardown fails is counted once, as failed.
        bilan += Bilan(max(int(suite.get("tests", 0)) - echoues - ignores, 0), echoues, ignores)
    if code not in (0, 5) and not bilan.echoues:
        bilan.echoues = 1
    return bilan


def couloir(nom: str, mots: Sequence[str], env: Mapping[str, str]) -> Bilan:
    """One run of pytest."""
    dire(f"\n=== {nom} ===")
    rapport = VAR / "essais" / f"{nom.replace(' ', '-')}.xml"
    rapport.parent.mkdir(parents=True, exist_ok=True)
    rapport.unlink(missing_ok=True)
    debut = time.monotonic()
    fait = subprocess.run(
        [PYTHON, "-m", "pytest", "-q", f"--junitxml={rapport}", *mots],
        cwd=RACINE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", **env},
        stdin=subprocess.DEVNULL,
    )
    bilan = lire_rapport(rapport, fait.returncode)
    dire(f"=== {nom} : {bilan} en {time.monotonic() - debut:.0f} s ===")
    return bilan


def manque(nom: str, quoi: str) -> Bilan:
    """A lane that cannot run: one clear line; a failure under CI=true."""
    if en_ci():
        dire(f"✗ {nom} : {quoi}, or CI=true n'admet aucune omission.")
        return Bilan(echoues=1)
    dire(f"○ {nom} : ignoré, {quoi}.")
    return Bilan()


@contextmanager
def base_postgresql() -> Iterator[str | None]:
    """The address of a PostgreSQL to test on: the one given, a throw-away one, or None."""
    donnee = os.environ.get("TEST_DATABASE_URL", "")
    if donnee.startswith("postgres"):
        yield donnee
    elif (binaires := programmes()) is None:
        yield None
    else:
        with grappe_jetable(binaires) as url:
            yield url


def essais_navigateur(url: str | None, mots: Sequence[str]) -> Bilan:
    """The browser lane, on SQLite then on PostgreSQL."""
    chemin = os.environ.get("CHROMIUM") or next((t for n in NAVIGATEURS if (t := shutil.which(n))), None)
    if chemin is None:
        return manque("navigateur", "Chromium est absent (apt-get install chromium)")
    communs = ["-m", "navigateur", "-p", "no:xdist", *(mots or ["tests/navigateur"])]
    with tempfile.TemporaryDirectory(prefix="bne-navigateur-") as dossier:
        env = {"CHROMIUM": chemin, "TEST_DATABASE_URL": "", "TEST_SQLITE_FICHIER": f"{dossier}/base.sqlite3"}
        bilan = couloir("navigateur sqlite", communs, env)
    if url is None:
        return bilan + manque("navigateur postgresql", "PostgreSQL est absent (apt-get install postgresql)")
    return bilan + couloir("navigateur postgresql", communs, {"CHROMIUM": chemin, "TEST_DATABASE_URL": url})


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--couloirs", nargs="+", choices=COULOIRS, default=list(COULOIRS))
    options, mots = analyseur.parse_known_args()
    mots = [mot for mot in mots if mot != "--"]
    total = Bilan()
    ordinaires = ["-n", PROCESSUS, "-m", "not navigateur", *mots]
    if "sqlite" in options.couloirs:
        total += couloir("sqlite", ordinaires, {"TEST_DATABASE_URL": ""})
    if {"postgresql", "navigateur"} & set(options.couloirs):
        with base_postgresql() as url:
            if "postgresql" in options.couloirs:
                if url is None:
                    total += manque("postgresql", "PostgreSQL est absent (apt-get install postgresql)")
                else:
                    total += couloir("postgresql", ordinaires, {"TEST_DATABASE_URL": url})
            if "navigateur" in options.couloirs:
                total += essais_navigateur(url, mots)
    dire(f"\n{total}")
    return 1 if total.echoues else 0


if __name__ == "__main__":
    principal(main)
