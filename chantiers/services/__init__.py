"""Writes on places; `marquer` is called by every service that changes a public fact."""

from chantiers.services.commun import marquer, marquer_tout
from chantiers.services.creation import creer_chantier, creer_operation
from chantiers.services.modification import (
    annuler_chantier,
    enregistrer_programme,
    modifier_chantier,
    modifier_operation,
    placer,
)
from chantiers.services.phases import ajouter_phase, modifier_phase, retirer_phase

__all__ = [
    "ajouter_phase",
    "annuler_chantier",
    "creer_chantier",
    "creer_operation",
    "enregistrer_programme",
    "marquer",
    "marquer_tout",
    "modifier_chantier",
    "modifier_operation",
    "modifier_phase",
    "placer",
    "retirer_phase",
]
