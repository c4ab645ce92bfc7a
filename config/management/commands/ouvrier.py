"""`manage.py ouvrier`: the background worker. Run as many as wanted; killing one loses nothing."""

from __future__ import annotations

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.crypto import get_random_string

from socle.ouvrier import Ouvrier


class Command(BaseCommand):
    help = "Exécute les tâches de la file d'attente."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--lot", action="store_true", help="Vider la file, puis s'arrêter")
        parser.add_argument(
            "--intervalle", type=float, default=1.0, help="Secondes entre deux regards sur une file vide"
        )
        parser.add_argument("--taches-max", type=int, default=None, help="S'arrêter après ce nombre de tâches")

    def handle(self, *args: Any, **options: Any) -> None:
        journal = logging.getLogger("socle")
        if not journal.hasHandlers():
            journal.addHandler(logging.StreamHandler(self.stdout))
            journal.setLevel(logging.INFO)
        ouvrier = Ouvrier(
            queue_names=["*"],
            interval=options["intervalle"],
            batch=options["lot"],
            backend_name="default",
            startup_delay=False,
            max_tasks=options["taches_max"],
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        ouvrier.configure_signals()
        ouvrier.run()
