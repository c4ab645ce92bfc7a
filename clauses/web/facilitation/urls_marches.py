"""Addresses of contracts, obligations, portfolios and search (included by `urls.py`)."""

from __future__ import annotations

from django.urls import path

from clauses.web.facilitation import (
    actes,
    avis,
    clauses,
    deplacements,
    ecritures,
    globalisations,
    intervenants,
    marches_publies,
    obligation,
    releves,
    reprises,
    suivre,
)

urlpatterns = [
    path("recherche/", clauses.recherche, name="recherche"),
    path("marches-publies/", marches_publies.liste, name="marches_publies"),
    path("marches-publies/importer/", marches_publies.importer, name="importer_marches"),
    path("marches-publies/imports/<uuid:cle>/", marches_publies.resultat, name="import_marches"),
    path("marches-publies/<uuid:uuid>/", marches_publies.fiche, name="marche_publie"),
    path("marches-publies/<uuid:uuid>/suivre/", suivre.suivre, name="suivre_marche"),
    path("reprises/", reprises.reprendre, name="reprendre"),
    path("reprises/modele.xlsx", reprises.modele, name="modele_reprise"),
    path("reprises/<uuid:uuid>/", reprises.reprise, name="reprise"),
    path("marches/saisir/", suivre.saisir, name="saisir_marche"),
    path("marches/<uuid:uuid>/", suivre.marche, name="marche"),
    path("marches/<uuid:uuid>/lots/ajouter/", suivre.ajouter_lot, name="ajouter_lot"),
    path("marches/<uuid:uuid>/annuler/", intervenants.annuler_marche, name="annuler_marche"),
    path("lots/<uuid:uuid>/clause/", obligation.creer, name="creer_clause"),
    path("estimation/", obligation.estimation, name="estimation"),
    path("intervenants/<uuid:uuid>/inviter/", intervenants.inviter, name="inviter_intervenant"),
    path("intervenants/<uuid:uuid>/retirer/", intervenants.retirer, name="retirer_intervenant"),
    path("intervenants/<uuid:uuid>/succession/", intervenants.succeder, name="succeder_intervenant"),
    path("intervenants/<uuid:uuid>/dispense/", intervenants.dispenser, name="dispenser_intervenant"),
    path("clauses/", clauses.liste, name="clauses"),
    path("clauses/transmettre/", clauses.transmettre, name="transmettre"),
    path("clauses/<uuid:uuid>/", clauses.fiche, name="clause"),
    path("clauses/<uuid:uuid>/modifier/", obligation.modifier, name="modifier_clause"),
    path("clauses/<uuid:uuid>/activer/", obligation.activer, name="activer_clause"),
    path("clauses/<uuid:uuid>/deplacer/", deplacements.deplacer, name="deplacer_heures"),
    path("avis/<uuid:uuid>/", avis.avis, name="avis"),
    path("deplacements/<uuid:uuid>/", deplacements.proposition, name="deplacement_propose"),
    path("clauses/<uuid:uuid>/ecritures/", ecritures.ecritures, name="ecritures"),
    path("clauses/<uuid:uuid>/globaliser/", globalisations.globaliser, name="globaliser"),
    path("globalisations/<uuid:uuid>/terminer/", globalisations.terminer, name="terminer_globalisation"),
    path("clauses/<uuid:uuid>/releves/", releves.etablir, name="etablir_releve"),
    path("clauses/<uuid:uuid>/actes/<slug:nom>/", actes.acte, name="acte_sur_clause"),
]
