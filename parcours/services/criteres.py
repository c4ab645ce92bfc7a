"""Criteria of eligibility: rows of a référentiel that the administration edits; past decisions keep theirs."""

from __future__ import annotations

from django.db import transaction

from clauses.policies import Action, exiger
from entreprises.policies import Acteur
from parcours.models import Critere, CumulCriteres


@transaction.atomic
def enregistrer_critere(*, acteur: Acteur, critere: Critere) -> Critere:
    """Write a criterion as the administration typed it. One that was used is made inactive, never deleted."""
    exiger(acteur, Action.REGLER)
    critere.save()
    return critere


@transaction.atomic
def enregistrer_cumul(*, acteur: Acteur, cumul: CumulCriteres) -> CumulCriteres:
    """Write how many criteria of level 2 a référentiel asks of an employer; past decisions are not judged again."""
    exiger(acteur, Action.REGLER)
    cumul.save()
    return cumul


@transaction.atomic
def supprimer_cumul(*, acteur: Acteur, cumul: CumulCriteres) -> None:
    """Without a row, criteria of level 2 do not add up for this employer (or the number of the others holds)."""
    exiger(acteur, Action.REGLER)
    cumul.delete()
