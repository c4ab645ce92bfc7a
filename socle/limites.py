"""Throttle: so many requests per key and per minute, counted in the shared cache by fixed windows.

@publique("clauses.contester")
@limiter("contester", par_minute=5)
def contester(request): ...
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from socle.horloge import maintenant

Cle = Callable[[HttpRequest], str]


def adresse_client(request: HttpRequest) -> str:
    """The client's IP address. X-Forwarded-For counts only behind `MANDATAIRES_DE_CONFIANCE` proxies (a number)."""
    mandataires = getattr(settings, "MANDATAIRES_DE_CONFIANCE", 0)
    chaine = [p.strip() for p in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if p.strip()]
    if mandataires and len(chaine) >= mandataires:
        return chaine[-mandataires]
    return request.META.get("REMOTE_ADDR", "")


def par_personne_ou_adresse(request: HttpRequest) -> str:
    """One count per account for people who are logged in, else per IP address."""
    utilisateur = getattr(request, "user", None)
    if utilisateur is not None and utilisateur.is_authenticated:
        return f"u{utilisateur.pk}"
    return adresse_client(request)


def permis(nom: str, cle: str, *, maximum: int, fenetre: int = 60) -> bool:
    """Count one request; False when the window's maximum is passed. The cache holds a hash, never an address."""
    secret = hashlib.sha256(f"{settings.SECRET_KEY}:{cle}".encode()).hexdigest()[:24]
    case = f"limite:{nom}:{secret}:{int(maintenant().timestamp()) // fenetre}"
    cache.add(case, 0, timeout=fenetre * 2)
    try:
        return cache.incr(case) <= maximum
    except ValueError:  # evicted between the two calls
        return True


def limiter(
    nom: str,
    *,
    par_minute: int | None = None,
    par_heure: int | None = None,
    methodes: tuple[str, ...] | None = None,
    cle: Cle = par_personne_ou_adresse,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Answer 429, with a page that says to wait, past so many requests; `methodes` limits it to these (default all)."""
    fenetres = [(m, s) for m, s in ((par_minute, 60), (par_heure, 3600)) if m]

    def decorer(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(vue)
        def limitee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if methodes is None or request.method in methodes:
                qui = cle(request)
                for maximum, secondes in fenetres:
                    if not permis(f"{nom}.{secondes}", qui, maximum=maximum, fenetre=secondes):
                        return trop_de_demandes(request, secondes)
            return vue(request, *args, **kwargs)

        return limitee

    return decorer


def trop_de_demandes(request: HttpRequest, secondes: int) -> HttpResponse:
    """The 429 page, with Retry-After."""
    attente = "une minute" if secondes <= 60 else "une heure"
    reponse = render(request, "429.html", {"attente": attente}, status=429)
    reponse["Retry-After"] = str(secondes)
    return reponse
