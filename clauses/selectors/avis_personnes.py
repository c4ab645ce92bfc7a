"""Months that their person says are not right, for the facilitators of the clauses where she worked them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from clauses.models import AvisPersonne, LigneHeures
from clauses.policies import lignes_a_decider
from entreprises.policies import Acteur


@dataclass(frozen=True)
class MoisConteste:
    """A person's word on a month, with the lines that the reader decides."""

    avis: AvisPersonne
    lignes: tuple[LigneHeures, ...]


def mois_contestes(clauses: Collection[int]) -> list[AvisPersonne]:
    """Those that wait, the oldest first, for these clauses."""
    lignes = LigneHeures.objects.filter(contrat__clause__in=clauses)
    attendent = _sur(lignes).contestations().filter(traite_le__isnull=True)  # type: ignore[attr-defined]
    return list(attendent.select_related("beneficiaire").order_by("dit_le", "pk"))


def mois_conteste(acteur: Acteur, uuid: object) -> MoisConteste | None:
    """One of them, when the actor decides a line of that month; None otherwise."""
    siennes = lignes_a_decider(acteur, partout=True)
    avis = avis_sur_ses_lignes(acteur).contestations().filter(uuid=uuid)  # type: ignore[attr-defined]
    avis = avis.select_related("beneficiaire", "traite_par").first()
    if avis is None:
        return None
    lignes = (
        siennes.filter(contrat__beneficiaire=avis.beneficiaire_id, declaration__mois=avis.mois)
        .exclude(etat="BROUILLON")
        .select_related("contrat__clause__lot__marche", "contrat__employeur", "declaration", "chantier")
        .order_by("pk")
    )
    return MoisConteste(avis, tuple(lignes))


def avis_sur_ses_lignes(acteur: Acteur) -> QuerySet[AvisPersonne]:
    """All that people said, today or once, of months where the actor decides a line."""
    return _sur(lignes_a_decider(acteur, partout=True))


def _sur(lignes: QuerySet[LigneHeures]) -> QuerySet[AvisPersonne]:
    """The words that speak of some of these lines (sent ones: a draft is nobody's figure yet)."""
    memes = lignes.exclude(etat="BROUILLON").filter(
        contrat__beneficiaire=OuterRef("beneficiaire"), declaration__mois=OuterRef("mois")
    )
    return AvisPersonne.objects.filter(Exists(memes))
