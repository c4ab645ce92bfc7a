"""Indicators about people: each counted once whatever her contracts, attributes as they were at entry. Pure.

Sources: domain.md §6 (dimensions, distinct people, exits « inconnu » kept in the denominator).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parcours.rules.vocabulaire import NatureSortie

JEUNE = 26
"""Years under which a person is counted young, at her first clause contract."""


@dataclass(frozen=True, slots=True)
class PersonneComptee:
    """What is counted of a person in a group and a period. `sortie`: the last situation found after her exit, or ""."""

    cle: int
    heures: Decimal
    contrats: int
    femme: bool = False
    naissance: date | None = None
    entree: date | None = None
    sortie: str = ""


@dataclass(frozen=True, slots=True)
class Indicateurs:
    """Figures of a group. People are not additive from one group to another."""

    personnes: int
    contrats: int
    heures: Decimal
    femmes: int
    jeunes: int
    sorties: int
    durables: int

    @property
    def heures_par_personne(self) -> Decimal:
        """Mean hours, to the hundredth; 0 for nobody."""
        return (self.heures / self.personnes).quantize(Decimal("0.01")) if self.personnes else Decimal(0)


def compter(personnes: Iterable[PersonneComptee]) -> Indicateurs:
    """The figures of these people; somebody given twice (two groups put together) is one person, her hours added."""
    vues: dict[int, PersonneComptee] = {}
    heures, contrats = Decimal(0), 0
    for p in personnes:
        vues[p.cle] = p
        heures += p.heures
        contrats += p.contrats
    gens = vues.values()
    sorties = [p.sortie for p in gens if p.sortie and p.sortie != NatureSortie.NEUTRALISE]
    return Indicateurs(
        personnes=len(vues),
        contrats=contrats,
        heures=heures,
        femmes=sum(p.femme for p in gens),
        jeunes=sum(est_jeune(p.naissance, p.entree) for p in gens),
        sorties=len(sorties),
        durables=sorties.count(NatureSortie.DURABLE),
    )


def est_jeune(naissance: date | None, entree: date | None) -> bool:
    """Under 26 on the day of the first clause contract; unknown dates count as not."""
    if naissance is None or entree is None:
        return False
    age = entree.year - naissance.year - ((entree.month, entree.day) < (naissance.month, naissance.day))
    return age < JEUNE
