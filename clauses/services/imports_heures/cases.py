"""What was kept of a file, cell by cell: rows of the same contract, site and month make one.

A person may have several contracts in the payroll for one clause contract here: each of its rows says a part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from clauses.models import LigneImportee
from clauses.rules.proposition import SortLigne
from socle.centiemes import ZERO


@dataclass(frozen=True, slots=True)
class Choix:
    """What the reader kept of a row: hours and those not worked, as corrected on the page."""

    heures: Decimal
    non_travaillees: Decimal = ZERO


def par_case(
    lignes: Iterable[LigneImportee], choix: Mapping[UUID, Choix]
) -> tuple[list[LigneImportee], dict[UUID, Choix]]:
    """The first kept row of each cell, with the hours of all: totals add up, a regularisation adds its difference.

    A row that says what is there already counts in the total of the rows kept beside it.
    """
    cases: dict[tuple[object, ...], list[LigneImportee]] = defaultdict(list)
    for ligne in lignes:
        gardee = ligne.uuid in choix and SortLigne(ligne.sort).reportable
        if gardee or (ligne.sort == SortLigne.INCHANGEE and not ligne.regularisation):
            cases[ligne.contrat_id, ligne.chantier_id, ligne.mois].append(ligne)
    gardees, cumul = [], {}
    for siennes in cases.values():
        if retenues := [li for li in siennes if li.uuid in choix and li.sort != SortLigne.INCHANGEE]:
            gardees.append(retenues[0])
            cumul[retenues[0].uuid] = _cumuler(siennes, choix)
    return gardees, cumul


def _cumuler(lignes: list[LigneImportee], choix: Mapping[UUID, Choix]) -> Choix:
    if len(lignes) == 1:
        return choix[lignes[0].uuid]
    lus = [(li, choix.get(li.uuid) or Choix(li.heures, li.non_travaillees or ZERO)) for li in lignes]
    avant = lignes[0].heures_avant or ZERO
    totaux = [c for li, c in lus if not li.regularisation]
    heures = sum((c.heures for c in totaux), ZERO) if totaux else avant
    heures += sum((c.heures - avant for li, c in lus if li.regularisation), ZERO)
    absences = sum((c.non_travaillees for c in totaux or [lus[-1][1]]), ZERO)
    return Choix(heures, absences)
