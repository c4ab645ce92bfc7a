"""The active space lives in the session and is checked again at each request."""

from __future__ import annotations

from django.http import HttpRequest

from entreprises.models import Membre
from entreprises.policies import Acteur
from entreprises.selectors import acteur_de

CLE_ESPACE = "espace"


def acteur(request: HttpRequest) -> Acteur:
    """The actor of this request, from the database: one query, once per request."""
    connu = getattr(request, "_acteur", None)
    if connu is None:
        connu = acteur_de(request.user, request.session.get(CLE_ESPACE))
        request._acteur = connu
    return connu


def entrer_dans(request: HttpRequest, espace: Membre) -> None:
    """Make this space the active one; the session identifier changes with the rights."""
    request.session[CLE_ESPACE] = str(espace.uuid)
    request.session.cycle_key()
    if hasattr(request, "_acteur"):
        del request._acteur
    request.acteur = acteur(request)
