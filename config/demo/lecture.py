"""The demonstration's own files (config/demo/donnees)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DOSSIER = Path(__file__).parent / "donnees"


def lire(nom: str) -> dict[str, Any]:
    """One file by its name without extension: chantiers, entreprises, noms, marches_publies."""
    return json.loads((DOSSIER / f"{nom}.json").read_text(encoding="utf-8"))
