"""The works dates of lots as they were known at an instant: the acts that moved them are rows, never overwritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from clauses.models import Lot, ReportTravaux
from clauses.rules.courbe import ReportFin


@dataclass(frozen=True, slots=True)
class DatesTravaux:
    """First day, end known at the start, acts that moved the end since, and the end they lead to."""

    debut: date | None
    fin: date | None
    reports: tuple[ReportFin, ...] = ()

    @property
    def fin_actuelle(self) -> date | None:
        """The end after every act known."""
        return self.reports[-1].fin if self.reports else self.fin


def dates_des_lots(lots: Iterable[Lot], connues_au: datetime | None = None) -> dict[int, DatesTravaux]:
    """lot id → its works dates, in one query; `connues_au` leaves out the acts recorded later."""
    lots = list(lots)
    par_lot: dict[int, list[ReportTravaux]] = defaultdict(list)
    for report in ReportTravaux.objects.filter(lot_id__in={lot.pk for lot in lots}).order_by("lot_id", "position"):
        par_lot[report.lot_id].append(report)
    return {lot.pk: _dates(lot, par_lot.get(lot.pk, []), connues_au) for lot in lots}


def _dates(lot: Lot, reports: list[ReportTravaux], connues_au: datetime | None) -> DatesTravaux:
    if not reports:
        return DatesTravaux(lot.debut_travaux, lot.reception_le or lot.fin_travaux)
    debut, fin = reports[0].debut_avant, reports[0].fin_avant
    deplacements: list[ReportFin] = []
    for report in reports:
        if connues_au is not None and report.enregistre_le > connues_au:
            break
        debut = report.debut_travaux
        if report.date_effet is None or fin is None or report.fin_retenue is None:
            # A correction holds from the start; so does the first end that a lot is given.
            fin, deplacements = report.fin_retenue, []
        elif report.fin_retenue != (deplacements[-1].fin if deplacements else fin):
            deplacements.append(ReportFin(report.date_effet, report.fin_retenue))
    return DatesTravaux(debut, fin, tuple(deplacements))
