"""What a take-over file would write, beside what is stored: new, already there, refused and why. Nothing is written."""

from clauses.selectors.reprises.formes import EngagementPropose, PersonneProposee, PropositionReprise
from clauses.selectors.reprises.proposition import proposition_de

__all__ = ["EngagementPropose", "PersonneProposee", "PropositionReprise", "proposition_de"]
