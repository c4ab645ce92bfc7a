"""The one way a reference row is created: absent rows only, by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Compte:
    """What one step did: rows created, rows found and left as they were."""

    crees: int
    presents: int


def creer_absents(modele: type[models.Model], cles: tuple[str, ...], lignes: Iterable[dict[str, Any]]) -> Compte:
    """Create the rows whose key is not there yet, in one read and one write.

    For a dated series the key leaves the date out: the whole series is created, or nothing of it.
    """
    lignes = list(lignes)
    presentes = set(modele._default_manager.values_list(*cles))
    absentes = [ligne for ligne in lignes if tuple(ligne[cle] for cle in cles) not in presentes]
    modele._default_manager.bulk_create(modele(**ligne) for ligne in absentes)
    return Compte(len(absentes), len(lignes) - len(absentes))
