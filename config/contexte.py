"""What every signed-in page shows around its content: spaces, active space, the rail and its counters.

Each role's rail is filled by providers named by dotted path, so that nothing here imports an app's pages:

    def elements(acteur: Acteur) -> list[ElementRail]: ...

A provider belongs to `selectors` or to a `web` room, asks a fixed number of queries, and is called only where a
signed-in page draws its rail (the context is lazy). A provider that does not exist yet is passed over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from entreprises.policies import Acteur, gestion_possible
from entreprises.rules import ROLES_ENTREPRISE, ROLES_FACILITATION, ElementRail, Role

logger = logging.getLogger(__name__)

Fournisseur = Callable[[Acteur], list[ElementRail]]

RECHERCHE = "facilitation:recherche"
"""Name of the address of the global search."""

_ENTREPRISE = ("clauses.web.entreprise.rail.elements",)
_FACILITATION = ("clauses.web.facilitation.rail.elements", "parcours.web.rail.elements")

RAILS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(ROLES_ENTREPRISE, _ENTREPRISE),
    **dict.fromkeys(ROLES_FACILITATION, _FACILITATION),
    Role.MAITRE_OUVRAGE: ("clauses.web.maitrise_ouvrage.rail.elements",),
    Role.COLLECTIVITE: ("clauses.web.maitrise_ouvrage.rail.lecteurs",),
    Role.AUDITEUR: ("clauses.web.maitrise_ouvrage.rail.lecteurs",),
    Role.PRESCRIPTEUR: ("parcours.web.rail.elements",),
    Role.REDACTION: (),
    Role.ADMINISTRATION: ("chantiers.web.rail.elements",),
}
"""Providers of the rail of each role, in the order of the screen."""


def plateforme(request: HttpRequest) -> dict[str, Any]:
    """`DEMONSTRATION` (the ribbon) and `recherche_url` (the search box of work pages, where the role has one)."""

    def recherche() -> str:
        acteur = getattr(request, "acteur", None)
        if acteur is None or not acteur.est_facilitation:
            return ""
        try:
            return reverse(RECHERCHE)
        except NoReverseMatch:
            return ""

    return {"DEMONSTRATION": settings.DEMONSTRATION, "recherche_url": SimpleLazyObject(recherche)}


def espaces(request: HttpRequest) -> dict[str, Any]:
    """`acteur`, `espace_actif`, `espaces` and `rail` for templates; nothing is read until one of them is used."""
    acteur = getattr(request, "acteur", None)
    if acteur is None or not hasattr(request, "user"):
        return {"acteur": None, "espace_actif": None, "espaces": (), "rail": ()}
    return {
        "acteur": acteur,
        "espace_actif": SimpleLazyObject(lambda: request.acteur.espace),
        "espaces": SimpleLazyObject(lambda: request.acteur.espaces),
        "rail": SimpleLazyObject(lambda: rail(request.acteur, request.path)),
    }


def rail(acteur: Acteur, chemin: str = "") -> list[dict[str, Any]]:
    """The items of the active space's rail: label, address, counter, and whether it is the current page.

    Items whose address does not exist are left out; two items never share a key.
    """
    if acteur.espace is None:
        return []
    elements: dict[str, ElementRail] = {}
    for chemin_fournisseur in RAILS[acteur.espace.role]:
        fournisseur = _charger(chemin_fournisseur)
        for element in fournisseur(acteur) if fournisseur else ():
            elements.setdefault(element.cle, element)
    if gestion_possible(acteur):
        elements.setdefault(
            "equipe",
            ElementRail(
                "equipe",
                "Mon équipe",
                "entreprises:equipe",
                groupe="Entreprise" if acteur.est_entreprise else "Structure",
            ),
        )
    presents = []
    for element in elements.values():
        try:
            adresse = reverse(element.adresse, args=element.arguments)
        except NoReverseMatch:
            continue
        presents.append(
            {
                "cle": element.cle,
                "libelle": element.libelle,
                "adresse": adresse,
                "compte": element.compte,
                "alerte": element.alerte,
                "groupe": element.groupe,
                "courant": adresse == chemin,
            }
        )
    return presents


def _charger(chemin: str) -> Fournisseur | None:
    """The provider of this dotted path; None when its module is not there (an error inside it is raised)."""
    try:
        return import_string(chemin)
    except ModuleNotFoundError as erreur:
        if erreur.name and chemin.startswith(erreur.name):
            return None
        raise
    except ImportError:
        logger.warning("Fournisseur de rail sans fonction : %s", chemin)
        return None
