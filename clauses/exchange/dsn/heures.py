"""Hours of one person from her payments (formats.md §2.4): what is paid and counted in hours, month by month."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from clauses.exchange.dsn.normes import A_PART, ABSENCE_NON_PAYEE, DE_BASE, EN_JOURS, HEURE, TRAVAIL_PAYE
from clauses.rules.lecture import Constat, Portee, Source
from socle.periodes import Mois
from socle.presentation import heures as en_mots

ZERO = Decimal("0.00")


@dataclass(slots=True)
class Remuneration:
    """A block 51 with its activities; `versement` tells two payments apart."""

    versement: int
    rang: int
    debut: date | None = None
    fin: date | None = None
    contrat: str = ""
    sorte: str = ""
    heures: str = ""
    activites: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HeuresLues:
    """Hours of a contract in a month, and how they were read."""

    contrat: str
    mois: Mois
    heures: Decimal
    rang: int
    note: str = ""


def nombre(texte: str) -> Decimal | None:
    """A quantity of the norm: point, at most two decimals, sign allowed; None when it is not one."""
    try:
        valeur = Decimal(texte)
    except (InvalidOperation, ValueError):
        return None
    if not valeur.is_finite() or abs(valeur) >= 10_000_000:
        return None
    arrondie = valeur.quantize(Decimal("0.01"))
    return arrondie if arrondie == valeur else None


def lire_heures(remunerations: list[Remuneration], principal: Mois) -> tuple[list[HeuresLues], list[Constat]]:
    """Hours by contract and month. A period of another month is a regularisation of that month; signs are kept."""
    constats: list[Constat] = []
    groupes: dict[tuple[str, Mois], list[Remuneration]] = defaultdict(list)
    for r in remunerations:
        mois = _mois(r, principal, constats)
        if mois is not None:
            groupes[(r.contrat, mois)].append(r)
    lues = []
    for (contrat, mois), siennes in groupes.items():
        lue = _du_mois(contrat, mois, siennes, constats)
        if lue is not None:
            lues.append(lue)
    return sorted(lues, key=lambda h: (h.mois, h.contrat)), constats


def _mois(r: Remuneration, principal: Mois, constats: list[Constat]) -> Mois | None:
    if r.debut is None:
        constats.append(Constat(Portee.REFUS, "La période de cette rémunération est illisible.", Source(rang=r.rang)))
        return None
    debut, fin = Mois.depuis(r.debut), Mois.depuis(r.fin or r.debut)
    if debut == fin:
        return debut
    if debut <= principal <= fin:
        if r.sorte in DE_BASE and (r.activites or r.heures):
            constats.append(
                Constat(
                    Portee.DOUTE,
                    f"Une période de paie va de {debut} à {fin} : ses heures sont proposées en {principal}.",
                    Source(rang=r.rang),
                )
            )
        return principal
    return fin


def _du_mois(contrat: str, mois: Mois, siennes: list[Remuneration], constats: list[Constat]) -> HeuresLues | None:
    rang = siennes[0].rang
    de_base = [r for r in siennes if r.sorte in DE_BASE]
    notes: list[str] = []
    total, vues = ZERO, False
    deja: dict[tuple[int, date | None, date | None, Decimal], str] = {}
    for r in de_base:
        propres: list[Decimal] = []
        for sorte, quantite, unite in r.activites:
            if unite != HEURE:
                continue
            valeur = nombre(quantite)
            if valeur is None:
                constats.append(Constat(Portee.REFUS, "Une quantité d'heures est illisible.", Source(rang=r.rang)))
            elif sorte == TRAVAIL_PAYE:
                propres.append(valeur)
            elif sorte == ABSENCE_NON_PAYEE and valeur:
                notes.append(f"{en_mots(valeur)} d'absence non payée, hors de ce total")
        for valeur in propres:
            vues = True
            if deja.get((r.versement, r.debut, r.fin, valeur), r.sorte) != r.sorte and valeur:
                # The same activity under two kinds of pay of one payment and period (001 and 002): once, and said.
                notes.append("la même activité figure sous deux rémunérations : comptée une fois")
                continue
            total += valeur
        for valeur in propres:
            deja.setdefault((r.versement, r.debut, r.fin, valeur), r.sorte)
    if not vues:
        repli = _repli(de_base, constats)
        if repli is not None:
            total, vues = repli, True
            notes.append("heures lues dans la rémunération, faute d'activité en heures")
    for r in siennes:
        apart = A_PART.get(r.sorte)
        valeur = nombre(r.heures) if apart and r.heures else None
        if apart and valeur:
            notes.append(f"{en_mots(valeur)} ({apart}) déclarées à part, non ajoutées")
    if not vues:
        if any(unite in EN_JOURS for r in de_base for _, _, unite in r.activites):
            constats.append(
                Constat(Portee.DOUTE, "Le temps de travail est en jours : saisissez les heures.", Source(rang=rang))
            )
        return None
    return HeuresLues(contrat, mois, total, rang, " ; ".join(dict.fromkeys(notes)))


def _repli(de_base: list[Remuneration], constats: list[Constat]) -> Decimal | None:
    """S21.G00.51.012, only when no activity counts hours: one kind of pay per payment, never a sum of several."""
    par_versement: dict[int, dict[str, tuple[Decimal, int]]] = defaultdict(dict)
    for r in de_base:
        valeur = nombre(r.heures) if r.heures else None
        if valeur is not None:
            deja = par_versement[r.versement].get(r.sorte)
            par_versement[r.versement][r.sorte] = (valeur + (deja[0] if deja else ZERO), r.rang)
    if not par_versement:
        return None
    total = ZERO
    for sortes in par_versement.values():
        retenue = next(s for s in DE_BASE if s in sortes)
        total += sortes[retenue][0]
        if len({valeur for valeur, _ in sortes.values()}) > 1:
            constats.append(
                Constat(
                    Portee.DOUTE,
                    "Deux rémunérations du même versement portent des heures différentes : vérifiez.",
                    Source(rang=sortes[retenue][1]),
                )
            )
    return total
