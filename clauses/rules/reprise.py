"""Taking over a running office: what its file says, row by row (`reprise_accord` puts the rows together). Pure.

Obligations, opening balances (by month where known, else one dated line with its source) and people with the date of
their first clause contract.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clauses.rules.lecture import Source
from clauses.rules.maitres_ouvrage import MaitreOuvrage
from socle.identifiants import plier
from socle.mots import MotLibelle
from socle.periodes import Mois

ZERO = Decimal("0.00")
_MOT_LOT = re.compile(r"^(?:(?:lot|numero|no|n)(?![a-z0-9])[\s.:°]*)+")
LOT_UNIQUE = "1"
"""The lot of a row that names none."""
CleLot = tuple[str, int, str]
"""(number, which contract of that number, lot), number and lot folded: an obligation, whatever sheet names it."""


def numero_de_lot(texte: str) -> str:
    """A lot's number as it is compared: "Lot 01", "lot 1" and "1" are one."""
    nu = _MOT_LOT.sub("", plier(texte)).strip()
    return nu.lstrip("0") or nu


class SorteRang(MotLibelle):
    """What a row of the file is about."""

    ENGAGEMENT = ("ENGAGEMENT", "Engagement")
    SOLDE = ("SOLDE", "Heures d'un mois")
    PERSONNE = ("PERSONNE", "Personne")


class EtatReprise(MotLibelle):
    """A take-over, from the file to the ledger."""

    A_RELIRE = ("A_RELIRE", "À relire")
    ECRITE = ("ECRITE", "Écrite")
    ABANDONNEE = ("ABANDONNEE", "Abandonnée")


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation:
    """How a row names an obligation: the number of a contract, a lot, the contracting body; most of it may miss.

    `contrat`: which contract of that number, once the rows are put together (0 before; see `Homonymes.cle`).
    """

    source: Source
    marche: str = ""
    lot: str = LOT_UNIQUE
    maitre_ouvrage: str = ""
    maitre_ouvrage_siret: str = ""
    contrat: int = 0

    @property
    def numero(self) -> str:
        """The contract's number as it is stored and compared."""
        return plier(self.marche)[:80]

    @property
    def cle(self) -> CleLot:
        """The obligation."""
        return self.numero, self.contrat, numero_de_lot(self.lot)

    @property
    def maitre(self) -> MaitreOuvrage:
        """The contracting body as this row names it."""
        return MaitreOuvrage.nomme(self.maitre_ouvrage, self.maitre_ouvrage_siret)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementRepris(Designation):
    """One obligation of the former follow-up: owed hours, hours already counted, where and with whom.

    `cle_operation`: which operation of that name, once the rows are put together (0 before).
    """

    operation: str
    titulaire: str
    titulaire_siret: str
    debut: date
    dues: Decimal
    realisees: Decimal = ZERO
    arretees_au: date | None = None
    fin: date | None = None
    notification: date | None = None
    intitule: str = ""
    objet: str = ""
    programme: str = ""
    chantier: str = ""
    commune: str = ""
    referentiel: str = ""
    origine: str = ""
    cle_operation: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldeRepris(Designation):
    """Hours of one month of an obligation, as the former follow-up counted them."""

    mois: Mois
    heures: Decimal

    def suit(self, arretees_au: date | None) -> bool:
        """Whether it lies after the day its obligation's hours are counted up to; that day's own month does not."""
        return arretees_au is not None and self.mois > Mois.depuis(arretees_au)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonneReprise(Designation):
    """A person of the former follow-up: identity, first clause contract, her contract under way if any."""

    nom: str
    prenom: str
    naissance: date | None
    premier_contrat: date
    type_contrat: str = ""
    employeur: str = ""
    employeur_siret: str = ""
    debut: date | None = None
    fin: date | None = None
    nouvelle: bool = False

    @property
    def engagement(self) -> CleLot | None:
        """The obligation of her contract; None without one."""
        return self.cle if self.marche else None

    @property
    def identite(self) -> tuple[str, str, date | None]:
        """Folded names and birth date: one person of the file."""
        return plier(self.nom), plier(self.prenom), self.naissance


@dataclass(frozen=True, slots=True)
class RefusReprise:
    """A row that cannot be taken over, which value, and the French sentence that says how to go on."""

    source: Source
    phrase: str
    valeur: str = ""


@dataclass(frozen=True, slots=True)
class TotauxReprise:
    """What a file brings: obligations, hours owed, hours already counted, people."""

    engagements: int = 0
    dues: Decimal = ZERO
    realisees: Decimal = ZERO
    personnes: int = 0


def totaux_du_fichier(engagements: Sequence[EngagementRepris], personnes: Sequence[PersonneReprise]) -> TotauxReprise:
    """What the file itself adds up to: the figures beside which the result is put."""
    return TotauxReprise(
        engagements=len(engagements),
        dues=sum((e.dues for e in engagements), ZERO),
        realisees=sum((e.realisees for e in engagements), ZERO),
        personnes=len({p.identite for p in personnes}),
    )
