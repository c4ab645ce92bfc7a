"""Addresses of the local authority."""

from __future__ import annotations

from django.urls import path

from clauses.web.maitrise_ouvrage import lecteurs

app_name = "collectivite"

urlpatterns = [
    path("", lecteurs.collectivite, name="accueil"),
    path("engagements/<uuid:uuid>/", lecteurs.clause_collectivite, name="clause"),
]
