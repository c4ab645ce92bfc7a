"""The list of sites and the page of one, for the offices, the contracting bodies and the administration."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from chantiers.models import Chantier
from chantiers.policies import Action, peut
from chantiers.web.colonnes import LIEUX
from chantiers.web.formulaires import FiltresLieuxForm
from clauses.policies import chantiers_visibles
from clauses.selectors.lieux import dossier_lieu, lieux
from entreprises.rules import ROLES_FACILITATION, Role
from socle.gardes import politique
from socle.web import adresses_des_fichiers, paginer, telecharger

LECTEURS = (*ROLES_FACILITATION, Role.MAITRE_OUVRAGE, Role.ADMINISTRATION)

ACTES = {
    "creer": "Chantier créé",
    "modifier": "Fiche modifiée",
    "placer": "Point posé",
    "annuler": "Chantier annulé",
    "ajouter_phase": "Phase ajoutée",
    "modifier_phase": "Phase modifiée",
    "retirer_phase": "Phase retirée",
}


@politique("chantiers.liste", roles=LECTEURS)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    """The sites that the reader may see; what the public still misses can be filtered."""
    form = FiltresLieuxForm(request.GET)
    filtres = form.filtres()
    chantiers = lieux(request.acteur, filtres)
    if fichier := telecharger(request, chantiers, LIEUX, nom="chantiers"):
        return fichier
    contexte = adresses_des_fichiers(request) | {
        "form": form,
        "filtres": filtres,
        "page": paginer(request, chantiers),
    }
    return render(request, "chantiers/chantiers.html", contexte)


@politique("chantiers.fiche", roles=LECTEURS)
@require_GET
def fiche(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One site: where, when, what is built there, who changed it."""
    chantier = chantier_ou_404(request, uuid)
    contexte = {
        "dossier": dossier_lieu(request.acteur, chantier),
        "chantier": chantier,
        "peut_modifier": chantier.annule_le is None and peut(request.acteur, Action.MODIFIER_CHANTIER, chantier),
        "peut_modifier_operation": peut(request.acteur, Action.MODIFIER_OPERATION, chantier.operation),
        "facilite": request.acteur.a_role(*ROLES_FACILITATION),
        "actes": ACTES,
        "fil": fil(chantier),
    }
    return render(request, "chantiers/chantier.html", contexte)


def chantier_ou_404(request: HttpRequest, uuid: UUID) -> Chantier:
    """The site when the reader may see it in one of his spaces; someone else's does not exist."""
    visibles = chantiers_visibles(request.acteur, partout=True)
    return get_object_or_404(visibles.select_related("operation__programme", "operation__maitre_ouvrage"), uuid=uuid)


def fil(chantier: Chantier, page: str = "") -> list[dict[str, str]]:
    """The breadcrumb of a site's pages."""
    debut = {"libelle": "Chantiers", "url": reverse("lieux:chantiers")}
    if not page:
        return [debut, {"libelle": chantier.nom, "url": ""}]
    return [
        debut,
        {"libelle": chantier.nom, "url": reverse("lieux:chantier", args=[chantier.uuid])},
        {"libelle": page, "url": ""},
    ]
