"""Penalties written in the contract: what would be due, what may be claimed, what is forgiven.

The facilitator proposes, the contracting body decides. A forgiven penalty is money only: owed hours,
rate and state never change. Amounts come from the contract (CCAP), never from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clauses.rules.phrases import euros, heures, jour
from clauses.rules.vocabulaire import NaturePenalite
from socle.erreurs import RegleViolee

ZERO = Decimal("0.00")
CENTIME = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Terme:
    """A dated penalty term: euros per hour or per day, with a ceiling for the whole term."""

    nature: NaturePenalite
    montant: Decimal
    valide_du: date
    plafond: Decimal | None = None
    apres_mise_en_demeure: bool = True


@dataclass(frozen=True, slots=True)
class MiseEnDemeure:
    """A formal notice, signed by the contracting body, and the day until which it lets the firm act."""

    notifiee_le: date
    delai_jusqu_au: date


@dataclass(frozen=True, slots=True)
class Penalite:
    """A computed penalty, in euros: how many units, before and after the ceiling, forgiven, to pay.

    `a_payer` is what may be claimed today: 0 while a formal notice is required and has not run out.
    """

    unites: Decimal
    brute: Decimal
    plafonnee: Decimal
    exoneree: Decimal
    exigible: bool
    explication: str

    @property
    def nette(self) -> Decimal:
        """After the ceiling and the waivers, whether or not it may be claimed yet."""
        return self.plafonnee - self.exoneree

    @property
    def a_payer(self) -> Decimal:
        """What may be claimed."""
        return self.nette if self.exigible else ZERO


def terme_en_vigueur(termes: Iterable[Terme], nature: NaturePenalite, au: date) -> Terme | None:
    """The latest term of this nature applicable at a date; None: the contract has none."""
    valables = [t for t in termes if t.nature == nature and t.valide_du <= au]
    return max(valables, key=lambda t: t.valide_du, default=None)


def penalite_heures(
    dues: Decimal,
    validees: Decimal,
    terme: Terme,
    *,
    au: date,
    mise_en_demeure: MiseEnDemeure | None = None,
    exonerations: Sequence[Decimal] = (),
) -> Penalite:
    """Penalty per missing hour: max(0, owed - validated) x rate, capped, less the waivers.

    (490 - 70) h x 35 € = 14,700 €.
    """
    _exiger_nature(terme, NaturePenalite.PAR_HEURE)
    manquantes = max(ZERO, dues - validees)
    calcul = f"{heures(manquantes)} non réalisées × {euros(terme.montant)}"
    return _penalite(manquantes, calcul, terme, _exigible(terme, mise_en_demeure, au), exonerations)


def jours_de_retard(
    echeance: date, remis_le: date | None, au: date, terme: Terme, mise_en_demeure: MiseEnDemeure | None
) -> int:
    """Days that count for a late report: from the day after the due day to the day of delivery, excluded.

    After a formal notice, from the day after its delay. Not delivered yet: up to `au` included.
    """
    depart = echeance
    if terme.apres_mise_en_demeure:
        if mise_en_demeure is None:
            return 0
        depart = max(echeance, mise_en_demeure.delai_jusqu_au)
    if remis_le is not None and remis_le <= au:
        return max(0, (remis_le - depart).days - 1)
    return max(0, (au - depart).days)


def penalite_jours(
    echeance: date,
    remis_le: date | None,
    terme: Terme,
    *,
    au: date,
    mise_en_demeure: MiseEnDemeure | None = None,
    exonerations: Sequence[Decimal] = (),
) -> Penalite:
    """Penalty per day of a late report (monthly or final), capped, less the waivers."""
    if terme.nature == NaturePenalite.PAR_HEURE:
        raise RegleViolee("Ce terme de pénalité compte des heures, pas des jours.")
    jours = Decimal(jours_de_retard(echeance, remis_le, au, terme, mise_en_demeure))
    calcul = f"{jours} {'jours' if jours > 1 else 'jour'} de retard × {euros(terme.montant)}"
    return _penalite(jours, calcul, terme, _exigible(terme, mise_en_demeure, au), exonerations)


def _penalite(unites: Decimal, calcul: str, terme: Terme, exigible: bool, exonerations: Sequence[Decimal]) -> Penalite:
    if any(e < 0 for e in exonerations):
        raise RegleViolee("Une exonération n'est pas négative.", champ="montant")
    brute = (unites * terme.montant).quantize(CENTIME)
    plafonnee = brute if terme.plafond is None else min(brute, terme.plafond)
    exoneree = min(plafonnee, sum(exonerations, ZERO))
    phrases = [f"{calcul} = {euros(brute)}"]
    if plafonnee < brute:
        phrases.append(f"plafonné à {euros(plafonnee)}")
    if exoneree:
        phrases.append(f"dont {euros(exoneree)} exonérés")
    if not exigible:
        phrases.append("non exigible avant une mise en demeure restée sans effet")
    return Penalite(unites, brute, plafonnee, exoneree, exigible, ", ".join(phrases) + ".")


def _exigible(terme: Terme, mise_en_demeure: MiseEnDemeure | None, au: date) -> bool:
    if not terme.apres_mise_en_demeure:
        return True
    return mise_en_demeure is not None and au > mise_en_demeure.delai_jusqu_au


def _exiger_nature(terme: Terme, nature: NaturePenalite) -> None:
    if terme.nature != nature:
        raise RegleViolee(f"Ce terme de pénalité n'est pas « {nature.libelle} ».")


def phrase_mise_en_demeure(mise_en_demeure: MiseEnDemeure) -> str:
    """ "Mise en demeure du 3 mars 2026, délai jusqu'au 2 avril 2026"."""
    return (
        f"Mise en demeure du {jour(mise_en_demeure.notifiee_le)}, délai jusqu'au {jour(mise_en_demeure.delai_jusqu_au)}"
    )
