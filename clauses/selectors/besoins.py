"""Needs as the firm and the office read them: filtered lists by start, one need, what rails and homes count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum

from clauses.models import Besoin, ClauseInsertion
from clauses.policies import besoins_siens, besoins_suivis
from clauses.rules.etats import TABLE_BESOIN, ActeBesoin, EtatBesoin
from clauses.selectors.validation import MIEN, OFFICE, clauses_du_perimetre
from entreprises.policies import Acteur
from socle.horloge import aujourdhui
from socle.models import Metier

OUVERTS, PASSES, TOUS = "ouverts", "passes", "tous"
ETATS = {
    OUVERTS: "Ouverts",
    PASSES: "Ouverts, dates passées",
    EtatBesoin.POURVU.value: "Pourvus",
    EtatBesoin.ANNULE.value: "Annulés",
    TOUS: "Tous",
}
PERIMETRES = {MIEN: "Mon portefeuille", OFFICE: "Toute la structure"}
FORMES = {EtatBesoin.OUVERT: ("bleu", ""), EtatBesoin.POURVU: ("vert", "plein"), EtatBesoin.ANNULE: ("gris", "carre")}


@dataclass(frozen=True)
class FiltresBesoins:
    """What the address of a list says; `perimetre` is the office's only."""

    etat: str = OUVERTS
    metier: str = ""
    lot: str = ""
    du: date | None = None
    au: date | None = None
    perimetre: str = MIEN

    @property
    def actifs(self) -> bool:
        """At least one filter is set, the perimeter aside."""
        return replace(self, perimetre=MIEN) != FiltresBesoins()


@dataclass(frozen=True)
class BesoinVu:
    """A need with its state in words; past: open while its dates are over, so that the public sees it no more."""

    besoin: Besoin
    passe: bool

    @property
    def ouvert(self) -> bool:
        return self.besoin.etat == EtatBesoin.OUVERT

    @property
    def mot(self) -> str:
        return "Dates passées" if self.passe else EtatBesoin(self.besoin.etat).libelle

    @property
    def forme(self) -> tuple[str, str]:
        return ("ambre", "demi") if self.passe else FORMES[EtatBesoin(self.besoin.etat)]

    @property
    def actes(self) -> tuple[ActeBesoin, ...]:
        return TABLE_BESOIN.actes_possibles(EtatBesoin(self.besoin.etat))


def besoins_de_la_firme(acteur: Acteur, filtres: FiltresBesoins) -> QuerySet[Besoin]:
    """The needs of the firm of the active space, within the member's limits, filtered, by start."""
    return _filtrer(besoins_siens(acteur), filtres)


def besoins_de_l_office(acteur: Acteur, filtres: FiltresBesoins) -> QuerySet[Besoin]:
    """The needs of the actor's portfolio, or of the whole office, filtered, by start."""
    return _filtrer(_suivis(acteur, filtres.perimetre), filtres)


def _suivis(acteur: Acteur, perimetre: str) -> QuerySet[Besoin]:
    besoins = besoins_suivis(acteur)
    if perimetre == OFFICE:
        return besoins
    return besoins.filter(clause__in=clauses_du_perimetre(acteur, MIEN).values("pk"))


def _filtrer(besoins: QuerySet[Besoin], filtres: FiltresBesoins) -> QuerySet[Besoin]:
    jour = aujourdhui()
    if filtres.etat == OUVERTS:
        besoins = besoins.ouverts(jour)
    elif filtres.etat == PASSES:
        besoins = besoins.filter(etat=EtatBesoin.OUVERT, fin__lt=jour)
    elif filtres.etat != TOUS:
        besoins = besoins.filter(etat=filtres.etat)
    if filtres.metier:
        besoins = besoins.filter(metier__code=filtres.metier)
    if filtres.lot:
        besoins = besoins.filter(clause__lot__uuid=filtres.lot)
    if filtres.du:
        besoins = besoins.filter(debut__gte=filtres.du)
    if filtres.au:
        besoins = besoins.filter(debut__lte=filtres.au)
    return _avec_objets(besoins).order_by("debut", "pk")


def _avec_objets(besoins: QuerySet[Besoin]) -> QuerySet[Besoin]:
    """Everything that a row and a page read, joined, with the communes of the site."""
    return besoins.select_related(
        "metier",
        "chantier__operation",
        "clause__lot__marche__operation",
        "clause__lot__marche__office",
        "intervenant__organisation",
        "ouvert_par",
    ).prefetch_related("chantier__communes__commune")


def habiller(besoins: Iterable[Besoin]) -> list[BesoinVu]:
    """These needs with their state in words."""
    jour = aujourdhui()
    return [BesoinVu(b, b.etat == EtatBesoin.OUVERT and b.fin is not None and b.fin < jour) for b in besoins]


def besoin_sien(acteur: Acteur, uuid: UUID) -> BesoinVu | None:
    """One need of a firm of the actor's; None when it is somebody else's."""
    return next(iter(habiller(_avec_objets(besoins_siens(acteur, partout=True)).filter(uuid=uuid))), None)


def besoin_suivi(acteur: Acteur, uuid: UUID) -> BesoinVu | None:
    """One need of an office of the actor's; None when it is somebody else's."""
    return next(iter(habiller(_avec_objets(besoins_suivis(acteur, partout=True)).filter(uuid=uuid))), None)


@dataclass(frozen=True)
class ChoixBesoins:
    """Trades and lots of the needs that the reader may see: what filters offer."""

    metiers: tuple[tuple[str, str], ...]
    lots: tuple[tuple[str, str], ...]


def choix_de_la_firme(acteur: Acteur) -> ChoixBesoins:
    """The choices of « Mes besoins », in two queries."""
    return _choix(besoins_siens(acteur))


def choix_de_l_office(acteur: Acteur, perimetre: str) -> ChoixBesoins:
    """The choices of the office's list, in two queries."""
    return _choix(_suivis(acteur, perimetre))


def _choix(besoins: QuerySet[Besoin]) -> ChoixBesoins:
    metiers = Metier.objects.filter(pk__in=besoins.values("metier_id")).order_by("libelle_plie")
    lots = (
        besoins.order_by("clause__lot__marche__numero_plie", "clause__lot__numero", "clause__lot_id")
        .values_list("clause__lot__uuid", "clause__lot__numero", "clause__lot__intitule", "clause__lot__marche__numero")
        .distinct()
    )
    return ChoixBesoins(
        metiers=tuple((m.code, m.libelle) for m in metiers),
        lots=tuple((str(uuid), f"Lot {n} – {intitule} ({marche})"[:90]) for uuid, n, intitule, marche in lots),
    )


def besoins_ouverts_de(acteur: Acteur, clause: ClauseInsertion) -> list[BesoinVu]:
    """The open needs of a clause that the office reads on its page, by start."""
    besoins = besoins_suivis(acteur, partout=True).filter(clause=clause).ouverts(aujourdhui())
    return habiller(_avec_objets(besoins).order_by("debut", "pk"))


def propositions_en_attente(acteur: Acteur) -> int:
    """People proposed for the firm's open needs who wait for its answer (a number that pathways write)."""
    ouverts = besoins_siens(acteur).filter(etat=EtatBesoin.OUVERT)
    return ouverts.aggregate(total=Sum("propositions_en_attente"))["total"] or 0


def besoins_a_repondre(acteur: Acteur) -> list[Besoin]:
    """The firm's open needs for which somebody is proposed, by start."""
    besoins = besoins_siens(acteur).filter(etat=EtatBesoin.OUVERT, propositions_en_attente__gt=0)
    return list(_avec_objets(besoins).order_by("debut", "pk"))
