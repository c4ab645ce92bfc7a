"""Candidates in reach of the reader, and one of them with the steps of the pathway."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from clauses.models import ContratTravail
from clauses.querysets import somme_heures
from entreprises.policies import Acteur
from parcours.models import Candidat, MetierCandidat
from parcours.policies import candidats_visibles
from socle.identifiants import plier


def candidats(acteur: Acteur, *, statut: str = "", q: str = "") -> QuerySet[Candidat]:
    """Candidates in reach (a prescriber: whom his organisation referred), newest first, with trades loaded."""

    trouves = candidats_visibles(acteur)
    if statut:
        trouves = trouves.filter(statut=statut)
    for mot in plier(q).split():
        trouves = trouves.filter(Q(beneficiaire__nom_plie__contains=mot) | Q(beneficiaire__prenom_plie__contains=mot))
    metiers = MetierCandidat.objects.select_related("metier").order_by("rang")
    return (
        trouves.select_related("beneficiaire__commune", "saisi_par", "prescripteur")
        .prefetch_related(Prefetch("metiers", queryset=metiers))
        .annotate(
            nb_relations=Count("mises_en_relation", distinct=True),
            nb_contrats=Count(
                "beneficiaire__contrats", filter=Q(beneficiaire__contrats__annule_le__isnull=True), distinct=True
            ),
        )
        .order_by("-cree_le", "-pk")
    )


@dataclass(frozen=True)
class DossierCandidat:
    """A candidate with the steps of the pathway and what came of it (never the criterion)."""

    candidat: Candidat
    etapes: tuple
    contrats: tuple[ContratTravail, ...]


def dossier_candidat(acteur: Acteur, uuid: UUID) -> DossierCandidat | None:
    """One candidate from any of the actor's spaces; None when out of reach."""
    candidat = (
        candidats_visibles(acteur, partout=True)
        .filter(uuid=uuid)
        .select_related("beneficiaire__commune", "prescripteur", "saisi_par")
        .prefetch_related(Prefetch("metiers", queryset=MetierCandidat.objects.select_related("metier")))
        .first()
    )
    if candidat is None:
        return None
    return DossierCandidat(
        candidat=candidat,
        etapes=tuple(candidat.etapes.select_related("auteur").order_by("-debut", "-pk")),
        contrats=tuple(
            ContratTravail.objects.en_vigueur()
            .filter(beneficiaire=candidat.beneficiaire)
            .select_related("employeur")
            .annotate(validees=somme_heures("lignes__heures_retenues"))
            .order_by("-debut")
        ),
    )
