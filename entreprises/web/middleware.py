"""Who acts in this request; second factor; an idle session ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.views.defaults import permission_denied

from entreprises.rules import ROLES_DOUBLE_FACTEUR
from entreprises.web.session import acteur
from socle.erreurs import DroitRefuse
from socle.horloge import maintenant

CLE_VUE = "vue_a"
PAS_DE_PROLONGATION = 600
"""Seconds between two writes of the session: it ends SESSION_COOKIE_AGE after the last of them."""

Suite = Callable[[HttpRequest], HttpResponse]


class EspaceMiddleware:
    """Sets `request.acteur` (read only when used) and prolongs a session in use.

    A membership or an account suspended since the last request gives nothing any more: the actor is read anew.
    A refusal raised by a service (`DroitRefuse`) is answered by the 403 page.
    """

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acteur = SimpleLazyObject(lambda: acteur(request))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> None:
        """Only on signed-in pages: a public page must not set a cookie."""
        if not getattr(vue, "login_required", True) or not request.user.is_authenticated:
            return
        instant = int(maintenant().timestamp())
        if abs(instant - request.session.get(CLE_VUE, 0)) >= PAS_DE_PROLONGATION:
            request.session[CLE_VUE] = instant

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DroitRefuse):
            return permission_denied(request, exception)
        return None


class DoubleFacteurMiddleware:
    """With MFA_OBLIGATOIRE, the roles that see other people's files reach nothing before they set a second factor."""

    LIBRES = ("account_", "mfa_")

    def __init__(self, get_response: Suite) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, vue: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.MFA_OBLIGATOIRE or not getattr(vue, "login_required", True):
            return None
        nom = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated or nom.startswith(self.LIBRES):
            return None
        concerne = request.user.is_staff or request.acteur.a_un_espace(*ROLES_DOUBLE_FACTEUR)
        if not concerne or is_mfa_enabled(request.user):
            return None
        messages.warning(
            request, "Votre rôle demande une seconde protection. Activez-la maintenant : cela prend deux minutes."
        )
        return redirect("mfa_activate_totp")
