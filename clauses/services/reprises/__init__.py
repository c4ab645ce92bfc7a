"""Taking over a running office: a file is read, corrected on its page, then written in one transaction.

Obligations by a REPRISE movement, hours already counted by REPRISE rows of the ledger (outside the controls, without
any person), people with the date of their first clause contract and a window without criterion. The same file twice
changes nothing: what is there with the same figures is left alone.
"""

from clauses.services.reprises.conduite import GARDE, abandonner, corriger, deposer, ecrire, oublier

__all__ = ["GARDE", "abandonner", "corriger", "deposer", "ecrire", "oublier"]
