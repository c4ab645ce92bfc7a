"""New operations and sites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from chantiers.models import Chantier, CommuneChantier, NaturePhase, Operation, PhaseChantier, Programme, SourcePoint
from chantiers.policies import Action, exiger
from chantiers.services.commun import noter, texte_de_recherche, verifier_parts
from entreprises.models import Organisation
from entreprises.policies import Acteur
from socle.horloge import maintenant
from socle.identifiants import plier, slug_unique
from socle.models import Territoire


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
    noter(operation=operation, acte="creer", acteur=acteur)
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
    verifier_parts(communes)
    a_un_point = latitude is not None and longitude is not None
    chantier = Chantier.objects.create(
        slug=slug_unique(Chantier.objects.all(), nom),
        nom=nom,
        nom_plie=plier(nom),
        alias=list(alias),
        recherche=texte_de_recherche(nom, alias, adresse, [commune for commune, _ in communes]),
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
    noter(chantier=chantier, acte="creer", acteur=acteur)
    return chantier
