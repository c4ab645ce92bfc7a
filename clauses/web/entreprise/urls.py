"""Addresses of the contractors' pages."""

from __future__ import annotations

from django.urls import path, re_path

from clauses.web.entreprise import (
    accueil,
    besoins,
    documents,
    dossiers,
    fichier,
    grille,
    listes,
    missions,
    personnes,
    preparation,
    tableur,
    transmission,
)

app_name = "entreprise"

urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("mois/", listes.mois, name="mois"),
    re_path(r"^mois\.(?P<forme>xlsx|csv)$", listes.mois, name="mois_export"),
    path("mois/<str:mois_iso>/", grille.grille, name="grille"),
    path("mois/<str:mois_iso>/documents/", documents.documents, name="documents"),
    path("documents/<uuid:uuid>/", documents.piece, name="piece"),
    path("documents/<uuid:uuid>/ranger/", documents.ranger, name="ranger_piece"),
    path("documents/<uuid:uuid>/retirer/", documents.retirer, name="retirer_piece"),
    path("mois/<str:mois_iso>/neant/", accueil.neant, name="neant"),
    path("mois/<str:mois_iso>/verifier/", transmission.verifier, name="verifier"),
    path("mois/<str:mois_iso>/personnes/ajouter/", personnes.ajouter, name="ajouter_personne"),
    path("preparation/<str:mois_iso>/", preparation.preparer, name="preparer"),
    path("fichiers/deposer/", fichier.deposer, name="deposer"),
    path("fichiers/<uuid:uuid>/", fichier.fichier, name="fichier"),
    path("fichiers/<uuid:uuid>/laisser/", fichier.laisser, name="laisser_fichier"),
    path("mois/<str:mois_iso>/modele.xlsx", tableur.modele, name="modele_heures"),
    path("tableurs/", tableur.deposer, name="tableur"),
    path("tableurs/<uuid:uuid>/", tableur.importation, name="import_tableur"),
    path("declarations/<uuid:uuid>/", dossiers.declaration, name="declaration"),
    path("declarations/<uuid:uuid>/correction/", dossiers.corriger, name="corriger"),
    path("lignes/<uuid:uuid>/", dossiers.ligne, name="ligne"),
    path("lignes/<uuid:uuid>/repartir/", dossiers.repartir, name="repartir_ligne"),
    path("lots/<uuid:uuid>/", dossiers.lot, name="lot"),
    path("personnes/", listes.personnes, name="personnes"),
    re_path(r"^personnes\.(?P<forme>xlsx|csv)$", listes.personnes, name="personnes_export"),
    path("besoins/", besoins.liste, name="besoins"),
    path("besoins/ouvrir/", besoins.ouvrir, name="ouvrir_besoin"),
    path("besoins/<uuid:uuid>/", besoins.besoin, name="besoin"),
    path("besoins/<uuid:uuid>/modifier/", besoins.modifier, name="modifier_besoin"),
    path("besoins/<uuid:uuid>/<slug:acte>/", besoins.acte, name="acte_besoin"),
    path("contrats/<uuid:uuid>/", personnes.contrat, name="contrat"),
    path("contrats/<uuid:uuid>/missions/", missions.ajouter, name="ajouter_mission"),
    path("contrats/<uuid:uuid>/missions/<str:du>/retirer/", missions.retirer, name="retirer_mission"),
    path("contrats/<uuid:uuid>/annuler/", personnes.annuler, name="annuler_contrat"),
]
