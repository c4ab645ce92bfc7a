"""PMSMP: one month at most, renewable once, no hour ever counts (domain.md §7, code du travail L5135-1 and D5135-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from clauses.rules.comptage import dernier_jour_apres

DUREE_MOIS = 1
RENOUVELLEMENTS = 1
ENCHAINEMENT = timedelta(days=31)
"""A period that starts within a month of the end of another renews it."""

Periode = tuple[date, date]


def objection_immersion(debut: date, fin: date | None, passees: Sequence[Periode]) -> str:
    """What forbids this period beside the person's other ones, in French; empty when nothing does."""
    if fin is None:
        return "Une immersion a une date de fin."
    if fin > dernier_jour_apres(debut, DUREE_MOIS):
        return "Une immersion (PMSMP) dure un mois au plus."
    if any(debut <= son_fin and son_debut <= fin for son_debut, son_fin in passees):
        return "Une autre immersion couvre déjà une partie de ces dates."
    if _longueur_de_chaine([*passees, (debut, fin)], (debut, fin)) > 1 + RENOUVELLEMENTS:
        return "Une immersion ne se renouvelle qu'une fois."
    return ""


def _longueur_de_chaine(periodes: list[Periode], celle: Periode) -> int:
    """How many periods follow one another without a month between them, around this one."""
    chaine: list[Periode] = []
    for periode in sorted(periodes):
        if chaine and periode[0] > chaine[-1][1] + ENCHAINEMENT:
            if celle in chaine:
                break
            chaine = []
        chaine.append(periode)
    return len(chaine)
