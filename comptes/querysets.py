"""The manager of user accounts: e-mail addresses always lower-case."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models


def normaliser_courriel(courriel: str) -> str:
    """The one stored form of an e-mail address: trimmed and lower-case."""
    return (courriel or "").strip().lower()


class UtilisateurQuerySet(models.QuerySet):
    """Named filters on accounts."""

    def actifs(self) -> UtilisateurQuerySet:
        """May log in: neither closed nor anonymised."""
        return self.filter(is_active=True, anonymise_le__isnull=True)


class UtilisateurManager(BaseUserManager.from_queryset(UtilisateurQuerySet)):
    """Creates accounts and finds them by e-mail, whatever the case typed."""

    use_in_migrations = True

    def get_by_natural_key(self, username: str) -> Any:
        return self.get(email=normaliser_courriel(username))

    def create_user(self, email: str, password: str | None = None, **champs: Any) -> Any:
        """A new account; without a password it can only be opened by a reset link. Raises ValueError without e-mail."""
        email = normaliser_courriel(email)
        if not email:
            raise ValueError("Une adresse électronique est obligatoire.")
        utilisateur = self.model(email=email, **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(self, email: str, password: str | None = None, **champs: Any) -> Any:
        """An account with every technical right (Django admin)."""
        champs.update(is_staff=True, is_superuser=True)
        return self.create_user(email, password, **champs)
