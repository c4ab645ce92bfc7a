"""Who may write on places. What one may read comes from the lots: see `clauses.policies`."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from chantiers.models import Chantier, Operation
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION, Role
from socle.erreurs import DroitRefuse


class Action(StrEnum):
    """Every act on places."""

    CREER_OPERATION = "creer_operation"
    CREER_CHANTIER = "creer_chantier"
    MODIFIER_CHANTIER = "modifier_chantier"
    MODIFIER_OPERATION = "modifier_operation"
    REGLER_PROGRAMME = "regler_programme"


def peut(acteur: Acteur, action: Action, obj: Any = None) -> bool:
    """The offices, and the contracting body on its own operations; programmes are the administration's."""
    if Action(action) == Action.REGLER_PROGRAMME:
        return acteur.systeme or acteur.a_un_espace(Role.ADMINISTRATION)
    if acteur.systeme or acteur.a_un_espace(*ROLES_FACILITATION, Role.ADMINISTRATION):
        return True
    siens = acteur.organisations(Role.MAITRE_OUVRAGE)
    if action == Action.CREER_OPERATION:
        return bool(siens)
    operation = obj.operation if isinstance(obj, Chantier) else obj
    return isinstance(operation, Operation) and operation.maitre_ouvrage_id in siens


def exiger(acteur: Acteur, action: Action, obj: Any = None) -> None:
    """Raise DroitRefuse unless `peut`."""
    if not peut(acteur, action, obj):
        raise DroitRefuse("Vous n'avez pas le droit de modifier ce chantier.")
