"""Left rail of the administration: the map it keeps in order (the office and the contracting body have their own)."""

from __future__ import annotations

from entreprises.policies import Acteur
from entreprises.rules import ElementRail


def elements(acteur: Acteur) -> list[ElementRail]:
    """The sites."""
    return [ElementRail("chantiers", "Chantiers", "lieux:chantiers", groupe="Carte")]
