"""What the tools share: folders, messages, stamps, running a program quietly."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("VAR_DIR") or RACINE / "var")
VENV = RACINE / ".venv"
PYTHON = VENV / "bin" / "python"


class Echec(Exception):
    """A step cannot go on; the message is a French sentence for the terminal."""


def dire(message: str) -> None:
    """One line on the terminal, at once."""
    print(message, flush=True)


def en_ci() -> bool:
    """True under `CI=true`: nothing may be skipped."""
    return os.environ.get("CI", "").lower() in {"1", "true"}


def empreinte(chemins: Iterable[Path], *autres: str) -> str:
    """A digest of files (folders are walked) and of plain strings: the input of a step."""
    somme = hashlib.sha256()
    for chemin in chemins:
        fichiers = sorted(p for p in chemin.rglob("*") if p.is_file()) if chemin.is_dir() else [chemin]
        for fichier in fichiers:
            somme.update(f"{fichier.relative_to(chemin.parent)}\0".encode())
            somme.update(fichier.read_bytes() if fichier.is_file() else b"absent")
    for texte in autres:
        somme.update(f"\0{texte}".encode())
    return somme.hexdigest()


def est_fait(tampon: Path, valeur: str) -> bool:
    """True when a stamp file says that a step was done on this very input."""
    return tampon.is_file() and tampon.read_text(encoding="utf-8") == valeur


def marquer(tampon: Path, valeur: str) -> None:
    """Write the stamp of a step that has just been done."""
    tampon.parent.mkdir(parents=True, exist_ok=True)
    tampon.write_text(valeur, encoding="utf-8")


@contextmanager
def etape(nom: str) -> Iterator[None]:
    """Announce a step, then its time."""
    debut = time.monotonic()
    dire(f"→ {nom}")
    yield
    dire(f"  fait en {time.monotonic() - debut:.1f} s")


def executer(commande: Sequence[str | Path], *, env: Mapping[str, str] | None = None, echec: str) -> None:
    """Run a program silently in the project folder; on failure show what it wrote and raise `Echec(echec)`."""
    try:
        fait = subprocess.run(
            [str(mot) for mot in commande],
            cwd=RACINE,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as erreur:
        raise Echec(f"{echec} ({erreur})") from erreur
    if fait.returncode:
        dire(fait.stdout.rstrip())
        raise Echec(echec)


def principal(fonction: object) -> None:
    """Run a tool's main function: an `Echec` is one clear line and status 1; a SIGTERM lets every block clean up."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(fonction())  # type: ignore[operator]
    except Echec as echec:
        dire(f"✗ {echec}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
