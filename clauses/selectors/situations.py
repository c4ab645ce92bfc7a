"""The situation of clauses at their last closed period: the one place where figures meet rules.

Every list, page, export, and the public set go through `situations_des_clauses`, so that they agree to the
hour. Kept totals (`Solde`) feed it; a replay "telles que connues le …" reads the ledger instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from clauses.models import (
    ClauseInsertion,
    Facturation,
    LotChantier,
    MouvementHeures,
    MouvementObligation,
    PointCourbe,
    Solde,
    Suspension,
)
from clauses.rules.courbe import Arret, ParametresCourbe, PointMensuel, attendues_au, suspendu_depuis, suspendu_le
from clauses.rules.heures import Contexte, EtatEngagement, Seuils, Situation, etat, mot_etat, phrase_barre
from clauses.rules.obligation import (
    Facture,
    ModeObligation,
    Mouvement,
    NatureMouvement,
    Progressif,
    SeuilMode,
    heures_dues,
    repartir,
)
from clauses.selectors.reglages import reglages_au, seuils
from clauses.selectors.travaux import dates_des_lots
from socle.centiemes import ZERO
from socle.horloge import aujourdhui, fin_de_jour, maintenant
from socle.periodes import Mois, Periode, periode_close

Totaux = tuple[Decimal, Decimal, Decimal]
RIEN: Totaux = (ZERO, ZERO, ZERO)


@dataclass(frozen=True)
class SituationClause:
    """Figures, state and as-of of one clause, and their share on each of its sites."""

    clause: ClauseInsertion
    situation: Situation
    contexte: Contexte
    arrete_au: date
    par_chantier: Mapping[int, Situation]
    suspendue_depuis: date | None = None

    @property
    def etat(self) -> EtatEngagement:
        """The state of the engagement (first that fits, look of the product)."""
        return etat(self.situation, self.contexte)

    @property
    def mot(self) -> str:
        """The word on screen, with its figure where the state carries one."""
        return mot_etat(self.etat, self.situation)

    @property
    def phrase(self) -> str:
        """The full sentence that stands for the bar."""
        return phrase_barre(self.situation, self.etat, self.arrete_au)


@dataclass(frozen=True)
class DonneesObligation:
    """Everything owed of one clause, as plain data for the rules."""

    courbe: ParametresCourbe
    fin_travaux: date | None

    def dues(self, jusqu_au: date, connues_au: datetime | None = None) -> Decimal:
        """Hours owed, cut by the two times."""
        return heures_dues(
            self.courbe.mouvements,
            self.courbe.factures,
            self.courbe.progressif,
            travaillees_jusqu_au=jusqu_au,
            connues_au=connues_au,
        )


@dataclass(frozen=True)
class _Lues:
    """What figures of some clauses are made of, read once, whatever the day they are cut at."""

    obligations: Mapping[int, DonneesObligation]
    parts: Mapping[int, Sequence[tuple[int, Decimal]]]
    limites: Seuils
    connues_au: datetime | None

    def situation(self, clause: ClauseInsertion, arrete_au: date, par_site: Mapping[int, Totaux]) -> SituationClause:
        """The situation of one of these clauses at the end of a day, with what was done on its sites by then."""
        donnees = self.obligations[clause.pk]
        suspensions = donnees.courbe.suspensions
        dues = donnees.dues(arrete_au, self.connues_au)
        attendues = attendues_au(donnees.courbe, arrete_au, connues_au=self.connues_au)
        contexte = Contexte(
            publie=True,
            travaux_termines=donnees.fin_travaux is not None and donnees.fin_travaux <= arrete_au,
            suspendu=suspendu_le(suspensions, arrete_au),
            seuils=self.limites,
        )
        return SituationClause(
            clause=clause,
            situation=_situation(dues, attendues, par_site.values()),
            contexte=contexte,
            arrete_au=arrete_au,
            par_chantier=_par_chantier(self.parts.get(clause.lot_id, []), dues, attendues, par_site),
            suspendue_depuis=suspendu_depuis(suspensions, arrete_au),
        )


def _lire(clauses: Sequence[ClauseInsertion], limites: Seuils, connues_au: datetime | None) -> _Lues:
    return _Lues(
        obligations=obligations_des_clauses(clauses, connues_au),
        parts=_parts_par_lot({c.lot_id for c in clauses}),
        limites=limites,
        connues_au=connues_au,
    )


def periode_arretee(clause: ClauseInsertion, au: date, delai_general: int) -> Periode:
    """The last closed period of a clause on a day: its due day plus the validation delay have passed."""
    delai = clause.delai_validation if clause.delai_validation is not None else delai_general
    return periode_close(au, clause.periodicite, jour_echeance=clause.jour_echeance, delai_validation=delai)


def situations_des_clauses(
    clauses: Iterable[ClauseInsertion],
    *,
    au: date | None = None,
    travaillees_jusqu_au: date | None = None,
    connues_au: datetime | None = None,
) -> dict[int, SituationClause]:
    """clause id → situation, in a fixed number of queries. Clauses come with `lot` loaded.

    `au`: the day it is looked at (today): decides the closed period. `travaillees_jusqu_au` forces the
    as-of (last day of a month) instead. `connues_au`: replay what was recorded by then (ledger, not totals;
    hours being checked are not replayed and read 0).
    """
    liste = list(clauses)
    if not liste:
        return {}
    jour = au or aujourdhui()
    reglages = reglages_au(jour)
    delai = int(reglages["delai_validation"])
    limites = seuils(reglages)
    arretes = {c.pk: travaillees_jusqu_au or periode_arretee(c, jour, delai).dernier_jour for c in liste}
    lues = _lire(liste, limites, connues_au)
    totaux = _totaux(arretes, connues_au)
    return {c.pk: lues.situation(c, arretes[c.pk], totaux.get(c.pk, {})) for c in liste}


def situations_a_ces_dates(
    dates: Mapping[ClauseInsertion, Collection[date]],
) -> dict[tuple[int, date], SituationClause]:
    """(clause id, day) → its situation for hours worked up to that day, as known now.

    As many queries for thirty days as for one. Clauses come with `lot` loaded.
    """
    if not dates:
        return {}
    lues = _lire(list(dates), seuils(reglages_au(aujourdhui())), None)
    totaux = _totaux_a_ces_dates({clause.pk: jours for clause, jours in dates.items()})
    return {
        (clause.pk, jour): lues.situation(clause, jour, totaux[clause.pk, jour])
        for clause, jours in dates.items()
        for jour in jours
    }


def situation_de(clause: ClauseInsertion, **bornes: date | datetime | None) -> SituationClause:
    """The situation of one clause; same bounds as `situations_des_clauses`."""
    return situations_des_clauses([clause], **bornes)[clause.pk]


def situation_au(clause: ClauseInsertion, jour: date, connues: date | None = None) -> SituationClause:
    """Replay: hours worked up to the end of that day's month, as known on `connues` (that day by default)."""
    fin = Mois.depuis(jour).dernier_jour
    instant = fin_de_jour(connues or jour)
    return situation_de(clause, travaillees_jusqu_au=fin, connues_au=min(instant, maintenant()))


def obligations_des_clauses(
    clauses: Sequence[ClauseInsertion], connues_au: datetime | None = None
) -> dict[int, DonneesObligation]:
    """Movements, invoices, suspensions, drawn curves and works dates of these clauses, as plain data, in five queries.

    Movements and invoices carry their recording, the rules cut them; `connues_au` cuts the suspensions and the acts
    that moved the works.
    """
    ids = [c.pk for c in clauses]
    dates = dates_des_lots([c.lot for c in clauses], connues_au)
    mouvements, factures = _mouvements(ids), _factures(ids)
    arrets: dict[int, list[Arret]] = defaultdict(list)
    for s in Suspension.objects.filter(clause_id__in=ids).order_by("debut"):
        if connues_au is None:
            arrets[s.clause_id].append(Arret(s.debut, s.fin))
        elif s.enregistre_le <= connues_au:
            levee_apres = s.levee_le is not None and s.levee_le > connues_au
            arrets[s.clause_id].append(Arret(s.debut, None if levee_apres else s.fin))
    points: dict[int, list[PointMensuel]] = defaultdict(list)
    for p in PointCourbe.objects.filter(clause_id__in=ids).order_by("mois"):
        points[p.clause_id].append(PointMensuel(Mois.depuis(p.mois), p.heures))
    return {
        c.pk: DonneesObligation(
            courbe=ParametresCourbe(
                debut=dates[c.lot_id].debut or c.debut,
                fin=dates[c.lot_id].fin or c.fin,
                reports=dates[c.lot_id].reports,
                mouvements=tuple(mouvements[c.pk]),
                factures=tuple(factures[c.pk]),
                progressif=progressif_de(c),
                suspensions=tuple(arrets[c.pk]),
                points=tuple(points[c.pk]),
            ),
            fin_travaux=dates[c.lot_id].fin_actuelle or c.fin,
        )
        for c in clauses
    }


def dues_des_clauses(clauses: Sequence[ClauseInsertion], jusqu_au: date) -> dict[int, Decimal]:
    """Hours owed by these clauses on a day as known today: movements and invoices alone, in two queries."""
    ids = [c.pk for c in clauses]
    mouvements, factures = _mouvements(ids), _factures(ids)
    return {
        c.pk: heures_dues(mouvements[c.pk], factures[c.pk], progressif_de(c), travaillees_jusqu_au=jusqu_au)
        for c in clauses
    }


def debut_des_travaux(clause: ClauseInsertion) -> date | None:
    """First day of the works of the lot, else the beginning of the clause."""
    return clause.lot.debut_travaux or clause.debut


def fin_des_travaux(clause: ClauseInsertion) -> date | None:
    """Last day of the works of the lot: reception, else the end known, else the end of the clause."""
    return clause.lot.reception_le or clause.lot.fin_travaux or clause.fin


def progressif_de(clause: ClauseInsertion) -> Progressif | None:
    """The terms of a progressive clause, else None."""
    if clause.mode != ModeObligation.PROGRESSIF or clause.seuil_montant is None or clause.euros_par_heure is None:
        return None
    return Progressif(clause.seuil_montant, clause.euros_par_heure, SeuilMode(clause.seuil_mode))


def _mouvements(clause_ids: Sequence[int]) -> dict[int, list[Mouvement]]:
    mouvements: dict[int, list[Mouvement]] = defaultdict(list)
    for m in MouvementObligation.objects.filter(clause_id__in=clause_ids).order_by("clause_id", "position"):
        mouvements[m.clause_id].append(
            Mouvement(NatureMouvement(m.nature), m.heures, m.date_effet, m.enregistre_le, m.reference)
        )
    return mouvements


def _factures(clause_ids: Sequence[int]) -> dict[int, list[Facture]]:
    factures: dict[int, list[Facture]] = defaultdict(list)
    for f in Facturation.objects.filter(clause_id__in=clause_ids).order_by("clause_id", "position"):
        factures[f.clause_id].append(Facture(f.montant, f.date_effet, f.enregistre_le, f.intervenant_id))
    return factures


def _totaux(arretes: Mapping[int, date], connues_au: datetime | None) -> dict[int, dict[int, Totaux]]:
    """clause → site → (validated, being checked, of which in time), one query per distinct as-of."""
    par_date: dict[date, list[int]] = defaultdict(list)
    for clause_id, arrete_au in arretes.items():
        par_date[arrete_au].append(clause_id)
    totaux: dict[int, dict[int, Totaux]] = defaultdict(dict)
    for arrete_au, ids in par_date.items():
        if connues_au is None:
            lignes = Solde.objects.filter(clause_id__in=ids).jusqu_au(arrete_au).par_clause_et_chantier()
            for ligne in lignes:
                totaux[ligne["clause_id"]][ligne["chantier_id"]] = (
                    ligne["validees"],
                    ligne["soumises"],
                    ligne["a_temps"],
                )
        else:
            mouvements = MouvementHeures.objects.filter(clause_id__in=ids).connus(arrete_au, connues_au)
            for ligne in mouvements.par_clause_chantier_mois():
                site = totaux[ligne["clause_id"]]
                deja = site.get(ligne["chantier_id"], RIEN)
                site[ligne["chantier_id"]] = (deja[0] + ligne["total"], ZERO, ZERO)
    return totaux


def _totaux_a_ces_dates(
    dates: Mapping[int, Collection[date]],
) -> dict[tuple[int, date], dict[int, Totaux]]:
    """(clause, day) → site → (validated, being checked, of which in time), in one query for all the days."""
    totaux: dict[tuple[int, date], dict[int, Totaux]] = {
        (pk, jour): {} for pk, jours in dates.items() for jour in jours
    }
    for solde in Solde.objects.filter(clause_id__in=dates).order_by("clause_id", "mois"):
        fait = (solde.heures_validees, solde.heures_soumises, solde.heures_a_temps)
        for jour in dates[solde.clause_id]:
            if solde.mois <= jour:
                sites = totaux[solde.clause_id, jour]
                deja = sites.get(solde.chantier_id, RIEN)
                sites[solde.chantier_id] = (deja[0] + fait[0], deja[1] + fait[1], deja[2] + fait[2])
    return totaux


def _parts_par_lot(lot_ids: set[int]) -> dict[int, list[tuple[int, Decimal]]]:
    parts: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for lot_id, chantier_id, part in (
        LotChantier.objects.filter(lot_id__in=lot_ids).order_by("pk").values_list("lot_id", "chantier_id", "part")
    ):
        parts[lot_id].append((chantier_id, part))
    return parts


def _situation(dues: Decimal, attendues: Fraction, totaux: Iterable[Totaux]) -> Situation:
    lignes = list(totaux)
    return Situation(
        dues=dues,
        attendues=attendues,
        validees=sum((t[0] for t in lignes), ZERO),
        en_verification=sum((t[1] for t in lignes), ZERO),
        declarees_a_temps=sum((t[2] for t in lignes), ZERO),
    )


def _par_chantier(
    parts: Sequence[tuple[int, Decimal]], dues: Decimal, attendues: Fraction, faits: Mapping[int, Totaux]
) -> dict[int, Situation]:
    """The share of each site: owed and expected by the lot's shares, done where it was done."""
    par_site: dict[int, Situation] = {}
    quotes = repartir(dues, [part for _, part in parts]) if parts else []
    total = sum((Fraction(part) for _, part in parts), Fraction(0))
    for (chantier_id, part), quote in zip(parts, quotes, strict=True):
        part_attendue = attendues * Fraction(part) / total
        par_site[chantier_id] = _situation(quote, part_attendue, [faits.get(chantier_id, RIEN)])
    for chantier_id, fait in faits.items():
        if chantier_id not in par_site:
            par_site[chantier_id] = _situation(ZERO, Fraction(0), [fait])
    return par_site
