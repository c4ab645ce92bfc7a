"""Addresses of the board and of validation (included by `urls.py`)."""

from __future__ import annotations

from django.urls import path, re_path

from clauses.web.facilitation import (
    controles,
    correction,
    globalisations,
    relances,
    validation,
    validation_ligne,
    validation_mois,
    validation_tableau,
)

urlpatterns = [
    path("", validation_tableau.accueil, name="accueil"),
    path("a-valider/", validation.liste, name="a_valider"),
    re_path(r"^a-valider\.(?P<forme>xlsx|csv)$", validation.exporter, name="a_valider_export"),
    path("a-valider/valider/", validation.valider_en_lot, name="valider_en_lot"),
    path("a-valider/annuler/", validation.annuler_en_lot, name="annuler_en_lot"),
    path("controles/", controles.controles, name="controles"),
    path("lignes/<uuid:uuid>/", validation_ligne.ligne, name="ligne"),
    path("lignes/<uuid:uuid>/rang/", validation_ligne.rang, name="rang_de_ligne"),
    path("lignes/<uuid:uuid>/repartir/", globalisations.repartir, name="repartir_ligne"),
    path("lignes/<uuid:uuid>/corriger/", correction.corriger, name="corriger_ligne"),
    path("lignes/<uuid:uuid>/<slug:acte>/", validation_ligne.ligne, name="decider"),
    path("mois/<uuid:uuid>/", validation_mois.mois, name="mois"),
    path("mois-muets/<uuid:uuid>/<str:mois_iso>/", validation_mois.mois_muet, name="mois_muet"),
    path("entreprises/<uuid:uuid>/relances/", relances.relances_entreprise, name="relances_entreprise"),
    path("relances/<uuid:uuid>/", relances.relance, name="relance"),
    path("relances/<uuid:uuid>/courrier.pdf", relances.lettre, name="courrier_de_relance"),
    path("courriels/<uuid:uuid>/retabli/", relances.courriel_retabli, name="courriel_retabli"),
    path("pieces/<uuid:uuid>/", validation_ligne.piece, name="piece"),
]
