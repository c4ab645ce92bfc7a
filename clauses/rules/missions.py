"""Missions of lent people: which of them are one work contract, and what that contract becomes.

A mission renewed is not a new hire. The same person of the same employer, lent to the same company under the same
clause, goes on under one contract as long as no interruption between two missions is longer than the setting says
(`ecart_missions`). The interruption is counted in days without any mission: none when the next one starts the day
after. Pure: dates and limit are passed in.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from clauses.rules.comptage import Periode
from clauses.rules.phrases import jour
from socle.erreurs import RegleViolee
from socle.periodes import Mois

Cle = TypeVar("Cle", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Suite:
    """A work contract as its missions make it: first day, last day (None: not known), how many, and their dates.

    It may have started, or counted missions, before its first dated period: what another company or a former
    follow-up knew of it.
    """

    debut: date
    fin: date | None
    missions: int
    periodes: tuple[Periode, ...]


def verifier_mission(periodes: Sequence[Periode], mission: Periode) -> None:
    """Refuse (RegleViolee, champ "debut") a mission with a day in common with one of these periods."""
    for debut, fin in periodes:
        if not _chevauche((debut, fin), mission):
            continue
        if (debut, fin) == mission:
            raise RegleViolee("Cette mission est déjà enregistrée.", champ="debut")
        laquelle = f"du {jour(debut)} au {jour(fin)}" if fin else f"qui court depuis le {jour(debut)}, sans fin connue"
        raise RegleViolee(f"Cette mission chevauche celle {laquelle}.", champ="debut")


def interruption(periodes: Sequence[Periode], mission: Periode) -> int:
    """Days without mission between this one and the nearest period, before or after; it overlaps none of them."""
    return min(_jours_entre(periode, mission) for periode in periodes)


def plus_proche(suites: Mapping[Cle, Suite], mission: Periode, limite: int) -> Cle | None:
    """The contract that a mission continues: the nearest within the limit in days; None: it opens another.

    Equally near to two, it goes on from the one before it.
    """
    ecarts = {cle: interruption(suite.periodes, mission) for cle, suite in suites.items()}
    proches = [cle for cle, ecart in ecarts.items() if ecart <= limite]
    return min(proches, key=lambda cle: (ecarts[cle], suites[cle].debut > mission[0]), default=None)


def avec_mission(suite: Suite, mission: Periode) -> Suite:
    """The contract with one mission more, which keeps its own dates: touching missions are not merged."""
    debut, fin = mission
    return replace(
        suite,
        debut=min(suite.debut, debut),
        fin=None if suite.fin is None or fin is None else max(suite.fin, fin),
        missions=suite.missions + 1,
        periodes=tuple(sorted((*suite.periodes, mission), key=lambda p: p[0])),
    )


def sans_mission(suite: Suite, debut: date) -> Suite:
    """The contract without the mission that starts that day. Raises RegleViolee when there is none, or no other."""
    restantes = tuple(p for p in suite.periodes if p[0] != debut)
    if len(restantes) == len(suite.periodes):
        raise RegleViolee("Cette mission n'est plus dans le contrat.")
    if not restantes:
        raise RegleViolee("C'est la seule mission de ce contrat : annulez le contrat lui-même.")
    fins = [fin for _, fin in restantes if fin is not None]
    return replace(
        suite,
        debut=restantes[0][0] if suite.debut == debut else suite.debut,
        fin=max(fins) if len(fins) == len(restantes) else None,
        missions=suite.missions - 1,
        periodes=restantes,
    )


def touche(periode: Periode, mois: Mois) -> bool:
    """Whether a period has a day in this month."""
    return _chevauche(periode, (mois.premier_jour, mois.dernier_jour))


def _chevauche(une: Periode, autre: Periode) -> bool:
    return une[0] <= (autre[1] or date.max) and autre[0] <= (une[1] or date.max)


def _jours_entre(une: Periode, autre: Periode) -> int:
    avant, apres = sorted((une, autre), key=lambda p: p[0])
    return (apres[0] - (avant[1] or apres[0])).days - 1
