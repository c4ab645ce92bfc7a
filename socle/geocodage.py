"""From an address to a point: the only network client of the project (Base adresse nationale).

`settings.BAN_DOMAINE` names the service ("data.geopf.fr/geocodage"); empty, nothing leaves the machine and the form
asks for a point placed by hand. Never called while a page is drawn: only on a person's demand or from the queue.
A point is taken without review only for a house number, with a high score, in an admitted département.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from geopy.exc import GeopyError
from geopy.geocoders import BANFrance

from socle.geo import position_valide

journal = logging.getLogger("socle.geocodage")
# geopy writes the whole address at DEBUG level: addresses stay out of our logs.
logging.getLogger("geopy").setLevel(logging.INFO)


class StatutGeocodage(StrEnum):
    """What a search gave."""

    TROUVE = "trouve"
    A_VERIFIER = "a_verifier"
    NON_TROUVE = "non_trouve"
    HORS_LIGNE = "hors_ligne"


@dataclass(frozen=True, slots=True)
class ResultatGeocodage:
    """A point with its score (0 to 1), the official label, the INSEE code and the kind of place found."""

    statut: StatutGeocodage
    lat: float | None = None
    lon: float | None = None
    score: float | None = None
    label: str = ""
    citycode: str = ""
    type: str = ""

    @property
    def a_un_point(self) -> bool:
        """True when a point was found, certain or not."""
        return self.lat is not None


HORS_LIGNE = ResultatGeocodage(StatutGeocodage.HORS_LIGNE)
NON_TROUVE = ResultatGeocodage(StatutGeocodage.NON_TROUVE)


def geocoder(adresse: str, *, code_postal: str = "", commune: str = "", partout: bool = False) -> ResultatGeocodage:
    """The best place for an address. Never raises: a silent or broken service is "hors_ligne".

    `partout`: in any département (where a person lives), not only the admitted ones (where a site is).
    """
    demande = " ".join(" ".join([adresse, code_postal, commune]).split())[:200]
    if not getattr(settings, "BAN_DOMAINE", ""):
        return HORS_LIGNE
    if len(demande) < 3:
        return NON_TROUVE
    try:
        lieux = _client().geocode(demande, exactly_one=False, limit=5) or []
        candidats = [r for lieu in lieux if (r := _lire(lieu.raw, partout)) is not None]
    except (GeopyError, ValueError, KeyError, TypeError, AttributeError, OSError) as erreur:
        journal.warning("géocodage indisponible (%s)", type(erreur).__name__)
        return HORS_LIGNE
    return max(candidats, key=lambda r: (r.statut is StatutGeocodage.TROUVE, r.score), default=NON_TROUVE)


def _client() -> BANFrance:
    domaine = settings.BAN_DOMAINE
    schema, _, reste = domaine.rpartition("://")
    return BANFrance(
        domain=reste,
        scheme=schema or "https",
        timeout=getattr(settings, "BAN_DELAI", 3),
        user_agent=getattr(settings, "BAN_AGENT", "batissons-nos-emplois"),
    )


def _lire(brut: dict[str, Any], partout: bool) -> ResultatGeocodage | None:
    """One feature of the answer, or None when it is too weak, malformed or outside the admitted départements."""
    proprietes = brut["properties"]
    longitude, latitude = brut["geometry"]["coordinates"][:2]
    code, score, sorte = str(proprietes["citycode"]), float(proprietes["score"]), str(proprietes["type"])
    departements = tuple(getattr(settings, "GEOCODAGE_DEPARTEMENTS", ("93",)))
    if not (partout or code.startswith(departements)) or not position_valide(latitude, longitude):
        return None
    if score < getattr(settings, "GEOCODAGE_SCORE_REVUE", 0.5):
        return None
    certain = sorte == "housenumber" and score >= getattr(settings, "GEOCODAGE_SCORE_AUTO", 0.8)
    return ResultatGeocodage(
        StatutGeocodage.TROUVE if certain else StatutGeocodage.A_VERIFIER,
        lat=round(latitude, 6),
        lon=round(longitude, 6),
        score=score,
        label=str(proprietes.get("label", ""))[:250],
        citycode=code,
        type=sorte,
    )
