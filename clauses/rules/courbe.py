"""The expected curve: how many hours a clause should have had worked by the end of a period.

Hours in effect are spread to the end of the works, evenly by day or along a curve drawn by month.
Each event (an amendment takes effect, works stop or resume, the end is moved) spreads *what remains*
over the days that remain; what was expected before never changes because of it. During a suspension
nothing more is expected. A progressive clause expects what its invoices make owed.
Values are exact fractions of an hour: round only to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from clauses.rules.obligation import (
    Facture,
    Mouvement,
    NatureMouvement,
    Progressif,
    couper,
    heures_dues,
    heures_progressives,
)
from clauses.rules.phrases import au_centieme
from socle.periodes import Mois

UN_JOUR = timedelta(days=1)
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Arret:
    """A suspension: first and last suspended days, both included (no end: still running)."""

    debut: date
    fin: date | None = None

    def contient(self, jour: date) -> bool:
        """Whether the works are suspended that day."""
        return self.debut <= jour and (self.fin is None or jour <= self.fin)


@dataclass(frozen=True, slots=True)
class PointMensuel:
    """Hours expected in one month of a drawn curve."""

    mois: Mois
    heures: Decimal


@dataclass(frozen=True, slots=True)
class ReportFin:
    """A recorded act that moves the end of the works, from the day it takes effect."""

    date_effet: date
    fin: date


@dataclass(frozen=True, slots=True)
class ParametresCourbe:
    """What a clause's curve depends on.

    `debut` and `fin` are the first and last days of the works of that lot (never the notification);
    `fin` is the end known at the start, `reports` the acts that moved it (when only the current end is
    known, give it as `fin`). `points` are the drawn months; none: linear by days.
    """

    debut: date | None
    fin: date | None
    mouvements: tuple[Mouvement, ...] = ()
    factures: tuple[Facture, ...] = ()
    progressif: Progressif | None = None
    suspensions: tuple[Arret, ...] = ()
    points: tuple[PointMensuel, ...] = ()
    reports: tuple[ReportFin, ...] = ()


@dataclass(frozen=True, slots=True)
class MoisDeCourbe:
    """One month of the chart: expected and owed hours at its end, rounded to the hundredth."""

    mois: Mois
    attendues: Decimal
    dues: Decimal
    suspendu: bool


def attendues_au(clause: ParametresCourbe, fin_de_periode: date, *, connues_au: datetime | None = None) -> Fraction:
    """Hours expected at the end of a day, exact, between 0 and the hours owed that day.

    `connues_au` cuts movements and invoices by their recording. Without works dates nothing is expected,
    save what invoices make owed.
    """
    mouvements = [m for m in couper(clause.mouvements, None, connues_au) if m.nature != NatureMouvement.FACTURE]
    attendues = ZERO
    if clause.debut is not None and clause.fin is not None and fin_de_periode >= clause.debut:
        attendues = _parcourir(clause, mouvements, fin_de_periode)
    return attendues + _attendues_progressives(clause, fin_de_periode, connues_au)


def attendues_arrondies(
    clause: ParametresCourbe, fin_de_periode: date, *, connues_au: datetime | None = None
) -> Decimal:
    """The expected hours rounded to the hundredth, to show (never to compare)."""
    return au_centieme(attendues_au(clause, fin_de_periode, connues_au=connues_au))


def serie_mensuelle(
    clause: ParametresCourbe, *, connues_au: datetime | None = None, jusqu_au: date | None = None
) -> list[MoisDeCourbe]:
    """Expected and owed hours at each month's end, from the start of the works to their end (or later)."""
    if clause.debut is None or clause.fin is None:
        return []
    dernier = max([clause.fin, *(r.fin for r in clause.reports), *([jusqu_au] if jusqu_au else [])])
    serie, mois = [], Mois.depuis(clause.debut)
    while mois.premier_jour <= dernier:
        fin_de_mois = mois.dernier_jour
        dues = heures_dues(
            clause.mouvements,
            clause.factures,
            clause.progressif,
            travaillees_jusqu_au=fin_de_mois,
            connues_au=connues_au,
        )
        attendues = attendues_arrondies(clause, fin_de_mois, connues_au=connues_au)
        serie.append(MoisDeCourbe(mois, attendues, dues, suspendu_le(clause.suspensions, fin_de_mois)))
        mois = mois.suivant()
    return serie


def suspendu_le(suspensions: Sequence[Arret], jour: date) -> bool:
    """Whether the works are suspended that day."""
    return any(s.contient(jour) for s in suspensions)


def suspendu_depuis(suspensions: Sequence[Arret], jour: date) -> date | None:
    """First day of the unbroken suspension running that day (adjoining ones are one); None: not suspended."""
    depuis = None
    for arret in sorted(suspensions, key=lambda s: s.debut, reverse=True):
        if arret.contient(depuis - UN_JOUR if depuis else jour):
            depuis = arret.debut
    return depuis


def fin_connue_le(clause: ParametresCourbe, jour: date) -> date | None:
    """Last day of the works as moved by the acts in effect that day."""
    fin = clause.fin
    for report in sorted(clause.reports, key=lambda r: r.date_effet):
        if report.date_effet <= jour:
            fin = report.fin
    return fin


def _parcourir(clause: ParametresCourbe, mouvements: list[Mouvement], jour: date) -> Fraction:
    """Walk from event to event up to a day: what remains owed spreads over the days that remain."""
    debut = clause.debut
    assert debut is not None
    poids = _Poids(clause)
    plafond = None
    if poids.dessinee and poids.total == sum((Fraction(m.heures) for m in mouvements), ZERO):
        # A curve drawn for the whole objective is read as drawn, never above what is owed that day.
        plafond = _dues(mouvements, jour)
        total = sum((m.heures for m in mouvements), Decimal(0))
        effets = [(debut, Fraction(total))]
    else:
        effets = [(max(m.date_effet, debut), Fraction(m.heures)) for m in mouvements]
    attendues = ZERO
    bornes = _bornes(clause, [e for e, _ in effets], jour)
    for a, b in zip(bornes, [*bornes[1:], jour + UN_JOUR], strict=True):
        dues = max(ZERO, sum((h for effet, h in effets if effet <= a), ZERO))
        attendues = min(attendues, dues)
        if suspendu_le(clause.suspensions, a):
            continue
        fin = fin_connue_le(clause, a)
        assert fin is not None
        if a > fin:
            attendues = dues
            continue
        restant = poids.entre(a, fin)
        if restant:
            attendues += (dues - attendues) * poids.entre(a, b - UN_JOUR) / restant
        elif b > fin:
            attendues = dues
    return attendues if plafond is None else max(ZERO, min(attendues, plafond))


def _bornes(clause: ParametresCourbe, effets: list[date], jour: date) -> list[date]:
    """First days of the stretches without event between the start of the works and a day."""
    debut = clause.debut
    assert debut is not None
    assert clause.fin is not None
    jours = {debut, clause.fin + UN_JOUR, *effets}
    for arret in clause.suspensions:
        jours.add(arret.debut)
        if arret.fin is not None:
            jours.add(arret.fin + UN_JOUR)
    for report in clause.reports:
        jours |= {report.date_effet, report.fin + UN_JOUR}
    return sorted(j for j in jours if debut <= j <= jour)


def _dues(mouvements: list[Mouvement], jour: date) -> Fraction:
    return sum((Fraction(m.heures) for m in mouvements if m.date_effet <= jour), ZERO)


def _attendues_progressives(clause: ParametresCourbe, jour: date, connues_au: datetime | None) -> Fraction:
    """Hours that invoices make owed; those of a running suspension wait for its end (a credit note does not)."""
    if clause.progressif is None:
        return ZERO
    factures = couper(clause.factures, jour, connues_au)
    dues = heures_progressives(sum((f.montant for f in factures), Decimal(0)), clause.progressif)
    depuis = suspendu_depuis(clause.suspensions, jour)
    if depuis is not None:
        avant = sum((f.montant for f in factures if f.date_effet < depuis), Decimal(0))
        dues = min(dues, heures_progressives(avant, clause.progressif))
    return Fraction(dues)


class _Poids:
    """Weight of a stretch of days: their number, or the drawn hours of their months shared by day."""

    def __init__(self, clause: ParametresCourbe) -> None:
        debut, fin = clause.debut, clause.fin
        assert debut is not None
        assert fin is not None
        fin = max([fin, *(r.fin for r in clause.reports)])
        self._par_jour: list[tuple[date, date, Fraction]] = []
        self.total = ZERO
        for point in clause.points:
            premier, dernier = max(point.mois.premier_jour, debut), min(point.mois.dernier_jour, fin)
            if premier <= dernier and point.heures:
                par_jour = Fraction(point.heures) / ((dernier - premier).days + 1)
                self._par_jour.append((premier, dernier, par_jour))
                self.total += Fraction(point.heures)

    @property
    def dessinee(self) -> bool:
        """Whether the curve is drawn by hand."""
        return bool(self._par_jour)

    def entre(self, premier: date, dernier: date) -> Fraction:
        """Weight from a day to another, both included (0 when they are reversed)."""
        if dernier < premier:
            return ZERO
        if not self._par_jour:
            return Fraction((dernier - premier).days + 1)
        total = ZERO
        for debut, fin, par_jour in self._par_jour:
            jours = (min(fin, dernier) - max(debut, premier)).days + 1
            if jours > 0:
                total += par_jour * jours
        return total
