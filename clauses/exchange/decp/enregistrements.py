"""What the reader gives back: one frozen row per record of the file, or its refusal."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from clauses.exchange.decp.defauts import Defaut
from clauses.exchange.decp.vocabulaire import (
    Ccag,
    ConsiderationSociale,
    Groupement,
    Nature,
    Procedure,
    Sorte,
    TypeIdentifiant,
    TypeLieu,
)


@lru_cache(maxsize=16)
def _lecteur(classe: type) -> attrgetter[tuple[object, ...]]:
    return attrgetter(*(champ.name for champ in fields(classe)))


class _Compacte:
    """Base of the frozen rows: set aside as a plain tuple, three times faster than field by field."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), _lecteur(type(self))(self)


class FichierIllisible(Exception):
    """The file as a whole cannot be read; `message` is a French sentence without technical words."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Refus:
    """A record that cannot be kept. `extrait` helps to find it again and names no company or person."""

    rang: int
    fichier: str
    raison: str
    extrait: str = ""


@dataclass(frozen=True, slots=True)
class TitulaireDecp(_Compacte):
    """A holder (or concession holder). `siret_valide` is None when the identifier is not a SIRET.

    `nom` is '' in the 2.x shape, which carries no name.
    """

    id: str
    type: TypeIdentifiant | None
    type_brut: str
    nom: str
    siret_valide: bool | None


@dataclass(frozen=True, slots=True)
class ModificationDecp(_Compacte):
    """A declared amendment. `montant` and `duree_mois` are new totals by the schema's intent, but
    buyers also file the difference: show them beside the initial values, never add them up.
    """

    id: str
    objet: str
    date_notification: date | None
    date_publication: date | None
    montant: Decimal | None
    duree_mois: int | None
    titulaires: tuple[TitulaireDecp, ...]


@dataclass(frozen=True, slots=True)
class ActeSousTraitanceDecp(_Compacte):
    """A declared subcontract, or a change of one (`modification` is then True and the firm unknown)."""

    id: str
    sous_traitant: TitulaireDecp | None
    montant: Decimal | None
    duree_mois: int | None
    date_notification: date | None
    date_publication: date | None
    variation_prix: str
    modification: bool = False


class CodesLieu(NamedTuple):
    """Codes from which the commune can be looked up; both are filled when the type is unknown."""

    insee: str
    postal: str


@dataclass(frozen=True, slots=True)
class EnregistrementDecp(_Compacte):
    """One record of the file (JSON object, XML element or CSV row), normalised and tolerant.

    `clause_sociale` is None when nothing is declared: absence is not evidence. True says only that
    a clause exists, never how many hours it asks for. Amounts are euros without tax.
    """

    rang: int
    fichier: str
    acheteur_id: str
    acheteur_nom: str
    id: str
    uid: str
    sorte: Sorte
    nature: Nature | None
    nature_brute: str
    objet: str
    cpv: str
    categorie_brute: str
    procedure: Procedure | None
    procedure_brute: str
    ccag: Ccag | None
    montant: Decimal | None
    montant_brut: str
    duree_mois: int | None
    date_notification: date | None
    date_debut_execution: date | None
    date_publication: date | None
    lieu_code: str
    lieu_type: TypeLieu | None
    lieu_type_brut: str
    lieu_nom: str
    considerations_sociales: tuple[ConsiderationSociale, ...]
    considerations_brutes: tuple[str, ...]
    clause_sociale: bool | None
    titulaires: tuple[TitulaireDecp, ...]
    groupement: Groupement | None
    sous_traitance_declaree: bool | None
    actes_sous_traitance: tuple[ActeSousTraitanceDecp, ...]
    modifications: tuple[ModificationDecp, ...]
    id_accord_cadre: str
    accord_cadre: bool
    techniques: tuple[str, ...]
    modalites: tuple[str, ...]
    forme_prix: str
    offres_recues: int | None
    modification_rang: int
    donnees_actuelles: bool | None
    source: str
    defauts: tuple[Defaut, ...]

    @property
    def cle(self) -> tuple[str, str]:
        """Key of the contract: (buyer or conceding authority, number)."""
        return self.acheteur_id, self.id

    @property
    def travaux(self) -> bool:
        """Works contract: CPV division 45, else the works CCAG, category or kind of concession."""
        if self.cpv:
            return self.cpv.startswith("45")
        if self.ccag is not None:
            return self.ccag is Ccag.TRAVAUX
        return self.nature is Nature.CONCESSION_TRAVAUX or self.categorie_brute.casefold() == "travaux"

    @property
    def codes_lieu(self) -> CodesLieu:
        """Raw codes for finding the commune ('' when the place says none); old codes are not translated."""
        if len(self.lieu_code) != 5:
            return CodesLieu("", "")
        if self.lieu_type is TypeLieu.CODE_COMMUNE:
            return CodesLieu(self.lieu_code, "")
        if self.lieu_type is TypeLieu.CODE_POSTAL:
            return CodesLieu("", self.lieu_code)
        return CodesLieu(self.lieu_code, self.lieu_code) if self.lieu_type is None else CodesLieu("", "")

    @property
    def date_version(self) -> date | None:
        """Day this state of the contract was published: the latest of the record's and its amendments'."""
        dates = [d for d in (self.date_publication, *(m.date_publication for m in self.modifications)) if d]
        return max(dates, default=None)


Enregistrement = EnregistrementDecp
