"""« Candidats »: the office's list of the pool, filtered by the address, with what waits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clauses.selectors.portefeuille import collegues
from entreprises.rules import ROLES_FACILITATION
from parcours.selectors.vivier import taches, vivier
from parcours.web.colonnes import VIVIER
from parcours.web.formulaires_candidat import FiltresVivierForm
from socle.gardes import politique
from socle.web import adresse_avec, adresses_des_fichiers, paginer, telecharger


@politique("parcours.candidats", roles=ROLES_FACILITATION)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    """People of the pool, sorted and paginated, or the same as a file."""
    form = FiltresVivierForm(request.GET, collegues=list(collegues(request.acteur)))
    filtres = form.filtres()
    candidats = vivier(request.acteur, filtres)
    if fichier := telecharger(request, candidats, VIVIER, nom="candidats"):
        return fichier
    contexte = adresses_des_fichiers(request) | {
        "form": form,
        "filtres": filtres,
        "page": paginer(request, candidats),
        "taches": [
            {"tache": t, "url": adresse_avec(request, tache=t.code), "courante": t.code == filtres.tache}
            for t in taches(request.acteur)
        ],
    }
    return render(request, "parcours/candidats.html", contexte)
