"""What may be moved from a clause: its validated lines as a grid of people × months, and where they may go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, QuerySet, When

from chantiers.models import Chantier
from clauses.models import Beneficiaire, ClauseInsertion, DeplacementPropose, Intervenant, LigneHeures
from clauses.policies import clauses_visibles
from clauses.rules.vocabulaire import EtatProposition
from entreprises.policies import Acteur


@dataclass(frozen=True)
class RangPersonne:
    """A person's cells, one by month of the grid (empty where she has no validated line)."""

    personne: Beneficiaire
    cases: Sequence[tuple[date, Sequence[LigneHeures]]]


@dataclass(frozen=True)
class GrilleDeplacement:
    """People in rows, months in columns."""

    mois: Sequence[date]
    rangs: Sequence[RangPersonne]

    @property
    def lignes(self) -> list[LigneHeures]:
        """Every line of the grid."""
        return [ligne for rang in self.rangs for _, siennes in rang.cases for ligne in siennes]


def grille_deplacable(clause: ClauseInsertion) -> GrilleDeplacement:
    """Validated lines of the clause that no correction touches (a refused one touches nothing)."""
    libres = Q(remplacee_par__isnull=True) | Q(remplacee_par__etat="REFUSEE")
    lignes = (
        LigneHeures.objects.filter(libres, contrat__clause=clause, etat__in=["VALIDEE", "PARTIELLE"])
        .select_related("contrat__beneficiaire", "declaration", "chantier")
        .order_by(
            "contrat__beneficiaire__nom_plie", "contrat__beneficiaire__prenom_plie", "contrat__beneficiaire", "pk"
        )
    )
    par_personne: dict[int, dict[date, list[LigneHeures]]] = defaultdict(lambda: defaultdict(list))
    personnes: dict[int, Beneficiaire] = {}
    for ligne in lignes:
        personne = ligne.contrat.beneficiaire
        personnes[personne.pk] = personne
        par_personne[personne.pk][ligne.declaration.mois].append(ligne)
    mois = sorted({m for siens in par_personne.values() for m in siens})
    return GrilleDeplacement(
        mois, [RangPersonne(p, [(m, par_personne[cle].get(m, [])) for m in mois]) for cle, p in personnes.items()]
    )


def cibles_possibles(acteur: Acteur, clause: ClauseInsertion) -> QuerySet[ClauseInsertion]:
    """The clause itself and those where a firm that declared here is a party: the actor's own to do at once, another
    office's to propose to it (model.md 28). Drafts and cancelled clauses are nobody's target."""
    declarantes = LigneHeures.objects.filter(contrat__clause=clause, etat__in=["VALIDEE", "PARTIELLE"])
    firmes = Intervenant.objects.filter(pk__in=declarantes.values("declaration__intervenant_id")).values(
        "organisation_id"
    )
    lots = Intervenant.objects.filter(organisation__in=firmes, lot__marche__annule_le__isnull=True).values("lot_id")
    offertes = Q(pk__in=clauses_visibles(acteur, partout=True).values("pk"))
    offertes |= ~Q(lot__marche__office_id=clause.lot.marche.office_id)
    return (
        ClauseInsertion.objects.filter(Q(lot__in=lots) & offertes | Q(pk=clause.pk), etat__in=["ACTIVE", "CLOSE"])
        .annotate(d_ailleurs=Case(When(lot__marche__office_id=clause.lot.marche.office_id, then=0), default=1))
        .select_related("lot__marche__office")
        .order_by("d_ailleurs", "lot__marche__numero_plie", "lot__numero", "pk")
    )


def chantiers_des_cibles(cibles: QuerySet[ClauseInsertion]) -> QuerySet[Chantier]:
    """Sites of the lots where the hours may go."""
    return Chantier.objects.filter(pk__in=cibles.order_by().values("lot__sites__chantier")).order_by("nom", "pk")


def deplacements_a_repondre(clauses: Collection[int]) -> list[DeplacementPropose]:
    """Moves proposed by other offices to these clauses that wait for an answer, the oldest first."""
    return list(
        DeplacementPropose.objects.filter(cible__in=clauses, etat=EtatProposition.EN_ATTENTE)
        .select_related("source__lot__marche__office", "cible__lot__marche")
        .order_by("propose_le", "pk")
    )


def avec_les_deux_bouts(propositions: QuerySet[DeplacementPropose]) -> QuerySet[DeplacementPropose]:
    """With all that the page of a proposal names."""
    return propositions.select_related(
        "source__lot__marche__office",
        "cible__lot__marche__office",
        "chantier",
        "propose_par",
        "repondu_par",
        "deplacement",
    )


def deplacements_proposes_de(clause: ClauseInsertion) -> list[DeplacementPropose]:
    """Moves proposed from or to this clause, the latest first."""
    return list(
        DeplacementPropose.objects.filter(Q(source=clause) | Q(cible=clause))
        .select_related("source__lot__marche__office", "cible__lot__marche__office", "deplacement")
        .order_by("-propose_le", "-pk")[:20]
    )
