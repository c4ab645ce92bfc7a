"""Acts on places that depend on the lots built there."""

from __future__ import annotations

from django.db import transaction

from chantiers import services as lieux
from chantiers.models import Chantier
from clauses.models import LotChantier, MouvementHeures
from entreprises.policies import Acteur
from socle.erreurs import RegleViolee


@transaction.atomic
def annuler_chantier(*, acteur: Acteur, chantier: Chantier, motif: str) -> Chantier:
    """Cancel a site entered by mistake; refused while a lot in force is built there, or when hours were counted."""
    if MouvementHeures.objects.filter(chantier=chantier).exists():
        raise RegleViolee("Des heures sont comptées sur ce chantier : il ne s'annule plus.")
    lots = LotChantier.objects.filter(chantier=chantier, lot__marche__annule_le__isnull=True).count()
    if lots:
        s = "s" if lots > 1 else ""
        raise RegleViolee(
            f"{lots} lot{s} suivi{s} se construi{'sen' if lots > 1 else ''}t ici : déplacez-le{s} d'abord."
        )
    return lieux.annuler_chantier(acteur=acteur, chantier=chantier, motif=motif)
