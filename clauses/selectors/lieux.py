"""Sites as people at work list and open them: place, phases, who builds, what the public still misses."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from chantiers.models import Chantier, CommuneChantier, JournalChantier, PhaseChantier
from clauses.models import Lot
from clauses.policies import chantiers_visibles, lots_visibles
from entreprises.policies import Acteur
from socle.identifiants import plier

MANQUES = {"point": "Sans point sur la carte", "dates": "Sans date de travaux", "lot": "Sans lot suivi"}
TRIS = {
    "nom": ("nom_plie", "pk"),
    "-nom": ("-nom_plie", "-pk"),
    "operation": ("operation__nom_plie", "nom_plie", "pk"),
    "-operation": ("-operation__nom_plie", "nom_plie", "pk"),
    "lots": ("nb_lots", "nom_plie", "pk"),
    "-lots": ("-nb_lots", "nom_plie", "pk"),
}


@dataclass(frozen=True)
class FiltresLieux:
    """What the address of the list says."""

    q: str = ""
    programme: str = ""
    commune: str = ""
    manque: str = ""
    tri: str = "nom"

    @property
    def actifs(self) -> bool:
        """At least one filter is set."""
        return bool(self.q or self.programme or self.commune or self.manque)


def lieux(acteur: Acteur, filtres: FiltresLieux) -> QuerySet[Chantier]:
    """The sites of the list, filtered and sorted: the page and the export read this same set."""
    liste = (
        chantiers_visibles(acteur)
        .en_vigueur()
        .contenant(plier(filtres.q))
        .select_related("operation__programme", "operation__maitre_ouvrage")
        .prefetch_related(
            Prefetch("communes", CommuneChantier.objects.select_related("commune")),
            "phases",
        )
        .annotate(
            nb_lots=Count("lot_site", filter=Q(lot_site__lot__marche__annule_le__isnull=True), distinct=True),
        )
    )
    if filtres.programme:
        liste = liste.filter(operation__programme__slug=filtres.programme)
    if filtres.commune:
        liste = liste.filter(pk__in=Chantier.objects.dans_commune(filtres.commune).values("pk"))
    match filtres.manque:
        case "point":
            liste = liste.filter(latitude__isnull=True)
        case "dates":
            datees = PhaseChantier.objects.filter(debut_retenu__isnull=False).values("chantier_id")
            liste = liste.exclude(pk__in=datees)
        case "lot":
            liste = liste.filter(nb_lots=0)
    return liste.order_by(*TRIS.get(filtres.tri, TRIS["nom"]))


@dataclass(frozen=True)
class DossierLieu:
    """All that the page of a site shows at work."""

    chantier: Chantier
    communes: list[CommuneChantier]
    phases: list[PhaseChantier]
    lots: list[Lot]
    journal: list[JournalChantier]

    @property
    def autres_noms(self) -> list[str]:
        return list(self.chantier.alias)


def dossier_lieu(acteur: Acteur, chantier: Chantier) -> DossierLieu:
    """The site, its lots that the reader may see, and its log; a fixed number of queries."""
    lots = (
        lots_visibles(acteur, partout=True)
        .filter(sites__chantier=chantier, marche__annule_le__isnull=True)
        .select_related("marche")
        .prefetch_related("clauses", "intervenants__organisation")
        .distinct()
        .order_by("marche__numero_plie", "numero", "pk")
    )
    return DossierLieu(
        chantier=chantier,
        communes=list(chantier.communes.select_related("commune")),
        phases=list(chantier.phases.all()),
        lots=list(lots),
        journal=list(chantier.journal.select_related("auteur")[:30]),
    )
