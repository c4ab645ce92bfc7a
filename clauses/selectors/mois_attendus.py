"""Months that a company was expected to declare and has not: silence is "non déclaré", never zero.

Expected: the ended months of the works (quarters where the clause says so), while the party is on the lot, outside
suspensions. The group's debtors declare always; a subcontractor or an insertion structure only while it has people
under contract here; a party "dispensée de déclarer" never.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clauses.models import ClauseInsertion, ContratTravail, Declaration, Intervenant, Suspension
from clauses.rules.vocabulaire import ROLES_DEBITEURS
from socle.horloge import aujourdhui
from socle.periodes import Mois, Periode, echeance, mois_entre, periode_de

Bornes = tuple[date, date | None]


@dataclass(frozen=True)
class Silence:
    """The undeclared months of one party, oldest first, in the same urgency (late, or not yet due)."""

    intervenant: Intervenant
    clause: ClauseInsertion
    mois: tuple[Mois, ...]
    echeance: date
    en_retard: bool
    echeances: tuple[date, ...]
    """The due day of each month, in the order of `mois`."""

    def jours_de_retard(self, jour: date) -> int:
        """Days since the oldest due day."""
        return max(0, (jour - self.echeance).days)


def silences(clauses: Iterable[ClauseInsertion], jour: date | None = None) -> list[Silence]:
    """Undeclared months of these clauses (with `lot` loaded): one entry per party and urgency, oldest due first."""
    jour = jour or aujourdhui()
    actives = {c.lot_id: c for c in clauses if c.etat == "ACTIVE"}
    intervenants = list(
        Intervenant.objects.filter(lot_id__in=actives, dispense_declarer=False)
        .select_related("organisation", "lot__marche")
        .order_by("pk")
    )
    presences = _presences(intervenants)
    arrets = _arrets(actives.values())
    soumis, reportees = _declares(intervenants)
    resultat = []
    for intervenant in intervenants:
        clause = actives[intervenant.lot_id]
        attendus = _attendus(intervenant, clause, presences.get(intervenant.pk, ()), arrets[clause.pk], jour)
        par_urgence: dict[bool, list[tuple[Mois, date]]] = defaultdict(list)
        for mois in attendus:
            if (intervenant.pk, mois) in soumis:
                continue
            due = reportees.get((intervenant.pk, mois)) or echeance(
                periode_de(mois, clause.periodicite), clause.jour_echeance
            )
            par_urgence[jour > due].append((mois, due))
        for en_retard, manquants in par_urgence.items():
            plus_ancienne = min(due for _, due in manquants)
            mois_tus, dues = (tuple(colonne) for colonne in zip(*manquants, strict=True))
            resultat.append(Silence(intervenant, clause, mois_tus, plus_ancienne, en_retard, dues))
    return sorted(resultat, key=lambda s: (s.echeance, s.intervenant.organisation.nom_plie, s.intervenant.pk))


def attendus(
    intervenants: Sequence[Intervenant], clauses: Iterable[ClauseInsertion], jour: date | None = None
) -> dict[int, tuple[Mois, ...]]:
    """party → the months it was expected to declare up to that day, declared or not (parties come with `lot`)."""
    jour = jour or aujourdhui()
    actives = {c.lot_id: c for c in clauses if c.etat == "ACTIVE"}
    tenus = [i for i in intervenants if i.lot_id in actives and not i.dispense_declarer]
    presences, arrets = _presences(tenus), _arrets(actives.values())
    return {
        i.pk: tuple(_attendus(i, actives[i.lot_id], presences.get(i.pk, ()), arrets[actives[i.lot_id].pk], jour))
        for i in tenus
    }


def _attendus(
    intervenant: Intervenant, clause: ClauseInsertion, presences: Sequence[Bornes], arrets: Sequence[Bornes], jour: date
) -> Iterator[Mois]:
    """The months whose period has ended, during the works and the party's stay, not wholly suspended."""
    lot = intervenant.lot
    debuts = [lot.debut_travaux or clause.debut, intervenant.du or date.min]
    fins = [lot.reception_le or lot.fin_travaux or clause.fin, intervenant.au, clause.close_le]
    dernier = Mois.depuis(jour).precedent()
    fin = min([Mois.depuis(f) for f in fins if f is not None], default=dernier)
    for mois in mois_entre(Mois.depuis(max(debuts)), min(fin, dernier)):
        if periode_de(mois, clause.periodicite).dernier_jour >= jour:
            continue
        if intervenant.role not in ROLES_DEBITEURS and not _touche(presences, mois):
            continue
        if not _suspendu(arrets, mois):
            yield mois


def _touche(presences: Sequence[Bornes], mois: Mois) -> bool:
    return any(d <= mois.dernier_jour and (f is None or f >= mois.premier_jour) for d, f in presences)


def _suspendu(arrets: Sequence[Bornes], mois: Mois) -> bool:
    return any(d <= mois.premier_jour and (f is None or f >= mois.dernier_jour) for d, f in arrets)


def _presences(intervenants: Sequence[Intervenant]) -> dict[int, list[Bornes]]:
    autres = [i.pk for i in intervenants if i.role not in ROLES_DEBITEURS]
    presences: dict[int, list[Bornes]] = defaultdict(list)
    contrats = ContratTravail.objects.en_vigueur().filter(intervenant_id__in=autres)
    for pk, debut, fin in contrats.values_list("intervenant_id", "debut", "fin"):
        presences[pk].append((debut, fin))
    return presences


def _arrets(clauses: Iterable[ClauseInsertion]) -> dict[int, list[Bornes]]:
    arrets: dict[int, list[Bornes]] = defaultdict(list)
    lignes = Suspension.objects.filter(clause__in=[c.pk for c in clauses]).values_list("clause_id", "debut", "fin")
    for clause_id, debut, fin in lignes:
        arrets[clause_id].append((debut, fin))
    return arrets


def _declares(
    intervenants: Sequence[Intervenant],
) -> tuple[set[tuple[int, Mois]], dict[tuple[int, Mois], date]]:
    """(party, month) pairs submitted at least once, and the due days that a facilitator extended."""
    soumis: set[tuple[int, Mois]] = set()
    reportees: dict[tuple[int, Mois], date] = {}
    declarations = Declaration.objects.filter(intervenant__in=[i.pk for i in intervenants], rang=0)
    for pk, jour, soumise_le, reportee in declarations.values_list(
        "intervenant_id", "mois", "soumise_le", "echeance_reportee"
    ):
        cle = (pk, Mois.depuis(jour))
        if soumise_le is not None:
            soumis.add(cle)
        elif reportee is not None:
            reportees[cle] = reportee
    return soumis, reportees


def periode_texte(mois: Sequence[Mois]) -> str:
    """ "octobre 2026", "juin à septembre 2026", or "4 mois depuis mars 2026" when they do not follow each other."""
    if len(mois) == 1 or mois[-1] - mois[0] == len(mois) - 1:
        return str(Periode(mois[0], mois[-1]))
    return f"{len(mois)} mois depuis {mois[0]}"
