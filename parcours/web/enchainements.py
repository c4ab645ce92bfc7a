"""« Fins de contrat »: who will be without work soon, the needs that could follow, the days that usually pass."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from entreprises.rules import ROLES_FACILITATION
from parcours.rules.vocabulaire import IssueEnchainement
from parcours.selectors import enchainements as selectors
from parcours.services import enchainements as services
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.web import paginer


@politique("parcours.enchainements", roles=ROLES_FACILITATION)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    """Contracts of the actor's files that end without a next one, the nearest first."""
    page = paginer(request, selectors.enchainements(request.acteur))
    contexte = {
        "page": page,
        "fins": selectors.habiller(request.acteur, list(page)),
        "rythme": selectors.rythme(request.acteur),
        "issues": IssueEnchainement.choix(),
    }
    return render(request, "parcours/enchainements.html", contexte)


@politique("parcours.clore_enchainement", roles=ROLES_FACILITATION)
@require_POST
def clore(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """No next contract is sought for this one, and why."""
    enchainement = get_object_or_404(selectors.enchainements(request.acteur, partout=True), uuid=uuid)
    try:
        services.clore(acteur=request.acteur, enchainement=enchainement, issue=request.POST.get("issue", ""))
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, f"C'est noté : aucune suite n'est cherchée pour {enchainement.contrat.beneficiaire}.")
    return redirect("parcours:enchainements")
