"""From one mission to the next: the days between two contracts of a person, and how they go over time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median


@dataclass(frozen=True, slots=True)
class Ecart:
    """Days without a contract between two of a person's; counted at the start of the second."""

    reprise: date
    jours: int


@dataclass(frozen=True, slots=True)
class Periode:
    """A quarter: how many contracts followed another one in it, and after how many days in the middle (None: none)."""

    annee: int
    trimestre: int
    nombre: int
    mediane: float | None

    @property
    def mot(self) -> str:
        return f"{self.trimestre}{'er' if self.trimestre == 1 else 'e'} trim. {self.annee}"


def ecarts(contrats: Iterable[tuple[date, date | None]]) -> list[Ecart]:
    """The gaps of one person: from the end of all that came before to the start of what follows, 0 when they meet.

    Contracts that start on the same day, or a second one beside a first that goes on, are one mission: no gap is
    counted for them (issue 4: « the gap in days between two missions »).
    """
    trouves: list[Ecart] = []
    fini: date | None = None
    sans_fin = False
    for debut, fin in sorted(contrats, key=lambda c: (c[0], c[1] or date.max)):
        if fini is not None and not sans_fin and debut > fini:
            trouves.append(Ecart(debut, (debut - fini).days - 1))
        sans_fin = sans_fin or fin is None
        fini = max(d for d in (fini, fin, debut) if d is not None)
    return trouves


def par_trimestre(trouves: Sequence[Ecart], jour: date, nombre: int = 5) -> list[Periode]:
    """The last quarters until that day, oldest first, those without any gap included."""
    periodes = []
    annee, trimestre = jour.year, _trimestre(jour)
    for _ in range(nombre):
        jours = [e.jours for e in trouves if (e.reprise.year, _trimestre(e.reprise)) == (annee, trimestre)]
        periodes.append(Periode(annee, trimestre, len(jours), median(jours) if jours else None))
        annee, trimestre = (annee, trimestre - 1) if trimestre > 1 else (annee - 1, 4)
    return periodes[::-1]


def tendance(periodes: Sequence[Periode]) -> str:
    """The last quarter beside the one before it that has figures, in a sentence; "" without two of them."""
    lues = [p for p in periodes if p.mediane is not None]
    if len(lues) < 2:
        return ""
    avant, apres = lues[-2], lues[-1]
    assert avant.mediane is not None
    assert apres.mediane is not None
    ecart = apres.mediane - avant.mediane
    if ecart == 0:
        return f"Comme au {avant.mot}."
    sens = "de plus" if ecart > 0 else "de moins"
    return f"{_jours(abs(ecart))} {sens} qu'au {avant.mot}."


def _jours(nombre: float) -> str:
    ecrit = f"{nombre:.1f}".removesuffix(".0").replace(".", ",")
    return f"{ecrit} jour{'s' if nombre >= 2 else ''}"


def _trimestre(jour: date) -> int:
    return (jour.month - 1) // 3 + 1
