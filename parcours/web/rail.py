"""Left rail of the prescriber, and what pathways add to the office's."""

from __future__ import annotations

from entreprises.policies import Acteur
from entreprises.rules import ElementRail
from parcours.policies import candidats_visibles


def elements(acteur: Acteur) -> list[ElementRail]:
    """A prescriber's tasks; the office has its own line for requests in the rail of engagements."""
    if not acteur.est_prescription:
        return [
            ElementRail("candidats", "Candidats", "parcours:candidats", groupe="Personnes"),
            ElementRail("candidat", "Saisir un candidat", "parcours:saisir_candidat", groupe="Personnes"),
        ]
    nombre = candidats_visibles(acteur).count()
    return [
        ElementRail("candidats", "Mes candidats", "parcours:accueil_prescription", nombre, groupe="Parcours"),
        ElementRail("candidat", "Orienter une personne", "parcours:saisir_candidat", groupe="Parcours"),
    ]
