"""The obligation of a lot, with the estimator beside the field; correcting it; activating it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clauses.models import ClauseInsertion, Lot
from clauses.policies import Action, clauses_visibles, exiger, lots_visibles
from clauses.rules.etats import EtatClause
from clauses.selectors.marches import references_estimation
from clauses.selectors.portefeuille import collegues
from clauses.selectors.reglages import reglages_au
from clauses.services import obligations
from clauses.web.facilitation.formulaires_clause import (
    ClauseForm,
    ModifierClauseForm,
    estimer,
    initial_de_la_clause,
    initial_modification,
    lire,
)
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.formulaires import valeurs_tapees
from socle.gardes import politique
from socle.horloge import aujourdhui


@politique("facilitation.creer_clause", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def creer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Set the obligation of a lot: saved in preparation, or activated at once (what is missing is said)."""
    lot = get_object_or_404(
        lots_visibles(request.acteur, partout=True).select_related("marche__operation__programme", "corps_etat"),
        uuid=uuid,
    )
    exiger(request.acteur, Action.GERER_OBLIGATION, lot)
    deja = ClauseInsertion.objects.filter(lot=lot).exclude(etat=EtatClause.ANNULEE).first()
    if deja is not None:
        return redirect("facilitation:clause", uuid=deja.uuid)
    facilitateurs = collegues(request.acteur)
    if request.method == "POST" and "calculer" in request.POST:
        form, estimation = _calculer(request, facilitateurs)
    elif request.method == "POST":
        form = ClauseForm(request.POST, facilitateurs=facilitateurs)
        if form.is_valid() and (suite := _enregistrer(request, form, lot)):
            return suite
        estimation = estimer(form.cleaned_data)
    else:
        jour = int(reglages_au(aujourdhui())["jour_echeance"])
        form = ClauseForm(initial=initial_de_la_clause(lot, request.acteur.espace, jour), facilitateurs=facilitateurs)
        estimation = estimer(form.initial)
    contexte = {"form": form, "lot": lot, "estimation": estimation, "references": references_estimation(lot)}
    return render(request, "clauses/facilitation/creer_clause.html", contexte)


@politique("facilitation.estimation", roles=ROLES_FACILITATION)
@require_POST
def estimation(request: HttpRequest) -> HttpResponse:
    """The estimator alone, for htmx: the figure follows what is typed."""
    form = ClauseForm(request.POST)
    return render(request, "clauses/facilitation/_estimation.html", {"estimation": form.estimation()})


@politique("facilitation.modifier_clause", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def modifier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Correct the terms of a clause; what founds the obligation only before activation."""
    clause = get_object_or_404(clauses_visibles(request.acteur, partout=True).select_related("lot__marche"), uuid=uuid)
    exiger(request.acteur, Action.GERER_OBLIGATION, clause)
    form = ModifierClauseForm(
        request.POST or None,
        initial=initial_modification(clause),
        brouillon=clause.etat == EtatClause.BROUILLON,
    )
    if request.method == "POST" and form.is_valid():
        try:
            obligations.modifier_clause(acteur=request.acteur, clause=clause, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "La clause est modifiée.")
            return redirect("facilitation:clause", uuid=clause.uuid)
    contexte = {"form": form, "clause": clause, "titre": "Modifier la clause", "bouton": "Enregistrer"}
    return render(request, "clauses/facilitation/acte.html", contexte)


@politique("facilitation.activer_clause", roles=ROLES_FACILITATION)
@require_POST
def activer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Activate a clause in preparation."""
    clause = get_object_or_404(clauses_visibles(request.acteur, partout=True).select_related("lot__marche"), uuid=uuid)
    try:
        obligations.activer(acteur=request.acteur, clause=clause)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, "La clause est active : les entreprises peuvent déclarer.")
    return redirect("facilitation:clause", uuid=clause.uuid)


def _calculer(request: HttpRequest, facilitateurs):
    """The form as typed, the volume filled with the estimate."""
    lu = ClauseForm(request.POST, facilitateurs=facilitateurs)
    resultat = lu.estimation()
    valeurs = valeurs_tapees(ClauseForm, request.POST)
    valeurs |= {nom: request.POST.get(nom, "") for nom in lu.fields if nom not in valeurs}
    valeurs["penalite_mise_en_demeure"] = "penalite_mise_en_demeure" in request.POST
    if resultat.heures is not None:
        valeurs["heures"] = resultat.heures
    return ClauseForm(initial=valeurs, facilitateurs=facilitateurs), resultat


def _enregistrer(request: HttpRequest, form: ClauseForm, lot: Lot) -> HttpResponse | None:
    """Write the clause; None when the service refused (said beside the field)."""
    activation = "activer" in request.POST
    try:
        clause = obligations.creer_clause(
            acteur=request.acteur, lot=lot, activation=activation, **lire(form.cleaned_data)
        )
    except ErreurMetier as erreur:
        form.refuser(erreur)
        return None
    mot = "active" if activation else "enregistrée, en préparation"
    messages.success(request, f"La clause est {mot}. Invitez l'entreprise à déclarer.")
    return redirect("facilitation:clause", uuid=clause.uuid)
