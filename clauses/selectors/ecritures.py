"""The rows behind a figure of hours: which entries make it, and of whom for those who may know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from clauses.models import Affectation, ClauseInsertion, MouvementHeures
from clauses.querysets import somme_heures
from socle.horloge import maintenant
from socle.lots import par_lots
from socle.periodes import Mois


@dataclass(frozen=True)
class EcritureVue:
    """A row of the ledger; the person and the line where the reader may know them and they still exist."""

    mouvement: MouvementHeures
    personne: str = ""
    ligne: UUID | None = None


@dataclass(frozen=True)
class Ecritures:
    """The rows that make a figure, in the order of the ledger, and their sum."""

    rangs: QuerySet[MouvementHeures]
    total: Decimal
    jusqu_au: date
    connues_au: datetime
    mois: Mois | None = None


def ecritures_de(
    clause: ClauseInsertion, *, jusqu_au: date, connues_au: datetime | None = None, mois: Mois | None = None
) -> Ecritures:
    """The rows behind the validated hours of a clause worked up to a day, as known at an instant (now by default);
    of one month only where asked."""
    connues = connues_au or maintenant()
    rangs = MouvementHeures.objects.filter(clause=clause).connus(jusqu_au, connues)
    if mois is not None:
        rangs = rangs.filter(mois=mois.premier_jour)
    return Ecritures(
        rangs=rangs.select_related("chantier", "contrepasse").order_by("numero"),
        total=rangs.order_by().aggregate(total=somme_heures("heures"))["total"],
        jusqu_au=jusqu_au,
        connues_au=connues,
        mois=mois,
    )


def nommees(mouvements: Iterable[MouvementHeures], *, nommer: bool) -> Iterator[EcritureVue]:
    """These rows with the person and the line behind each, read by set; without them for a reader without people."""
    for lot in par_lots(mouvements):
        connues = _lignes_de(lot) if nommer else {}
        for mouvement in lot:
            personne, ligne = connues.get(mouvement.cle_ligne, ("", None))
            yield EcritureVue(mouvement, personne, ligne)


def _lignes_de(mouvements: Iterable[MouvementHeures]) -> dict[UUID, tuple[str, UUID]]:
    """key → (person, public key of the line); an erased person has no name any more."""
    parts = Affectation.objects.filter(cle__parmi={m.cle_ligne for m in mouvements}).order_by()
    noms = parts.values_list(
        "cle", "ligne__uuid", "ligne__contrat__beneficiaire__nom", "ligne__contrat__beneficiaire__prenom"
    )
    return {cle: (f"{nom} {prenom}".strip(), ligne) for cle, ligne, nom, prenom in noms}
