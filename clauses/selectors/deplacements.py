"""What may be moved from a clause: its validated lines as a grid of people × months, and where they may go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from chantiers.models import Chantier
from clauses.models import Beneficiaire, ClauseInsertion, Intervenant, LigneHeures
from clauses.policies import clauses_visibles
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
    """The clause itself and those of the same office where one of its firms is a party."""
    firmes = Intervenant.objects.filter(lot_id=clause.lot_id).values("organisation_id")
    lots = Intervenant.objects.filter(
        organisation__in=firmes, lot__marche__office_id=clause.lot.marche.office_id
    ).values("lot_id")
    visibles = clauses_visibles(acteur, partout=True).filter(lot__in=lots, etat__in=["ACTIVE", "CLOSE"])
    return (
        ClauseInsertion.objects.filter(pk__in=visibles.values("pk"))
        .select_related("lot__marche")
        .order_by("lot__marche__numero_plie", "lot__numero", "pk")
    )


def chantiers_des_cibles(cibles: QuerySet[ClauseInsertion]) -> QuerySet[Chantier]:
    """Sites of the lots where the hours may go."""
    return Chantier.objects.filter(pk__in=cibles.order_by().values("lot__sites__chantier")).order_by("nom", "pk")
