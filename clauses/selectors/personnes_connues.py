"""The people a file of an establishment may name: those attached to a clause contract it declares or employs."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from clauses.models import Beneficiaire, ContratTravail
from clauses.rules.rapprochement import Connue, Identite
from entreprises.models import Organisation


def connues_de_l_organisation(organisation: Organisation) -> list[Connue]:
    """Its people, keyed by primary key: employed by it, or whose hours it declares; one query."""
    contrats = ContratTravail.objects.en_vigueur().filter(
        Q(employeur=organisation) | Q(intervenant__organisation=organisation)
    )
    return connues(Beneficiaire.objects.filter(pk__in=contrats.values("beneficiaire_id"), efface_le__isnull=True))


def connues(personnes: Iterable[Beneficiaire]) -> list[Connue]:
    """These people, as the matching rule takes them."""
    return [Connue(p.pk, Identite(p.nom, p.prenom, p.date_naissance, p.nom_usage)) for p in personnes]
