"""Criteria of eligibility: rows of a référentiel that the administration edits; past decisions keep theirs."""

from __future__ import annotations

from django.db import transaction

from clauses.policies import Action, exiger
from entreprises.policies import Acteur
from parcours.models import Critere


@transaction.atomic
def enregistrer_critere(*, acteur: Acteur, critere: Critere) -> Critere:
    """Write a criterion as the administration typed it. One that was used is made inactive, never deleted."""
    exiger(acteur, Action.REGLER)
    critere.save()
    return critere
