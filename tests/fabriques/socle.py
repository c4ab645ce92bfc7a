"""Builders of shared rows: territories and trades."""

from __future__ import annotations

from itertools import count
from typing import Any

from socle.identifiants import en_slug, plier
from socle.models import AliasTerritoire, Metier, NatureTerritoire, SorteAlias, Territoire

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
