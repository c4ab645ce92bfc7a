"""From rows to contracts: the unit is the contract, known by its buyer and its number.

Tables give one row per holder and per version; feeds repeat a contract with its amendments, or
without any reason. Rows of one contract become versions (same content, holders put together),
ordered by publication date (by notification date where no publication date is given), then by
their place in the run. Only the last version is compared with
what is already known; the others are history.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any

from clauses.exchange.decp.defauts import CodeDefaut, Defaut
from clauses.exchange.decp.enregistrements import EnregistrementDecp, ModificationDecp, Refus, TitulaireDecp

HORS_CONTENU = {
    "rang",
    "fichier",
    "uid",
    "source",
    "defauts",
    "donnees_actuelles",
    "titulaires",
    "nature_brute",
    "procedure_brute",
    "montant_brut",
    "lieu_type_brut",
    "considerations_brutes",
}
"""Fields that say where a row stands in a file or how it spells a word, not what the contract is."""

CONTENU = tuple(f.name for f in fields(EnregistrementDecp) if f.name not in HORS_CONTENU)
_contenu_brut = attrgetter(*CONTENU)
FORME_EMPREINTE = 1
"""To be raised when the canonical content changes, so that old fingerprints are known as such."""


@dataclass(frozen=True)
class ContratDecp:
    """One contract after grouping.

    `versions` go from the oldest to the newest, each with its own holders; `titulaires` are those of
    the newest publication, all rows together; `empreinte` is the SHA-256 of the newest content and
    those holders: equal fingerprints mean that nothing official has changed.
    """

    acheteur_id: str
    id: str
    versions: tuple[EnregistrementDecp, ...]
    titulaires: tuple[TitulaireDecp, ...]
    lignes: int

    @property
    def cle(self) -> tuple[str, str]:
        """(buyer or conceding authority, number)."""
        return self.acheteur_id, self.id

    @property
    def derniere(self) -> EnregistrementDecp:
        """The newest version, the only one that is compared."""
        return self.versions[-1]

    @property
    def date_version(self) -> date | None:
        """Publication day of the newest version; lets a caller leave an older file's state aside."""
        return self.derniere.date_version

    @cached_property
    def empreinte(self) -> str:
        """Stable SHA-256 (hexadecimal): independent of file, row order, spelling of list words."""
        canonique = {nom: _simple(getattr(self.derniere, nom)) for nom in CONTENU}
        canonique["titulaires"] = sorted(_simple(t) for t in self.titulaires)
        corps = json.dumps([FORME_EMPREINTE, canonique], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(corps.encode()).hexdigest()

    @property
    def modifications(self) -> tuple[ModificationDecp, ...]:
        """Every declared amendment of any version, once, in the order of the versions."""
        return tuple(dict.fromkeys(m for version in self.versions for m in version.modifications))

    @property
    def montants(self) -> tuple[tuple[date | None, Decimal], ...]:
        """History of known amounts: (publication day, amount), repeated amounts left out."""
        suite: list[tuple[date | None, Decimal]] = []
        for version in self.versions:
            if version.montant is not None and (not suite or suite[-1][1] != version.montant):
                suite.append((version.date_publication, version.montant))
        return tuple(suite)

    @property
    def version_lieu(self) -> EnregistrementDecp:
        """The newest version that tells a place of performance, else the newest version."""
        return next((v for v in reversed(self.versions) if v.lieu_code), self.derniere)

    @property
    def titulaires_en_vigueur(self) -> tuple[TitulaireDecp, ...]:
        """Holders after the last declared amendment that names any, else the holders."""
        return next((m.titulaires for m in reversed(self.modifications) if m.titulaires), self.titulaires)

    @property
    def defauts(self) -> tuple[Defaut, ...]:
        """Defects of the newest version, and those that only the whole contract shows."""
        montants = {v.montant for v in self.versions if v.montant is not None}
        if len(montants) < 2:
            return self.derniere.defauts
        valeur = " ; ".join(f"{m:f}" for m in sorted(montants)[:5])
        return (*self.derniere.defauts, Defaut(CodeDefaut.PLUSIEURS_MONTANTS, "montant", valeur))


def grouper(enregistrements: Iterable[EnregistrementDecp | Refus]) -> list[ContratDecp]:
    """Contracts in the order of their first row; refusals are skipped.

    Memory: every row is held (about 3 kB each), good for some hundred thousand rows. For a national
    file use `preparer`, which keeps rows on disk and gives contracts one at a time.
    """
    par_cle: dict[tuple[str, str], list[EnregistrementDecp]] = {}
    for enreg in enregistrements:
        if isinstance(enreg, EnregistrementDecp):
            par_cle.setdefault(enreg.cle, []).append(enreg)
    return [assembler(lignes) for lignes in par_cle.values()]


def assembler(lignes: Sequence[EnregistrementDecp]) -> ContratDecp:
    """One contract from all its rows, given in the order in which they were met."""
    if not lignes:
        raise ValueError("Un contrat a au moins une ligne.")
    ordonnees = sorted(lignes, key=_ordre)
    par_contenu: dict[Any, list[EnregistrementDecp]] = {}
    for ligne in ordonnees:
        contenu = _contenu_brut(ligne)
        par_contenu[contenu] = [*par_contenu.pop(contenu, []), ligne]
    versions = tuple(
        replace(groupe[-1], titulaires=_reunir(groupe)) if len(groupe) > 1 else groupe[0]
        for groupe in par_contenu.values()
    )
    dernier_age = _age(ordonnees[-1])
    titulaires = _reunir([ligne for ligne in ordonnees if _age(ligne) == dernier_age])
    premiere = ordonnees[0]
    return ContratDecp(premiere.acheteur_id, premiere.id, versions, titulaires, len(lignes))


def _age(ligne: EnregistrementDecp) -> tuple[bool, date, int]:
    """Age of a row: flagged as current, published, amended.

    Rows of equal age are one publication: none replaces the other, so their holders add up.
    """
    return ligne.donnees_actuelles is True, ligne.date_version or date.min, ligne.modification_rang


def _ordre(ligne: EnregistrementDecp) -> tuple[tuple[bool, date, int], date]:
    """Sorting key of versions; rows that no date tells apart keep their order in the run."""
    publiee = ligne.date_version is not None
    return _age(ligne), date.min if publiee else ligne.date_notification or date.min


def _reunir(lignes: Iterable[EnregistrementDecp]) -> tuple[TitulaireDecp, ...]:
    """The holders of all rows, each company once; a name wins over no name."""
    reunis: dict[tuple[str, str], TitulaireDecp] = {}
    for ligne in lignes:
        for titulaire in ligne.titulaires:
            cle = (titulaire.id, "" if titulaire.id else titulaire.nom.casefold())
            if cle not in reunis or (titulaire.nom and not reunis[cle].nom):
                reunis[cle] = titulaire
    return tuple(reunis.values())


def _simple(valeur: Any) -> Any:
    """A value in plain JSON terms, the same on every run."""
    if valeur is None or isinstance(valeur, (str, bool, int)):
        return valeur.value if hasattr(valeur, "value") else valeur
    if isinstance(valeur, Decimal):
        return f"{valeur:f}"
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, tuple):
        return [_simple(v) for v in valeur]
    return [_simple(getattr(valeur, f.name)) for f in fields(valeur) if not f.name.endswith("_brut")]
