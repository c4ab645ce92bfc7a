"""Builders of accounts."""

from __future__ import annotations

from itertools import count

from comptes import services
from comptes.models import Utilisateur

MOT_DE_PASSE = "une phrase bien longue"
_numero = count(1)


def un_utilisateur(
    *, prenom: str = "Awa", nom: str = "Diallo", email: str = "", mot_de_passe: str | None = MOT_DE_PASSE, **champs: str
) -> Utilisateur:
    """An account with a verified address (a new one each time unless given)."""
    email = email or f"personne{next(_numero)}@exemple.test"
    return services.creer(auteur=None, email=email, prenom=prenom, nom=nom, mot_de_passe=mot_de_passe, **champs)
