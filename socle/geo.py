"""Distances and outlines on the sphere and in GeoJSON. Pure; positions are (latitude, longitude) in degrees,
except inside GeoJSON geometries where the standard (RFC 7946) writes [longitude, latitude].
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any

# Mean radius of the Earth (IUGG), in kilometres.
RAYON_KM = 6371.0088
Point = tuple[float, float]
Anneau = Sequence[Sequence[float]]


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance (haversine) between two (latitude, longitude), in kilometres."""
    lat_a, lat_b = radians(a[0]), radians(b[0])
    carre = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b[1] - a[1]) / 2) ** 2
    return 2 * RAYON_KM * asin(sqrt(min(1.0, carre)))


def position_valide(latitude: Any, longitude: Any) -> bool:
    """True for two finite numbers inside the ranges of a latitude and a longitude."""
    if not all(isinstance(v, int | float) and not isinstance(v, bool) and isfinite(v) for v in (latitude, longitude)):
        return False
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


@dataclass(frozen=True, slots=True)
class Emprise:
    """A bounding box, in degrees."""

    sud: float
    ouest: float
    nord: float
    est: float

    def contient(self, point: Point) -> bool:
        """True when the point is inside or on the edge."""
        return self.sud <= point[0] <= self.nord and self.ouest <= point[1] <= self.est

    def elargie(self, marge: float) -> Emprise:
        """The box grown by a margin in degrees on each side."""
        return Emprise(self.sud - marge, self.ouest - marge, self.nord + marge, self.est + marge)


def positions(geometrie: dict[str, Any]) -> Iterator[Point]:
    """Every (latitude, longitude) of a GeoJSON geometry, whatever its type."""
    if geometrie.get("type") == "GeometryCollection":
        for partie in geometrie.get("geometries", ()):
            yield from positions(partie)
        return
    yield from _positions(geometrie.get("coordinates", ()))


def _positions(coordonnees: Any) -> Iterator[Point]:
    if coordonnees and isinstance(coordonnees[0], int | float):
        yield (coordonnees[1], coordonnees[0])
        return
    for partie in coordonnees or ():
        yield from _positions(partie)


def emprise(points: Iterable[Point]) -> Emprise | None:
    """The smallest box around points; None without any."""
    liste = list(points)
    if not liste:
        return None
    latitudes, longitudes = [p[0] for p in liste], [p[1] for p in liste]
    return Emprise(min(latitudes), min(longitudes), max(latitudes), max(longitudes))


def dans_geometrie(point: Point, geometrie: dict[str, Any]) -> bool:
    """True when the point is inside a Polygon or MultiPolygon, holes excluded; edges count as inside."""
    sorte, coordonnees = geometrie.get("type"), geometrie.get("coordinates", ())
    if sorte == "Polygon":
        return dans_polygone(point, coordonnees)
    if sorte == "MultiPolygon":
        return any(dans_polygone(point, polygone) for polygone in coordonnees)
    if sorte == "GeometryCollection":
        return any(dans_geometrie(point, partie) for partie in geometrie.get("geometries", ()))
    return False


def dans_polygone(point: Point, anneaux: Sequence[Anneau]) -> bool:
    """True when the point is inside the first ring and not strictly inside one of the others (holes)."""
    if not anneaux:
        return False
    dehors, bord = _situer(point, anneaux[0])
    if bord:
        return True
    if dehors:
        return False
    for trou in anneaux[1:]:
        hors_trou, bord_trou = _situer(point, trou)
        if bord_trou:
            return True
        if not hors_trou:
            return False
    return True


def _situer(point: Point, anneau: Anneau) -> tuple[bool, bool]:
    """(outside, on the edge) of one ring, by ray casting; the ring may be closed or not."""
    y, x = point
    dedans = False
    precedent = anneau[-1] if anneau else (0.0, 0.0)
    for courant in anneau:
        x1, y1, x2, y2 = precedent[0], precedent[1], courant[0], courant[1]
        croix = (x - x1) * (y2 - y1) - (y - y1) * (x2 - x1)
        if croix == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return False, True
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            dedans = not dedans
        precedent = courant
    return not dedans, False


def arrondir_geometrie(geometrie: dict[str, Any], decimales: int = 5) -> dict[str, Any]:
    """The same geometry with coordinates rounded (5 places: about a metre); equal successive points are merged."""
    if geometrie.get("type") == "GeometryCollection":
        parties = [arrondir_geometrie(partie, decimales) for partie in geometrie.get("geometries", ())]
        return {**geometrie, "geometries": parties}
    return {**geometrie, "coordinates": _arrondir(geometrie.get("coordinates", ()), decimales)}


def _arrondir(coordonnees: Any, decimales: int) -> Any:
    if coordonnees and isinstance(coordonnees[0], int | float):
        return [round(v, decimales) for v in coordonnees]
    parties = [_arrondir(partie, decimales) for partie in coordonnees]
    if parties and parties[0] and isinstance(parties[0][0], int | float):
        gardes = [p for i, p in enumerate(parties) if i == 0 or p != parties[i - 1]]
        return gardes if len(gardes) >= min(4, len(parties)) else parties
    return parties
