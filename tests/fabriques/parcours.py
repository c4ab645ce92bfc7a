"""Builders of the pathway: candidates with what a need may ask of them."""

from __future__ import annotations

from typing import Any

from clauses.models import Beneficiaire
from parcours.models import Candidat, MetierCandidat
from socle.horloge import maintenant
from socle.models import Metier
from tests.fabriques.declarations import un_beneficiaire


def un_candidat(*metiers: Metier, personne: Beneficiaire | None = None, **champs: Any) -> Candidat:
    """A person who may be placed, at the centre of Saint-Denis unless told otherwise."""
    champs.setdefault("statut", "DISPONIBLE")
    champs.setdefault("latitude", 48.9362)
    champs.setdefault("longitude", 2.3574)
    champs.setdefault("cree_le", maintenant())
    candidat = Candidat.objects.create(beneficiaire=personne or un_beneficiaire(), **champs)
    MetierCandidat.objects.bulk_create(
        MetierCandidat(candidat=candidat, metier=metier, rang=rang) for rang, metier in enumerate(metiers, 1)
    )
    return candidat
