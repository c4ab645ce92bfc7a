"""What changes on a site or an operation after it was entered: name, place, communes, point; cancelled by mistake."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from chantiers.models import Chantier, CommuneChantier, Operation, Programme, SourcePoint
from chantiers.policies import Action, exiger
from chantiers.services.commun import marquer, marquer_tout, noter, texte_de_recherche, verifier_parts
from entreprises.policies import Acteur
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import maintenant
from socle.identifiants import plier
from socle.models import Territoire


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
    noter(chantier=chantier, acte="placer", acteur=acteur, motif=motif)
    chantier.refresh_from_db()
    return chantier


@transaction.atomic
def modifier_chantier(
    *,
    acteur: Acteur,
    chantier: Chantier,
    nom: str,
    communes: Sequence[tuple[Territoire, Decimal]],
    adresse: str = "",
    description: str = "",
    alias: Sequence[str] = (),
) -> Chantier:
    """Change what a site is called and where it lies; its address on the site (slug) never changes.

    A former name stays among the other names, so that the site is still found by it. Raises RegleViolee when the
    name is empty or the shares do not make 100.00, ConflitEcriture when the site was cancelled meanwhile.
    """
    exiger(acteur, Action.MODIFIER_CHANTIER, chantier)
    chantier = _en_vigueur(chantier)
    nom = nom.strip()
    if not nom:
        raise RegleViolee("Nommez le chantier.", champ="nom")
    verifier_parts(communes)
    autres = [a.strip() for a in alias if a.strip()]
    if plier(nom) != chantier.nom_plie and chantier.nom not in autres:
        autres.append(chantier.nom)
    autres = [a for a in dict.fromkeys(autres) if plier(a) != plier(nom)]
    avant = (chantier.nom, chantier.adresse, chantier.description, list(chantier.alias), _parts(chantier))
    apres = (nom, adresse, description, autres, sorted((c.pk, p) for c, p in communes))
    if avant == apres:
        return chantier
    Chantier.objects.filter(pk=chantier.pk).update(
        nom=nom,
        nom_plie=plier(nom),
        adresse=adresse,
        description=description,
        alias=autres,
        recherche=texte_de_recherche(nom, autres, adresse, [commune for commune, _ in communes]),
    )
    if avant[4] != apres[4]:
        chantier.communes.all().delete()
        CommuneChantier.objects.bulk_create(
            CommuneChantier(chantier=chantier, commune=commune, part=part) for commune, part in communes
        )
    marquer([chantier.pk])
    noms = ("nom", "adresse", "description", "autres noms", "communes")
    changes = [mot for mot, a, b in zip(noms, avant, apres, strict=True) if a != b]
    noter(chantier=chantier, acte="modifier", acteur=acteur, motif=", ".join(changes))
    chantier.refresh_from_db()
    return chantier


@transaction.atomic
def annuler_chantier(*, acteur: Acteur, chantier: Chantier, motif: str) -> Chantier:
    """Cancel a site entered by mistake. Whoever knows the lots asks first that none is on it
    (`clauses.services.lieux.annuler_chantier`)."""
    exiger(acteur, Action.MODIFIER_CHANTIER, chantier)
    chantier = _en_vigueur(chantier)
    if not motif.strip():
        raise RegleViolee("Annuler un chantier demande un motif.", champ="motif")
    Chantier.objects.filter(pk=chantier.pk).update(annule_le=maintenant(), annule_motif=motif.strip())
    marquer([chantier.pk])
    noter(chantier=chantier, acte="annuler", acteur=acteur, motif=motif.strip())
    chantier.refresh_from_db()
    return chantier


@transaction.atomic
def modifier_operation(
    *, acteur: Acteur, operation: Operation, nom: str, programme: Programme, description: str = ""
) -> Operation:
    """Rename an operation, move it to another programme, describe it; its contracting body does not change here."""
    exiger(acteur, Action.MODIFIER_OPERATION, operation)
    nom = nom.strip()
    if not nom:
        raise RegleViolee("Nommez l'opération.", champ="nom")
    Operation.objects.filter(pk=operation.pk).update(
        nom=nom, nom_plie=plier(nom), programme=programme, description=description
    )
    marquer(Chantier.objects.filter(operation=operation).values_list("pk", flat=True))
    noter(operation=operation, acte="modifier", acteur=acteur)
    operation.refresh_from_db()
    return operation


@transaction.atomic
def enregistrer_programme(*, acteur: Acteur, programme: Programme) -> Programme:
    """Write a programme as the administration typed it; every public version rises, since its name is on every face."""
    exiger(acteur, Action.REGLER_PROGRAMME)
    programme.save()
    marquer_tout()
    return programme


def _en_vigueur(chantier: Chantier) -> Chantier:
    """The site, locked; ConflitEcriture when it was cancelled."""
    chantier = Chantier.objects.select_for_update(of=("self",)).get(pk=chantier.pk)
    if chantier.annule_le is not None:
        raise ConflitEcriture("Ce chantier a été annulé.")
    return chantier


def _parts(chantier: Chantier) -> list[tuple[int, Decimal]]:
    return sorted(chantier.communes.order_by().values_list("commune_id", "part"))
