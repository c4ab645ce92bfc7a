"""A throw-away PostgreSQL cluster on a local socket, for tests; gone when the block ends. Needs the environment."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from outils.commun import Echec

DEBIAN = Path("/usr/lib/postgresql")
# Nothing here has to survive a power cut: writes need not reach the disk.
REGLAGES = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
}


def programmes() -> Path | None:
    """The folder of initdb and postgres: in PATH, else Debian's newest version; None when absent."""
    candidats = [Path(trouve).resolve().parent for nom in ("initdb",) if (trouve := shutil.which(nom))]
    if DEBIAN.is_dir():
        versions = (d for d in DEBIAN.iterdir() if d.name.isdigit())
        candidats += [d / "bin" for d in sorted(versions, key=lambda d: int(d.name), reverse=True)]
    return next((d for d in candidats if (d / "initdb").exists() and (d / "postgres").exists()), None)


def compte_sans_privilege() -> str | None:
    """PostgreSQL refuses to run as root: the name of an account to run it as, None when we are not root."""
    if os.geteuid() != 0:
        return None
    for nom in ("postgres", "nobody"):
        try:
            pwd.getpwnam(nom)
        except KeyError:
            continue
        return nom
    raise Echec("PostgreSQL ne tourne pas sous root, et ni « postgres » ni « nobody » n'existent.")


@contextmanager
def grappe_jetable(binaires: Path) -> Iterator[str]:
    """Start a cluster and yield its address as a `postgres://` URL."""
    compte = compte_sans_privilege()
    identite = {"user": compte, "group": pwd.getpwnam(compte).pw_gid, "extra_groups": []} if compte else {}
    dossier = Path(tempfile.mkdtemp(prefix="bne-pg-"))
    if compte:
        shutil.chown(dossier, user=compte)
    serveur: subprocess.Popen[bytes] | None = None
    journal = dossier / "journal.txt"
    try:
        base = dossier / "base"
        fait = subprocess.run(
            [binaires / "initdb", "-D", base, "-U", "essais", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            cwd=dossier,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **identite,
        )
        if fait.returncode:
            raise Echec(f"initdb a échoué : {fait.stderr.strip()}")
        reglages = [mot for nom, valeur in REGLAGES.items() for mot in ("-c", f"{nom}={valeur}")]
        with journal.open("wb") as sortie:
            serveur = subprocess.Popen(
                [binaires / "postgres", "-D", base, "-k", dossier, *reglages],
                cwd=dossier,
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the tests, not the database they still use
                **identite,
            )
        attendre(serveur, dossier, journal)
        yield f"postgres://essais@/essais?host={quote(str(dossier), safe='')}"
    finally:
        if serveur is not None and serveur.poll() is None:
            serveur.send_signal(2)  # SIGINT: "fast" shutdown
            try:
                serveur.wait(20)
            except subprocess.TimeoutExpired:
                serveur.kill()
                serveur.wait()
        shutil.rmtree(dossier, ignore_errors=True)


def attendre(serveur: subprocess.Popen[bytes], dossier: Path, journal: Path, secondes: float = 30) -> None:
    """Wait until the server answers and create the database `essais` that URLs name."""
    import psycopg

    limite = time.monotonic() + secondes
    while serveur.poll() is None and time.monotonic() < limite:
        try:
            with psycopg.connect(host=str(dossier), user="essais", dbname="postgres", autocommit=True) as connexion:
                connexion.execute("CREATE DATABASE essais")
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise Echec(f"PostgreSQL n'a pas démarré : {journal.read_text(errors='replace')[-800:]}")
