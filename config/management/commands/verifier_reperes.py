"""Compare what the lines of trades copy from their candidates with the candidates; exit 1 when one differs."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from parcours.models import MetierCandidat
from parcours.selectors.reperes import lignes_differentes
from parcours.services.reperes import reparer


class Command(BaseCommand):
    help = "Vérifie que les métiers des candidats portent la position, la date et le statut de leur fiche."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reparer", action="store_true", help="recopie les lignes qui diffèrent")

    def handle(self, *args: Any, **options: Any) -> None:
        ecarts = lignes_differentes().count()
        self.stdout.write(f"Lues : {MetierCandidat.objects.count()} lignes ; {ecarts} différentes de leur fiche.")
        if ecarts and options["reparer"]:
            self.stdout.write(f"{reparer()} lignes recopiées.")
        elif ecarts:
            sys.exit(1)
