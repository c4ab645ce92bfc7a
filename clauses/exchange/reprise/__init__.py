"""The file of a former follow-up (XLSX, XLS, ODS or CSV): sheets of obligations, monthly balances and people."""

from clauses.exchange.reprise.colonnes import COLONNES, Champ
from clauses.exchange.reprise.feuilles import RangLu, lire_fichier
from clauses.exchange.reprise.rangs import FichierLu, lire_rangs

__all__ = ["COLONNES", "Champ", "FichierLu", "RangLu", "lire_fichier", "lire_rangs"]
