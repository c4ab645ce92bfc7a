"""Who may open a session at all."""

from __future__ import annotations

from django.conf import settings

from comptes.models import Utilisateur

DOMAINE_DEMONSTRATION = "demo.invalid"


def connexion_refusee(utilisateur: Utilisateur) -> bool:
    """The demonstration's accounts, whose password is public, open nothing where DEMONSTRATION is off."""
    return not settings.DEMONSTRATION and utilisateur.email.endswith(f"@{DOMAINE_DEMONSTRATION}")
