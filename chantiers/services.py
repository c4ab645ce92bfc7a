"""Writes on places; `marquer` is called by every service that changes a public fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import models, transaction

from chantiers.models import (
    Chantier,
    CommuneChantier,
    JournalChantier,
    NaturePhase,
    Operation,
    PhaseChantier,
    Programme,
    SourcePoint,
)
from chantiers.policies import Action, exiger
from entreprises.models import Organisation
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee
from socle.horloge import maintenant
from socle.identifiants import plier, slug_unique
from socle.models import Territoire

PARTS_ENTIERES = Decimal("100.00")


def marquer(chantier_ids: Iterable[int]) -> int:
    """Raise the public version of these sites, in ascending order (no deadlock); how many were raised.

    Must run inside the transaction of the change it announces.
    """
    ids = sorted(set(chantier_ids))
    if not ids:
        return 0
    list(Chantier.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    return Chantier.objects.filter(pk__in=ids).update(version_publique=models.F("version_publique") + 1)


def marquer_tout() -> int:
    """Raise every site's public version: a setting that all figures depend on has changed."""
    return Chantier.objects.update(version_publique=models.F("version_publique") + 1)


@transaction.atomic
def creer_operation(
    *, acteur: Acteur, nom: str, programme: Programme, maitre_ouvrage: Organisation, description: str = ""
) -> Operation:
    """A new operation of a contracting body."""
    exiger(acteur, Action.CREER_OPERATION)
    operation = Operation.objects.create(
        slug=slug_unique(Operation.objects.all(), nom),
        nom=nom,
        nom_plie=plier(nom),
        programme=programme,
        maitre_ouvrage=maitre_ouvrage,
        description=description,
        cree_le=maintenant(),
    )
    _noter(operation=operation, acte="creer", acteur=acteur)
    return operation


@transaction.atomic
def creer_chantier(
    *,
    acteur: Acteur,
    operation: Operation,
    nom: str,
    communes: Sequence[tuple[Territoire, Decimal]],
    latitude: float | None = None,
    longitude: float | None = None,
    source_point: str = SourcePoint.MAIN,
    score_point: float | None = None,
    adresse: str = "",
    description: str = "",
    alias: Sequence[str] = (),
    debut: date | None = None,
    fin: date | None = None,
) -> Chantier:
    """A new site with its communes (shares summing to 100.00), its point and a planned works phase.

    Raises RegleViolee when the shares do not sum to 100 or no commune is given.
    """
    exiger(acteur, Action.CREER_CHANTIER, operation)
    _verifier_parts(communes)
    a_un_point = latitude is not None and longitude is not None
    chantier = Chantier.objects.create(
        slug=slug_unique(Chantier.objects.all(), nom),
        nom=nom,
        nom_plie=plier(nom),
        alias=list(alias),
        recherche=_texte_de_recherche(nom, alias, adresse, [commune for commune, _ in communes]),
        operation=operation,
        description=description,
        adresse=adresse,
        latitude=latitude if a_un_point else None,
        longitude=longitude if a_un_point else None,
        source_point=source_point if a_un_point else "",
        score_point=score_point,
        point_le=maintenant() if a_un_point else None,
        cree_le=maintenant(),
    )
    CommuneChantier.objects.bulk_create(
        CommuneChantier(chantier=chantier, commune=commune, part=part) for commune, part in communes
    )
    if debut is not None:
        PhaseChantier.objects.create(chantier=chantier, nature=NaturePhase.TRAVAUX, debut_prevu=debut, fin_prevue=fin)
    _noter(chantier=chantier, acte="creer", acteur=acteur)
    return chantier


@transaction.atomic
def placer(
    *,
    acteur: Acteur,
    chantier: Chantier,
    latitude: float,
    longitude: float,
    motif: str = "",
    source_point: str = SourcePoint.MAIN,
    score_point: float | None = None,
) -> Chantier:
    """Put or move the point of a site."""
    exiger(acteur, Action.MODIFIER_CHANTIER, chantier)
    Chantier.objects.filter(pk=chantier.pk).update(
        latitude=latitude,
        longitude=longitude,
        source_point=source_point,
        score_point=score_point,
        point_le=maintenant(),
    )
    marquer([chantier.pk])
    _noter(chantier=chantier, acte="placer", acteur=acteur, motif=motif)
    chantier.refresh_from_db()
    return chantier


@transaction.atomic
def ajouter_phase(
    *, acteur: Acteur, chantier: Chantier, nature: str, libelle: str = "", **bornes: date | None
) -> PhaseChantier:
    """A dated phase; `bornes` are the six dates of `PhaseChantier` (planned, confirmed, observed)."""
    exiger(acteur, Action.MODIFIER_CHANTIER, chantier)
    inconnues = set(bornes) - {
        f"{borne}_{surete}"
        for borne, suretes in (
            ("debut", ("prevu", "confirme", "observe")),
            ("fin", ("prevue", "confirmee", "observee")),
        )
        for surete in suretes
    }
    if inconnues:
        raise TypeError(f"dates de phase inconnues : {sorted(inconnues)}")
    phase = PhaseChantier.objects.create(chantier=chantier, nature=nature, libelle=libelle, **bornes)
    marquer([chantier.pk])
    _noter(chantier=chantier, acte="ajouter_phase", acteur=acteur, motif=libelle)
    return phase


def _verifier_parts(communes: Sequence[tuple[Territoire, Decimal]]) -> None:
    if not communes:
        raise RegleViolee("Un chantier est dans une commune au moins.", champ="communes")
    total = sum((part for _, part in communes), Decimal("0.00"))
    if total != PARTS_ENTIERES:
        raise RegleViolee(f"Les parts des communes font {total} % : il faut 100 %.", champ="communes")


def _texte_de_recherche(nom: str, alias: Sequence[str], adresse: str, communes: Sequence[Territoire]) -> str:
    return plier(" ".join([nom, *alias, adresse, *[commune.nom for commune in communes]]))


def _noter(
    *, acte: str, acteur: Acteur, operation: Operation | None = None, chantier: Chantier | None = None, motif: str = ""
) -> None:
    JournalChantier.objects.create(
        operation=operation, chantier=chantier, acte=acte, le=maintenant(), auteur=acteur.utilisateur, motif=motif
    )
