"""Where the real files are, for tests marked `donnees_reelles`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]


def fichier_reel(nom: str) -> Path:
    """A real file under `DONNEES_REELLES` (default: `../shared/data`); skips the test, saying why, where absent."""
    fichier = Path(os.environ.get("DONNEES_REELLES", RACINE.parent / "shared" / "data")) / nom
    if not fichier.exists():
        pytest.skip(f"fichier réel absent : {fichier}")
    return fichier
