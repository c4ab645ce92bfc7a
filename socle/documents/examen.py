"""Whether a document may be kept: what its bounded child process says of it, as French sentences."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MEGA = 1024 * 1024
MEMOIRE_MAX, SECONDES_MAX, PAGES_MAX = 768 * MEGA, 10, 200
_ENFANT = Path(__file__).with_name("enfant.py")
_REFUS = {
    "chiffre": "Ce PDF est protégé par un mot de passe : déposez-en une copie sans mot de passe.",
    "pages": f"Ce PDF a plus de {PAGES_MAX} pages : gardez celles du mois.",
    "actif": "Ce PDF contient un script, un programme ou un fichier joint : imprimez-le en PDF, puis recommencez.",
    "abime": "Ce document est abîmé : ouvrez-le, enregistrez-le de nouveau, puis recommencez.",
    "bombe": "Cette image est démesurée une fois ouverte : réduisez-la, puis recommencez.",
    "anime": "Cette image est animée : déposez une image fixe.",
    "trop_complexe": "Ce document est trop complexe à ouvrir : imprimez-le en PDF, puis recommencez.",
}


class DocumentRefuse(ValueError):
    """The document can't be kept; `message` is the French sentence, `code` the reason."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        self.message = message or _REFUS[code]
        super().__init__(self.message)


@dataclass(frozen=True)
class Examen:
    """What was seen: pages; no text at all (a scan: a number on it cannot be found)."""

    pages: int
    sans_texte: bool


def examiner(fichier: BinaryIO, *, sorte: str) -> Examen:
    """Open a document (`pdf`, `png` or `jpeg`) in its child. Raises DocumentRefuse; rewinds the file.

    A social-security number in the text of a PDF refuses it: the sentence names the page, never the number.
    """
    arguments = ["pdf" if sorte == "pdf" else "image", *map(str, (MEMOIRE_MAX, SECONDES_MAX, PAGES_MAX))]
    with tempfile.TemporaryFile() as copie:
        fichier.seek(0)
        while morceau := fichier.read(MEGA):
            copie.write(morceau)
        copie.seek(0)
        fichier.seek(0)
        try:
            fait = subprocess.run(  # noqa: S603  (our own script, our own numbers)
                [sys.executable, "-I", str(_ENFANT), *arguments],
                stdin=copie,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8"},
                timeout=SECONDES_MAX * 2,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise DocumentRefuse("trop_complexe") from None
    try:
        dit = json.loads(fait.stdout)
    except ValueError:
        raise DocumentRefuse("trop_complexe") from None
    if "refus" in dit:
        raise DocumentRefuse(dit["refus"] if dit["refus"] in _REFUS else "abime")
    if pages := dit.get("nir"):
        lieu = f"page {pages[0]}" if len(pages) == 1 else f"pages {', '.join(map(str, pages))}"
        raise DocumentRefuse(
            "nir",
            f"Un numéro de sécurité sociale se lit sur ce document ({lieu}) : déposez une attestation d'heures, ou une "
            "copie où il est masqué.",
        )
    return Examen(int(dit["pages"]), bool(dit["sans_texte"]))
