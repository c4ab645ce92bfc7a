"""What every public page shows around its content: menu and footer, as editors set them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.models import ReglagesSite


def menus(request: HttpRequest) -> dict[str, Any]:
    """`menu_public` and `menu_pied`: lists of {libelle, url, actif}; nothing is read until a template uses them."""
    lu: dict[str, list[dict[str, Any]]] = {}

    def lire(nom: str) -> list[dict[str, Any]]:
        if not lu:
            reglages = ReglagesSite.for_request(request)
            lu.update({champ: _liens(getattr(reglages, champ), request.path) for champ in ("menu", "pied")})
        return lu[nom]

    return {"menu_public": SimpleLazyObject(lambda: lire("menu")), "menu_pied": SimpleLazyObject(lambda: lire("pied"))}


def _liens(flux: Any, chemin: str) -> list[dict[str, Any]]:
    liens = []
    for bloc in flux or ():
        url = bloc.value.url
        if url:
            actif = url != "/" and url.startswith("/") and chemin.startswith(url.partition("?")[0])
            liens.append({"libelle": bloc.value["libelle"], "url": url, "actif": actif})
    return liens
