"""What a take-over file would write, in memory: each obligation and person with what is stored beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from chantiers.models import Operation, Programme
from clauses.models import Beneficiaire, ClauseInsertion, Lot, Marche, Referentiel
from clauses.rules.reprise import PersonneReprise, RefusReprise, TotauxReprise
from clauses.rules.reprise_accord import Accord, EngagementAccorde
from socle.models import Territoire


@dataclass(frozen=True)
class EngagementPropose:
    """An obligation to take over: with what it needs of the reference data, and what is there already."""

    accorde: EngagementAccorde
    programme: Programme | None
    referentiel: Referentiel
    commune: Territoire | None
    marche: Marche | None = None
    operation: Operation | None = None
    lot: Lot | None = None
    clause: ClauseInsertion | None = None
    homonyme: Marche | None = None
    """A contract of the same number that the office follows for another contracting body: shown, so that nobody writes
    twice what was named differently."""

    @property
    def deja_la(self) -> bool:
        """Taken over before, with the same figures: nothing to write."""
        return self.clause is not None


@dataclass(frozen=True)
class PersonneProposee:
    """A person to take over; `existante` when she is known; `contrat_connu`: that contract is there already."""

    personne: PersonneReprise
    existante: Beneficiaire | None = None
    contrat_connu: bool = False

    @property
    def deja_la(self) -> bool:
        """Nothing of her is left to write."""
        return self.existante is not None and (self.contrat_connu or self.personne.engagement is None)


@dataclass
class PropositionReprise:
    """Everything the page and the writing need."""

    engagements: list[EngagementPropose] = field(default_factory=list)
    personnes: list[PersonneProposee] = field(default_factory=list)
    refus: list[RefusReprise] = field(default_factory=list)
    fichier: TotauxReprise = field(default_factory=TotauxReprise)

    @property
    def nouveaux(self) -> list[EngagementPropose]:
        """The obligations to write."""
        return [e for e in self.engagements if not e.deja_la]

    @property
    def resultat(self) -> TotauxReprise:
        """What will stand once written, old and new: the figures that must equal the file's."""
        return Accord([e.accorde for e in self.engagements], [p.personne for p in self.personnes]).totaux

    @property
    def egal(self) -> bool:
        """Whether the result is the file, to the hour and to the person."""
        return self.resultat == self.fichier and not self.refus
