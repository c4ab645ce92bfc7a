"""Addresses of needs (included by `urls.py`)."""

from __future__ import annotations

from django.urls import path

from clauses.web.facilitation import besoins

urlpatterns = [
    path("besoins/", besoins.liste, name="besoins"),
    path("besoins/ouvrir/", besoins.ouvrir, name="ouvrir_besoin"),
    path("besoins/<uuid:uuid>/", besoins.besoin, name="besoin"),
    path("besoins/<uuid:uuid>/modifier/", besoins.modifier, name="modifier_besoin"),
    path("besoins/<uuid:uuid>/<slug:acte>/", besoins.acte, name="acte_besoin"),
]
