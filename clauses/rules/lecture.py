"""What a file of hours says, whatever its format: typed rows and findings, before anything is matched or stored.

Every reader (`clauses.exchange.dsn`, `clauses.exchange.heures_tableur`) gives these, so that one review screen, one
service and one command serve them all. A social-security number or a criterion of eligibility has no field here.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from clauses.rules.vocabulaire import OrigineLigne
from socle.periodes import Mois


class Portee(StrEnum):
    """How far a finding goes: the row is refused, a person must choose, or it is only said."""

    REFUS = "REFUS"
    DOUTE = "DOUTE"
    INFO = "INFO"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands in the file. `feuille` is "" for a DSN or a CSV; `rang` counts lines from 1."""

    feuille: str = ""
    rang: int = 0
    colonne: str = ""


@dataclass(frozen=True, slots=True)
class Constat:
    """One finding: where, the value read (never a NIR), a French sentence that says how to go on."""

    portee: Portee
    phrase: str
    source: Source = Source()
    valeur: str = ""


@dataclass(frozen=True, slots=True)
class LigneLue:
    """Hours of one person in one month, as the file says.

    `heures` are the paid hours, `non_travaillees` those among them that were not worked (None: the file is silent).
    A `regularisation` is a difference to the hours already known of its own month, often negative: it becomes a
    proposed correction there. Everything else is the month's total.
    `lot`, `chantier`, `employeur`, `utilisatrice` hold the file's words or identifiers, "" when it has none.
    `personne` is the key of the one person of ours it is, when the reader knows; `proches` whom it may be, with the
    reason. `note` says how the hours were read, when it is not plain.
    """

    nom: str
    prenom: str
    mois: Mois
    heures: Decimal
    origine: OrigineLigne
    source: Source
    date_naissance: date | None = None
    nom_usage: str = ""
    non_travaillees: Decimal | None = None
    contrat: str = ""
    lot: str = ""
    chantier: str = ""
    employeur: str = ""
    utilisatrice: str = ""
    personne: Hashable | None = None
    proches: tuple[tuple[Hashable, str], ...] = ()
    note: str = ""
    regularisation: bool = False


@dataclass(frozen=True, slots=True)
class Lecture:
    """All that a reader found. `comptes` names what was counted (persons read, retained, discarded…), never who.

    `remplaces`: months that the file states anew as a whole ("annule et remplace"); `annules`: months whose earlier
    declaration it cancels.
    """

    lignes: tuple[LigneLue, ...] = ()
    constats: tuple[Constat, ...] = ()
    remplaces: tuple[Mois, ...] = ()
    annules: tuple[Mois, ...] = ()
    comptes: dict[str, int] = field(default_factory=dict)

    @property
    def refusee(self) -> bool:
        """The whole file was refused: no row, and at least one refusal."""
        return not self.lignes and any(c.portee == Portee.REFUS for c in self.constats)
