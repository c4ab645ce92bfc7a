"""A month by file: received, read, proposed beside what is stored, then written into the firm's drafts.

    imp = deposer(acteur=…, fichier=…, nom=…)      # a spreadsheet, read at once or by a worker
    imp = proposer(acteur=…, lecture=…, nom=…)     # any other reader (DSN): only its retained rows come here
    appliquer(acteur=…, importation=imp)           # drafts and corrections, in one transaction

The same file twice changes nothing; a task killed at any point is done again from the start.
"""

from clauses.services.fichiers_heures.application import BilanImport, appliquer
from clauses.services.fichiers_heures.decisions import abandonner, corriger, decider, preciser, rejuger
from clauses.services.fichiers_heures.reception import FORMATS, deposer, oublier, proposer, simuler, traiter

__all__ = [
    "FORMATS",
    "BilanImport",
    "abandonner",
    "appliquer",
    "corriger",
    "decider",
    "deposer",
    "oublier",
    "preciser",
    "proposer",
    "rejuger",
    "simuler",
    "traiter",
]
