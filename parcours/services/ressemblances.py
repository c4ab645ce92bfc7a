"""Telling two look-alikes apart: the pair is no longer proposed."""

from __future__ import annotations

from django.db import transaction

from clauses.models import Beneficiaire
from entreprises.policies import Acteur
from parcours.models import Candidat
from parcours.policies import Action, exiger
from parcours.rules.journal import ActeCandidat
from parcours.services.journal import noter


@transaction.atomic
def ecarter(*, acteur: Acteur, candidat: Candidat, autre: Beneficiaire) -> None:
    """These are two persons: written in both logs (when both are candidates), and the task of checking ends."""
    exiger(acteur, Action.FUSIONNER, candidat)
    noter(candidat, ActeCandidat.ECARTER, acteur, str(autre.uuid))
    jumeau = Candidat.objects.filter(beneficiaire=autre).first()
    if jumeau is not None:
        noter(jumeau, ActeCandidat.ECARTER, acteur, str(candidat.beneficiaire.uuid))
