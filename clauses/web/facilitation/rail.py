"""Left rail of the office: one line per task, with its counter."""

from __future__ import annotations

from clauses.selectors.tableau import compteurs_du_rail
from entreprises.policies import Acteur
from entreprises.rules import ElementRail


def elements(acteur: Acteur) -> list[ElementRail]:
    """The tasks of the day, the files, the needs, then the firms."""
    comptes = compteurs_du_rail(acteur)
    jour, suivi = "Aujourd'hui", "Engagements"
    return [
        ElementRail("tableau", "Tableau du matin", "facilitation:accueil", groupe=jour),
        ElementRail("a_valider", "À valider", "facilitation:a_valider", comptes.a_valider, groupe=jour),
        ElementRail("demandes", "Personnes à valider", "parcours:demandes", comptes.demandes, groupe=jour),
        ElementRail("clauses", "Mes engagements", "facilitation:clauses", groupe=suivi),
        ElementRail("chantiers", "Chantiers", "lieux:chantiers", groupe=suivi),
        ElementRail("marches", "Marchés publiés", "facilitation:marches_publies", groupe=suivi),
        ElementRail("controles", "Contrôles", "facilitation:controles", groupe=suivi),
        ElementRail("besoins", "Besoins ouverts", "facilitation:besoins", comptes.besoins, groupe="Mettre en relation"),
        ElementRail(
            "inviter_entreprise", "Inviter une entreprise", "entreprises:inviter_entreprise", groupe="Entreprises"
        ),
    ]
