"""« Personnes par programme »: what the office reports, by the year worked, as a page and as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from entreprises.rules import ROLES_FACILITATION
from parcours.selectors.indicateurs import indicateurs_par_programme
from parcours.web.colonnes import PROGRAMMES
from socle.gardes import politique
from socle.web import adresses_des_fichiers, telecharger


@politique("parcours.indicateurs", roles=ROLES_FACILITATION)
@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """People, contracts and validated hours of each programme; `?annee=2026` for one year worked."""
    tableau = indicateurs_par_programme(request.acteur, _annee(request.GET.get("annee", "")))
    if fichier := telecharger(request, tableau.lignes, PROGRAMMES, nom="personnes-par-programme"):
        return fichier
    return render(request, "parcours/indicateurs.html", adresses_des_fichiers(request) | {"tableau": tableau})


def _annee(texte: str) -> int | None:
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) == 4 else None
