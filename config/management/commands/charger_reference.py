"""`manage.py charger_reference`: the reference data, created where absent; safe to run again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config.reference.services import charger


class Command(BaseCommand):
    help = "Crée les données de référence absentes. Ne modifie jamais une ligne existante."

    def handle(self, *args: Any, **options: Any) -> None:
        comptes = charger()
        for nom, compte in comptes.items():
            self.stdout.write(f"{nom} : {compte.crees} créés, {compte.presents} déjà là")
        self.stdout.write(f"Données de référence : {sum(compte.crees for compte in comptes.values())} lignes créées.")
