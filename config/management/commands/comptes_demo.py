"""`manage.py comptes_demo`: the demonstration's accounts and their password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.demo.comptes import annonce


class Command(BaseCommand):
    help = "Écrit les comptes de démonstration et leur mot de passe."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(annonce() if settings.DEMONSTRATION else "Aucun compte de démonstration ici.")
