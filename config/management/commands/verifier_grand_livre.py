"""Recompute chain, totals, shares, windows and triggers; exit 1 and name every difference."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from clauses.selectors.verification import compter, verifier


class Command(BaseCommand):
    help = "Vérifie le grand livre : chaîne, soldes, parts, fenêtres, déclencheurs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Rapport en JSON sur la sortie standard.")

    def handle(self, *args: Any, **options: Any) -> None:
        ecarts = list(verifier())
        comptes = compter()
        if options["json"]:
            rapport = {
                "conforme": not ecarts,
                "lus": comptes,
                "ecarts": [{"controle": e.controle, "objet": e.objet, "message": e.message} for e in ecarts],
            }
            self.stdout.write(json.dumps(rapport, ensure_ascii=False, indent=2))
        else:
            for ecart in ecarts:
                self.stdout.write(f"[{ecart.controle}] {ecart.objet} : {ecart.message}")
            lus = ", ".join(f"{nombre} {nom.replace('_', ' ')}" for nom, nombre in comptes.items())
            self.stdout.write(f"Lus : {lus}.")
            self.stdout.write("Grand livre conforme." if not ecarts else f"{len(ecarts)} écart(s).")
        if ecarts:
            sys.exit(1)
