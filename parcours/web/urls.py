"""Addresses of pathways: requests, windows to prolong, candidates and their files, needs, the public doors."""

from __future__ import annotations

from django.urls import path

from parcours.web import (
    candidat,
    demandes,
    demandes_publiques,
    enchainements,
    fiche,
    fusions,
    indicateurs,
    liens_carnet,
    listes_candidats,
    listes_courtes,
    prescription,
    prolongations,
    propositions,
    public_views,
    saisie,
    vivier,
)

app_name = "parcours"

urlpatterns = [
    path("", prescription.accueil, name="accueil_prescription"),
    path("candidats/", vivier.liste, name="candidats"),
    path("programmes/", indicateurs.programmes, name="indicateurs"),
    path("enchainements/", enchainements.liste, name="enchainements"),
    path("enchainements/<uuid:uuid>/", enchainements.clore, name="clore_enchainement"),
    path("candidats/nouveau/", saisie.saisir, name="saisir_candidat"),
    path("candidats/liste/", listes_candidats.importer, name="importer_candidats"),
    path("candidats/liste/modele.xlsx", listes_candidats.modele, name="modele_candidats"),
    path("candidats/ressemblances/", saisie.ressemblances, name="ressemblances"),
    path("candidats/<uuid:uuid>/", candidat.candidat, name="candidat"),
    path("candidats/<uuid:uuid>/modifier/", fiche.modifier, name="modifier_candidat"),
    path("candidats/<uuid:uuid>/fusionner/", fusions.fusionner, name="fusionner"),
    path("candidats/<uuid:uuid>/ecarter/", fusions.ecarter_ressemblance, name="ecarter_ressemblance"),
    path("fusions/<uuid:uuid>/defaire/", fusions.defaire, name="defaire_fusion"),
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
    path("demandes/<uuid:uuid>/quartier/", demandes.quartier, name="quartier"),
    path("demandes/<uuid:uuid>/justificatifs/<int:rang>/", demandes.depot, name="depot"),
    path("fenetres/<uuid:uuid>/prolonger/", prolongations.prolonger, name="prolonger"),
]
