"""The queue: work named by dotted path, put down in the caller's transaction, done once per key.

`mettre_en_file("clauses.taches.importer", depot.pk, cle=f"import:{depot.uuid}")` writes the task with the
caller's own changes: it becomes visible to workers when they are committed, and vanishes with them on rollback.
(On a backend that runs at once, it runs after commit.) Arguments are plain JSON: keys, never people's data.

django-tasks-db claims only READY rows, so a task whose worker was killed would stay RUNNING for ever. Each running
task therefore holds a lease (`BailTache`) that its worker refreshes; `reprendre_abandonnees` puts back the tasks
whose lease has expired, at worker start and each minute. A task may thus run twice: what it does must be
idempotent. A key that is done is never run again.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus, task, task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from socle.horloge import maintenant
from socle.models import BailTache

journal = logging.getLogger("socle.file_attente")
FILE = "default"


def duree_bail() -> timedelta:
    """How long a lease lives without a heartbeat (setting FILE_DUREE_BAIL, seconds)."""
    return timedelta(seconds=getattr(settings, "FILE_DUREE_BAIL", 120))


def tentatives_max() -> int:
    """Attempts before a task is given up (setting FILE_TENTATIVES_MAX)."""
    return getattr(settings, "FILE_TENTATIVES_MAX", 5)


def delai_reessai(tentatives: int) -> timedelta:
    """Wait before the next attempt of a failed task: 30 s, 2 min, 8 min… (setting FILE_REESSAI_SECONDES)."""
    return timedelta(seconds=getattr(settings, "FILE_REESSAI_SECONDES", 30) * 4 ** max(0, tentatives - 1))


def mettre_en_file(nom_pointe: str, *arguments: Any, cle: str | None = None, **nommes: Any) -> bool:
    """Queue a function; False when a task of this key is already waiting, running or done.

    Without `cle` the task is never compared with another. The key of a task given up may be queued again.
    Raises TypeError when an argument isn't JSON.
    """
    cle = cle or f"{nom_pointe}:{uuid.uuid4()}"
    with transaction.atomic():
        bail, nouveau = BailTache.objects.get_or_create(
            cle=cle[:200], defaults={"nom": nom_pointe, "cree_le": maintenant()}
        )
        if not nouveau:
            bail = BailTache.objects.select_for_update().get(pk=bail.pk)
            if bail.fait_le is not None or _en_vie(bail):
                return False
            BailTache.objects.filter(pk=bail.pk).update(tentatives=0, battement_le=None, nom=nom_pointe)
        if _en_base():
            _deposer(bail.pk, nom_pointe, arguments, nommes)
        else:
            transaction.on_commit(lambda: _deposer(bail.pk, nom_pointe, arguments, nommes))
    return True


def _deposer(bail: int, nom: str, arguments: tuple[Any, ...], nommes: dict[str, Any]) -> None:
    resultat = executer.enqueue(bail, nom, list(arguments), nommes)
    if _en_base():
        BailTache.objects.filter(pk=bail).update(tache=resultat.id)


def _en_base() -> bool:
    return isinstance(task_backends[executer.backend], DatabaseBackend)


def _en_vie(bail: BailTache) -> bool:
    return (
        bail.tache is not None
        and DBTaskResult.objects.filter(pk=bail.tache)
        .filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
        .exists()
    )


@task()
def executer(bail: int, nom: str, arguments: list[Any], nommes: dict[str, Any]) -> None:
    """The one task of the project: calls the named function unless its key is done, then marks the key done.

    Once done, the arguments are forgotten (they may hold an address or a message).
    """
    if not BailTache.objects.filter(pk=bail, fait_le__isnull=True).exists():
        return
    import_string(nom)(*arguments, **nommes)
    BailTache.objects.filter(pk=bail, fait_le__isnull=True).update(fait_le=maintenant())
    if (tache := BailTache.objects.values_list("tache", flat=True).get(pk=bail)) is not None:
        DBTaskResult.objects.filter(pk=tache).update(args_kwargs={"args": [bail, nom, [], {}], "kwargs": {}})


# --- leases: what the worker does --------------------------------------------------------------


def prendre_bail(tache: uuid.UUID, nom: str) -> int:
    """Start the lease of a claimed task; gives the attempt's number (1 for the first).

    Tasks put down by libraries (without our keys) get a lease too.
    """
    with transaction.atomic():
        bail, _ = BailTache.objects.get_or_create(
            tache=tache, defaults={"cle": f"tache:{tache}", "nom": nom[:200], "cree_le": maintenant()}
        )
        BailTache.objects.filter(pk=bail.pk).update(tentatives=F("tentatives") + 1, battement_le=maintenant())
        return BailTache.objects.values_list("tentatives", flat=True).get(pk=bail.pk)


def battre(tache: uuid.UUID, tentative: int) -> bool:
    """Refresh a lease; False when the task was taken over meanwhile (another attempt has begun)."""
    return bool(BailTache.objects.filter(tache=tache, tentatives=tentative).update(battement_le=maintenant()))


def reessayer_echec(tache: uuid.UUID, tentative: int) -> bool:
    """Put a task that has just failed back in the queue, later; False when its attempts are used up.

    Also False when another attempt has begun meanwhile: that one decides.
    """
    if tentative >= tentatives_max() or not battre(tache, tentative):
        return False
    return bool(
        DBTaskResult.objects.filter(pk=tache, status=TaskResultStatus.FAILED).update(
            status=TaskResultStatus.READY, run_after=maintenant() + delai_reessai(tentative), finished_at=None
        )
    )


def reprendre_abandonnees() -> int:
    """Put back the RUNNING tasks whose lease has expired; gives how many. Given up after the last attempt.

    The update is conditional on the heartbeat that was read: a lease refreshed meanwhile is left alone.
    """
    limite = maintenant() - duree_bail()
    reprises = 0
    for identifiant, debut in DBTaskResult.objects.running().values_list("pk", "started_at"):
        bail = BailTache.objects.filter(tache=identifiant).first()
        dernier = max(filter(None, [bail.battement_le if bail else None, debut]), default=None)
        if dernier is None or dernier <= limite:
            reprises += _reprendre(identifiant, bail, limite)
    return reprises


def _reprendre(tache: uuid.UUID, bail: BailTache | None, limite: datetime) -> int:
    epuise = bail is not None and bail.tentatives >= tentatives_max()
    with transaction.atomic():
        en_cours = DBTaskResult.objects.select_for_update().filter(
            pk=tache, status=TaskResultStatus.RUNNING, started_at__lte=limite
        )
        if bail is not None:
            libre = BailTache.objects.filter(pk=bail.pk, battement_le=bail.battement_le)
            # Touching the lease makes a late heartbeat of the lost worker visible (its row count becomes 0).
            if not libre.update(battement_le=None):
                return 0
        if epuise:
            fait = en_cours.update(
                status=TaskResultStatus.FAILED,
                finished_at=maintenant(),
                exception_class_path="socle.file_attente.Abandonnee",
                traceback="Le processus s'est arrêté à chaque tentative.",
            )
        else:
            fait = en_cours.update(status=TaskResultStatus.READY)
    if fait:
        journal.warning("tâche %s %s", tache, "abandonnée" if epuise else "remise en file")
    return fait


def profondeur() -> dict[str, int]:
    """How many tasks wait, run and have been given up: the state shown by /sante/."""
    return {
        "en_attente": DBTaskResult.objects.filter(status=TaskResultStatus.READY).count(),
        "en_cours": DBTaskResult.objects.running().count(),
        "en_echec": DBTaskResult.objects.failed().count(),
    }


def purger(jours: int = 14) -> int:
    """Forget keys done for so long, and the finished tasks of that age (a periodic task)."""
    limite = maintenant() - timedelta(days=jours)
    supprimees, _ = DBTaskResult.objects.finished().filter(finished_at__lt=limite).delete()
    BailTache.objects.filter(fait_le__lt=limite).delete()
    return supprimees
