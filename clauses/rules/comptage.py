"""For how long hours count: the counting end of a work contract, and the month that it cuts.

Two clocks. A favourable decision opens a window in which a clause contract may *start*; losing the
status afterwards changes nothing. Hours then count until the earlier of the end that the clause allows
for that type of contract and the end of the lot; never until the expiry of a proof. A prolonged window
puts both off: a contract may start until its new end, and the hours of those begun in it count until then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from clauses.rules.phrases import au_centieme
from clauses.rules.vocabulaire import TypeContrat
from socle.periodes import Mois

UN_JOUR = timedelta(days=1)
Periode = tuple[date, date | None]


def duree_pour(type_contrat: TypeContrat | str, durees: Mapping[str, int | None]) -> int | None:
    """Months that the clause allows for this type of contract; None: the whole contract."""
    return durees.get(str(type_contrat))


@lru_cache(maxsize=4096)
def dernier_jour_apres(origine: date, mois: int) -> date:
    """Last day of a period of `mois` months counted from a day, both included ("de quantième à quantième").

    15 March 2024 + 24 months ends on 14 March 2026; where the last month has no such day (31 January + 1),
    on its last day, as article 641 of the code de procédure civile reckons.
    """
    rang = origine.year * 12 + origine.month - 1 + mois
    annee, numero = divmod(rang, 12)
    premier = date(annee, numero + 1, 1)
    suivant = date(annee + (numero == 11), (numero + 1) % 12 + 1, 1)
    if origine.day > (suivant - premier).days:
        return suivant - UN_JOUR
    return premier.replace(day=origine.day) - UN_JOUR


def fin_de_comptage(
    *,
    debut_contrat: date,
    premier_contrat: date | None = None,
    duree_mois: int | None = None,
    prolongee_au: date | None = None,
    fin_lot: date | None = None,
) -> date | None:
    """Last day whose hours count for this contract (None: no limit known).

    `duree_mois` is counted from the person's first clause contract when `premier_contrat` is given
    (clauses that count from there), else from the start of this contract; None: the whole contract.
    The clock starts once: a new employer or site does not restart it. `prolongee_au`: the window in which the
    contract began was prolonged to that day, and its duration runs until then at least.
    """
    fins = []
    if duree_mois is not None:
        fin = dernier_jour_apres(premier_contrat or debut_contrat, duree_mois)
        fins.append(fin if prolongee_au is None else max(fin, prolongee_au))
    if fin_lot is not None:
        fins.append(fin_lot)
    return min(fins, default=None)


def jours_presents(mois: Mois, periodes: Sequence[Periode], jusqu_au: date | None = None) -> list[date]:
    """The days of a month covered by the contract's periods (open ones last), up to a bound included."""
    dernier = mois.dernier_jour if jusqu_au is None else min(mois.dernier_jour, jusqu_au)
    jours: set[date] = set()
    for debut, fin in periodes:
        jour = max(debut, mois.premier_jour)
        borne = dernier if fin is None else min(fin, dernier)
        while jour <= borne:
            jours.add(jour)
            jour += UN_JOUR
    return sorted(jours)


@dataclass(frozen=True, slots=True)
class CoupureMois:
    """A month cut at the counting end: what may count, what may not, in hours."""

    comptables: Decimal
    hors_compte: Decimal
    fin: date | None

    @property
    def coupe(self) -> bool:
        """Whether the end falls before the month's last present day."""
        return self.hors_compte > 0


def couper_mois(heures: Decimal, mois: Mois, periodes: Sequence[Periode], fin: date | None) -> CoupureMois:
    """Split a month's hours at the counting end, by the days of presence (a proposal: the office decides).

    Days are the contract's days in the month, working days first when there are any; the part that
    counts is rounded half up to the hundredth, the rest is the difference, so nothing is lost.
    """
    if fin is None or fin >= mois.dernier_jour:
        return CoupureMois(heures, Decimal("0.00"), fin)
    presents = jours_presents(mois, periodes)
    ouvres = [j for j in presents if j.weekday() < 5] or presents
    if not ouvres:
        ouvres = jours_presents(mois, [(mois.premier_jour, None)])
    avant = sum(1 for j in ouvres if j <= fin)
    comptables = au_centieme(Fraction(heures) * avant / len(ouvres))
    return CoupureMois(comptables, heures - comptables, fin)
