"""Every address of the project, read from the URL configuration, with the rule its view declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from socle.gardes import Politique

# Libraries that guard their own views: (beginning of the address, who is in charge of what).
BIBLIOTHEQUES = (
    "gestion/",  # Django's admin: is_staff, its own permissions
    "redaction/",  # Wagtail's admin: access_admin permission
    "compte/",  # allauth
    "documents/",  # Wagtail documents: collection privacy
    "media/",  # public images of the editors, demonstration only
    "vitrine/",  # style guide, DEBUG only
    "_util/",  # Wagtail: password of a restricted page
    "<path:path>",
)


@dataclass(frozen=True)
class Adresse:
    """One address: its route, full name, converters, and the declared rule (None when there is none)."""

    route: str
    nom: str
    parametres: tuple[str, ...]
    politique: Politique | None

    @property
    def de_bibliotheque(self) -> bool:
        """A library guards it (test_bibliotheques.py says who enters)."""
        return any(self.route.startswith(debut) for debut in BIBLIOTHEQUES) or self.nom.startswith("wagtail")


def toutes(urlconf: str | None = None) -> list[Adresse]:
    """All leaf addresses, in the order of the configuration (the project's unless another module is named)."""
    return list(_parcourir(get_resolver(urlconf).url_patterns, "", ""))


def du_projet() -> list[Adresse]:
    """The addresses that the project itself guards, and must declare a rule for."""
    return [adresse for adresse in toutes() if not adresse.de_bibliotheque]


def _parcourir(motifs: list[Any], prefixe: str, espace: str) -> Iterator[Adresse]:
    for motif in motifs:
        route = prefixe + str(motif.pattern).lstrip("^/")
        if isinstance(motif, URLResolver):
            nom = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from _parcourir(motif.url_patterns, route, nom)
        elif isinstance(motif, URLPattern):
            yield Adresse(
                route=route.replace("$", ""),
                nom=f"{espace}{motif.name}" if motif.name else "",
                parametres=tuple(motif.pattern.converters) or tuple(motif.pattern.regex.groupindex),
                politique=getattr(motif.callback, "politique", None),
            )
