"""The engagement as anonymous readers see it: frozen data, no person, no count under 5.

`chantiers_publies(filtres)` is the one set behind the map, the list, the site pages, the files and the figures.
"""

from __future__ import annotations

from clauses.public.choix import ORDRE_DES_ETATS, Choix, ChoixPublics, choix_publics
from clauses.public.donnees import ChantierPublie, FiltresPublics, MetierRecherche
from clauses.public.empreinte import empreinte_publique, version_du_code
from clauses.public.ensemble import TotauxPublics, calculer_ensemble, chantiers_publies, totaux_publics
from clauses.public.estimateur import (
    ReferencesEstimateur,
    estimer_sur_heures,
    estimer_sur_montant,
    etp,
    references_estimateur,
)
from clauses.public.fiche import FichePublique, PointDeSerie, chantier_public
from clauses.rules.heures import EtatEngagement, Situation

__all__ = [
    "ORDRE_DES_ETATS",
    "ChantierPublie",
    "Choix",
    "ChoixPublics",
    "EtatEngagement",
    "FichePublique",
    "FiltresPublics",
    "MetierRecherche",
    "PointDeSerie",
    "ReferencesEstimateur",
    "Situation",
    "TotauxPublics",
    "calculer_ensemble",
    "chantier_public",
    "chantiers_publies",
    "choix_publics",
    "empreinte_publique",
    "estimer_sur_heures",
    "estimer_sur_montant",
    "etp",
    "references_estimateur",
    "totaux_publics",
    "version_du_code",
]
