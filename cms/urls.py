"""Addresses of the public site that are not pages of the editors."""

from __future__ import annotations

from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.generic import RedirectView

from cms import views, views_donnees
from cms.plan import PLANS
from socle.gardes import publique

app_name = "cms"

# Wagtail's own doors would pass by the second factor and the limits on attempts: one login for all.
_connexion = publique("cms.connexion")(RedirectView.as_view(pattern_name="account_login", query_string=True))

urlpatterns = [
    path("carte/", views.carte, name="carte"),
    path("carte/points.json", views.points, name="points"),
    path("chantiers/", views.chantiers, name="chantiers"),
    path("chantiers/<slug:slug>/", views.chantier, name="chantier"),
    path("donnees/", views_donnees.donnees, name="donnees"),
    path("donnees/chantiers.csv", views_donnees.chantiers_csv, name="chantiers_csv"),
    path("donnees/chantiers.geojson", views_donnees.chantiers_geojson, name="chantiers_geojson"),
    path("calculateur/", views_donnees.calculateur, name="calculateur"),
    path("sitemap.xml", publique("cms.plan")(sitemap), {"sitemaps": PLANS}, name="plan"),
    path("robots.txt", views_donnees.robots, name="robots"),
    path("redaction/login/", _connexion, name="connexion_redaction"),
    path("_util/login/", _connexion, name="connexion_pages"),
]
