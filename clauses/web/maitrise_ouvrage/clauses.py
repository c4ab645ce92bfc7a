"""An engagement read by the contracting body, a local authority or an auditor; the body's decisions on it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clauses.policies import Action, peut
from clauses.rules.obligation import NatureMouvement
from clauses.selectors import maitrise_ouvrage as lecture
from clauses.selectors.releves import releves_de
from clauses.services.obligations import enregistrer_mouvement, exonerer
from clauses.web.maitrise_ouvrage.formulaires import ExonerationForm, Formulaire, ReductionForm
from entreprises.rules import Role
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.graphiques import barre_engagement
from socle.horloge import aujourdhui

ROLES = (Role.MAITRE_OUVRAGE,)


@politique("clauses.clause_maitrise_ouvrage", roles=ROLES)
@require_GET
def clause(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The engagement, its acts and the ways to decide on it."""
    dossier = dossier_ou_404(request, uuid)
    contexte = contexte_clause(request, dossier) | {
        "peut_reduire": peut(request.acteur, Action.REDUIRE_OBLIGATION, dossier.situation.clause),
        "fil": _fil(dossier),
    }
    return render(request, "clauses/maitrise_ouvrage/clause.html", contexte)


@politique("clauses.reduire_objectif", roles=ROLES)
@require_http_methods(["GET", "POST"])
def reduire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Reduce the objective: a signed act of the contracting body, with its reason."""
    dossier = dossier_ou_404(request, uuid)
    form = ReductionForm(request.POST or None, initial={"date_effet": aujourdhui(), "date_signature": aujourdhui()})
    if request.method == "POST" and form.is_valid():
        donnees = dict(form.cleaned_data)
        retirees = donnees.pop("heures")
        try:
            enregistrer_mouvement(
                acteur=request.acteur,
                clause=dossier.situation.clause,
                nature=NatureMouvement.REDUCTION,
                heures=-retirees,
                **donnees,
            )
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "L'objectif est réduit ; l'historique garde l'ancien.")
            return redirect("maitrise_ouvrage:clause", uuid)
    return _acte(request, dossier, form, "Réduire l'objectif", "Réduire l'objectif")


@politique("clauses.exonerer_penalite", roles=ROLES)
@require_http_methods(["GET", "POST"])
def exonerer_penalite(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Forgive a penalty: money only; owed hours and public state stay."""
    dossier = dossier_ou_404(request, uuid)
    form = ExonerationForm(request.POST or None, initial={"date_decision": aujourdhui()})
    if request.method == "POST" and form.is_valid():
        try:
            exonerer(acteur=request.acteur, clause=dossier.situation.clause, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "L'exonération est enregistrée : les heures dues n'ont pas changé.")
            return redirect("maitrise_ouvrage:clause", uuid)
    return _acte(request, dossier, form, "Exonérer d'une pénalité", "Enregistrer l'exonération")


def dossier_ou_404(request: HttpRequest, uuid: UUID) -> lecture.DossierClause:
    """The engagement when one of the actor's spaces may read it."""
    dossier = lecture.dossier_clause(request.acteur, uuid)
    if dossier is None:
        raise Http404("Cet engagement n'est pas à vous.")
    return dossier


def contexte_clause(request: HttpRequest, dossier: lecture.DossierClause) -> dict[str, object]:
    """What the read-only page of an engagement needs."""
    s = dossier.situation
    svg = barre_engagement(
        dues=s.situation.dues,
        validees=s.situation.validees,
        en_verification=s.situation.en_verification,
        attendues=s.situation.attendues,
        phrase=s.phrase,
    )
    releves = releves_de(request.acteur, s.clause)
    return {"dossier": dossier, "s": s, "clause": s.clause, "svg": svg, "releves": releves}


def _acte(
    request: HttpRequest, dossier: lecture.DossierClause, form: Formulaire, titre: str, bouton: str
) -> HttpResponse:
    retour = reverse("maitrise_ouvrage:clause", args=[dossier.situation.clause.uuid])
    contexte = {"form": form, "titre": titre, "bouton": bouton, "s": dossier.situation, "retour": retour}
    return render(request, "clauses/maitrise_ouvrage/acte.html", contexte, status=422 if form.errors else 200)


def _fil(dossier: lecture.DossierClause) -> list[dict[str, str]]:
    operation = dossier.situation.clause.lot.marche.operation
    return [
        {"libelle": "Mes opérations", "url": reverse("maitrise_ouvrage:accueil")},
        {"libelle": operation.nom, "url": reverse("maitrise_ouvrage:operation", args=[operation.uuid])},
        {"libelle": f"Lot {dossier.situation.clause.lot.numero}", "url": ""},
    ]
