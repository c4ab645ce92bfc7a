"""Functions that tests put in the queue; they leave their trace in a file or a list."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

appels: list[Any] = []


def noter(*arguments: Any, **nommes: Any) -> None:
    """Remember the call."""
    appels.append((arguments, nommes))


def echouer(*arguments: Any) -> None:
    """Remember the call, then fail."""
    appels.append((arguments, {}))
    raise RuntimeError("panne d'essai")


def longue_la_premiere_fois(dossier: str) -> None:
    """First call: lasts a minute, to be killed. Later calls: done at once."""
    with Path(dossier, "debuts").open("a") as fichier:
        fichier.write("debut\n")
    if not Path(dossier, "deja").exists():
        Path(dossier, "deja").touch()
        time.sleep(60)
    with Path(dossier, "fins").open("a") as fichier:
        fichier.write("fin\n")


def plus_longue_que_son_bail(dossier: str) -> None:
    """Lasts longer than the lease: only its heartbeats keep it."""
    with Path(dossier, "debuts").open("a") as fichier:
        fichier.write("debut\n")
    time.sleep(3.5)
    with Path(dossier, "fins").open("a") as fichier:
        fichier.write("fin\n")
