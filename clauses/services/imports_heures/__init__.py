"""A month brought by a file: proposed beside what is there, written in the grid when agreed, else forgotten."""

from clauses.services.imports_heures.depot import abandonner, choisir_personne, proposer, purger
from clauses.services.imports_heures.report import Choix, Report, reporter

__all__ = ["Choix", "Report", "abandonner", "choisir_personne", "proposer", "purger", "reporter"]
