"""manage.py charger_qpv FICHIER --generation 2015|2024 [--json]"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.reference.services.quartiers import charger_quartiers
from socle.quartiers import GENERATIONS, FichierQuartiersIllisible


class Command(BaseCommand):
    help = (
        "Charge les contours des quartiers prioritaires d'une liste nationale (GeoJSON en degrés, data.gouv.fr, ANCT). "
        "Relancer le même fichier ne change rien ; un élément refusé est nommé et laisse passer les autres."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", metavar="FICHIER", type=Path)
        parser.add_argument(
            "--generation", required=True, type=int, choices=sorted(GENERATIONS), help="année de la liste nationale"
        )
        parser.add_argument("--json", action="store_true", help="écrit le bilan en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bilan = charger_quartiers(options["fichier"], options["generation"])
        except (FichierQuartiersIllisible, OSError) as erreur:
            raise CommandError(str(erreur)) from erreur
        if options["json"]:
            self.stdout.write(json.dumps(asdict(bilan), ensure_ascii=False, indent=2))
            return
        for nombre, mot in ((bilan.crees, "créés"), (bilan.corriges, "corrigés"), (bilan.inchanges, "inchangés")):
            self.stdout.write(f"{nombre:>8} {mot}")
        self.stdout.write(f"{len(bilan.refus):>8} refusés")
        for refus in bilan.refus:
            self.stdout.write(f"  élément {refus.rang} {refus.code} : {refus.phrase}".replace("  :", " :"))
