"""The shortlist of a need, each rank explained; propose, then follow each referral to the contract."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clauses.models import Besoin
from clauses.policies import Action as ActionClause
from clauses.policies import peut as peut_clause
from clauses.selectors.besoins import besoin_suivi
from entreprises.rules import ROLES_FACILITATION
from parcours.models import MiseEnRelation
from parcours.policies import relations_visibles
from parcours.selectors.appariement import liste_courte
from parcours.selectors.relations import relations_du_besoin
from parcours.services import mises_en_relation as services
from parcours.web.formulaires_relation import MOTIFS, lire_reponse
from socle.erreurs import ErreurMetier
from socle.gardes import politique


@politique("parcours.liste_courte", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def liste(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who could take this need, and why; POST proposes the people ticked."""
    besoin = _besoin(request, uuid)
    cochees = _uuids(request.POST.getlist("candidat"))
    if request.method == "POST":
        try:
            faites = services.proposer(
                acteur=request.acteur, besoin=besoin, candidats=cochees, prevenir="prevenir" in request.POST
            )
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
        else:
            quoi = "1 personne proposée" if len(faites) == 1 else f"{len(faites)} personnes proposées"
            messages.success(request, f"{quoi} à {besoin.intervenant.organisation}, qui est prévenue. {_dites(faites)}")
            return redirect("parcours:liste_courte", besoin.uuid)
    contexte = {
        "besoin": besoin,
        "liste": liste_courte(request.acteur, besoin),
        "relations": relations_du_besoin(request.acteur, besoin),
        "cochees": {str(c) for c in cochees},
        "prevenir": request.method == "GET" or "prevenir" in request.POST,
        "motifs": MOTIFS,
    }
    return render(request, "parcours/liste_courte.html", contexte, status=422 if request.method == "POST" else 200)


@politique("parcours.agir_relation", roles=ROLES_FACILITATION)
@require_POST
def agir(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One act of the office on a referral, then back to its need."""
    relation = get_object_or_404(relations_visibles(request.acteur, partout=True), uuid=uuid)
    besoin = _besoin(request, relation.besoin.uuid)
    acte, motif = lire_reponse(request)
    try:
        services.agir(acteur=request.acteur, relation=relation, acte=acte, motif=motif)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, f"{relation.candidat} : {acte.libelle.lower()}.")
    return redirect("parcours:liste_courte", besoin.uuid)


def _besoin(request: HttpRequest, uuid: UUID) -> Besoin:
    vu = besoin_suivi(request.acteur, uuid)
    if vu is None or not peut_clause(request.acteur, ActionClause.VALIDER, vu.besoin):
        raise Http404("Ce besoin n'est pas de votre structure.")
    return vu.besoin


def _dites(relations: list[MiseEnRelation]) -> str:
    """How the people themselves were told, and whom to call."""
    prevenues = sum(1 for r in relations if r.canal)
    a_appeler = len(relations) - prevenues
    if not a_appeler:
        return "Message envoyé à la personne." if prevenues == 1 else "Message envoyé à chaque personne."
    if not prevenues:
        return "Aucun message n'est parti aux personnes : appelez-les."
    return f"{prevenues} sur {len(relations)} ont reçu un message : appelez les autres."


def _uuids(textes: list[str]) -> list[UUID]:
    cles = []
    for texte in textes:
        try:
            cles.append(UUID(texte))
        except ValueError:
            continue
    return cles
