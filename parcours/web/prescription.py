"""The prescriber's home: whom his organisation referred, and what became of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from entreprises.rules import Role
from parcours import selectors
from parcours.web.colonnes import CANDIDATS
from parcours.web.formulaires import FiltresCandidatsForm
from socle.gardes import politique
from socle.web import adresses_des_fichiers, paginer, telecharger


@politique("parcours.accueil_prescription", roles=(Role.PRESCRIPTEUR,))
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    """The candidates of the organisation, with where each stands."""
    form = FiltresCandidatsForm(request.GET)
    form.is_valid()
    filtres = {"statut": form.cleaned_data.get("statut") or "", "q": form.cleaned_data.get("q") or ""}
    candidats_vus = selectors.candidats(request.acteur, **filtres)
    if fichier := telecharger(request, candidats_vus, CANDIDATS, nom="candidats"):
        return fichier
    contexte = adresses_des_fichiers(request) | {
        "form": form,
        "actifs": any(filtres.values()),
        "page": paginer(request, candidats_vus),
        "organisation": request.acteur.organisation,
    }
    return render(request, "parcours/accueil_prescription.html", contexte)
