"""States that change by acts: lines of hours, clauses, requests, needs; and the derived state of a month.

States live on lines; the state of a month is never stored, it is read from its lines (`etat_du_mois`).
The transition tables are at the end, as plain data; the state of an engagement is in `heures.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from socle.mots import MotLibelle
from socle.transitions import TableEtats


class Lecteur(StrEnum):
    """Who reads a label."""

    ENTREPRISE = "ENTREPRISE"
    FACILITATION = "FACILITATION"
    PUBLIC = "PUBLIC"


class EtatLigne(MotLibelle):
    """State of one line of hours (one work contract, one site, one month)."""

    BROUILLON = ("BROUILLON", "Brouillon")
    SOUMISE = ("SOUMISE", "Soumise")
    RENVOYEE = ("RENVOYEE", "Renvoyée pour correction")
    VALIDEE = ("VALIDEE", "Validée")
    PARTIELLE = ("PARTIELLE", "Validée en partie")
    REFUSEE = ("REFUSEE", "Refusée")

    @property
    def decidee(self) -> bool:
        """Whether the facilitator has decided this line."""
        return self in LIGNES_DECIDEES

    @property
    def comptee(self) -> bool:
        """Whether hours of this line stand in the ledger."""
        return self in LIGNES_COMPTEES

    @property
    def modifiable(self) -> bool:
        """Whether the contractor may still type in it."""
        return self in LIGNES_MODIFIABLES


LIGNES_COMPTEES = frozenset({EtatLigne.VALIDEE, EtatLigne.PARTIELLE})
LIGNES_DECIDEES = LIGNES_COMPTEES | {EtatLigne.REFUSEE}
LIGNES_MODIFIABLES = frozenset({EtatLigne.BROUILLON, EtatLigne.RENVOYEE})
LIGNES_EN_VERIFICATION = frozenset({EtatLigne.SOUMISE})


class ActeLigne(MotLibelle):
    """What may be done to a line of hours."""

    CORRIGER = ("corriger", "Corriger la ligne")
    SOUMETTRE = ("soumettre", "Soumettre")
    RETIRER = ("retirer", "Reprendre en brouillon")
    VALIDER = ("valider", "Valider")
    VALIDER_PARTIELLEMENT = ("valider_partiellement", "Valider en partie")
    RENVOYER = ("renvoyer", "Renvoyer pour correction")
    REFUSER = ("refuser", "Refuser")
    ANNULER_VALIDATION = ("annuler_validation", "Annuler la validation")
    ANNULER_REFUS = ("annuler_refus", "Revenir sur le refus")


ACTES_MOTIVES = frozenset(
    {
        ActeLigne.VALIDER_PARTIELLEMENT,
        ActeLigne.RENVOYER,
        ActeLigne.REFUSER,
        ActeLigne.ANNULER_VALIDATION,
        ActeLigne.ANNULER_REFUS,
    }
)
ACTES_AU_GRAND_LIVRE = frozenset({ActeLigne.VALIDER, ActeLigne.VALIDER_PARTIELLEMENT, ActeLigne.ANNULER_VALIDATION})
ACTES_DE_L_OFFICE = ACTES_MOTIVES | {ActeLigne.VALIDER}
ACTES_DE_L_ENTREPRISE = frozenset({ActeLigne.CORRIGER, ActeLigne.SOUMETTRE, ActeLigne.RETIRER})

_LIBELLES_LIGNE: dict[Lecteur, dict[EtatLigne, str]] = {
    Lecteur.ENTREPRISE: {
        EtatLigne.BROUILLON: "Brouillon, à soumettre",
        EtatLigne.SOUMISE: "Envoyée, en cours de vérification",
        EtatLigne.RENVOYEE: "À corriger",
        EtatLigne.VALIDEE: "Validée",
        EtatLigne.PARTIELLE: "Validée en partie",
        EtatLigne.REFUSEE: "Refusée",
    },
    Lecteur.FACILITATION: {
        EtatLigne.BROUILLON: "Brouillon de l'entreprise",
        EtatLigne.SOUMISE: "À valider",
        EtatLigne.RENVOYEE: "Renvoyée, en attente de l'entreprise",
        EtatLigne.VALIDEE: "Validée",
        EtatLigne.PARTIELLE: "Validée en partie",
        EtatLigne.REFUSEE: "Refusée",
    },
    Lecteur.PUBLIC: {
        EtatLigne.BROUILLON: "",
        EtatLigne.SOUMISE: "En cours de vérification",
        EtatLigne.RENVOYEE: "",
        EtatLigne.VALIDEE: "Réalisée",
        EtatLigne.PARTIELLE: "Réalisée",
        EtatLigne.REFUSEE: "",
    },
}


def libelle_ligne(etat: EtatLigne, lecteur: Lecteur) -> str:
    """The word for a line's state, as this reader understands it (empty: not shown to this reader)."""
    return _LIBELLES_LIGNE[lecteur][EtatLigne(etat)]


class EtatMois(MotLibelle):
    """Derived state of a company's month on a lot; silence is "non déclaré", never zero."""

    NON_DECLARE = ("NON_DECLARE", "Non déclaré")
    EN_RETARD = ("EN_RETARD", "Non déclaré, en retard")
    BROUILLON = ("BROUILLON", "Brouillon")
    SOUMIS = ("SOUMIS", "Soumis")
    RENVOYE = ("RENVOYE", "À corriger")
    EN_COURS = ("EN_COURS", "Validation en cours")
    VALIDE = ("VALIDE", "Validé")
    REFUSE = ("REFUSE", "Refusé")
    NEANT = ("NEANT", "Aucune heure (néant)")


def etat_du_mois(
    etats_lignes: Iterable[EtatLigne | str], *, neant: bool, soumise: bool, echeance: date, aujourdhui: date
) -> EtatMois:
    """The state of a month, read from its lines.

    `soumise`: the month was submitted at least once (`neant` counts only then); `echeance`: its due day,
    extended where a facilitator said so; late from the day after. First that fits: néant; nothing
    submitted (late, draft or silent); sent back; waiting for the office; refused as a whole; validated.
    """
    comptes = Counter(EtatLigne(e) for e in etats_lignes)
    que_du_brouillon = set(comptes) == {EtatLigne.BROUILLON}
    if not soumise or que_du_brouillon or not (comptes or neant):
        retiree = soumise and que_du_brouillon
        if aujourdhui > echeance and not retiree:
            return EtatMois.EN_RETARD
        return EtatMois.BROUILLON if comptes else EtatMois.NON_DECLARE
    if not comptes:
        return EtatMois.NEANT
    if comptes[EtatLigne.RENVOYEE]:
        return EtatMois.RENVOYE
    decidees = sum(comptes[e] for e in LIGNES_DECIDEES)
    if comptes[EtatLigne.SOUMISE] or comptes[EtatLigne.BROUILLON]:
        return EtatMois.EN_COURS if decidees else EtatMois.SOUMIS
    return EtatMois.REFUSE if comptes[EtatLigne.REFUSEE] == decidees else EtatMois.VALIDE


class EtatClause(MotLibelle):
    """State of a clause as a file: nothing to do with the state of its engagement."""

    BROUILLON = ("BROUILLON", "En préparation")
    ACTIVE = ("ACTIVE", "Active")
    CLOSE = ("CLOSE", "Close")
    ANNULEE = ("ANNULEE", "Annulée (saisie par erreur)")


class ActeClause(MotLibelle):
    """What may be done to a clause."""

    ACTIVER = ("activer", "Activer")
    CLORE = ("clore", "Clore")
    ROUVRIR = ("rouvrir", "Rouvrir")
    ANNULER = ("annuler", "Annuler (saisie par erreur)")


ACTES_CLAUSE_MOTIVES = frozenset({ActeClause.CLORE, ActeClause.ROUVRIR, ActeClause.ANNULER})


def manques_pour_activer(
    *, perimetre: str, facilitateur: bool, referentiel: bool, volume: bool, progressif: bool = False
) -> list[str]:
    """What the contract must state before a clause is active (CCAG 2021, art. 20.1 Travaux, 16.1 others).

    Scope, facilitator, eligible publics, hour volume (or the terms of a progressive clause): the missing
    ones, in French; an empty list means ready.
    """
    manques = []
    if not perimetre.strip():
        manques.append("le périmètre de la clause")
    if not facilitateur:
        manques.append("le facilitateur désigné")
    if not referentiel:
        manques.append("les publics éligibles (référentiel)")
    if not (volume or progressif):
        manques.append("le volume d'heures")
    return manques


class EtatDemande(MotLibelle):
    """State of a demande de validation du public."""

    DEPOSEE = ("DEPOSEE", "Déposée, en attente de décision")
    INCOMPLETE = ("INCOMPLETE", "Incomplète")
    ACCEPTEE = ("ACCEPTEE", "Acceptée")
    REFUSEE = ("REFUSEE", "Refusée")


class ActeDemande(MotLibelle):
    """What may be done to a request."""

    DEMANDER_COMPLEMENT = ("demander_complement", "Demander un complément")
    COMPLETER = ("completer", "Compléter")
    ACCEPTER = ("accepter", "Accepter")
    REFUSER = ("refuser", "Refuser")
    REPRENDRE = ("reprendre", "Revenir sur la décision")


class EtatBesoin(MotLibelle):
    """State of a need (posts that a site looks for)."""

    OUVERT = ("OUVERT", "Ouvert")
    POURVU = ("POURVU", "Pourvu")
    ANNULE = ("ANNULE", "Annulé")


class ActeBesoin(MotLibelle):
    """What may be done to a need."""

    POURVOIR = ("pourvoir", "Marquer pourvu")
    ROUVRIR = ("rouvrir", "Rouvrir")
    ANNULER = ("annuler", "Annuler")


TABLE_LIGNE: TableEtats[EtatLigne, ActeLigne] = TableEtats(
    {
        (EtatLigne.BROUILLON, ActeLigne.CORRIGER): EtatLigne.BROUILLON,
        (EtatLigne.BROUILLON, ActeLigne.SOUMETTRE): EtatLigne.SOUMISE,
        (EtatLigne.SOUMISE, ActeLigne.RETIRER): EtatLigne.BROUILLON,
        (EtatLigne.SOUMISE, ActeLigne.VALIDER): EtatLigne.VALIDEE,
        (EtatLigne.SOUMISE, ActeLigne.VALIDER_PARTIELLEMENT): EtatLigne.PARTIELLE,
        (EtatLigne.SOUMISE, ActeLigne.RENVOYER): EtatLigne.RENVOYEE,
        (EtatLigne.SOUMISE, ActeLigne.REFUSER): EtatLigne.REFUSEE,
        (EtatLigne.RENVOYEE, ActeLigne.CORRIGER): EtatLigne.RENVOYEE,
        (EtatLigne.RENVOYEE, ActeLigne.SOUMETTRE): EtatLigne.SOUMISE,
        (EtatLigne.VALIDEE, ActeLigne.ANNULER_VALIDATION): EtatLigne.SOUMISE,
        (EtatLigne.PARTIELLE, ActeLigne.ANNULER_VALIDATION): EtatLigne.SOUMISE,
        (EtatLigne.REFUSEE, ActeLigne.ANNULER_REFUS): EtatLigne.SOUMISE,
    }
)

TABLE_CLAUSE: TableEtats[EtatClause, ActeClause] = TableEtats(
    {
        (EtatClause.BROUILLON, ActeClause.ACTIVER): EtatClause.ACTIVE,
        (EtatClause.BROUILLON, ActeClause.ANNULER): EtatClause.ANNULEE,
        (EtatClause.ACTIVE, ActeClause.CLORE): EtatClause.CLOSE,
        (EtatClause.ACTIVE, ActeClause.ANNULER): EtatClause.ANNULEE,
        (EtatClause.CLOSE, ActeClause.ROUVRIR): EtatClause.ACTIVE,
    }
)

TABLE_DEMANDE: TableEtats[EtatDemande, ActeDemande] = TableEtats(
    {
        (EtatDemande.DEPOSEE, ActeDemande.DEMANDER_COMPLEMENT): EtatDemande.INCOMPLETE,
        (EtatDemande.DEPOSEE, ActeDemande.ACCEPTER): EtatDemande.ACCEPTEE,
        (EtatDemande.DEPOSEE, ActeDemande.REFUSER): EtatDemande.REFUSEE,
        (EtatDemande.INCOMPLETE, ActeDemande.COMPLETER): EtatDemande.DEPOSEE,
        (EtatDemande.INCOMPLETE, ActeDemande.ACCEPTER): EtatDemande.ACCEPTEE,
        (EtatDemande.INCOMPLETE, ActeDemande.REFUSER): EtatDemande.REFUSEE,
        (EtatDemande.ACCEPTEE, ActeDemande.REPRENDRE): EtatDemande.DEPOSEE,
        (EtatDemande.REFUSEE, ActeDemande.REPRENDRE): EtatDemande.DEPOSEE,
    }
)

TABLE_BESOIN: TableEtats[EtatBesoin, ActeBesoin] = TableEtats(
    {
        (EtatBesoin.OUVERT, ActeBesoin.POURVOIR): EtatBesoin.POURVU,
        (EtatBesoin.OUVERT, ActeBesoin.ANNULER): EtatBesoin.ANNULE,
        (EtatBesoin.POURVU, ActeBesoin.ROUVRIR): EtatBesoin.OUVERT,
        (EtatBesoin.ANNULE, ActeBesoin.ROUVRIR): EtatBesoin.OUVERT,
    }
)
