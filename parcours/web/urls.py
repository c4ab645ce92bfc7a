"""Addresses of pathways: requests to decide, candidates and their files, the prescriber's home."""

from __future__ import annotations

from django.urls import path

from parcours.web import candidat, demandes, fiche, fusions, prescription, saisie, vivier

app_name = "parcours"

urlpatterns = [
    path("", prescription.accueil, name="accueil_prescription"),
    path("candidats/", vivier.liste, name="candidats"),
    path("candidats/nouveau/", saisie.saisir, name="saisir_candidat"),
    path("candidats/ressemblances/", saisie.ressemblances, name="ressemblances"),
    path("candidats/<uuid:uuid>/", candidat.candidat, name="candidat"),
    path("candidats/<uuid:uuid>/modifier/", fiche.modifier, name="modifier_candidat"),
    path("candidats/<uuid:uuid>/fusionner/", fusions.fusionner, name="fusionner"),
    path("candidats/<uuid:uuid>/ecarter/", fusions.ecarter_ressemblance, name="ecarter_ressemblance"),
    path("fusions/<uuid:uuid>/defaire/", fusions.defaire, name="defaire_fusion"),
    path("demandes/", demandes.liste, name="demandes"),
    path("demandes/<uuid:uuid>/", demandes.demande, name="demande"),
    path("demandes/<uuid:uuid>/objections/", demandes.objections, name="objections"),
    path("demandes/<uuid:uuid>/justificatifs/<int:rang>/", demandes.depot, name="depot"),
]
