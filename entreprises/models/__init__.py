"""Organisations, the people who act for them, and their log."""

from entreprises.models.journal import JournalOrganisation
from entreprises.models.membres import Invitation, Membre
from entreprises.models.organisations import NomOrganisation, Organisation, SuccessionOrganisation
from entreprises.rules import EtatInvitation, EtatMembre, Nature, Role

__all__ = [
    "EtatInvitation",
    "EtatMembre",
    "Invitation",
    "JournalOrganisation",
    "Membre",
    "Nature",
    "NomOrganisation",
    "Organisation",
    "Role",
    "SuccessionOrganisation",
]
