"""Guards of views: every view of the project names its policy with one of these two decorators.

    @politique("clauses.grille_du_mois", roles=ROLES_ENTREPRISE)
    def grille(request, mois): ...

    @publique("cms.donnees_ouvertes")
    def csv(request): ...

Both set `view.politique` (a `Politique`), which the test that walks all addresses reads: a view without one
fails it. For a class, decorate its `dispatch`: `@method_decorator(politique(...), name="dispatch")`.

`politique` closes the view to anonymous people (to the login page), and, when roles are given, to those who hold
none of them (403). Whoever holds one of them in another space than the active one is moved there for this request,
and told so. What the view then shows is the business of each app's policies: another organisation's object is a 404.
`request.acteur` is set by the space middleware; the guard only asks it for `a_role`, `espaces_de` and `dans`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

Vue = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Politique:
    """The declared rule of a view: its name, the roles it is for (empty: any logged-in user), or public."""

    nom: str
    roles: tuple[str, ...] = ()
    publique: bool = False

    def __str__(self) -> str:
        return self.nom


def politique(nom: str, *, roles: tuple[str, ...] = ()) -> Callable[[Vue], Vue]:
    """Mark a signed-in view and guard it by roles; see the module for what happens in each case."""
    regle = Politique(nom, tuple(str(role) for role in roles))

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            _entrer(request, regle)
            return vue(request, *args, **kwargs)

        gardee.politique = regle  # type: ignore[attr-defined]
        return gardee

    return decorer


def publique(nom: str) -> Callable[[Vue], Vue]:
    """Mark a view that anonymous people may see; the view itself decides the rest (signed link, throttle)."""
    regle = Politique(nom, publique=True)

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def ouverte(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return vue(request, *args, **kwargs)

        ouverte.politique = regle  # type: ignore[attr-defined]
        return login_not_required(ouverte)

    return decorer


def _entrer(request: HttpRequest, regle: Politique) -> None:
    """Let the active space in, else another space that fits, else PermissionDenied."""
    acteur = request.acteur  # type: ignore[attr-defined]
    if not regle.roles or acteur.a_role(*regle.roles):
        return
    autres = acteur.espaces_de(*regle.roles)
    if not autres:
        raise PermissionDenied("Cette page n'est pas ouverte à votre rôle.")
    request.acteur = acteur.dans(autres[0])  # type: ignore[attr-defined]
    request.espace_emprunte = autres[0]  # type: ignore[attr-defined]
    if not request.headers.get("HX-Request"):
        messages.info(request, f"Cette page s'ouvre dans un autre de vos espaces : {autres[0]}.")
