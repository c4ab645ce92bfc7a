"""The nearest people of a trade, in memory, for many sites at once: cells of a map, looked at ring after ring.

Exact: a ring is believed only as far as the circle inside it. One need at a time is answered in SQL
(selectors/proches.py); both give the same list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from itertools import chain
from math import asin, cos, inf, radians, sin, sqrt
from operator import attrgetter, itemgetter
from typing import NamedTuple

from socle.geo import RAYON_KM

DIAMETRE_M = 2000 * RAYON_KM
CELLULE = 0.05
"""Side of a cell, in degrees: about 5.6 km from south to north."""
ANNEAUX = (1, 2, 4, 8)
"""Rings of cells around the site's own; then everybody."""


class Repere(NamedTuple):
    """A person's line for a trade. `cle`: her public key as a number, by which ties are settled."""

    candidat: int
    cle: int
    disponible_le: date | None
    latitude: float | None
    longitude: float | None
    metier: str
    rang: int


Point = tuple[float, float, float, Repere]
"""Latitude and longitude in degrees, cosine of the latitude, the line."""
Proche = tuple[float, int, Repere]
"""Metres (a whole number, or INCONNUE), key, line."""
INCONNUE = inf


class Grille:
    """The people of one trade, by cell."""

    def __init__(self, reperes: Iterable[Repere]) -> None:
        self.cellules: dict[tuple[int, int], list[Point]] = defaultdict(list)
        self.sans_commune: list[Repere] = []
        for repere in reperes:
            if repere.latitude is None or repere.longitude is None:
                self.sans_commune.append(repere)
                continue
            cosinus = cos(radians(repere.latitude))
            cellule = (int(repere.latitude // CELLULE), int(repere.longitude // CELLULE))
            self.cellules[cellule].append((repere.latitude, repere.longitude, cosinus, repere))

    def proches(
        self, site: tuple[float, float] | None, jour: date, limite: int, sauf: Collection[int] = ()
    ) -> list[Proche]:
        """The first `limite` people who may start that day, nearest first, then by key; unknown communes last.
        Without a site, by key."""
        if site is None:
            tous = [point[3] for points in self.cellules.values() for point in points] + self.sans_commune
            return _sans_distance(tous, jour, sauf)[:limite]
        lus = sorted(self._autour(site, jour, limite, sauf))[:limite]
        if len(lus) < limite:
            lus += _sans_distance(self.sans_commune, jour, sauf)[: limite - len(lus)]
        return lus

    def _autour(self, site: tuple[float, float], jour: date, limite: int, sauf: Collection[int]) -> list[Proche]:
        """At least the nearest `limite` people, or all of them."""
        ligne, colonne = int(site[0] // CELLULE), int(site[1] // CELLULE)
        trouves: list[Proche] = []
        dedans = -1
        for anneau in ANNEAUX:
            for i in range(ligne - anneau, ligne + anneau + 1):
                for j in range(colonne - anneau, colonne + anneau + 1):
                    if max(abs(i - ligne), abs(j - colonne)) > dedans and (points := self.cellules.get((i, j))):
                        _mesurer(points, site, jour, sauf, trouves)
            dedans = anneau
            sur = _rayon(site, ligne, colonne, anneau)
            if len(trouves) >= limite and sum(1 for proche in trouves if proche[0] < sur) >= limite:
                return trouves
        trouves = []
        for points in self.cellules.values():
            _mesurer(points, site, jour, sauf, trouves)
        return trouves


def premiers(listes: Iterable[list[Proche]], limite: int) -> list[Proche]:
    """The first of several trades' lists together, each person once."""
    gardes: dict[int, Proche] = {}
    for proche in sorted(chain.from_iterable(listes), key=itemgetter(0, 1)):
        gardes.setdefault(proche[1], proche)
    return list(gardes.values())[:limite]


def _mesurer(
    points: list[Point], site: tuple[float, float], jour: date, sauf: Collection[int], trouves: list[Proche]
) -> None:
    """Add the people of a cell, with their metres to the nearest one (haversine, as socle.geo.distance_km)."""
    latitude, longitude = site
    cosinus = cos(radians(latitude))
    for lat, lon, cosinus_lat, repere in points:
        if (repere[2] is None or repere[2] <= jour) and repere[0] not in sauf:
            carre = (
                sin(radians(lat - latitude) / 2) ** 2 + cosinus * cosinus_lat * sin(radians(lon - longitude) / 2) ** 2
            )
            trouves.append((int(DIAMETRE_M * asin(sqrt(min(1.0, carre))) + 0.5), repere[1], repere))


def _sans_distance(reperes: Iterable[Repere], jour: date, sauf: Collection[int]) -> list[Proche]:
    libres = [r for r in reperes if (r.disponible_le is None or r.disponible_le <= jour) and r.candidat not in sauf]
    return [(INCONNUE, r.cle, r) for r in sorted(libres, key=attrgetter("cle"))]


def _rayon(site: tuple[float, float], ligne: int, colonne: int, anneau: int) -> int:
    """Metres around the site that these rings hold for sure; 0 near the poles and the antimeridian."""
    latitude, longitude = site
    sud, nord = (ligne - anneau) * CELLULE, (ligne + anneau + 1) * CELLULE
    ouest, est = (colonne - anneau) * CELLULE, (colonne + anneau + 1) * CELLULE
    if sud <= -90 or nord >= 90 or ouest <= -180 or est >= 180:
        return 0
    travers = asin(cos(radians(latitude)) * sin(radians(min(longitude - ouest, est - longitude))))
    degres = min(radians(min(latitude - sud, nord - latitude)), travers)
    return int(degres * RAYON_KM * 1000)
