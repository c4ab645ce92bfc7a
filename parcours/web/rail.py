"""Left rail of the prescriber, and what pathways add to the office's."""

from __future__ import annotations

from entreprises.policies import Acteur
from entreprises.rules import ElementRail
from parcours.policies import candidats_visibles
from parcours.selectors.demandes_publiques import nombre_en_attente


def elements(acteur: Acteur) -> list[ElementRail]:
    """A prescriber's tasks; the office has its own line for requests in the rail of engagements."""
    if not acteur.est_prescription:
        return [
            ElementRail("candidats", "Candidats", "parcours:candidats", groupe="Personnes"),
            ElementRail("candidat", "Saisir un candidat", "parcours:saisir_candidat", groupe="Personnes"),
            ElementRail("enchainements", "Fins de contrat", "parcours:enchainements", groupe="Personnes"),
            ElementRail("programmes", "Personnes par programme", "parcours:indicateurs", groupe="Personnes"),
            ElementRail(
                "demandes-du-public",
                "Demandes du public",
                "parcours:demandes_publiques",
                nombre_en_attente(acteur) or None,
                groupe="Personnes",
            ),
        ]
    nombre = candidats_visibles(acteur).count()
    return [
        ElementRail("candidats", "Mes candidats", "parcours:accueil_prescription", nombre, groupe="Parcours"),
        ElementRail("candidat", "Orienter une personne", "parcours:saisir_candidat", groupe="Parcours"),
    ]
