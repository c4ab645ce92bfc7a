"""The PASS IAE: its number, its dates, the days when it was suspended.

Twelve digits: `99999` and seven more since 2022 (before: `99999`, the year on two, five more); numbers that do not
begin by `99999` were given by Pôle emploi and taken over. It lasts two years; suspended days put its end off by as
many (code du travail, R5132-1-8 and following).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from clauses.rules.comptage import dernier_jour_apres
from clauses.rules.phrases import jour

DUREE_MOIS = 24
_SEPARATEURS = re.compile(r"[\s.\-–]+")
_NUMERO = re.compile(r"[0-9]{12}")
UN_JOUR = timedelta(days=1)


def lire_numero(texte: str) -> str | None:
    """The twelve digits of a number as people write it (spaces, dots, dashes); None when it is not one."""
    chiffres = _SEPARATEURS.sub("", texte)
    return chiffres if _NUMERO.fullmatch(chiffres) else None


def ecrire_numero(numero: str) -> str:
    """The number as printed on the certificate: 99999 21 35866."""
    return f"{numero[:5]} {numero[5:7]} {numero[7:]}" if _NUMERO.fullmatch(numero) else numero


@dataclass(frozen=True, slots=True)
class PassIae:
    """A PASS as its certificate says it. `fin` None: reckoned from the start and the suspended days."""

    numero: str
    debut: date | None
    fin: date | None = None
    suspensions: tuple[tuple[date, date], ...] = ()

    @property
    def jours_suspendus(self) -> int:
        """Days of suspension, both ends included, counted once where suspensions overlap."""
        total, vu = 0, date.min
        for debut, fin in sorted(self.suspensions):
            depart = max(debut, vu + UN_JOUR) if vu != date.min else debut
            total += max(0, (fin - depart).days + 1)
            vu = max(vu, fin)
        return total

    @property
    def fin_calculee(self) -> date | None:
        """Two years from the start, and as many days as were suspended."""
        if self.debut is None:
            return None
        return dernier_jour_apres(self.debut, DUREE_MOIS) + timedelta(days=self.jours_suspendus)

    @property
    def fin_retenue(self) -> date | None:
        """The end written on the certificate, else the reckoned one."""
        return self.fin or self.fin_calculee


def objections_pass(presente: PassIae | None, embauche: date) -> list[str]:
    """Why this PASS does not prove a hiring that day; empty when it does."""
    if presente is None or not presente.numero:
        return ["le numéro du PASS IAE manque"]
    raisons = []
    if lire_numero(presente.numero) is None:
        raisons.append("le numéro de PASS IAE a douze chiffres, comme 99999 21 35866")
    debut, fin = presente.debut, presente.fin_retenue
    if debut is None or fin is None:
        return [*raisons, "la date de début du PASS IAE manque"]
    if fin < debut:
        return [*raisons, "le PASS IAE finit avant de commencer"]
    if any(au < du for du, au in presente.suspensions):
        return [*raisons, "une suspension du PASS IAE finit avant de commencer"]
    if embauche < debut:
        raisons.append(f"le PASS IAE commence le {jour(debut)}, après l'embauche")
    if embauche > fin:
        raisons.append(f"le PASS IAE a pris fin le {jour(fin)}, avant l'embauche")
    raisons += [
        f"le PASS IAE est suspendu à l'embauche (du {jour(du)} au {jour(au)})"
        for du, au in presente.suspensions
        if du <= embauche <= au
    ]
    calculee = presente.fin_calculee
    if calculee is not None and fin > calculee:
        raisons.append(f"le PASS IAE va au-delà du {jour(calculee)} : sa prolongation reste à prouver")
    return raisons
