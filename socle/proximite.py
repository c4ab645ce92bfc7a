"""The nearest people of a trade, in memory, for many sites at once: cells of a map, looked at ring after ring.

Exact: a ring is believed only as far as the circle inside it. One need at a time is answered in SQL
(selectors/proches.py); both give the same list. Plain tuples of plain values: the garbage collector forgets them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from itertools import chain
from math import asin, cos, inf, pi, radians, sin, sqrt
from operator import itemgetter

from socle.geo import RAYON_KM

DIAMETRE_M = 2000 * RAYON_KM
DEMI = pi / 360
"""Half a degree, in radians."""
HAUTEUR, LARGEUR = 0.025, 0.0375
"""Sides of a cell, in degrees: 2.8 km both ways at the latitude of Paris."""
ANNEAUX = (1, 2, 3, 4, 6, 8, 12)
"""Rings of cells around the site's own; then everybody."""
INCONNUE = inf
"""The distance to somebody whose commune is unknown."""

Repere = tuple[int, int, date | None, float | None, float | None, int]
"""A person's line for the trade: candidate's key, rank of her public key (settles ties), date, latitude, longitude,
rank of the trade among her choices."""
Proche = tuple[float, int, int, int, str]
"""Metres (a whole number, or INCONNUE), rank of the public key, candidate's key, rank of the trade, trade."""
Point = tuple[float, float, float, date, int, int, int]
"""Latitude and longitude in degrees, cosine of the latitude, date, rank of the public key, candidate's key, rank."""


class Grille:
    """The people of one trade, by cell."""

    def __init__(self, metier: str, reperes: Iterable[Repere]) -> None:
        self.metier = metier
        self.cellules: dict[tuple[int, int], list[Point]] = defaultdict(list)
        self.sans_commune: list[Point] = []
        for candidat, cle, disponible_le, lat, lon, rang in reperes:
            jour = disponible_le or date.min
            if lat is None or lon is None:
                self.sans_commune.append((0.0, 0.0, 0.0, jour, cle, candidat, rang))
            else:
                point = (lat, lon, cos(radians(lat)), jour, cle, candidat, rang)
                self.cellules[int(lat // HAUTEUR), int(lon // LARGEUR)].append(point)

    def proches(
        self, site: tuple[float, float] | None, jour: date, limite: int, sauf: Collection[int] = ()
    ) -> list[Proche]:
        """The first `limite` people who may start that day, nearest first, then by key; unknown communes last.
        Without a site, by key."""
        if site is None:
            tous = chain(self.sans_commune, *self.cellules.values())
            return self._sans_distance(tous, jour, sauf)[:limite]
        lus = sorted(self._autour(site, jour, limite, sauf))[:limite]
        if len(lus) < limite:
            lus += self._sans_distance(self.sans_commune, jour, sauf)[: limite - len(lus)]
        return lus

    def _autour(self, site: tuple[float, float], jour: date, limite: int, sauf: Collection[int]) -> list[Proche]:
        """At least the nearest `limite` people, or all of them."""
        ligne, colonne = int(site[0] // HAUTEUR), int(site[1] // LARGEUR)
        cellules = self.cellules
        trouves: list[Proche] = []
        dedans = -1
        for anneau in ANNEAUX:
            for i in range(ligne - anneau, ligne + anneau + 1):
                entiere = abs(i - ligne) > dedans
                for j in range(colonne - anneau, colonne + anneau + 1):
                    if (entiere or abs(j - colonne) > dedans) and (i, j) in cellules:
                        self._mesurer(cellules[i, j], site, jour, sauf, trouves)
            dedans = anneau
            if len(trouves) >= limite:
                sur = _rayon(site, ligne, colonne, anneau)
                if sum(1 for proche in trouves if proche[0] < sur) >= limite:
                    return trouves
        trouves = []
        self._mesurer(chain.from_iterable(cellules.values()), site, jour, sauf, trouves)
        return trouves

    def _mesurer(
        self,
        points: Iterable[Point],
        site: tuple[float, float],
        jour: date,
        sauf: Collection[int],
        trouves: list[Proche],
    ) -> None:
        """Add these people, with their metres to the nearest one (haversine, as socle.geo.distance_km)."""
        latitude, longitude = site
        cosinus = cos(radians(latitude))
        metier = self.metier
        for lat, lon, cosinus_lat, disponible_le, cle, candidat, rang in points:
            if disponible_le <= jour and candidat not in sauf:
                carre = sin((lat - latitude) * DEMI) ** 2 + cosinus * cosinus_lat * sin((lon - longitude) * DEMI) ** 2
                metres = int(DIAMETRE_M * asin(sqrt(carre if carre < 1.0 else 1.0)) + 0.5)
                trouves.append((metres, cle, candidat, rang, metier))

    def _sans_distance(self, points: Iterable[Point], jour: date, sauf: Collection[int]) -> list[Proche]:
        return sorted(
            (INCONNUE, cle, candidat, rang, self.metier)
            for *_, disponible_le, cle, candidat, rang in points
            if disponible_le <= jour and candidat not in sauf
        )


def premiers(listes: Iterable[list[Proche]], limite: int) -> list[Proche]:
    """The first of several trades' lists together, each person once."""
    gardes: dict[int, Proche] = {}
    for proche in sorted(chain.from_iterable(listes), key=itemgetter(0, 1)):
        gardes.setdefault(proche[2], proche)
    return list(gardes.values())[:limite]


def _rayon(site: tuple[float, float], ligne: int, colonne: int, anneau: int) -> int:
    """Metres around the site that these rings hold for sure; 0 near the poles and the antimeridian."""
    latitude, longitude = site
    sud, nord = (ligne - anneau) * HAUTEUR, (ligne + anneau + 1) * HAUTEUR
    ouest, est = (colonne - anneau) * LARGEUR, (colonne + anneau + 1) * LARGEUR
    if sud <= -90 or nord >= 90 or ouest <= -180 or est >= 180:
        return 0
    travers = asin(cos(radians(latitude)) * sin(radians(min(longitude - ouest, est - longitude))))
    degres = min(radians(min(latitude - sud, nord - latitude)), travers)
    return int(degres * RAYON_KM * 1000)
