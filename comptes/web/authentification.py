"""The one door of passwords and sessions: allauth's, less the demonstration's accounts elsewhere than in one."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from comptes.models import Utilisateur
from comptes.policies import connexion_refusee


class AuthentificationComptes(AuthenticationBackend):
    """A refused account is answered like a wrong password; a session that it already had ends at the next page."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Utilisateur | None:
        utilisateur = super().authenticate(request, **credentials)
        return None if utilisateur is None or connexion_refusee(utilisateur) else utilisateur

    def get_user(self, user_id: int) -> Utilisateur | None:
        utilisateur = super().get_user(user_id)
        return None if utilisateur is None or connexion_refusee(utilisateur) else utilisateur
