"""Open data, estimator, and what search engines read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clauses.public import (
    ORDRE_DES_ETATS,
    FiltresPublics,
    chantiers_publies,
    choix_publics,
    references_estimateur,
    totaux_publics,
)
from cms.donnees_ouvertes import COLONNES, LICENCE, NOM_LICENCE, en_csv, en_geojson
from cms.estimation import estimer
from cms.formulaires import CalculateurForm, FiltresForm
from cms.http import donnee_publique
from socle.gardes import publique
from socle.horloge import aujourdhui


@publique("cms.donnees")
@require_safe
def donnees(request: HttpRequest) -> HttpResponse:
    """What the files hold, column by column, and under which licence."""
    contexte = {
        "colonnes": COLONNES,
        "etats": ORDRE_DES_ETATS,
        "licence": LICENCE,
        "nom_licence": NOM_LICENCE,
        "totaux": totaux_publics(chantiers_publies()),
        "formulaire": FiltresForm(choix=choix_publics()),
        "filtres_possibles": ["texte", "programme", "commune", "maitre_ouvrage", "etat", "metier"],
        "fil": [{"libelle": "Accueil", "url": "/"}, {"libelle": "Données ouvertes", "url": request.path}],
    }
    return render(request, "cms/donnees.html", contexte)


@publique("cms.chantiers_csv")
@donnee_publique
def chantiers_csv(request: HttpRequest) -> HttpResponse:
    """The filtered set as CSV."""
    return _fichier(en_csv(_ensemble(request)), "text/csv; charset=utf-8; header=present", "chantiers.csv")


@publique("cms.chantiers_geojson")
@donnee_publique
def chantiers_geojson(request: HttpRequest) -> HttpResponse:
    """The filtered set as GeoJSON."""
    return _fichier(en_geojson(_ensemble(request)), "application/geo+json", "chantiers.geojson")


@publique("cms.calculateur")
@require_safe
def calculateur(request: HttpRequest) -> HttpResponse:
    """The estimator: the answer stands in the address."""
    references = references_estimateur(aujourdhui())
    soumis = "taux" in request.GET
    formulaire = CalculateurForm(request.GET if soumis else None, references=references)
    contexte: dict[str, Any] = {
        "formulaire": formulaire,
        "references": references,
        "fil": [{"libelle": "Accueil", "url": "/"}, {"libelle": "Calculateur", "url": request.path}],
    }
    if soumis and formulaire.is_valid():
        contexte["estimation"] = estimer(formulaire.cleaned_data, references)
    return render(request, "cms/calculateur.html", contexte)


@publique("cms.robots")
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: everything public, nothing of a demonstration."""
    if settings.DEMONSTRATION:
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
    plan = request.build_absolute_uri(reverse("cms:plan"))
    lignes = ["User-agent: *", "Disallow: /compte/", "Disallow: /*?*page=", "", f"Sitemap: {plan}", ""]
    return HttpResponse("\n".join(lignes), content_type="text/plain; charset=utf-8")


def _ensemble(request: HttpRequest) -> list:
    return chantiers_publies(FiltresPublics.depuis(request.GET))


def _fichier(contenu: str, type_contenu: str, nom: str) -> HttpResponse:
    reponse = HttpResponse(contenu, content_type=type_contenu)
    reponse["Content-Disposition"] = f'inline; filename="{nom}"'
    return reponse
