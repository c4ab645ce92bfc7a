"""Addresses of places, for people at work."""

from __future__ import annotations

from django.urls import path

from chantiers.web import modification, vues

app_name = "lieux"

urlpatterns = [
    path("", vues.liste, name="chantiers"),
    path("<uuid:uuid>/", vues.fiche, name="chantier"),
    path("<uuid:uuid>/modifier/", modification.modifier, name="modifier"),
    path("<uuid:uuid>/point/", modification.point, name="point"),
    path("<uuid:uuid>/annuler/", modification.annuler, name="annuler"),
    path("<uuid:uuid>/phases/ajouter/", modification.ajouter_phase, name="ajouter_phase"),
    path("phases/<uuid:uuid>/", modification.phase, name="phase"),
    path("phases/<uuid:uuid>/retirer/", modification.retirer_phase, name="retirer_phase"),
    path("operations/<uuid:uuid>/modifier/", modification.operation, name="modifier_operation"),
]
