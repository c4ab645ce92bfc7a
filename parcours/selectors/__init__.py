"""What the pages of pathways read."""

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

__all__ = [
    "EN_ATTENTE",
    "DossierCandidat",
    "DossierDemande",
    "candidats",
    "critere_visible",
    "criteres",
    "demandes",
    "depots_de",
    "dossier_candidat",
    "dossier_demande",
    "employeurs_des_demandes",
]
