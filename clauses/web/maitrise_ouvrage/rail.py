"""Left rail of the contracting body."""

from __future__ import annotations

from entreprises.policies import Acteur
from entreprises.rules import ElementRail


def elements(acteur: Acteur) -> list[ElementRail]:
    """Its operations; the decisions are on each of them."""
    return [
        ElementRail("operations", "Mes opérations", "maitrise_ouvrage:accueil", groupe="Engagements"),
        ElementRail("chantiers", "Mes chantiers", "lieux:chantiers", groupe="Engagements"),
    ]


def lecteurs(acteur: Acteur) -> list[ElementRail]:
    """The local authority's or the auditor's one list."""
    if acteur.est_audit:
        return [ElementRail("engagements", "Tous les engagements", "auditeur:accueil", groupe="Audit")]
    return [ElementRail("engagements", "Notre territoire", "collectivite:accueil", groupe="Engagements")]
