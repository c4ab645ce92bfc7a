"""`manage.py purger`: destroy what has been kept long enough; `--simuler` says what would be."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clauses.services import conservation
from parcours.services import demandes_publiques

LIBELLES = {
    "justificatifs": "justificatifs d'éligibilité",
    "documents": "documents de travail",
    "actes": "actes et relevés de clauses",
    "imports_publics": "imports de marchés publiés",
    "depots_orphelins": "dépôts sans demande",
    "demandes_publiques": "demandes du public restées sans suite",
}


class Command(BaseCommand):
    help = "Détruit ce dont la durée de conservation est passée (réglages « conservation_… »)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--simuler", action="store_true", help="Compter sans rien détruire.")
        parser.add_argument("--json", action="store_true", help="Rapport en JSON sur la sortie standard.")

    def handle(self, *args: Any, **options: Any) -> None:
        comptes = asdict(conservation.purger(simuler=options["simuler"]))
        comptes["demandes_publiques"] = demandes_publiques.purger(simuler=options["simuler"])
        if options["json"]:
            self.stdout.write(json.dumps({"simulation": options["simuler"], **comptes}))
            return
        verbe = "à détruire" if options["simuler"] else "détruits"
        for cle, nombre in comptes.items():
            self.stdout.write(f"{LIBELLES[cle]} {verbe} : {nombre}")
