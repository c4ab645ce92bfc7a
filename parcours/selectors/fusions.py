"""Merging two records: which ones one may merge, and what a merge would carry over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from clauses.models import Beneficiaire, ContratTravail, DemandeValidation, FenetreEligibilite, LigneHeures
from clauses.policies import beneficiaires_visibles
from clauses.querysets import somme_heures
from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Candidat, Etape, Fusion
from parcours.policies import candidats_visibles
from parcours.rules.fusion import dernier_jour_pour_defaire, derniere_gardee, toutes_absorbees
from socle.horloge import aujourdhui, en_paris


def fusionnables(acteur: Acteur, candidat: Candidat) -> QuerySet[Beneficiaire]:
    """Records in force that the reader may see: other candidates of the pool, people under contract with his firms."""
    candidats = candidats_visibles(acteur, partout=True).values("beneficiaire_id")
    employees = beneficiaires_visibles(acteur, partout=True).values("pk")
    return (
        Beneficiaire.objects.en_vigueur()
        .filter(Q(pk__in=candidats) | Q(pk__in=employees))
        .exclude(pk=candidat.beneficiaire_id)
        .select_related("commune")
    )


@dataclass(frozen=True)
class Apport:
    """What a record holds: what would be carried over, or what is there already."""

    contrats: int
    heures_declarees: Decimal
    heures_retenues: Decimal
    demandes: int
    fenetres: int
    etapes: int


def apport(personne: Beneficiaire) -> Apport:
    """Counts and sums of one record."""
    heures = LigneHeures.objects.filter(contrat__beneficiaire=personne).aggregate(
        declarees=somme_heures("heures"), retenues=somme_heures("heures_retenues")
    )
    return Apport(
        contrats=ContratTravail.objects.en_vigueur().filter(beneficiaire=personne).count(),
        heures_declarees=heures["declarees"],
        heures_retenues=heures["retenues"],
        demandes=DemandeValidation.objects.filter(beneficiaire=personne).count(),
        fenetres=FenetreEligibilite.objects.filter(beneficiaire=personne, annule_le__isnull=True).count(),
        etapes=Etape.objects.filter(candidat__beneficiaire=personne).count(),
    )


@dataclass(frozen=True)
class FusionVue:
    """A merge as the kept record's page tells it."""

    fusion: Fusion
    limite: date
    """The last day on which it may be undone."""
    defaisable: bool


def fusions_vues(gardee: Beneficiaire) -> tuple[FusionVue, ...]:
    """The merges that this record has kept, the latest first; two queries, whatever their number."""
    fusions = list(Fusion.objects.filter(gardee=gardee).select_related("auteur", "absorbee"))
    if not fusions:
        return ()
    jour = aujourdhui()
    delai = int(reglages_au(jour)["delai_annulation_fusion"])
    limites = [(f, dernier_jour_pour_defaire(en_paris(f.le).date(), delai)) for f in fusions]
    return tuple(FusionVue(f, limite, f.annulee_le is None and jour <= limite) for f, limite in limites)


def fiche_gardee(personne: int) -> int:
    """Key of the record that holds this one after every merge in force; one query, of keys only."""
    return derniere_gardee(personne, _gardees())


def fiches_absorbees(gardee: int) -> set[int]:
    """Keys of all the records now in this one, merges of merges included; one query, of keys only."""
    return toutes_absorbees(gardee, _gardees())


def _gardees() -> dict[int, int]:
    return dict(Fusion.objects.en_vigueur().order_by().values_list("absorbee_id", "gardee_id"))


def fusion_visible(acteur: Acteur, uuid: UUID) -> tuple[Fusion, Candidat] | None:
    """A merge and the candidate that was kept, when the reader sees her; else None."""
    fusion = Fusion.objects.filter(uuid=uuid).first()
    if fusion is None:
        return None
    candidat = candidats_visibles(acteur, partout=True).filter(beneficiaire_id=fusion.gardee_id).first()
    return (fusion, candidat) if candidat is not None else None
