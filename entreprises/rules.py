"""Coded words of organisations and roles, and which role fits which organisation. Pure Python."""

from __future__ import annotations

from dataclasses import dataclass

from socle.mots import MotLibelle


class Nature(MotLibelle):
    """What an organisation is."""

    ENTREPRISE = ("ENTREPRISE", "Entreprise")
    EI = ("EI", "Entreprise d'insertion")
    ETTI = ("ETTI", "Entreprise de travail temporaire d'insertion")
    ACI = ("ACI", "Atelier et chantier d'insertion")
    AI = ("AI", "Association intermédiaire")
    EITI = ("EITI", "Entreprise d'insertion par le travail indépendant")
    GEIQ = ("GEIQ", "Groupement d'employeurs pour l'insertion et la qualification")
    EA = ("EA", "Entreprise adaptée")
    EATT = ("EATT", "Entreprise adaptée de travail temporaire")
    ESAT = ("ESAT", "Établissement ou service d'accompagnement par le travail")
    REGIE = ("REGIE", "Régie labellisée")
    ETT = ("ETT", "Entreprise de travail temporaire")
    MAITRE_OUVRAGE = ("MAITRE_OUVRAGE", "Maître d'ouvrage")
    COLLECTIVITE = ("COLLECTIVITE", "Collectivité")
    PRESCRIPTEUR = ("PRESCRIPTEUR", "Prescripteur")
    OFFICE = ("OFFICE", "Structure de facilitation")
    EDITEUR = ("EDITEUR", "Rédaction du site")
    PLATEFORME = ("PLATEFORME", "Équipe de la plateforme")


NATURES_SIAE = frozenset({Nature.EI, Nature.ETTI, Nature.ACI, Nature.AI, Nature.EITI})
"""Structures of insertion by economic activity (code du travail L5132-4)."""

NATURES_INSERTION = NATURES_SIAE | {Nature.GEIQ, Nature.EA, Nature.EATT, Nature.ESAT, Nature.REGIE}
"""Every structure whose staff may be insertion staff by nature."""

NATURES_EMPLOYEUSES = NATURES_INSERTION | {Nature.ENTREPRISE, Nature.ETT}
"""Organisations that declare hours: they work on a site or employ people who do."""

NATURES_INTERIM = frozenset({Nature.ETTI, Nature.ETT, Nature.EATT})
"""Employers that lend their staff to a user company."""


class Role(MotLibelle):
    """What a user does in an organisation; rights follow from it."""

    REFERENT = ("REFERENT", "Référent·e")
    PAIE = ("PAIE", "Paie")
    CONDUITE = ("CONDUITE", "Conduite de travaux")
    MANDATAIRE = ("MANDATAIRE", "Mandataire externe")
    FACILITATEUR = ("FACILITATEUR", "Facilitateur·rice des clauses sociales")
    RESPONSABLE = ("RESPONSABLE", "Responsable de l'équipe de facilitation")
    MAITRE_OUVRAGE = ("MAITRE_OUVRAGE", "Maître d'ouvrage")
    COLLECTIVITE = ("COLLECTIVITE", "Collectivité (lecture)")
    PRESCRIPTEUR = ("PRESCRIPTEUR", "Prescripteur·rice")
    REDACTION = ("REDACTION", "Rédaction du site public")
    AUDITEUR = ("AUDITEUR", "Auditeur·rice (lecture)")
    ADMINISTRATION = ("ADMINISTRATION", "Administration de la plateforme")


ROLES_ENTREPRISE = (Role.REFERENT, Role.PAIE, Role.CONDUITE, Role.MANDATAIRE)
"""Roles inside a firm."""

ROLES_FACILITATION = (Role.FACILITATEUR, Role.RESPONSABLE)
"""Roles inside an office that employs facilitators."""

ROLES_DOUBLE_FACTEUR = (Role.FACILITATEUR, Role.RESPONSABLE, Role.ADMINISTRATION)
"""Roles that must log in with a second factor where `MFA_OBLIGATOIRE` is on."""

_ROLES_PAR_NATURE: dict[Nature, tuple[Role, ...]] = {
    Nature.MAITRE_OUVRAGE: (Role.MAITRE_OUVRAGE,),
    Nature.COLLECTIVITE: (Role.COLLECTIVITE, Role.MAITRE_OUVRAGE),
    Nature.PRESCRIPTEUR: (Role.PRESCRIPTEUR,),
    Nature.OFFICE: (Role.RESPONSABLE, Role.FACILITATEUR, Role.PRESCRIPTEUR, Role.AUDITEUR),
    Nature.EDITEUR: (Role.REDACTION,),
    Nature.PLATEFORME: (Role.ADMINISTRATION, Role.REDACTION, Role.AUDITEUR),
}


def roles_possibles(nature: str) -> tuple[Role, ...]:
    """The roles that a member of an organisation of this nature may hold, the managing one first."""
    return _ROLES_PAR_NATURE.get(Nature(nature), ROLES_ENTREPRISE)


def role_gestionnaire(nature: str) -> Role:
    """The role that invites and removes colleagues in such an organisation (a firm: the référent)."""
    return roles_possibles(nature)[0]


class EtatMembre(MotLibelle):
    """State of a membership."""

    ACTIF = ("ACTIF", "Actif")
    SUSPENDU = ("SUSPENDU", "Suspendu")
    RETIRE = ("RETIRE", "Retiré")


class EtatInvitation(MotLibelle):
    """State of an invitation, computed from its dates."""

    EN_ATTENTE = ("EN_ATTENTE", "En attente de réponse")
    EXPIREE = ("EXPIREE", "Expirée")
    ACCEPTEE = ("ACCEPTEE", "Acceptée")
    REVOQUEE = ("REVOQUEE", "Annulée")


class ActeOrganisation(MotLibelle):
    """What the log of an organisation records."""

    CREATION = ("CREATION", "Fiche créée")
    MODIFICATION = ("MODIFICATION", "Fiche modifiée")
    SUCCESSION = ("SUCCESSION", "Succession enregistrée")
    INVITATION = ("INVITATION", "Invitation envoyée")
    RELANCE_INVITATION = ("RELANCE_INVITATION", "Invitation renvoyée")
    REVOCATION_INVITATION = ("REVOCATION_INVITATION", "Invitation annulée")
    ACCEPTATION = ("ACCEPTATION", "Invitation acceptée")
    AJOUT = ("AJOUT", "Membre ajouté")
    RETRAIT = ("RETRAIT", "Membre retiré")
    CHANGEMENT_ROLE = ("CHANGEMENT_ROLE", "Rôle changé")
    SUSPENSION = ("SUSPENSION", "Membre suspendu")
    REACTIVATION = ("REACTIVATION", "Membre rétabli")
    SANS_REFERENT = ("SANS_REFERENT", "Plus personne pour gérer l'équipe")


@dataclass(frozen=True)
class ElementRail:
    """A line of the left rail: a task, its address (URL name) and how many things wait there."""

    cle: str
    libelle: str
    adresse: str
    compte: int | None = None
    alerte: bool = False
    groupe: str = ""
    arguments: tuple[object, ...] = ()
