"""The worker: django-tasks-db's loop, with a lease on the running task and a watch over abandoned ones."""

from __future__ import annotations

import logging
import threading
import uuid
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from socle import file_attente

journal = logging.getLogger("socle.ouvrier")


class Ouvrier(Worker):
    """Runs queued tasks one at a time; several processes may run side by side, on several machines."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._fin = threading.Event()
        self._en_cours: tuple[uuid.UUID, int] | None = None

    def run(self) -> None:
        """Take back abandoned tasks, then loop until stopped."""
        file_attente.reprendre_abandonnees()
        veille = threading.Thread(target=self._veiller, name="veille-des-baux", daemon=True)
        veille.start()
        try:
            super().run()
        finally:
            self._fin.set()
            veille.join(timeout=5)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run one task under its lease; put it back for later when it fails with attempts left."""
        tentative = file_attente.prendre_bail(db_task_result.pk, db_task_result.task_path)
        self._en_cours = (db_task_result.pk, tentative)
        try:
            super().run_task(db_task_result)
        finally:
            self._en_cours = None
        if db_task_result.status == TaskResultStatus.FAILED:
            reessai = file_attente.reessayer_echec(db_task_result.pk, tentative)
            journal.error(
                "tâche %s en échec (%s), %s",
                db_task_result.pk,
                db_task_result.exception_class_path,
                "nouvel essai prévu" if reessai else "abandonnée",
            )

    def _veiller(self) -> None:
        """Beat for the running task; each minute, look for the abandoned ones of every worker."""
        pas = getattr(settings, "FILE_BATTEMENT", 10)
        tours_par_reprise = max(1, round(getattr(settings, "FILE_REPRISE", 60) / pas))
        tour = 0
        while not self._fin.wait(pas):
            tour += 1
            try:
                close_old_connections()
                if (en_cours := self._en_cours) is not None and not file_attente.battre(*en_cours):
                    journal.warning("le bail de la tâche %s a été perdu", en_cours[0])
                if tour % tours_par_reprise == 0:
                    file_attente.reprendre_abandonnees()
            except DatabaseError:
                # A busy or restarting database: the next beat will do.
                journal.warning("battement manqué", exc_info=True)
        connection.close()
