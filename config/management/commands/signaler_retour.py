"""manage.py signaler_retour ADRESSE [--raison TEXTE] [--leve]"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comptes import services


class Command(BaseCommand):
    help = (
        "Dit qu'un courriel est revenu de cette adresse : qui suit l'entreprise le voit à son tableau, jusqu'à ce que "
        "l'adresse change. --leve : elle reçoit de nouveau. À brancher sur la boîte des retours du serveur de courriel."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("adresse", metavar="ADRESSE")
        parser.add_argument("--raison", default="", help="ce que le serveur a répondu")
        parser.add_argument("--leve", action="store_true", help="l'adresse reçoit de nouveau")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["leve"]:
            fait = services.lever_retour(options["adresse"])
        else:
            fait = services.noter_retour(options["adresse"], options["raison"])
        if not fait:
            raise CommandError("Aucun compte actif n'est concerné.")
        self.stdout.write("C'est noté.")
