"""Addresses of pathways: requests to decide, candidates, the prescriber's home."""

from __future__ import annotations

from django.urls import path

from parcours.web import (
    demandes,
    demandes_publiques,
    liens_carnet,
    listes_courtes,
    prescription,
    propositions,
    public_views,
)

app_name = "parcours"

urlpatterns = [
    path("", prescription.accueil, name="accueil_prescription"),
    path("candidats/nouveau/", prescription.saisir, name="saisir_candidat"),
    path("candidats/<uuid:uuid>/", prescription.candidat, name="candidat"),
    path("candidats/<uuid:uuid>/carnet/", liens_carnet.lien, name="lien_carnet"),
    path("carnet/<str:secret>/", public_views.carnet, name="carnet"),
    path("besoins/<uuid:uuid>/", listes_courtes.liste, name="liste_courte"),
    path("relations/<uuid:uuid>/", listes_courtes.agir, name="agir_relation"),
    path("propositions/<uuid:uuid>/", propositions.liste, name="propositions"),
    path("propositions/<uuid:uuid>/embaucher/", propositions.embaucher, name="embaucher"),
    path("travailler/<slug:slug>/", public_views.travailler, name="travailler"),
    path("demandes-du-public/", demandes_publiques.liste, name="demandes_publiques"),
    path("demandes-du-public/<uuid:uuid>/", demandes_publiques.demande, name="demande_publique"),
    path("demandes/", demandes.liste, name="demandes"),
    path("demandes/<uuid:uuid>/", demandes.demande, name="demande"),
    path("demandes/<uuid:uuid>/objections/", demandes.objections, name="objections"),
    path("demandes/<uuid:uuid>/justificatifs/<int:rang>/", demandes.depot, name="depot"),
]
