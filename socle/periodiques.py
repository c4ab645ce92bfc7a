"""Periodic tasks: `settings.TACHES_PERIODIQUES` names them, `manage.py taches_periodiques` runs those that are due.

    TACHES_PERIODIQUES = {
        "relances": {"fonction": "clauses.taches.relancer", "toutes_les_minutes": 60},
    }

A function takes no argument, must be idempotent, and works "up to today": a machine that slept three days does in
one run what it missed. One process runs a given task at a time: the row `PassageTache` is the lock.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string

from socle.horloge import maintenant
from socle.models import PassageTache

journal = logging.getLogger("socle.periodiques")
# A run that neither succeeded nor failed for so long was killed: its lock is void.
VERROU = timedelta(hours=2)


@dataclass(frozen=True)
class TachePeriodique:
    """A registered task: name, dotted function, period."""

    nom: str
    fonction: str
    toutes_les: timedelta


@dataclass(frozen=True)
class Compte:
    """What happened to one task in a run: "faite", "echouee", "pas_due" or "en_cours"."""

    nom: str
    issue: str
    erreur: str = ""


def taches() -> tuple[TachePeriodique, ...]:
    """The registry, in the order of the settings."""
    registre = getattr(settings, "TACHES_PERIODIQUES", {})
    return tuple(
        TachePeriodique(nom, t["fonction"], timedelta(minutes=t["toutes_les_minutes"])) for nom, t in registre.items()
    )


def executer_dues(*, noms: set[str] | None = None, forcer: bool = False) -> Iterator[Compte]:
    """Run each task that is due (every one of `noms` with `forcer`); one's failure does not stop the others."""
    for tache in taches():
        if noms is None or tache.nom in noms:
            yield executer(tache, forcer=forcer)


def executer(tache: TachePeriodique, *, forcer: bool = False) -> Compte:
    """Run one task if it is due and nobody else is running it; its run is written down either way."""
    PassageTache.objects.get_or_create(nom=tache.nom)
    debut = maintenant()
    if not forcer and not _due(tache, debut):
        return Compte(tache.nom, "pas_due")
    if not _verrouiller(tache, debut):
        return Compte(tache.nom, "en_cours")
    ligne = PassageTache.objects.filter(nom=tache.nom, dernier_debut=debut)
    try:
        import_string(tache.fonction)()
    except Exception as erreur:
        journal.exception("tâche périodique %s en échec", tache.nom)
        ligne.update(derniere_erreur=_resume(erreur))
        return Compte(tache.nom, "echouee", f"{type(erreur).__name__}")
    # The success counts from the start of the run: what happened while it ran belongs to the next one.
    ligne.update(dernier_succes=debut, derniere_erreur="")
    return Compte(tache.nom, "faite")


def _due(tache: TachePeriodique, le: datetime) -> bool:
    passage = PassageTache.objects.get(nom=tache.nom)
    if passage.dernier_succes is None:
        return True
    return le - passage.dernier_succes >= tache.toutes_les - timedelta(seconds=30)


def _verrouiller(tache: TachePeriodique, debut: datetime) -> bool:
    """Take the task by a conditional update: free when its last run ended (success or error) or is too old."""
    terminee = Q(dernier_debut__isnull=True) | Q(dernier_succes=F("dernier_debut")) | ~Q(derniere_erreur="")
    perdue = Q(dernier_debut__lte=debut - VERROU)
    with transaction.atomic():
        return bool(
            PassageTache.objects.filter(terminee | perdue, nom=tache.nom).update(
                dernier_debut=debut, derniere_erreur=""
            )
        )


def _resume(erreur: Exception) -> str:
    """Where it failed, without the message: messages may quote people's data."""
    cadres = traceback.extract_tb(erreur.__traceback__)[-3:]
    lieux = " > ".join(f"{cadre.filename.rsplit('/', 1)[-1]}:{cadre.lineno} {cadre.name}" for cadre in cadres)
    return f"{type(erreur).__name__} ({lieux})"


def etat() -> dict[str, dict[str, str | bool | None]]:
    """For /sante/: each task's last success, and whether it is late (twice its period without success)."""
    passages = {p.nom: p for p in PassageTache.objects.all()}
    le = maintenant()
    resultat: dict[str, dict[str, str | bool | None]] = {}
    for tache in taches():
        passage = passages.get(tache.nom)
        succes = passage.dernier_succes if passage else None
        resultat[tache.nom] = {
            "dernier_succes": succes.isoformat(timespec="seconds") if succes else None,
            "en_erreur": bool(passage and passage.derniere_erreur),
            "en_retard": succes is None or le - succes > 2 * tache.toutes_les,
        }
    return resultat
