"""Set everything up and start nothing: environment, dependencies, browser assets, database, static files.

Run with the machine's own python3 (`make setup`). Each step leaves a stamp and is skipped while its input is the same.
`--execution` leaves out what only tests and checks need.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys

from outils import actifs
from outils.commun import PYTHON, RACINE, VENV, Echec, empreinte, est_fait, etape, executer, marquer, principal

TAMPONS = VENV / "etapes"
SANS_TELECHARGEMENT = {"UV_PYTHON_DOWNLOADS": "never", "UV_PYTHON_PREFERENCE": "only-system", "UV_NO_PROGRESS": "1"}


def environnement_virtuel() -> None:
    """`.venv/` made by the machine's python3; kept when it works."""
    if PYTHON.exists():
        return
    with etape("environnement Python (.venv)"):
        if importlib.util.find_spec("ensurepip") is not None:
            executer([sys.executable, "-m", "venv", VENV], echec="Impossible de créer .venv.")
        elif importlib.util.find_spec("pip") is not None:
            # Debian keeps ensurepip apart (python3-venv), but the machine's own pip can fill the environment.
            executer([sys.executable, "-m", "venv", "--without-pip", VENV], echec="Impossible de créer .venv.")
        else:
            raise Echec(
                "Le module venv est incomplet sur cette machine : apt-get install python3-venv, puis recommencez."
            )


def uv() -> None:
    """uv, pinned and hashed, installed by pip into the environment."""
    liste = RACINE / "requirements-uv.txt"
    valeur = empreinte([liste])
    if est_fait(TAMPONS / "uv", valeur):
        return
    with etape("uv"):
        pip = (
            [PYTHON, "-m", "pip"]
            if (VENV / "bin" / "pip").exists()
            else [sys.executable, "-m", "pip", "--python", PYTHON]
        )
        executer(
            [*pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", liste],
            echec="L'installation de uv a échoué (réseau ?).",
        )
    marquer(TAMPONS / "uv", valeur)


def dependances(*, execution: bool) -> None:
    """The pinned packages, with hashes: those of the product, and those of tests and checks unless `execution`."""
    completes = empreinte([RACINE / "requirements-dev.txt"])
    if est_fait(TAMPONS / "dependances-dev", completes):
        return
    nom = "requirements.txt" if execution else "requirements-dev.txt"
    tampon = TAMPONS / ("dependances" if execution else "dependances-dev")
    valeur = empreinte([RACINE / nom])
    if est_fait(tampon, valeur):
        return
    with etape(f"dépendances ({nom})"):
        executer(
            [VENV / "bin" / "uv", "pip", "install", "--quiet", "--require-hashes", "-r", nom],
            env={"VIRTUAL_ENV": str(VENV), **SANS_TELECHARGEMENT},
            echec="L'installation des dépendances a échoué (réseau ?).",
        )
    marquer(tampon, valeur)


def donnees() -> None:
    """Database and static files, in the new environment (outils/donnees.py says what it does)."""
    executer_visible = [PYTHON, "-m", "outils.donnees"]
    with etape("base de données, données de référence, fichiers statiques"):
        executer(executer_visible, echec="La préparation de la base a échoué.")


def preparer(*, execution: bool, avec_donnees: bool = True) -> None:
    """All the steps, in order."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by the machine's own python3, whatever it is
        raise Echec(f"Python 3.11 ou plus récent est nécessaire ; python3 est en {sys.version.split()[0]}.")
    environnement_virtuel()
    uv()
    dependances(execution=execution)
    actifs.installer(avec_essais=not execution)
    if avec_donnees:
        donnees()


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--execution", action="store_true", help="sans les dépendances des tests")
    analyseur.add_argument("--sans-donnees", action="store_true", help="sans la base ni les fichiers statiques")
    options = analyseur.parse_args()
    preparer(execution=options.execution, avec_donnees=not options.sans_donnees)
    return 0


if __name__ == "__main__":
    principal(main)
