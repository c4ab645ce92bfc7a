"""Builders of shared rows: territories, trades, priority neighbourhoods."""

from __future__ import annotations

from itertools import count
from typing import Any

from socle.geo import emprise, positions
from socle.identifiants import en_slug, plier
from socle.models import AliasTerritoire, Metier, NatureTerritoire, QuartierPrioritaire, SorteAlias, Territoire
from socle.quartiers import GENERATIONS

_numeros = count(1)


def un_territoire(nom: str = "", *, nature: str = NatureTerritoire.COMMUNE, **champs: Any) -> Territoire:
    """A territory; by default a commune with a code of its own."""
    numero = next(_numeros)
    nom = nom or f"Commune {numero}"
    champs.setdefault("code", f"93{numero + 500:03d}" if nature == NatureTerritoire.COMMUNE else f"Z{numero}")
    champs.setdefault("slug", f"{en_slug(nom, 60)}-{numero}")
    return Territoire.objects.create(nature=nature, nom=nom, nom_plie=plier(nom), **champs)


def un_alias(territoire: Territoire, valeur: str, *, sorte: str = SorteAlias.CODE_POSTAL) -> AliasTerritoire:
    """Another way of naming a territory; a postal code by default."""
    return AliasTerritoire.objects.create(territoire=territoire, sorte=sorte, valeur=valeur)


def un_metier(libelle: str = "Maçonnerie", **champs: Any) -> Metier:
    """A trade with a ROME-shaped code of its own."""
    champs.setdefault("code", f"F{next(_numeros) + 1000:04d}")
    return Metier.objects.create(libelle=libelle, libelle_plie=plier(libelle), **champs)


def un_carre(sud: float = 48.9, ouest: float = 2.3, cote: float = 0.02) -> dict[str, Any]:
    """A square outline; GeoJSON order, longitude first."""
    nord, est = sud + cote, ouest + cote
    return {"type": "Polygon", "coordinates": [[[ouest, sud], [est, sud], [est, nord], [ouest, nord], [ouest, sud]]]}


def un_quartier(
    code: str = "QN09399M", nom: str = "Quartier d'essai", *, contour: dict[str, Any] | None = None
) -> QuartierPrioritaire:
    """A neighbourhood of the list that its code says, in force as that list is; a square unless told otherwise."""
    generation = next(g for g in GENERATIONS.values() if code.startswith(g.prefixe))
    contour = contour or un_carre()
    boite = emprise(positions(contour))
    assert boite is not None
    du, au = generation.validite(code)
    return QuartierPrioritaire.objects.create(
        code=code,
        nom=nom,
        generation=generation.annee,
        contour=contour,
        sud=boite.sud,
        ouest=boite.ouest,
        nord=boite.nord,
        est=boite.est,
        valide_du=du,
        valide_au=au,
    )
