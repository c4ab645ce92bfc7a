"""The plain facts that controls judge, and what they answer. No person's name, no criterion."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from clauses.rules.comptage import Periode
from clauses.rules.vocabulaire import OrigineLigne, TypeContrat
from socle.mots import MotLibelle
from socle.periodes import Mois

ZERO = Decimal("0.00")


class Gravite(MotLibelle):
    """What a control's finding does: leave in the bulk, take out of it, prevent validation."""

    INFO = ("INFO", "Information")
    ALERTE = ("ALERTE", "Alerte")
    BLOCAGE = ("BLOCAGE", "Blocage de la validation")

    @property
    def rang(self) -> int:
        """0, 1, 2: the higher the more serious."""
        return list(Gravite).index(self)

    @property
    def sort_du_lot(self) -> bool:
        """Whether the line leaves bulk validation."""
        return self is not Gravite.INFO


DESACTIVE = "AUCUNE"


class StatutEligibilite(StrEnum):
    """What is known of the person's right to count for this contract, never why."""

    FENETRE = "FENETRE"  # judged on the windows
    EN_ATTENTE = "EN_ATTENTE"  # a request waits for its decision
    REFUSEE = "REFUSEE"


@dataclass(frozen=True, slots=True)
class FaitsContrat:
    """A work contract: dated periods (an open end is None), weekly hours, where eligibility stands."""

    cle: str
    type_contrat: TypeContrat
    debut: date
    fin: date | None = None
    periodes: tuple[Periode, ...] = ()
    heures_hebdo: Decimal = Decimal("35.00")
    statut: StatutEligibilite = StatutEligibilite.FENETRE
    fenetres: tuple[Periode, ...] = ()
    prolongee_au: date | None = None  # new end of a prolonged window that covers the start
    demande_complete_le: date | None = None
    retard_accepte: bool = False
    premier_contrat: date | None = None
    mission_avant: date | None = None  # first interim mission of the person at this employer's
    conventions: tuple[Periode, ...] | None = None  # of an insertion structure; None: none recorded

    @property
    def presences(self) -> tuple[Periode, ...]:
        """The dated periods; the contract's own dates where none is recorded."""
        return self.periodes or ((self.debut, self.fin),)


@dataclass(frozen=True, slots=True)
class FaitsClause:
    """A clause: dates, sites, parties, allowed durations (months per contract type; None: whole contract)."""

    cle: str
    debut: date
    fin: date | None = None
    tolerance_jours: int = 0
    fin_lot: date | None = None
    durees: Mapping[str, int | None] = field(default_factory=dict)
    depuis_premier_contrat: bool = True
    chantiers: frozenset[str] = frozenset()
    hors_site_admis: bool = False
    globalisation: bool = False
    sirets_parties: frozenset[str] = frozenset()
    heures_dues: Decimal | None = None
    heures_deja: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class LigneAControler:
    """A line of hours to judge: what it declares and the facts around it.

    `heures` are those to count (paid less not worked). `personne` is an opaque key, the same for one
    person across companies and across her probable records (`fiches`); `employeur`, `declarant` (company) and
    `partie` (company on a lot) likewise.
    `siret` is the employer's; `essais`: how often her hours were changed between two submissions this month.
    """

    cle: str
    personne: str
    employeur: str
    siret: str
    chantier: str
    mois: Mois
    heures: Decimal
    contrat: FaitsContrat
    clause: FaitsClause
    siret_valide: bool = True
    origine: OrigineLigne = OrigineLigne.GRILLE
    contestee_le: date | None = None
    declarant: str = ""
    partie: str = ""
    naissance: date | None = None
    non_travaillees: Decimal = ZERO
    fiches: int = 1
    essais: int = 0
    document_deja_servi: bool = False


@dataclass(frozen=True, slots=True)
class AutreLigne:
    """Hours of the same person and month declared elsewhere (company, contract, office): totals only."""

    personne: str
    employeur: str
    mois: Mois
    heures: Decimal
    declarant: str = ""


@dataclass(frozen=True, slots=True)
class MoisEquipe:
    """The hours of a party's people in one earlier month (for A8)."""

    mois: Mois
    heures: Mapping[str, Decimal]
    origine: OrigineLigne = OrigineLigne.GRILLE
    partie: str = ""


@dataclass(frozen=True, slots=True)
class Plafonds:
    """Ceilings of A4 to A7; rows an administrator edits."""

    mensuel_35: Decimal = Decimal("151.67")
    mensuel_39: Decimal = Decimal("169.00")
    mensuel_44: Decimal = Decimal("190.67")
    hebdo_legal: Decimal = Decimal(48)
    hebdo_mineur: Decimal = Decimal(35)
    essais: int = 3
    tolerance_pourcent: Decimal = Decimal(10)


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything a batch of controls reads: the lines, other companies' hours, history, ceilings."""

    lignes: Sequence[LigneAControler]
    autres: Sequence[AutreLigne] = ()
    historique: Sequence[MoisEquipe] = ()
    plafonds: Plafonds = field(default_factory=Plafonds)


@dataclass(frozen=True, slots=True)
class AlerteControle:
    """What a control found on a line: a sentence for the company, a detail for the office.

    `variante` says which limit was passed (`A5d`); severities may be set for the code or the variant.
    """

    ligne: str
    code: str
    variante: str
    gravite: Gravite
    message: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Controle:
    """A registered control: its code, what it checks, its documented limit, the function."""

    code: str
    libelle: str
    limite: str
    verifier: Callable[[Dossier], list[AlerteControle]]
