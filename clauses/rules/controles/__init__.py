"""Controls A1…A14 on lines of hours: each a pure function with a code, a severity, a French sentence.

A control never prevents typing or submitting. INFO stays in the bulk, ALERTE leaves it, BLOCAGE prevents
validation without the facilitator's reasoned override. Rules and limits: `docs/regles.md`.
"""

from clauses.rules.controles.dates import a1_dates, a2_eligibilite
from clauses.rules.controles.durees import a4_cumul, a5_plafonds, a6_prorata, plafond_legal, plafond_prorata
from clauses.rules.controles.faits import (
    DESACTIVE,
    AlerteControle,
    AutreLigne,
    Controle,
    Dossier,
    FaitsClause,
    FaitsContrat,
    Gravite,
    LigneAControler,
    MoisEquipe,
    Plafonds,
    StatutEligibilite,
)
from clauses.rules.controles.parties import a3_employeur, a8_repetitions, a13_objectif_et_site, a14_contestation
from clauses.rules.controles.registre import CONTROLES, appliquer_severite, controler, gravite_maximale

__all__ = [
    "CONTROLES",
    "DESACTIVE",
    "AlerteControle",
    "AutreLigne",
    "Controle",
    "Dossier",
    "FaitsClause",
    "FaitsContrat",
    "Gravite",
    "LigneAControler",
    "MoisEquipe",
    "Plafonds",
    "StatutEligibilite",
    "a1_dates",
    "a2_eligibilite",
    "a3_employeur",
    "a4_cumul",
    "a5_plafonds",
    "a6_prorata",
    "a8_repetitions",
    "a13_objectif_et_site",
    "a14_contestation",
    "appliquer_severite",
    "controler",
    "gravite_maximale",
    "plafond_legal",
    "plafond_prorata",
]
