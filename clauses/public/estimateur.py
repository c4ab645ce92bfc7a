"""The estimator in public: how many hours to write in a contract, with the rows in force that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from clauses.models import CoutHoraire, PartMainOeuvre, Referentiel, TauxProgramme
from clauses.rules.estimation import estimer_sur_heures, estimer_sur_montant, etp

__all__ = [
    "LigneReference",
    "ReferencesEstimateur",
    "estimer_sur_heures",
    "estimer_sur_montant",
    "etp",
    "references_estimateur",
]


@dataclass(frozen=True, slots=True)
class LigneReference:
    """A value proposed by the estimator: what it is, how much, where it comes from."""

    code: str
    libelle: str
    valeur: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class ReferencesEstimateur:
    """Labour shares (%), hourly costs (€), usual rates (%) and the yearly divisor, in force on a day."""

    parts: tuple[LigneReference, ...]
    couts: tuple[LigneReference, ...]
    taux: tuple[LigneReference, ...]
    diviseur_etp: int


def references_estimateur(jour: date) -> ReferencesEstimateur:
    """The rows that the estimator offers on a day, in four queries."""
    parts = _en_vigueur(PartMainOeuvre.objects.all(), jour).order_by("ordre", "libelle", "-valide_du")
    couts = _en_vigueur(CoutHoraire.objects.all(), jour).order_by("nature", "-valide_du")
    taux = _en_vigueur(TauxProgramme.objects.select_related("programme"), jour)
    taux = taux.order_by("programme__ordre", "programme__nom", "nature", "-valide_du")
    referentiel = Referentiel.objects.filter(actif=True).first()
    return ReferencesEstimateur(
        parts=_uniques(LigneReference(p.code, p.libelle, p.part, p.source) for p in parts),
        couts=_uniques(LigneReference(c.nature, c.nature, c.montant, c.source) for c in couts),
        taux=_uniques(
            LigneReference(f"{t.programme.code}-{t.nature}", f"{t.programme} – {t.nature}", t.taux, t.source)
            for t in taux
        ),
        diviseur_etp=referentiel.diviseur_etp if referentiel else 1607,
    )


def _en_vigueur(lignes: QuerySet, jour: date) -> QuerySet:
    return lignes.filter(Q(valide_au__isnull=True) | Q(valide_au__gte=jour), valide_du__lte=jour)


def _uniques(lignes) -> tuple[LigneReference, ...]:
    """The latest row of each code, in the order given."""
    gardees: dict[str, LigneReference] = {}
    for ligne in lignes:
        gardees.setdefault(ligne.code, ligne)
    return tuple(gardees.values())
