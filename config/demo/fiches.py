"""What the demonstration plans before anything is written: contracts, lots, work contracts, months. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from clauses.rules.courbe import Arret, ParametresCourbe
from clauses.rules.obligation import Facture, Mouvement, NatureMouvement, Progressif
from socle.horloge import fin_de_jour
from socle.periodes import Mois, Periodicite


def hasard(*cles: object) -> Random:
    """A random source that depends on these keys only: the same draw whatever was drawn before."""
    return Random(":".join(str(cle) for cle in cles))  # noqa: S311 - invented data, no secret


@dataclass(frozen=True)
class Calendrier:
    """The dates of a demonstration: its day, the last ended month and the last closed one."""

    au: date
    dernier: Mois
    arrete: Mois


@dataclass
class FicheDeclarant:
    """A firm that declares on a lot: its share of the objective and the role it holds."""

    firme: str
    role: str
    part: float
    declare: bool = True


@dataclass
class FicheLot:
    """A lot with its clause, its parties and the pace that the demonstration gives it."""

    cle: str
    numero: str
    intitule: str
    corps: str
    site: str
    debut: date
    fin: date
    dues: Decimal
    profil: str
    points: float
    facilitateur: str = ""
    mode: str = "VOLUME_FIXE"
    periodicite: str = Periodicite.MENSUELLE.value
    montant: Decimal = Decimal(0)
    declarants: list[FicheDeclarant] = field(default_factory=list)
    siae: list[str] = field(default_factory=list)
    avenants: list[tuple[date, Decimal]] = field(default_factory=list)
    factures: list[tuple[date, Decimal]] = field(default_factory=list)
    arret: tuple[date, date | None] | None = None
    penalite: Decimal | None = None
    brouillon: bool = False

    @property
    def trimestriel(self) -> bool:
        return self.periodicite == Periodicite.TRIMESTRIELLE

    @property
    def titulaire(self) -> str:
        return self.declarants[0].firme


SEUIL_PROGRESSIF = Decimal("200000.00")
EUROS_PAR_HEURE = Decimal("1200.00")


def courbe(lot: FicheLot, notification: date) -> ParametresCourbe:
    """The expected curve of a planned lot, as the platform will draw it."""
    instant = fin_de_jour(notification)
    mouvements = (
        [] if lot.mode == "PROGRESSIF" else [Mouvement(NatureMouvement.INITIAL, lot.dues, notification, instant)]
    )
    mouvements += [Mouvement(NatureMouvement.AVENANT, heures, jour, fin_de_jour(jour)) for jour, heures in lot.avenants]
    return ParametresCourbe(
        debut=lot.debut,
        fin=lot.fin,
        mouvements=tuple(mouvements),
        factures=tuple(Facture(montant, jour, fin_de_jour(jour)) for jour, montant in lot.factures),
        progressif=Progressif(SEUIL_PROGRESSIF, EUROS_PAR_HEURE) if lot.mode == "PROGRESSIF" else None,
        suspensions=(Arret(*lot.arret),) if lot.arret else (),
    )


@dataclass
class FicheMarche:
    """A contract: operation, office, sites with their shares, lots."""

    cle: str
    numero: str
    objet: str
    operation: str
    maitre_ouvrage: str
    office: str
    referentiel: str
    notification: date
    sites: list[tuple[str, Decimal]]
    lots: list[FicheLot] = field(default_factory=list)


@dataclass
class FichePersonne:
    """An invented person, and what the plan has already given her."""

    rang: int
    prenom: str
    nom: str
    sexe: str
    naissance: date
    commune: str
    metiers: list[str]
    libre_le: date = date.min
    premier: date | None = None
    heures: float = 0.0
    referentiels: set[str] = field(default_factory=set)


@dataclass
class FicheContrat:
    """A work contract: who works where for whom, and what became of the request."""

    cle: str
    personne: FichePersonne
    lot: FicheLot
    declarant: str
    employeur: str
    nature_employeur: str
    type_contrat: str
    modalite: str
    debut: date
    fin: date | None
    hebdo: Decimal
    metier: str
    periodes: list[tuple[date, date | None]]
    demande: bool
    demande_le: date
    decision: str = "acceptee"
    decision_le: date | None = None


@dataclass
class FicheLigne:
    """Hours of a contract in a month, of which not worked."""

    contrat: FicheContrat
    heures: Decimal
    non_travaillees: Decimal = Decimal("0.00")


@dataclass
class FicheMois:
    """What a firm declares for a lot and a month; no line: "aucune heure"."""

    lot: FicheLot
    mois: Mois
    firme: str
    lignes: list[FicheLigne] = field(default_factory=list)


@dataclass
class Plan:
    """Everything that will be entered."""

    calendrier: Calendrier
    sites: list[dict]
    firmes: dict[str, dict]
    marches: list[FicheMarche]
    personnes: list[FichePersonne] = field(default_factory=list)
    contrats: list[FicheContrat] = field(default_factory=list)
    mois: dict[tuple[str, Mois], list[FicheMois]] = field(default_factory=dict)

    @property
    def lots(self) -> list[FicheLot]:
        return [lot for marche in self.marches for lot in marche.lots]

    def marche_de(self, lot: FicheLot) -> FicheMarche:
        """The contract of a lot."""
        return next(m for m in self.marches if lot in m.lots)
