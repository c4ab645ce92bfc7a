"""Database, reference data, demo data and static files, in one Django process (it starts once, so it is quick).

`--demo` loads the demonstration data; `--neuve` first empties the database. Needs the virtual environment.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path

from outils.commun import RACINE, VAR, Echec, dire, empreinte, est_fait, marquer, principal

COMPTES = VAR / "comptes-demo.txt"
PID = VAR / "lancer.pid"


def demarrer_django() -> None:
    """Settings of the environment, development by default."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    sys.path.insert(0, str(RACINE))
    VAR.mkdir(parents=True, exist_ok=True)
    django.setup()


def appeler(nom: str, **options: object) -> str:
    """Run a management command; what it writes is returned."""
    from django.core.management import call_command

    sortie = io.StringIO()
    call_command(nom, stdout=sortie, **options)
    return sortie.getvalue().strip()


def existe(nom: str) -> bool:
    """True when a management command of that name is installed."""
    from django.core.management import get_commands

    return nom in get_commands()


def vider() -> None:
    """Empty the demonstration database: the SQLite file, or the `public` schema on PostgreSQL."""
    from django.conf import settings
    from django.db import connection

    if not settings.DEMONSTRATION:
        raise Echec("demo-neuve n'agit que sur une base de démonstration (DEMONSTRATION=1).")
    if serveur_en_marche():
        raise Echec("La plateforme tourne encore : arrêtez « make run » (Ctrl-C), puis recommencez.")
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("DROP SCHEMA public CASCADE")
            curseur.execute("CREATE SCHEMA public")
    else:
        connection.close()
        for suffixe in ("", "-wal", "-shm"):
            Path(f"{settings.DATABASES['default']['NAME']}{suffixe}").unlink(missing_ok=True)
    connection.close()


def serveur_en_marche() -> bool:
    """True when the process written down by outils/lancer.py is alive."""
    try:
        os.kill(int(PID.read_text()), 0)
    except (OSError, ValueError):
        return False
    return True


def statiques() -> None:
    """Collect static files when their sources changed; nothing while DEBUG reads them where they are written."""
    from django.conf import settings

    valeur = empreinte([RACINE / "static_src", VAR / "vendor", RACINE / "requirements.txt"])
    tampon = Path(settings.STATIC_ROOT) / ".fait"
    if not est_fait(tampon, valeur):
        appeler("collectstatic", interactive=False, clear=True, verbosity=0)
        marquer(tampon, valeur)


def preparer(*, demo: bool) -> None:
    """Migrate, load what is missing, collect."""
    from django.conf import settings

    from socle.ramassage import ramassage_rare

    with ramassage_rare():
        appeler("migrate", interactive=False, verbosity=0)
    appeler("createcachetable")
    if existe("charger_reference"):
        appeler("charger_reference")
    if demo and settings.DEMONSTRATION:
        if existe("charger_demo"):
            dire(appeler("charger_demo"))
        if existe("comptes_demo"):
            COMPTES.write_text(appeler("comptes_demo") + "\n", encoding="utf-8")
    statiques()


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--demo", action="store_true", help="charge aussi les données de démonstration")
    analyseur.add_argument("--neuve", action="store_true", help="vide d'abord la base de démonstration")
    options = analyseur.parse_args()
    os.environ["DEBUG"] = "0"  # the same static storage as the running platform
    demarrer_django()
    if options.neuve:
        vider()
    preparer(demo=options.demo)
    return 0


if __name__ == "__main__":
    principal(main)
