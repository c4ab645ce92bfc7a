"""Official contract data (DECP): any published shape in, contracts ready to be compared out.

with preparer(lire(chemin), lire_departements("93")) as preparation:
    for contrat, territoire in preparation.contrats():
        ...
"""

from __future__ import annotations

from clauses.exchange.decp.defauts import CodeDefaut, Defaut
from clauses.exchange.decp.enregistrements import (
    ActeSousTraitanceDecp,
    CodesLieu,
    EnregistrementDecp,
    FichierIllisible,
    ModificationDecp,
    Refus,
    TitulaireDecp,
)
from clauses.exchange.decp.lecture import lire, lire_tous
from clauses.exchange.decp.preparation import Bilan, ContratRetenu, Preparation, classer_contrat, preparer
from clauses.exchange.decp.regroupement import ContratDecp, assembler, grouper
from clauses.exchange.decp.territoire import (
    Departements,
    Territoire,
    classer_territoire,
    lire_departements,
)
from clauses.exchange.decp.vocabulaire import (
    Ccag,
    ConsiderationSociale,
    Groupement,
    Nature,
    Procedure,
    Sorte,
    TypeIdentifiant,
    TypeLieu,
)

__all__ = [
    "ActeSousTraitanceDecp",
    "Bilan",
    "Ccag",
    "CodeDefaut",
    "CodesLieu",
    "ConsiderationSociale",
    "ContratDecp",
    "ContratRetenu",
    "Defaut",
    "Departements",
    "EnregistrementDecp",
    "FichierIllisible",
    "Groupement",
    "ModificationDecp",
    "Nature",
    "Preparation",
    "Procedure",
    "Refus",
    "Sorte",
    "Territoire",
    "TitulaireDecp",
    "TypeIdentifiant",
    "TypeLieu",
    "assembler",
    "classer_contrat",
    "classer_territoire",
    "grouper",
    "lire",
    "lire_departements",
    "lire_tous",
    "preparer",
]
