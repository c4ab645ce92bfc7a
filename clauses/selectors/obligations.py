"""The page of a clause: what it owes and why, the expected curve, the parties, the months, the log."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from clauses.models import (
    ClauseInsertion,
    Declaration,
    ExonerationPenalite,
    Facturation,
    Intervenant,
    JournalClause,
    Lot,
    MouvementHeures,
    MouvementObligation,
    Repartition,
    ReportTravaux,
    Solde,
    SuiviClause,
    Suspension,
    TermePenalite,
)
from clauses.querysets import somme_heures
from clauses.rules.courbe import MoisDeCourbe, serie_mensuelle
from clauses.rules.etats import EtatMois, etat_du_mois
from clauses.rules.vocabulaire import NatureMouvementHeures
from clauses.selectors.situations import obligations_des_clauses
from entreprises.models import Invitation, Membre
from entreprises.rules import EtatMembre
from socle.centiemes import ZERO
from socle.horloge import aujourdhui
from socle.periodes import Mois


@dataclass(frozen=True)
class IntervenantVu:
    """A party with the people who may be called and the state of its account."""

    intervenant: Intervenant
    membres: tuple[Membre, ...]
    invitation: Invitation | None

    @property
    def sans_compte(self) -> bool:
        """Nobody of this firm can log in, and nobody was asked to."""
        return not self.membres and self.invitation is None


@dataclass(frozen=True)
class MoisVu:
    """A declaration of the clause's lot, with the derived state of its month."""

    declaration: Declaration
    etat: EtatMois


@dataclass(frozen=True)
class PointVu:
    """A month of the curve: cumulative hours; `realisees` None where nobody declared (never zero)."""

    mois: Mois
    attendues: Decimal
    dues: Decimal
    realisees: Decimal | None
    suspendu: bool


@dataclass(frozen=True)
class FicheClause:
    """Everything the page shows beside the situation."""

    reprises: Decimal
    mouvements: tuple[MouvementObligation, ...]
    factures: tuple[Facturation, ...]
    repartitions: tuple[Repartition, ...]
    suspensions: tuple[Suspension, ...]
    termes: tuple[TermePenalite, ...]
    exonerations: tuple[ExonerationPenalite, ...]
    suivis: tuple[SuiviClause, ...]
    intervenants: tuple[IntervenantVu, ...]
    mois: tuple[MoisVu, ...]
    reports: tuple[ReportTravaux, ...]
    journal: tuple[JournalClause, ...]

    @property
    def suspension_en_cours(self) -> Suspension | None:
        """The suspension whose end is not known."""
        return next((s for s in self.suspensions if s.levee_le is None), None)

    @property
    def repartition(self) -> Repartition | None:
        """The last split recorded among those in effect today."""
        jour = aujourdhui()
        passees = [r for r in self.repartitions if r.date_effet <= jour]
        return max(passees, key=lambda r: (r.date_effet, r.position), default=None)


def clause_avec_objets(clauses: QuerySet[ClauseInsertion]) -> QuerySet[ClauseInsertion]:
    """Everything the head of the page reads, joined."""
    return clauses.avec_objets().select_related("lot__marche__office", "lot__corps_etat", "lot__marche__marche_publie")


def fiche_clause(
    clause: ClauseInsertion, *, jusqu_au: date | None = None, connues_au: datetime | None = None
) -> FicheClause:
    """The page of a clause, in a fixed number of queries.

    With both times (a replay), the movements and invoices are those that make the replayed figure, and no other.
    """
    mouvements, factures = clause.mouvements.all(), clause.factures.all()
    if jusqu_au is not None and connues_au is not None:
        mouvements, factures = mouvements.connus(jusqu_au, connues_au), factures.connues(jusqu_au, connues_au)
    heures = clause.mouvements_heures.filter(nature=NatureMouvementHeures.REPRISE)
    if jusqu_au is not None and connues_au is not None:
        heures = heures.connus(jusqu_au, connues_au)
    return FicheClause(
        reprises=heures.order_by().aggregate(total=somme_heures("heures"))["total"],
        mouvements=tuple(mouvements.select_related("auteur", "document").order_by("position")),
        factures=tuple(factures.select_related("auteur", "intervenant__organisation").order_by("position")),
        repartitions=tuple(
            clause.repartitions.prefetch_related("parts__intervenant__organisation").order_by("-position")
        ),
        suspensions=tuple(clause.suspensions.order_by("-debut")),
        termes=tuple(clause.termes_penalite.all()),
        exonerations=tuple(clause.exonerations.select_related("auteur", "document")),
        suivis=tuple(
            clause.suivis.select_related("facilitateur__utilisateur", "facilitateur__organisation").order_by(
                "-du", "rang"
            )
        ),
        intervenants=intervenants_du_lot(clause.lot),
        mois=mois_du_lot(clause.lot),
        reports=tuple(clause.lot.reports.select_related("auteur", "document").order_by("-position")),
        journal=tuple(JournalClause.objects.filter(clause=clause).select_related("auteur")[:100]),
    )


def intervenants_du_lot(lot: Lot) -> tuple[IntervenantVu, ...]:
    """The parties of a lot, leads first, each with its people and its open invitation."""
    intervenants = list(
        Intervenant.objects.filter(lot=lot)
        .select_related("organisation", "mandant__organisation")
        .order_by("au", "rang", "pk")
    )
    organisations = {i.organisation_id for i in intervenants}
    membres: dict[int, list[Membre]] = defaultdict(list)
    for membre in Membre.objects.filter(
        organisation__in=organisations, etat=EtatMembre.ACTIF, utilisateur__is_active=True
    ).select_related("utilisateur"):
        membres[membre.organisation_id].append(membre)
    invitations = {
        i.organisation_id: i
        for i in Invitation.objects.ouvertes().filter(organisation__in=organisations).order_by("pk")
    }
    return tuple(
        IntervenantVu(i, tuple(membres[i.organisation_id]), invitations.get(i.organisation_id)) for i in intervenants
    )


def mois_du_lot(lot: Lot, limite: int = 36) -> tuple[MoisVu, ...]:
    """The declarations of a lot, newest month first, with their derived state."""
    jour = aujourdhui()
    declarations = (
        Declaration.objects.filter(intervenant__lot=lot)
        .select_related("intervenant__organisation")
        .prefetch_related(Prefetch("lignes"))
        .order_by("-mois", "intervenant__rang", "rang")[:limite]
    )
    return tuple(
        MoisVu(
            d,
            etat_du_mois(
                [ligne.etat for ligne in d.lignes.all()],
                neant=d.neant,
                soumise=d.soumise_le is not None,
                echeance=d.echeance,
                aujourdhui=jour,
            ),
        )
        for d in declarations
    )


def courbe_de_la_clause(
    clause: ClauseInsertion, *, jusqu_au: date, connues_au: datetime | None = None
) -> list[PointVu]:
    """Expected, owed and done, cumulated by month, from the works' start to their end.

    Done hours stop at the as-of; a month that nobody declared has none.
    """
    donnees = obligations_des_clauses([clause], connues_au)[clause.pk]
    serie = serie_mensuelle(donnees.courbe, connues_au=connues_au)
    realisees = _realisees_par_mois(clause, connues_au)
    declares = set(
        Declaration.objects.filter(intervenant__lot_id=clause.lot_id, soumise_le__isnull=False).values_list(
            "mois", flat=True
        )
    ) | set(realisees)
    points, cumul = [], ZERO
    for premier in sorted(m for m in realisees if serie and m < serie[0].mois.premier_jour):
        cumul += realisees[premier]
    for point in serie:
        cumul += realisees.get(point.mois.premier_jour, ZERO)
        connu = point.mois.premier_jour in declares and point.mois.dernier_jour <= jusqu_au
        points.append(_point(point, cumul if connu else None))
    return points


def _point(point: MoisDeCourbe, realisees: Decimal | None) -> PointVu:
    return PointVu(point.mois, point.attendues, point.dues, realisees, point.suspendu)


def _realisees_par_mois(clause: ClauseInsertion, connues_au: datetime | None) -> dict[date, Decimal]:
    if connues_au is None:
        return {ligne["mois"]: ligne["validees"] for ligne in Solde.objects.filter(clause=clause).par_mois()}
    totaux: dict[date, Decimal] = defaultdict(lambda: ZERO)
    lignes = MouvementHeures.objects.filter(clause=clause).connus(date.max, connues_au)
    for ligne in lignes.par_clause_chantier_mois():
        totaux[ligne["mois"]] += ligne["total"]
    return dict(totaux)
