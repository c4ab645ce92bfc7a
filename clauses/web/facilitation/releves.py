"""Numbered statements: issued from a clause's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from clauses.policies import clauses_visibles
from clauses.selectors.obligations import clause_avec_objets
from clauses.services import releves
from clauses.web.facilitation.formulaires_suivis import ReleveForm
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.horloge import aujourdhui


@politique("facilitation.etablir_releve", roles=ROLES_FACILITATION)
@require_POST
def etablir(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Issue the statement of the situation shown: replayed when both times are given, else as of today."""
    clause = get_object_or_404(clause_avec_objets(clauses_visibles(request.acteur, partout=True)), uuid=uuid)
    form = ReleveForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Les dates du relevé ne se lisent pas : écrivez-les comme 31/03/2026.")
        return redirect("facilitation:clause", uuid=uuid)
    try:
        releve = releves.etablir(
            acteur=request.acteur,
            clause=clause,
            jusqu_au=form.cleaned_data["travaillees"] or aujourdhui(),
            connues_le=form.cleaned_data["connues"],
        )
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, f"Relevé n° {releve.reference} établi.")
    return redirect(f"{request.path.rsplit('releves/', 1)[0]}#releves")
