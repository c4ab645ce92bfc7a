"""The demonstration's accounts: one per role, one password; they open no door outside a demonstration."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from comptes.policies import DOMAINE_DEMONSTRATION as DOMAINE

MOT_DE_PASSE = "chantier-solidaire-93"


@dataclass(frozen=True)
class CompteDemo:
    """An account announced on the terminal: local part of its address, who it is."""

    nom: str
    role: str

    @property
    def email(self) -> str:
        return f"{self.nom}@{DOMAINE}"


COMPTES = (
    CompteDemo("entreprise", "référent d'une entreprise de maçonnerie, trois lots"),
    CompteDemo("insertion", "référent d'une structure d'insertion qui met des salariés à disposition"),
    CompteDemo("facilitation", "facilitatrice des clauses sociales du Département"),
    CompteDemo("responsable", "responsable de l'équipe de facilitation, deux rôles"),
    CompteDemo("maitrise-ouvrage", "Société des grands projets"),
    CompteDemo("collectivite", "lecture du territoire de Plaine Commune"),
    CompteDemo("prescription", "mission locale qui oriente des candidats"),
    CompteDemo("redaction", "rédaction du site public"),
    CompteDemo("auditeur", "lecture de tous les engagements"),
    CompteDemo("administration", "administration de la plateforme"),
)


def mot_de_passe() -> str:
    """The common password: setting DEMO_MOT_DE_PASSE, else the one of this file."""
    return getattr(settings, "DEMO_MOT_DE_PASSE", "") or MOT_DE_PASSE


def annonce() -> str:
    """What `make run` prints: each address with its role, then the password."""
    largeur = max(len(compte.email) for compte in COMPTES)
    lignes = [f"  {compte.email:<{largeur}}  {compte.role}" for compte in COMPTES]
    return "\n".join(["Comptes de démonstration :", *lignes, f"  mot de passe commun : {mot_de_passe()}"])
