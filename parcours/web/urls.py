"""Addresses of pathways: requests to decide, windows to prolong, candidates, the prescriber's home."""

from __future__ import annotations

from django.urls import path

from parcours.web import demandes, prescription, prolongations

app_name = "parcours"

urlpatterns = [
    path("", prescription.accueil, name="accueil_prescription"),
    path("candidats/nouveau/", prescription.saisir, name="saisir_candidat"),
    path("candidats/<uuid:uuid>/", prescription.candidat, name="candidat"),
    path("demandes/", demandes.liste, name="demandes"),
    path("demandes/<uuid:uuid>/", demandes.demande, name="demande"),
    path("demandes/<uuid:uuid>/objections/", demandes.objections, name="objections"),
    path("demandes/<uuid:uuid>/quartier/", demandes.quartier, name="quartier"),
    path("demandes/<uuid:uuid>/justificatifs/<int:rang>/", demandes.depot, name="depot"),
    path("fenetres/<uuid:uuid>/prolonger/", prolongations.prolonger, name="prolonger"),
]
