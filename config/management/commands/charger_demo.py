"""`manage.py charger_demo`: the demonstration's data, once; says for which day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo.bilan import bilan
from config.demo.chargement import charger, date_chargee
from config.reference.services import charger as charger_reference
from socle.erreurs import ErreurMetier
from socle.horloge import aujourdhui
from socle.presentation import jour
from socle.ramassage import ramassage_rare


class Command(BaseCommand):
    help = "Charge les données de démonstration (une fois), telles qu'au jour donné."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--au", type=date.fromisoformat, help="Jour de la démonstration, AAAA-MM-JJ (aujourd'hui)")
        parser.add_argument("--taille", choices=("complete", "essai"), default="complete")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("Cette base n'est pas une démonstration (DEMONSTRATION=1).")
        deja = date_chargee()
        if deja is not None:
            self.stdout.write(f"Données de démonstration déjà présentes, au {jour(deja)}.")
            return
        au = options["au"] or aujourdhui()
        debogage, settings.DEBUG = settings.DEBUG, False  # DEBUG keeps the text of a hundred thousand queries
        try:
            with ramassage_rare():
                charger_reference()
                monde = charger(au, taille=options["taille"], dire=self.stdout.write)
        except ErreurMetier as erreur:
            raise CommandError(str(erreur)) from erreur
        finally:
            settings.DEBUG = debogage
        for ligne in bilan(monde):
            self.stdout.write(f"  {ligne}")
        self.stdout.write(f"Données de démonstration chargées, au {jour(au)}.")
