"""Whom a row names, among the people under contract with the firm: the shared rule, and what a silent file allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clauses.models import ContratTravail
from clauses.rules.lecture import LigneLue
from clauses.rules.rapprochement import Annuaire, Identite, Raison
from clauses.selectors.personnes_connues import connues


@dataclass(frozen=True, slots=True)
class Reconnue:
    """The person (key) when there is no doubt, else those who may be meant and why one hesitates."""

    sure: int | None = None
    proches: tuple[int, ...] = ()
    raison: str = ""


class Personnes:
    """The firm's people. A spreadsheet often has no birth date: the whole name then suffices when one person of the
    firm bears it, since the review shows each line before anything is written."""

    def __init__(self, contrats: Iterable[ContratTravail]) -> None:
        gens = {c.beneficiaire_id: c.beneficiaire for c in contrats}
        self._cles = set(gens)
        self._annuaire = Annuaire.de(connues(gens.values()))
        self._vues: dict[Identite, Reconnue] = {}

    def chercher(self, lue: LigneLue) -> Reconnue:
        """The person that a row names; a reader that already knows her is believed."""
        if lue.personne in self._cles:
            return Reconnue(sure=lue.personne)  # type: ignore[arg-type]
        if lue.proches:
            proches = tuple(cle for cle, _ in lue.proches if cle in self._cles)
            return Reconnue(proches=proches, raison=_phrase(str(lue.proches[0][1])))  # type: ignore[arg-type]
        identite = Identite(lue.nom, lue.prenom, lue.date_naissance, lue.nom_usage)
        if identite not in self._vues:
            self._vues[identite] = self._chercher(identite)
        return self._vues[identite]

    def _chercher(self, identite: Identite) -> Reconnue:
        proches: list[int] = []
        raison = ""
        inverse = Identite(identite.prenom, identite.nom, identite.date_naissance, identite.nom_usage)
        for forme in (identite, inverse):
            trouve = self._annuaire.rapprocher(forme)
            if trouve.exact is not None:
                return Reconnue(sure=trouve.exact.cle)  # type: ignore[arg-type]
            sans = [c.cle for c, pourquoi in trouve.proches if pourquoi is Raison.SANS_NAISSANCE]
            if len(sans) == 1:
                return Reconnue(sure=sans[0])  # type: ignore[arg-type]
            if trouve.proches and not proches:
                proches = [c.cle for c, _ in trouve.proches]  # type: ignore[misc]
                raison = "Plusieurs personnes portent ce nom." if sans else _phrase(str(trouve.proches[0][1]))
        return Reconnue(proches=tuple(proches), raison=raison and f"{raison} Confirmez la personne.")


def _phrase(raison: str) -> str:
    return f"Ressemblance : {raison}."
