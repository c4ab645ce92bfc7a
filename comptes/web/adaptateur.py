"""How allauth behaves here: no free sign-up, homes by role, no locking-out of others."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class AdaptateurComptes(DefaultAccountAdapter):
    """Accounts are opened by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("entreprises:accueil")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("comptes:mon_compte")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("comptes:mon_compte")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures are counted per address and client: typing wrong passwords never locks the owner out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"
