"""Pooling hours among several obligations of one company, under a written agreement. Pure.

By default only hours worked on the clause's own operation discharge it. With an agreement (CCAG 2021, art. 20.1: the
contractor may ask for it) a person may work all her hours on one site for several obligations of the same company.
One hour discharges one obligation only, and a surplus is carried to another obligation by such an agreement, never
by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from clauses.rules.repartition import repartir
from socle.erreurs import RegleViolee
from socle.periodes import Mois

C = TypeVar("C", bound=Hashable)
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Accord:
    """An agreement of one company over several obligations, from a day to another (None: still running)."""

    entreprise: Hashable
    clauses: frozenset[Hashable]
    debut: date
    fin: date | None = None

    def couvre(self, entreprise: Hashable, clause: Hashable, mois: Mois) -> bool:
        """Whether hours of this company, for this obligation, in this month, may be shared: one day is enough."""
        dans = self.debut <= mois.dernier_jour and (self.fin is None or self.fin >= mois.premier_jour)
        return dans and entreprise == self.entreprise and clause in self.clauses


def clauses_admises(
    accords: Sequence[Accord], *, entreprise: Hashable, clause: Hashable, mois: Mois
) -> frozenset[Hashable]:
    """The obligations that hours worked for `clause` may discharge: itself, and those pooled with it that month."""
    admises: set[Hashable] = {clause}
    for accord in accords:
        if accord.couvre(entreprise, clause, mois):
            admises |= accord.clauses
    return frozenset(admises)


def verifier_parts(heures: Decimal, parts: Mapping[C, Decimal], admises: Collection[Hashable]) -> None:
    """RegleViolee unless the parts are positive, of obligations allowed, and their sum is exactly the hours."""
    for cle, part in parts.items():
        if part < ZERO:
            raise RegleViolee("Une part n'est pas négative.", champ=str(cle))
        if part and cle not in admises:
            raise RegleViolee("Aucun accord de globalisation ne couvre cette obligation ce mois-ci.", champ=str(cle))
    total = sum(parts.values(), ZERO)
    if total != heures:
        dit, attendu = (f"{valeur:f}".replace(".", ",") for valeur in (total, heures))
        raise RegleViolee(f"Les parts font {dit} h pour {attendu} h à compter : une heure n'éteint qu'une obligation.")


def reporter_parts(heures: Decimal, avant: Mapping[C, Decimal], defaut: C) -> dict[C, Decimal]:
    """The same shares on another total, exact to the hundredth; everything to `defaut` where nothing was shared."""
    poids = {cle: part for cle, part in avant.items() if part > ZERO}
    if not poids or not heures:
        return {defaut: heures}
    if len(poids) == 1:
        return dict.fromkeys(poids, heures)
    parts = repartir(heures, list(poids.values()))
    return {cle: part for cle, part in zip(poids, parts, strict=True) if part} or {defaut: heures}


def ramener_parts(avant: Mapping[C, Decimal], admises: Collection[Hashable], sienne: C) -> dict[C, Decimal]:
    """The shares where only some obligations are allowed: the others' return to the hours' own obligation, which is
    what they discharge without an agreement."""
    parts: dict[C, Decimal] = {}
    for cle, part in avant.items():
        gardee = cle if cle in admises else sienne
        parts[gardee] = parts.get(gardee, ZERO) + part
    return parts
