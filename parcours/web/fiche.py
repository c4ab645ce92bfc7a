"""Editing a candidate's file: one page of sections; a second save is told, and loses nothing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from parcours.selectors.fiche import fiche_du_candidat
from parcours.services import fiche
from parcours.web.formulaires_fiche import FicheForm
from parcours.web.roles import ROLES
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.gardes import politique


@politique("parcours.modifier_candidat", roles=ROLES)
@require_http_methods(["GET", "POST"])
def modifier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file in sections; saving it goes back to the candidate's page."""
    candidat = fiche_du_candidat(request.acteur, uuid)
    if candidat is None:
        raise Http404("Cette personne n'est pas dans votre liste.")
    form = FicheForm(request.POST or None, candidat=candidat)
    ecarts, statut = [], 200
    if request.method == "POST":
        statut = 422
        if form.is_valid():
            try:
                fiche.modifier(
                    acteur=request.acteur,
                    candidat=candidat,
                    fiche=form.fiche(),
                    revision=form.cleaned_data["revision"],
                )
            except ConflitEcriture:
                statut, ecarts = 409, list(form.ecarts())
                form = FicheForm(_a_jour(request.POST, candidat.revision), candidat=candidat)
            except RegleViolee as erreur:
                form.refuser(erreur)
            else:
                messages.success(request, "La fiche est enregistrée.")
                return redirect("parcours:candidat", uuid)
    contexte = {
        "form": form,
        "candidat": candidat,
        "conflit": statut == 409,
        "ecarts": ecarts,
        "fil": [
            {"libelle": str(candidat), "url": reverse("parcours:candidat", args=[uuid])},
            {"libelle": "Modifier la fiche", "url": ""},
        ],
    }
    return render(request, "parcours/modifier_candidat.html", contexte, status=statut)


def _a_jour(donnees: QueryDict, revision: int) -> QueryDict:
    """What was typed, with the revision that the reader has now been shown."""
    copie = donnees.copy()
    copie["revision"] = str(revision)
    return copie
