"""Référentiels as plain facts for the rule: their criteria, and how many of level 2 they ask."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields

from django.db.models import Q

from clauses.models import Referentiel
from parcours.models import Critere, CumulCriteres
from parcours.rules.eligibilite import FaitsCritere, FaitsReferentiel

_CHAMPS = [champ.name for champ in fields(FaitsCritere)]


def faits_referentiels(*, et: Referentiel) -> dict[int, FaitsReferentiel]:
    """Référentiel id → its facts, for those in use and this one, in their order; three queries."""
    referentiels = list(Referentiel.objects.filter(Q(actif=True) | Q(pk=et.pk)))
    criteres: dict[int, dict[str, FaitsCritere]] = defaultdict(dict)
    for c in Critere.objects.filter(referentiel__in=referentiels):
        criteres[c.referentiel_id][c.code] = FaitsCritere(**{nom: getattr(c, nom) for nom in _CHAMPS})
    cumuls: dict[int, dict[str, int]] = defaultdict(dict)
    for cumul in CumulCriteres.objects.filter(referentiel__in=referentiels):
        cumuls[cumul.referentiel_id][cumul.nature_employeur] = cumul.nombre
    return {r.pk: FaitsReferentiel(r.code, r.nom, criteres[r.pk], cumuls[r.pk]) for r in referentiels}
