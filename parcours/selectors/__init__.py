"""What the pages of pathways read."""

from parcours.selectors.avis import Avis, avis
from parcours.selectors.candidats import DossierCandidat, candidats, dossier_candidat
from parcours.selectors.demandes import (
    EN_ATTENTE,
    DossierDemande,
    critere_visible,
    criteres,
    demandes,
    depots_de,
    dossier_demande,
    employeurs_des_demandes,
)
from parcours.selectors.fenetres import DossierFenetre, FenetreVue, dossier_fenetre, fenetres_vues

__all__ = [
    "EN_ATTENTE",
    "Avis",
    "DossierCandidat",
    "DossierDemande",
    "DossierFenetre",
    "FenetreVue",
    "avis",
    "candidats",
    "critere_visible",
    "criteres",
    "demandes",
    "depots_de",
    "dossier_candidat",
    "dossier_demande",
    "dossier_fenetre",
    "employeurs_des_demandes",
    "fenetres_vues",
]
