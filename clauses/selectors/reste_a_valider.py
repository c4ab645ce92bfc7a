"""What still waits on a screen of validation: its filtered list, or one month."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from clauses.policies import lignes_a_decider
from clauses.rules.etats import EtatLigne
from clauses.selectors.validation import FiltresValidation, lignes_filtrees
from entreprises.policies import Acteur


def reste_de_la_liste(acteur: Acteur, filtres: FiltresValidation) -> int:
    """Lines that wait for the office among those of the list, whatever state it shows."""
    return lignes_filtrees(acteur, replace(filtres, etat=EtatLigne.SOUMISE.value)).count()


def reste_du_mois(acteur: Acteur, declaration: UUID) -> int:
    """Lines of one month that wait for the office."""
    return lignes_a_decider(acteur, partout=True).filter(declaration__uuid=declaration).a_valider().count()
