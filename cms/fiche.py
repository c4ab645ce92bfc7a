"""The page of a site in words and pictures: figures, timeline, months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chantiers.public import BornePublique, PhasePublique
from clauses.public import ChantierPublie, PointDeSerie
from socle.graphiques import colonnes
from socle.horloge import aujourdhui
from socle.presentation import jour, nombre, pourcent


def chiffres_de_la_fiche(chantier: ChantierPublie) -> list[dict[str, Any]]:
    """Objective, validated, being checked, remaining; nothing when the engagement is not published."""
    situation = chantier.situation
    if situation is None:
        return []
    part = pourcent(100 * situation.validees / situation.dues) if situation.dues > 0 else ""
    return [
        {"valeur": nombre(situation.dues, 0), "unite": "h", "libelle": "objectif d'heures"},
        {
            "valeur": nombre(situation.validees, 0),
            "unite": "h",
            "libelle": "heures réalisées (validées)",
            "note": f"{part} de l'objectif" if part else "",
            "ton": "vert",
        },
        {
            "valeur": nombre(situation.en_verification, 0),
            "unite": "h",
            "libelle": "en cours de vérification",
            "note": "déclarées, pas encore contrôlées",
        },
        {"valeur": nombre(situation.restantes, 0), "unite": "h", "libelle": "restant à réaliser"},
    ]


def frise(phases: Sequence[PhasePublique]) -> list[dict[str, Any]]:
    """Phases for `composants/chronologie.html`, each date with how sure it is; `plein`: already started."""
    return [
        {
            "quoi": phase.libelle,
            "quand": _quand(phase),
            "iso": phase.debut.jour.isoformat() if phase.debut else "",
            "plein": phase.debut is not None and phase.debut.jour <= aujourdhui(),
        }
        for phase in phases
    ]


def _quand(phase: PhasePublique) -> str:
    """ "du 3 mai 2021 (observée) au 30 juin 2027 (prévue)"."""
    if phase.debut and phase.fin:
        return f"du {_date(phase.debut)} au {_date(phase.fin)}"
    if phase.debut:
        return f"à partir du {_date(phase.debut)}"
    return f"jusqu'au {_date(phase.fin)}" if phase.fin else "dates à venir"


def _date(borne: BornePublique) -> str:
    return f"{jour(borne.jour)} ({borne.fiabilite})"


def lignes_de_serie(serie: Sequence[PointDeSerie]) -> dict[str, Any]:
    """The months in a picture and in a table; empty when there is nothing that may be shown."""
    if not serie:
        return {}
    premier, dernier = serie[0].periode.debut, serie[-1].periode.fin
    phrase = f"Heures validées par période, de {premier} à {dernier} : {nombre(serie[-1].cumul, 0)} heures en tout."
    return {"svg": colonnes(valeurs=[point.heures for point in serie], phrase=phrase), "lignes": serie}
