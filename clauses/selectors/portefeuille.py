"""The portfolio: clauses with their situation, filtered, sorted; the page and the export read this same list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from clauses.models import ClauseInsertion, Intervenant, LotChantier, SuiviClause
from clauses.policies import clauses_visibles
from clauses.rules.etats import EtatClause
from clauses.rules.heures import EtatEngagement
from clauses.selectors.situations import SituationClause, situations_des_clauses
from entreprises.models import Membre, Organisation
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION, EtatMembre
from socle.horloge import aujourdhui
from socle.identifiants import plier

MIEN, BUREAU, PERSONNE = "mien", "bureau", "personne"
PERIMETRES = {MIEN: "Mon portefeuille", BUREAU: "Toute la structure", PERSONNE: "Que personne ne suit"}
SANS_CLAUSE = frozenset({EtatClause.CLOSE, EtatClause.ANNULEE})


@dataclass(frozen=True)
class FiltresPortefeuille:
    """What the address says. `perimetre`: a key of PERIMETRES or the uuid of a colleague's membership."""

    perimetre: str = MIEN
    q: str = ""
    etat: str = ""
    dossier: str = ""
    programme: str = ""
    commune: str = ""
    tri: str = "etat"

    @property
    def actifs(self) -> bool:
        """At least one filter differs from the default."""
        return bool(self.q or self.etat or self.dossier or self.programme or self.commune) or self.perimetre != MIEN


@dataclass(frozen=True)
class LignePortefeuille:
    """A clause as its row shows it."""

    clause: ClauseInsertion
    situation: SituationClause
    titulaire: Organisation | None
    facilitateur: Membre | None
    sites: tuple[str, ...]
    communes: tuple[str, ...] = field(default=())

    @property
    def etat_affiche(self) -> str:
        """Code of the state of the engagement; empty while the file is not active."""
        return self.situation.etat.value if self.clause.etat == EtatClause.ACTIVE else ""


_GRAVITE = {
    EtatEngagement.TERMINE_NON_ATTEINT: 0,
    EtatEngagement.EN_RETARD: 1,
    EtatEngagement.A_SURVEILLER: 2,
    EtatEngagement.SUSPENDU: 3,
    EtatEngagement.DANS_LE_RYTHME: 4,
    EtatEngagement.A_VENIR: 5,
    EtatEngagement.ATTEINT: 6,
    EtatEngagement.SANS_ENGAGEMENT: 7,
}

TRIS: dict[str, Callable[[LignePortefeuille], Any]] = {
    "etat": lambda li: (_GRAVITE[li.situation.etat], -li.situation.situation.ecart_points),
    "marche": lambda li: (li.clause.lot.marche.numero_plie, li.clause.lot.numero),
    "titulaire": lambda li: li.titulaire.nom_plie if li.titulaire else "",
    "dues": lambda li: li.situation.situation.dues,
    "restantes": lambda li: li.situation.situation.restantes,
    "taux": lambda li: li.situation.situation.taux,
    "fin": lambda li: li.clause.lot.fin_travaux or date.max,
}


def clauses_du_portefeuille(acteur: Acteur, filtres: FiltresPortefeuille) -> QuerySet[ClauseInsertion]:
    """The clauses of the list, before the filter on the state (which is computed, not stored)."""
    jour = aujourdhui()
    clauses = clauses_visibles(acteur).avec_objets()
    if filtres.perimetre == MIEN:
        clauses = clauses.suivies_par([acteur.espace.pk] if acteur.espace else [], jour)
    elif filtres.perimetre == PERSONNE:
        clauses = clauses.que_personne_ne_suit(jour).exclude(etat__in=SANS_CLAUSE)
    elif filtres.perimetre != BUREAU:
        membre = collegues(acteur).filter(uuid=filtres.perimetre).first() if _est_uuid(filtres.perimetre) else None
        clauses = clauses.suivies_par([membre.pk] if membre else [], jour)
    if filtres.dossier in {e.value for e in EtatClause}:
        clauses = clauses.filter(etat=filtres.dossier)
    else:
        clauses = clauses.exclude(etat__in=SANS_CLAUSE)
    if filtres.programme:
        clauses = clauses.filter(lot__marche__operation__programme__slug=filtres.programme)
    if filtres.commune:
        sites = LotChantier.objects.filter(chantier__communes__commune__code=filtres.commune)
        clauses = clauses.filter(lot_id__in=sites.values("lot_id"))
    for mot in plier(filtres.q).split():
        clauses = clauses.filter(
            Q(lot__intitule_plie__contains=mot)
            | Q(lot__marche__objet_plie__contains=mot)
            | Q(lot__marche__numero_plie__contains=mot)
            | Q(lot__marche__operation__nom_plie__contains=mot)
            | Q(lot_id__in=Intervenant.objects.filter(organisation__nom_plie__contains=mot).values("lot_id"))
            | Q(lot_id__in=LotChantier.objects.filter(chantier__recherche__contains=mot).values("lot_id"))
        )
    return clauses


def portefeuille(acteur: Acteur, filtres: FiltresPortefeuille) -> list[LignePortefeuille]:
    """The rows of the list, whole, sorted; a fixed number of queries whatever their number."""
    lignes = habiller(clauses_du_portefeuille(acteur, filtres))
    if filtres.etat in {e.value for e in EtatEngagement}:
        lignes = [li for li in lignes if li.etat_affiche == filtres.etat]
    cle = TRIS.get(filtres.tri.removeprefix("-"), TRIS["etat"])
    lignes.sort(key=TRIS["marche"])
    lignes.sort(key=cle, reverse=filtres.tri.startswith("-"))
    return lignes


def habiller(clauses: QuerySet[ClauseInsertion]) -> list[LignePortefeuille]:
    """Rows for these clauses: situation, lead, follower, sites, in a fixed number of queries."""
    jour = aujourdhui()
    chefs = Intervenant.objects.chefs_de_file().filter(au__isnull=True).select_related("organisation")
    suivis = SuiviClause.objects.actifs_le(jour).principaux().select_related("facilitateur__utilisateur")
    sites = LotChantier.objects.select_related("chantier").prefetch_related("chantier__communes__commune")
    liste = list(
        clauses.prefetch_related(
            Prefetch("lot__intervenants", queryset=chefs, to_attr="chefs"),
            Prefetch("suivis", queryset=suivis, to_attr="suivis_du_jour"),
            Prefetch("lot__sites", queryset=sites, to_attr="sites_lus"),
        )
    )
    situations = situations_des_clauses(liste)
    return [
        LignePortefeuille(
            clause=clause,
            situation=situations[clause.pk],
            titulaire=clause.lot.chefs[0].organisation if clause.lot.chefs else None,
            facilitateur=clause.suivis_du_jour[0].facilitateur if clause.suivis_du_jour else None,
            sites=tuple(site.chantier.nom for site in clause.lot.sites_lus),
            communes=tuple(
                dict.fromkeys(
                    part.commune.nom for site in clause.lot.sites_lus for part in site.chantier.communes.all()
                )
            ),
        )
        for clause in liste
    ]


def collegues(acteur: Acteur) -> QuerySet[Membre]:
    """The facilitators of the active office, in activity, by name."""
    return (
        Membre.objects.filter(
            organisation=acteur.organisation, role__in=[r.value for r in ROLES_FACILITATION], etat=EtatMembre.ACTIF
        )
        .select_related("utilisateur", "organisation")
        .order_by("utilisateur__nom", "utilisateur__prenom", "pk")
    )


def _est_uuid(texte: str) -> bool:
    try:
        UUID(texte)
    except ValueError:
        return False
    return True
