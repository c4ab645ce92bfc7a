"""The style guide: every component with invented data, on one work page and one public page.

Served only where DEBUG is on, and to the tests. It asks nothing of the database.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from config import vitrine_donnees as donnees
from socle.gardes import publique


class FormulaireVitrine(forms.Form):
    """One field of each sort."""

    intitule = forms.CharField(label="Intitulé du besoin", help_text="Tel que la personne le lira.")
    metier = forms.ChoiceField(
        label="Métier", choices=[("", "Choisissez"), ("F1703", "Maçonnerie"), ("F1602", "Électricité")]
    )
    debut = forms.DateField(label="Début souhaité", widget=forms.DateInput(attrs={"type": "date"}))
    precisions = forms.CharField(label="Précisions", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    contrat = forms.ChoiceField(
        label="Type de contrat",
        choices=[("CDD", "CDD"), ("CDI", "CDI"), ("INTERIM", "Mission d'intérim")],
        widget=forms.RadioSelect,
    )
    permis = forms.BooleanField(label="Le permis B est nécessaire", required=False)
    piece = forms.FileField(label="Fiche de poste", required=False, help_text="PDF, 5 Mo au plus.")


class FiltresVitrine(forms.Form):
    """Filters of a list."""

    q = forms.CharField(label="Mots", required=False)
    commune = forms.ChoiceField(label="Commune", required=False, choices=[("", "Toutes"), ("93066", "Saint-Denis")])
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), ("en_retard", "En retard")])


@publique("config.vitrine")
def travail(request: HttpRequest) -> HttpResponse:
    """All the components of work pages."""
    page = Paginator(range(1, 1235), 25).get_page(request.GET.get("page", 4))
    contexte: dict[str, Any] = {
        **donnees.TRAVAIL,
        "page": page,
        "filtres": FiltresVitrine(),
        "formulaire": FormulaireVitrine({"precisions": "Démarrage par équipe de deux."}),
        "codes": donnees.CODES,
        "barre": donnees.barre(),
    }
    return render(request, "composants/vitrine.html", contexte)


@publique("config.vitrine")
def public(request: HttpRequest) -> HttpResponse:
    """All the components of public pages."""
    return render(
        request,
        "composants/vitrine_publique.html",
        {**donnees.PUBLIC, "codes": donnees.CODES, "barre": donnees.barre(prevision=None)},
    )


@publique("config.vitrine")
def fragment(request: HttpRequest) -> HttpResponse:
    """The content of the side panel."""
    return render(request, "composants/vitrine_panneau.html", {})


@publique("config.vitrine")
def erreur(request: HttpRequest, code: int) -> HttpResponse:
    """An error page as visitors see it."""
    gabarits = {400: "400.html", 403: "403.html", 404: "404.html", 429: "429.html", 500: "500.html", 503: "503.html"}
    return render(request, gabarits[code], donnees.PUBLIC, status=code)


urlpatterns = [
    path("vitrine/", travail, name="vitrine"),
    path("vitrine/public/", public, name="vitrine_publique"),
    path("vitrine/panneau/", fragment, name="vitrine_panneau"),
    path("vitrine/erreur/<int:code>/", erreur, name="vitrine_erreur"),
]
