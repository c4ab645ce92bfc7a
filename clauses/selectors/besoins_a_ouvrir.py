"""Where a need may be opened, and what its form says before anything is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.db.models import Q, QuerySet

from chantiers.models import Chantier
from clauses.models import Besoin, ClauseInsertion, ContratTravail, Intervenant, LotChantier
from clauses.rules.besoins import POSTES_MAX, SEMAINE_LEGALE, premier_jour_utile
from clauses.rules.etats import EtatClause
from clauses.selectors.besoins_deduits import BesoinDeduit, metier_du_lot
from clauses.selectors.entreprise.engagements import interventions
from clauses.selectors.situations import debut_des_travaux, fin_des_travaux
from clauses.selectors.validation import clauses_du_perimetre
from entreprises.policies import Acteur
from socle.horloge import aujourdhui
from socle.models import Metier


@dataclass(frozen=True)
class LieuBesoin:
    """Where a need may be opened: a party of a lot, and one of the lot's sites."""

    intervenant: Intervenant
    chantier: Chantier
    clause: ClauseInsertion

    @property
    def cle(self) -> str:
        """The value that a form carries."""
        return f"{self.intervenant.uuid.hex}.{self.chantier.slug}"


def lieux_de_la_firme(acteur: Acteur) -> list[LieuBesoin]:
    """The sites of the lots where the firm works under a clause in force, within the member's limits."""
    return [
        LieuBesoin(i.intervenant, chantier, i.clause)
        for i in interventions(acteur)
        if i.cherche
        for chantier in i.chantiers
    ]


def lieux_de_la_clause(clause: ClauseInsertion) -> list[LieuBesoin]:
    """The present parties of a clause's lot, its lead first, on each site, the greatest share first. Two queries."""
    if clause.etat != EtatClause.ACTIVE:
        return []
    parties = (
        Intervenant.objects.filter(lot_id=clause.lot_id)
        .filter(Q(au__isnull=True) | Q(au__gte=aujourdhui()))
        .select_related("organisation", "lot")
        .order_by("rang", "pk")
    )
    sites = list(LotChantier.objects.filter(lot_id=clause.lot_id).select_related("chantier"))
    return [LieuBesoin(partie, site.chantier, clause) for partie in parties for site in sites]


def clauses_ou_chercher(acteur: Acteur, perimetre: str) -> QuerySet[ClauseInsertion]:
    """Clauses in force of the perimeter, by contract and lot: where the office may open a need."""
    clauses = clauses_du_perimetre(acteur, perimetre).filter(etat=EtatClause.ACTIVE).select_related("lot__marche")
    return clauses.order_by("lot__marche__numero_plie", "lot__numero", "pk")


@dataclass(frozen=True)
class DepartBesoin:
    """What the form of a need says before anything is typed."""

    metier: Metier | None
    nombre: int
    debut: date
    fin: date | None
    heures_hebdo: Decimal
    prise_de_poste: time | None


def depart(lieu: LieuBesoin, deduit: BesoinDeduit | None = None) -> DepartBesoin:
    """From the lot (its trade, its dates) and the site (the shift start last said there); from the figures if given."""
    jour, fin = aujourdhui(), fin_des_travaux(lieu.clause)
    debut = premier_jour_utile(jour, debut_des_travaux(lieu.clause))
    if fin is not None and fin < debut:
        # The works end this month, or ended: from today, and no longer than they last.
        debut, fin = jour, (fin if fin >= jour else None)
    deja = Besoin.objects.filter(
        intervenant=lieu.intervenant, chantier=lieu.chantier, prise_de_poste__isnull=False
    ).order_by("-ouvert_le")
    return DepartBesoin(
        metier=deduit.metier if deduit else metier_du_lot(_contrats(lieu), lieu.intervenant.lot),
        nombre=min(deduit.calcul.a_ouvrir, POSTES_MAX) if deduit else 1,
        debut=debut,
        fin=fin,
        heures_hebdo=SEMAINE_LEGALE,
        prise_de_poste=deja.values_list("prise_de_poste", flat=True).first(),
    )


def _contrats(lieu: LieuBesoin) -> list[ContratTravail]:
    contrats = ContratTravail.objects.en_vigueur().filter(clause=lieu.clause, metier__isnull=False)
    return list(contrats.select_related("metier").order_by("debut", "pk"))
