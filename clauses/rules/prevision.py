"""Forecast at the current pace, and the last day to catch up. Work pages only, never in public.

Formula (docs/regles.md): pace = hours done (validated and being checked) over the last closed months
with works, per day of works; forecast at the end = done + pace x days that remain. A suspended day is
not a day of works. A month not declared is unknown, not zero: it is left out of the pace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from clauses.rules.courbe import Arret, suspendu_le
from clauses.rules.heures import Situation
from clauses.rules.phrases import au_centieme, jour
from socle.periodes import Mois

UN_JOUR = timedelta(days=1)
MOIS_DE_CADENCE = 3


@dataclass(frozen=True, slots=True)
class Prevision:
    """What the works will reach at the current pace, and until when a late start can still catch up.

    `heures` at the end of the works; `taux` in percent, exact; `rattrapable_jusqu_au`: the last day on
    which starting at the best pace still reaches the objective (None: reached, or no pace known).
    """

    heures: Decimal
    taux: Fraction
    cadence_mensuelle: Decimal
    rattrapable_jusqu_au: date | None
    phrase: str

    def sous(self, seuil_pourcent: Decimal) -> bool:
        """Whether the forecast is under a threshold, in percent (95 by default in settings)."""
        return self.taux < Fraction(seuil_pourcent)


def jours_de_travaux(debut: date, fin: date, suspensions: Sequence[Arret] = ()) -> int:
    """Days from one to the other, both included, less the suspended ones."""
    if fin < debut:
        return 0
    if not suspensions:
        return (fin - debut).days + 1
    jours = ((debut + timedelta(days=n)) for n in range((fin - debut).days + 1))
    return sum(1 for j in jours if not suspendu_le(suspensions, j))


def prevoir(
    situation: Situation,
    heures_par_mois: Mapping[Mois, Decimal],
    *,
    debut: date,
    fin: date,
    arrete_au: date,
    suspensions: Sequence[Arret] = (),
) -> Prevision:
    """The forecast of a clause at the end of its last closed period.

    `heures_par_mois` holds the done hours (validated and being checked) of declared months only, nil
    months included as 0; months after `arrete_au` are not read.
    """
    lus = {m: h for m, h in heures_par_mois.items() if m.dernier_jour <= arrete_au}
    cadence = _cadence(lus, debut, fin, suspensions)
    restants = jours_de_travaux(max(debut, arrete_au + UN_JOUR), fin, suspensions)
    prevues = Fraction(situation.declarees) + cadence * restants
    dues = Fraction(situation.dues)
    taux = 100 * prevues / dues if dues > 0 else Fraction(0)
    limite = _limite_de_rattrapage(situation, _meilleure_cadence(situation, lus, debut, fin, suspensions), fin)
    return Prevision(
        heures=au_centieme(prevues),
        taux=taux,
        cadence_mensuelle=au_centieme(cadence * Fraction(365, 12)),
        rattrapable_jusqu_au=limite,
        phrase=_phrase(situation, limite, arrete_au),
    )


def _cadence(
    par_mois: Mapping[Mois, Decimal], debut: date, fin: date, suspensions: Sequence[Arret], derniers: int | None = None
) -> Fraction:
    """Hours per day of works over the last declared months with works (3 by default)."""
    heures, jours, vus = Fraction(0), 0, 0
    for mois in sorted(par_mois, reverse=True):
        travaux = jours_de_travaux(max(debut, mois.premier_jour), min(fin, mois.dernier_jour), suspensions)
        if not travaux:
            continue
        heures, jours, vus = heures + Fraction(par_mois[mois]), jours + travaux, vus + 1
        if vus == (derniers or MOIS_DE_CADENCE):
            break
    return heures / jours if jours else Fraction(0)


def _meilleure_cadence(
    situation: Situation, par_mois: Mapping[Mois, Decimal], debut: date, fin: date, suspensions: Sequence[Arret]
) -> Fraction:
    """The best pace to hope for, per day: the best month so far, or the planned pace if higher."""
    total = jours_de_travaux(debut, fin, suspensions)
    cadences = [Fraction(situation.dues) / total] if total else []
    cadences += [_cadence({m: h}, debut, fin, suspensions, 1) for m, h in par_mois.items()]
    return max(cadences, default=Fraction(0))


def _limite_de_rattrapage(situation: Situation, cadence: Fraction, fin: date) -> date | None:
    """Last day on which starting at this pace still covers, by the end, what is not declared yet."""
    manque = Fraction(situation.dues) - Fraction(situation.declarees)
    if manque <= 0 or cadence <= 0:
        return None
    jours = -(-manque // cadence)  # whole days needed, rounded up
    return fin - timedelta(days=int(jours) - 1)


def _phrase(situation: Situation, limite: date | None, arrete_au: date) -> str:
    if situation.dues > 0 and situation.declarees >= situation.dues:
        return "L'objectif est couvert par les heures déclarées."
    if limite is None:
        return "Pas encore assez de mois déclarés pour prévoir."
    if limite <= arrete_au:
        return f"Au meilleur rythme connu, le retard ne peut plus être rattrapé depuis le {jour(limite)}."
    return f"Le retard ne pourra plus être rattrapé au-delà du {jour(limite)}."
