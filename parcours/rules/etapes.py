"""Statuses of a candidate and of a referral: transition tables as plain data."""

from __future__ import annotations

from collections.abc import Mapping

from socle.erreurs import RegleViolee, TransitionInterdite
from socle.mots import MotLibelle


class StatutParcours(MotLibelle):
    """Where a person stands on the pathway."""

    ORIENTE = ("ORIENTE", "Orienté·e")
    A_CONTACTER = ("A_CONTACTER", "À contacter")
    ACCUEILLI = ("ACCUEILLI", "Accueilli·e (diagnostic)")
    EN_LEVEE_DE_FREINS = ("EN_LEVEE_DE_FREINS", "En levée de freins")
    EN_FORMATION = ("EN_FORMATION", "En formation")
    EN_IMMERSION = ("EN_IMMERSION", "En immersion")
    DISPONIBLE = ("DISPONIBLE", "Disponible")
    PROPOSE = ("PROPOSE", "Proposé·e")
    EN_ENTRETIEN = ("EN_ENTRETIEN", "En entretien")
    RETENU = ("RETENU", "Retenu·e")
    EN_POSTE = ("EN_POSTE", "En poste")
    SUIVI_EN_EMPLOI = ("SUIVI_EN_EMPLOI", "Suivi en emploi")
    SORTIE = ("SORTIE", "Sortie")
    EN_PAUSE = ("EN_PAUSE", "En pause")
    INJOIGNABLE = ("INJOIGNABLE", "Injoignable")
    ABANDON = ("ABANDON", "Abandon")
    REORIENTE = ("REORIENTE", "Réorienté·e")


class EtatMiseEnRelation(MotLibelle):
    """State of a referral."""

    PROPOSEE = ("PROPOSEE", "Proposée")
    CONTACTEE = ("CONTACTEE", "Personne contactée")
    ENTRETIEN = ("ENTRETIEN", "Entretien")
    RETENUE = ("RETENUE", "Retenue")
    REFUSEE = ("REFUSEE", "Refusée")
    RETIREE = ("RETIREE", "Retirée")
    EMBAUCHEE = ("EMBAUCHEE", "Embauchée")


_S = StatutParcours
RECHERCHE = (_S.EN_LEVEE_DE_FREINS, _S.EN_FORMATION, _S.EN_IMMERSION, _S.DISPONIBLE, _S.EN_POSTE)
COTES = (_S.SORTIE, _S.EN_PAUSE, _S.INJOIGNABLE, _S.ABANDON, _S.REORIENTE)
"""Where every running pathway may turn to."""

SUITES: Mapping[StatutParcours, tuple[StatutParcours, ...]] = {
    _S.ORIENTE: (_S.A_CONTACTER, _S.ACCUEILLI, _S.EN_POSTE, *COTES),
    _S.A_CONTACTER: (_S.ACCUEILLI, _S.EN_POSTE, *COTES),
    _S.ACCUEILLI: (*RECHERCHE, *COTES),
    _S.EN_LEVEE_DE_FREINS: (_S.EN_FORMATION, _S.EN_IMMERSION, _S.DISPONIBLE, _S.EN_POSTE, *COTES),
    _S.EN_FORMATION: (_S.EN_LEVEE_DE_FREINS, _S.EN_IMMERSION, _S.DISPONIBLE, _S.EN_POSTE, *COTES),
    _S.EN_IMMERSION: (_S.EN_LEVEE_DE_FREINS, _S.EN_FORMATION, _S.DISPONIBLE, _S.EN_POSTE, *COTES),
    _S.DISPONIBLE: (_S.EN_LEVEE_DE_FREINS, _S.EN_FORMATION, _S.EN_IMMERSION, _S.PROPOSE, _S.EN_POSTE, *COTES),
    _S.PROPOSE: (_S.EN_ENTRETIEN, _S.RETENU, _S.DISPONIBLE, *COTES),
    _S.EN_ENTRETIEN: (_S.RETENU, _S.DISPONIBLE, *COTES),
    _S.RETENU: (_S.EN_POSTE, _S.DISPONIBLE, *COTES),
    _S.EN_POSTE: (_S.SUIVI_EN_EMPLOI, _S.DISPONIBLE, *COTES),
    _S.SUIVI_EN_EMPLOI: (_S.DISPONIBLE, *COTES),
    _S.SORTIE: (_S.A_CONTACTER, _S.DISPONIBLE),
    _S.EN_PAUSE: (_S.A_CONTACTER, _S.ACCUEILLI, *RECHERCHE, _S.SORTIE, _S.INJOIGNABLE, _S.ABANDON, _S.REORIENTE),
    _S.INJOIGNABLE: (_S.A_CONTACTER, _S.ACCUEILLI, _S.DISPONIBLE, _S.EN_POSTE, _S.SORTIE, _S.ABANDON, _S.REORIENTE),
    _S.ABANDON: (_S.A_CONTACTER, _S.REORIENTE),
    _S.REORIENTE: (_S.A_CONTACTER,),
}
"""Status → the statuses that may follow (domain.md §7). A refusal by the employer goes back to DISPONIBLE."""

MOTIVES = frozenset({_S.EN_PAUSE, _S.ABANDON, _S.REORIENTE})
"""Statuses that need a note."""

RECONTACT = (_S.ORIENTE, _S.A_CONTACTER)
"""Statuses in which somebody waits for a call."""


def passer(de: str, vers: str, *, note: str = "") -> StatutParcours:
    """The status after a move. Raises TransitionInterdite outside the table, RegleViolee without the note it needs."""
    depart, arrivee = StatutParcours(de), StatutParcours(vers)
    if arrivee not in SUITES[depart]:
        raise TransitionInterdite(f"De « {depart.libelle} », on ne passe pas à « {arrivee.libelle} ».", champ="vers")
    if arrivee in MOTIVES and not note.strip():
        raise RegleViolee(f"Dites en une phrase pourquoi : « {arrivee.libelle} » demande une note.", champ="note")
    return arrivee
