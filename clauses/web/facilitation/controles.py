"""The controls, as they are in force today: the register prints itself."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clauses.policies import Action, peut
from clauses.selectors.registre_controles import registre
from entreprises.rules import ROLES_FACILITATION, Role
from socle.gardes import politique
from socle.horloge import aujourdhui


@politique("facilitation.controles", roles=(*ROLES_FACILITATION, Role.ADMINISTRATION))
@require_GET
def controles(request: HttpRequest) -> HttpResponse:
    """Code, what is seen, severity in force, known limit."""
    jour = aujourdhui()
    contexte = {"registre": registre(jour), "jour": jour, "peut_regler": peut(request.acteur, Action.REGLER)}
    return render(request, "clauses/facilitation/controles.html", contexte)
