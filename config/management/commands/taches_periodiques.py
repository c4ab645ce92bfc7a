"""`manage.py taches_periodiques`: run the office's periodic tasks that are due. Called by a timer, or with --boucle."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from socle import periodiques


class Command(BaseCommand):
    help = "Exécute les tâches périodiques échues ; sans danger si on la lance deux fois."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("noms", nargs="*", help="Seulement ces tâches")
        parser.add_argument("--forcer", action="store_true", help="Même si elles ne sont pas échues")
        parser.add_argument("--boucle", action="store_true", help="Recommencer chaque minute")
        parser.add_argument("--liste", action="store_true", help="Nommer les tâches et leur dernier succès")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["liste"]:
            for nom, etat in periodiques.etat().items():
                self.stdout.write(f"{nom} : dernier succès {etat['dernier_succes'] or 'jamais'}")
            return
        connues = {tache.nom for tache in periodiques.taches()}
        if inconnues := set(options["noms"]) - connues:
            raise CommandError(f"Tâche inconnue : {', '.join(sorted(inconnues))}")
        while True:
            echecs = self._passer(set(options["noms"]) or None, forcer=options["forcer"])
            if not options["boucle"]:
                break
            close_old_connections()
            time.sleep(60)
        if echecs:
            raise CommandError(f"En échec : {', '.join(echecs)}")

    def _passer(self, noms: set[str] | None, *, forcer: bool) -> list[str]:
        echecs = []
        for compte in periodiques.executer_dues(noms=noms, forcer=forcer):
            if compte.issue != "pas_due":
                self.stdout.write(f"{compte.nom} : {compte.issue} {compte.erreur}".rstrip())
            if compte.issue == "echouee":
                echecs.append(compte.nom)
        return echecs
