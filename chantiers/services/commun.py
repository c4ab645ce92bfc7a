"""What every write on places shares: the public version raised, the shares checked, the journal line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import connection, models

from chantiers.models import Chantier, JournalChantier, Operation
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.horloge import maintenant
from socle.identifiants import plier
from socle.models import Territoire

PARTS_ENTIERES = Decimal("100.00")


def marquer(chantier_ids: Iterable[int]) -> int:
    """Raise the public version of these sites, in ascending order (no deadlock); how many were raised.

    Must run inside the transaction of the change it announces.
    """
    ids = sorted(set(chantier_ids))
    if not ids:
        return 0
    if len(ids) > 1 and connection.features.has_select_for_update:
        list(Chantier.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    return Chantier.objects.filter(pk__in=ids).update(version_publique=models.F("version_publique") + 1)


def marquer_tout() -> int:
    """Raise every site's public version: a setting that all figures depend on has changed."""
    return Chantier.objects.update(version_publique=models.F("version_publique") + 1)


def verifier_parts(communes: Sequence[tuple[Territoire, Decimal]]) -> None:
    """Raise RegleViolee unless the shares of these communes make 100.00."""
    if not communes:
        raise RegleViolee("Un chantier est dans une commune au moins.", champ="communes")
    total = sum((part for _, part in communes), Decimal("0.00"))
    if total != PARTS_ENTIERES:
        raise RegleViolee(f"Les parts des communes font {total} % : il faut 100 %.", champ="communes")


def texte_de_recherche(nom: str, alias: Sequence[str], adresse: str, communes: Sequence[Territoire]) -> str:
    """The folded words by which a site is found."""
    return plier(" ".join([nom, *alias, adresse, *[commune.nom for commune in communes]]))


def noter(
    *, acte: str, acteur: Acteur, operation: Operation | None = None, chantier: Chantier | None = None, motif: str = ""
) -> None:
    """One line in the log of a site or of an operation."""
    JournalChantier.objects.create(
        operation=operation, chantier=chantier, acte=acte, le=maintenant(), auteur=acteur.utilisateur, motif=motif
    )
