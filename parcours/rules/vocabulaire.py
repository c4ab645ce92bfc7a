"""Coded words of the pathway, with their French labels."""

from __future__ import annotations

from socle.mots import MotLibelle


class IssueDecision(MotLibelle):
    """Outcome of a decision of eligibility."""

    FAVORABLE = ("FAVORABLE", "Éligible")
    DEFAVORABLE = ("DEFAVORABLE", "Non éligible")


class IssueEnchainement(MotLibelle):
    """Why a contract that ends is followed by nothing here."""

    AILLEURS = ("AILLEURS", "A trouvé un emploi ailleurs")
    PROLONGE = ("PROLONGE", "Reste chez l'employeur, hors clause")
    FORMATION = ("FORMATION", "Entre en formation")
    NE_CHERCHE_PAS = ("NE_CHERCHE_PAS", "Ne cherche pas pour l'instant")


class SortePreuve(MotLibelle):
    """What a criterion is proved by."""

    JUSTIFICATIF = ("JUSTIFICATIF", "Un justificatif daté")
    PASS_IAE = ("PASS_IAE", "Le numéro et les dates du PASS IAE")
    QUARTIER = ("QUARTIER", "Un justificatif de domicile daté et l'adresse située dans un quartier prioritaire")


class NiveauFormation(MotLibelle):
    """Training level, national framework of 2019 (3 = CAP, 4 = bac, 5 = bac + 2)."""

    SANS = ("0", "Sans diplôme")
    N3 = ("3", "Niveau 3 (CAP, BEP)")
    N4 = ("4", "Niveau 4 (bac)")
    N5 = ("5", "Niveau 5 (bac + 2)")
    N6 = ("6", "Niveau 6 (licence)")
    N7 = ("7", "Niveau 7 et plus (master)")


class NiveauFrancais(MotLibelle):
    """Level of French (CECRL)."""

    A0 = ("A0", "Débutant")
    A1 = ("A1", "A1")
    A2 = ("A2", "A2")
    B1 = ("B1", "B1")
    B2 = ("B2", "B2 et plus")


class Frein(MotLibelle):
    """A barrier to work."""

    MOBILITE = ("MOBILITE", "Mobilité")
    GARDE = ("GARDE", "Garde d'enfants")
    LANGUE = ("LANGUE", "Langue")
    LOGEMENT = ("LOGEMENT", "Logement")
    SANTE = ("SANTE", "Santé")
    NUMERIQUE = ("NUMERIQUE", "Numérique")
    JUSTICE = ("JUSTICE", "Justice")
    BUDGET = ("BUDGET", "Budget")


class NatureEtape(MotLibelle):
    """Kind of a pathway step."""

    STATUT = ("STATUT", "Changement de statut")
    PMSMP = ("PMSMP", "Immersion (PMSMP)")
    FORMATION = ("FORMATION", "Formation")
    ACCOMPAGNEMENT = ("ACCOMPAGNEMENT", "Accompagnement")
    CONTRAT = ("CONTRAT", "Contrat de travail")
    CONTACT = ("CONTACT", "Contact")


class NatureSortie(MotLibelle):
    """Situation at exit (standard grid of the insertion sector)."""

    DURABLE = ("DURABLE", "Emploi durable")
    TRANSITION = ("TRANSITION", "Emploi de transition")
    POSITIVE = ("POSITIVE", "Sortie positive")
    AUTRE = ("AUTRE", "Autre")
    NEUTRALISE = ("NEUTRALISE", "Retrait neutralisé")
    INCONNU = ("INCONNU", "Inconnu")
