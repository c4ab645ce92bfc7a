"""Numbered statements: issued from a clause's page, downloaded as PDF or as the workbook behind it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from clauses.models import Releve
from clauses.policies import clauses_visibles
from clauses.reports import releve as document
from clauses.selectors.obligations import clause_avec_objets
from clauses.selectors.releves import a_imprimer
from clauses.services import releves
from clauses.web.facilitation.formulaires_suivis import ReleveForm
from entreprises.rules import ROLES_FACILITATION, Role
from socle.erreurs import ErreurMetier
from socle.fichiers import PRIVE, repondre_fichier
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.web import telecharger_xlsx

LECTEURS = (*ROLES_FACILITATION, Role.AUDITEUR)


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


@politique("facilitation.releve", roles=LECTEURS)
@require_GET
def pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The frozen document; 404 once its term has passed."""
    piece = _visible(request, uuid).document
    if piece.detruite_le is not None:
        raise Http404("Ce relevé a été détruit à son terme.")
    return repondre_fichier(PRIVE.ouvrir(piece.chemin), nom=piece.nom, mime="application/pdf")


@politique("facilitation.releve_classeur", roles=LECTEURS)
@require_GET
def classeur(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The rows behind its figures."""
    releve = _visible(request, uuid)
    lu = a_imprimer(releve)
    entete = (str(releve), document.mise_en_page(lu)["sous_titre"])
    return telecharger_xlsx(document.rangees(lu), document.COLONNES, nom=f"releve-{releve.reference}", entete=entete)


def _visible(request: HttpRequest, uuid: UUID) -> Releve:
    """A statement of a clause that the reader may see; 404 otherwise."""
    visibles = clauses_visibles(request.acteur, partout=True)
    return get_object_or_404(
        Releve.objects.filter(clause__in=visibles.values("pk")).select_related("document", "office"), uuid=uuid
    )
