"""Statuses of a candidate and of a referral: transition tables as plain data."""

from __future__ import annotations

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
