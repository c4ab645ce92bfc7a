"""Controls A1…A15 on lines of hours: each a pure function with a code, a severity, a French sentence.

A control never prevents typing or submitting. INFO stays in the bulk, ALERTE leaves it, BLOCAGE prevents
validation without the facilitator's reasoned override. Rules and limits: `docs/regles.md`.
"""

from clauses.rules.controles.dates import a1_dates, a2_eligibilite, a11_interim, a12_conventions
from clauses.rules.controles.durees import (
    a4_cumul,
    a5_plafonds,
    a6_prorata,
    a7_mineurs,
    plafond_legal,
    plafond_prorata,
)
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
from clauses.rules.controles.identites import (
    Document,
    Fiche,
    a9_documents,
    a10_doublons,
    documents_repetes,
    memes_personnes,
)
from clauses.rules.controles.parties import (
    a3_employeur,
    a8_repetitions,
    a13_objectif_et_site,
    a14_contestation,
    a15_dsn,
)
from clauses.rules.controles.registre import CONTROLES, appliquer_severite, controler, gravite_maximale
from clauses.rules.controles.variantes import VARIANTES, Variante

__all__ = [
    "CONTROLES",
    "DESACTIVE",
    "VARIANTES",
    "AlerteControle",
    "AutreLigne",
    "Controle",
    "Document",
    "Dossier",
    "FaitsClause",
    "FaitsContrat",
    "Fiche",
    "Gravite",
    "LigneAControler",
    "MoisEquipe",
    "Plafonds",
    "StatutEligibilite",
    "Variante",
    "a1_dates",
    "a2_eligibilite",
    "a3_employeur",
    "a4_cumul",
    "a5_plafonds",
    "a6_prorata",
    "a7_mineurs",
    "a8_repetitions",
    "a9_documents",
    "a10_doublons",
    "a11_interim",
    "a12_conventions",
    "a13_objectif_et_site",
    "a14_contestation",
    "a15_dsn",
    "appliquer_severite",
    "controler",
    "documents_repetes",
    "gravite_maximale",
    "memes_personnes",
    "plafond_legal",
    "plafond_prorata",
]
