"""A migrated database kept between runs: applying two hundred migrations takes half a minute, copying takes none.

The copy is kept under `var/essais/`, named after everything that the migrations depend on; a change makes a new one.
On a new machine the migrations run once per engine, and its other processes start from there. `BASE_NEUVE=1`: each runs
them itself.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from outils.commun import RACINE, VAR, empreinte
from outils.grappe import programmes

APPS = ("cms", "parcours", "clauses", "chantiers", "entreprises", "comptes", "socle")


def chemin_de_la_copie(connexion: Any) -> Path:
    """Where the copy for this engine and this state of the migrations stands."""
    sources = [RACINE / app / "migrations" for app in APPS] + [RACINE / "clauses" / "models" / "gardes.py"]
    fichiers = [f for source in sources for f in ([source] if source.is_file() else sorted(source.glob("*.py")))]
    version = "" if connexion.vendor == "sqlite" else str(connexion.pg_version)
    somme = empreinte([*fichiers, RACINE / "requirements.txt", RACINE / "config" / "settings" / "base.py"], version)
    return VAR / "essais" / f"base-{connexion.vendor}-{somme[:16]}"


def restaurer(connexion: Any, copie: Path) -> None:
    """Fill an empty database from the copy."""
    connexion.ensure_connection()
    if connexion.vendor == "sqlite":
        source = sqlite3.connect(copie)
        source.backup(connexion.connection)
        source.close()
        return
    lignes = copie.read_text(encoding="utf-8").splitlines(keepends=True)
    with connexion.cursor() as curseur:
        curseur.execute("".join(ligne for ligne in lignes if not ligne.startswith("\\")))
    connexion.close()  # the dump empties the session's search_path


def enregistrer(connexion: Any, copie: Path) -> None:
    """Keep a copy of a migrated database."""
    brouillon = copie.with_name(f"{copie.name}.{os.getpid()}")
    if connexion.vendor == "sqlite":
        cible = sqlite3.connect(brouillon)
        connexion.connection.backup(cible)
        cible.close()
    else:
        binaires = programmes()
        reglages = connexion.settings_dict
        if binaires is None or not (binaires / "pg_dump").exists():
            return
        hote = ["-h", reglages["HOST"]] if reglages["HOST"] else []
        port = ["-p", str(reglages["PORT"])] if reglages["PORT"] else []
        compte = ["-U", reglages["USER"]] if reglages["USER"] else []
        fait = subprocess.run(
            [binaires / "pg_dump", *hote, *port, *compte, "--no-owner", "--inserts", "-f", brouillon, reglages["NAME"]],
            env={**os.environ, "PGPASSWORD": reglages["PASSWORD"] or ""},
            capture_output=True,
        )
        if fait.returncode:  # for instance an older pg_dump than the server: the next run migrates again
            brouillon.unlink(missing_ok=True)
            return
    brouillon.replace(copie)
    for ancienne in copie.parent.glob(f"base-{connexion.vendor}-*"):
        if ancienne != copie:
            ancienne.unlink(missing_ok=True)


@contextmanager
def migrations_gardees() -> Iterator[None]:
    """While the block runs, `migrate` on an empty database starts from the copy, or leaves one."""
    from django.conf import settings
    from django.core.management.commands.migrate import Command
    from django.db import connections

    if os.environ.get("BASE_NEUVE"):
        yield
        return
    migrer = Command.handle

    def handle(self: Command, *mots: Any, **options: Any) -> Any:
        connexion = connections[options["database"]]
        sans_migrations = not isinstance(settings.MIGRATION_MODULES, dict)  # pytest --no-migrations
        neuve = not sans_migrations and not connexion.introspection.table_names()
        copie = chemin_de_la_copie(connexion)
        copie.parent.mkdir(parents=True, exist_ok=True)
        with copie.with_name(f"verrou-{connexion.vendor}").open("w") as verrou:
            fcntl.flock(verrou, fcntl.LOCK_EX)  # of two processes of a lane, one migrates and the other copies
            if neuve and copie.is_file():
                restaurer(connexion, copie)
            resultat = migrer(self, *mots, **options)
            if neuve and not copie.is_file() and options.get("app_label") is None:
                enregistrer(connexion, copie)
        return resultat

    Command.handle = handle
    try:
        yield
    finally:
        Command.handle = migrer
