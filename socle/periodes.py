"""Months and periods of declaration: pure dates, no clock, no database.

A period is one month or one calendar quarter. It is *due* on a day of the month that follows its end and
*closed* once a validation delay has passed after that day: states, rates and late lists are computed at the end
of the last closed period, never at today's date.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, total_ordering
from typing import Any

from socle.mots import MotLibelle

NOMS_MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
JOUR_ECHEANCE = 20
_ISO = re.compile(r"(\d{4})-(\d{2})")


class Periodicite(MotLibelle):
    """How often a clause is declared; `.libelle` is the word on screen."""

    MENSUELLE = ("MENSUELLE", "Mensuelle")
    TRIMESTRIELLE = ("TRIMESTRIELLE", "Trimestrielle")

    @property
    def nb_mois(self) -> int:
        """Months in one period."""
        return 1 if self is Periodicite.MENSUELLE else 3


@lru_cache(maxsize=4096)
def _bornes(annee: int, numero: int) -> tuple[date, date]:
    """First and last day of a month: controls ask for them on every line."""
    return date(annee, numero, 1), date(annee, numero, monthrange(annee, numero)[1])


@total_ordering
@dataclass(frozen=True, slots=True)
class Mois:
    """A calendar month. `Mois(2026, 10) + 3` is January 2027; `a - b` between two months is a number of months."""

    annee: int
    numero: int

    def __post_init__(self) -> None:
        if not (1 <= self.numero <= 12 and 1 <= self.annee <= 9999):
            raise ValueError(f"{self.annee}-{self.numero} n'est pas un mois")

    @classmethod
    def depuis(cls, jour: date) -> Mois:
        """The month of a date."""
        return cls(jour.year, jour.month)

    @classmethod
    def lire(cls, texte: str) -> Mois:
        """The month written "2026-10"; raises ValueError on anything else."""
        trouve = _ISO.fullmatch(texte.strip())
        if trouve is None or not trouve[0].isascii():
            raise ValueError(f"{texte!r} : un mois s'écrit AAAA-MM")
        return cls(int(trouve[1]), int(trouve[2]))

    @property
    def rang(self) -> int:
        """Months since year 0: a plain integer that orders and subtracts."""
        return self.annee * 12 + self.numero - 1

    @classmethod
    def de_rang(cls, rang: int) -> Mois:
        """The inverse of `rang`."""
        annee, reste = divmod(rang, 12)
        return cls(annee, reste + 1)

    def __lt__(self, autre: object) -> bool:
        return self.rang < autre.rang if isinstance(autre, Mois) else NotImplemented

    def __add__(self, nombre: int) -> Mois:
        return Mois.de_rang(self.rang + nombre) if isinstance(nombre, int) else NotImplemented

    def __sub__(self, autre: Any) -> Any:
        if isinstance(autre, Mois):
            return self.rang - autre.rang
        return Mois.de_rang(self.rang - autre) if isinstance(autre, int) else NotImplemented

    def suivant(self) -> Mois:
        """The next month."""
        return self + 1

    def precedent(self) -> Mois:
        """The month before."""
        return self + -1

    @property
    def premier_jour(self) -> date:
        """Its first day: the date stored in the database for a month."""
        return _bornes(self.annee, self.numero)[0]

    @property
    def dernier_jour(self) -> date:
        """Its last day."""
        return _bornes(self.annee, self.numero)[1]

    @property
    def nb_jours(self) -> int:
        """Days in the month."""
        return self.dernier_jour.day

    def jour(self, numero: int) -> date:
        """That day of the month, or its last day when the month is shorter."""
        return date(self.annee, self.numero, min(numero, self.nb_jours))

    def __contains__(self, jour: date) -> bool:
        return (jour.year, jour.month) == (self.annee, self.numero)

    @property
    def iso(self) -> str:
        """ "2026-10": the form used in addresses and files."""
        return f"{self.annee:04d}-{self.numero:02d}"

    @property
    def nom(self) -> str:
        """ "octobre", without the year."""
        return NOMS_MOIS[self.numero - 1]

    def __str__(self) -> str:
        return f"{self.nom} {self.annee}"


@dataclass(frozen=True, slots=True, order=True)
class Periode:
    """Consecutive months, both ends included; iterating gives its months."""

    debut: Mois
    fin: Mois

    def __post_init__(self) -> None:
        if self.fin < self.debut:
            raise ValueError(f"La période finit ({self.fin}) avant de commencer ({self.debut})")

    def __iter__(self) -> Iterator[Mois]:
        return mois_entre(self.debut, self.fin)

    def __contains__(self, mois: Mois) -> bool:
        return self.debut <= mois <= self.fin

    def __len__(self) -> int:
        return self.fin - self.debut + 1

    @property
    def premier_jour(self) -> date:
        """First day of the period."""
        return self.debut.premier_jour

    @property
    def dernier_jour(self) -> date:
        """Last day of the period: the "travaillées jusqu'au" of figures once it is closed."""
        return self.fin.dernier_jour

    def suivante(self) -> Periode:
        """The period of the same length just after."""
        return Periode(self.debut + len(self), self.fin + len(self))

    def precedente(self) -> Periode:
        """The period of the same length just before."""
        return Periode(self.debut - len(self), self.fin - len(self))

    def __str__(self) -> str:
        if self.debut == self.fin:
            return str(self.debut)
        if len(self) == 3 and self.debut.numero % 3 == 1:
            rang = self.debut.numero // 3 + 1
            return f"{rang}{'er' if rang == 1 else 'e'} trimestre {self.debut.annee}"
        debut = self.debut.nom if self.debut.annee == self.fin.annee else str(self.debut)
        return f"{debut} à {self.fin}"


def mois_entre(debut: Mois, fin: Mois) -> Iterator[Mois]:
    """Every month from `debut` to `fin`, both included; nothing when `fin` comes first."""
    return (Mois.de_rang(rang) for rang in range(debut.rang, fin.rang + 1))


def periode_de(mois: Mois, periodicite: Periodicite | str) -> Periode:
    """The declaration period that holds a month: itself, or its calendar quarter."""
    pas = Periodicite(periodicite).nb_mois
    debut = mois - (mois.numero - 1) % pas
    return Periode(debut, debut + (pas - 1))


def echeance(periode: Periode, jour: int = JOUR_ECHEANCE) -> date:
    """Due date of a period: that day of the month after its end (the last day of a shorter month)."""
    if not 1 <= jour <= 31:
        raise ValueError(f"{jour} n'est pas un jour d'échéance")
    return periode.fin.suivant().jour(jour)


def est_close(
    periode: Periode, le_jour: date, *, jour_echeance: int = JOUR_ECHEANCE, delai_validation: int = 0
) -> bool:
    """True once the due day, then the validation delay (days), have passed entirely."""
    return le_jour > echeance(periode, jour_echeance) + timedelta(days=delai_validation)


def periode_close(
    le_jour: date,
    periodicite: Periodicite | str = Periodicite.MENSUELLE,
    jour_echeance: int = JOUR_ECHEANCE,
    delai_validation: int = 0,
) -> Periode:
    """The last closed period at a date. Raises ValueError for a negative delay."""
    if delai_validation < 0:
        raise ValueError("Le délai de validation est un nombre de jours positif ou nul")
    periode = periode_de(Mois.depuis(le_jour), periodicite)
    while not est_close(periode, le_jour, jour_echeance=jour_echeance, delai_validation=delai_validation):
        periode = periode.precedente()
    return periode


def jours_dans_le_mois(mois: Mois, debut: date | None, fin: date | None) -> int:
    """Days of a month covered by a range of dates, both ends included; None is an open end."""
    premier = mois.premier_jour if debut is None else max(debut, mois.premier_jour)
    dernier = mois.dernier_jour if fin is None else min(fin, mois.dernier_jour)
    return max(0, (dernier - premier).days + 1)
