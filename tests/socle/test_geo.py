"""Distances, outlines, boxes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point as PointShapely
from shapely.geometry import Polygon

from socle.geo import (
    Emprise,
    arrondir_geometrie,
    dans_geometrie,
    distance_km,
    emprise,
    position_valide,
    positions,
)

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)
points = st.tuples(latitudes, longitudes)
# A square of one degree with a hole in its middle; GeoJSON order: longitude first.
CARRE = {
    "type": "Polygon",
    "coordinates": [
        [[2, 48], [3, 48], [3, 49], [2, 49], [2, 48]],
        [[2.4, 48.4], [2.6, 48.4], [2.6, 48.6], [2.4, 48.6], [2.4, 48.4]],
    ],
}


def test_un_degre_de_latitude_fait_111_km() -> None:
    assert distance_km((48, 2), (49, 2)) == pytest.approx(111.195, abs=0.001)
    assert distance_km((48.9362, 2.3574), (48.9060, 2.4452)) == pytest.approx(7.24, abs=0.05)
    assert distance_km((0, 0), (0, 180)) == pytest.approx(20015.1, abs=0.1)


@given(points, points)
def test_une_distance_est_symetrique_et_positive(a: tuple, b: tuple) -> None:
    assert distance_km(a, b) == pytest.approx(distance_km(b, a))
    assert 0 <= distance_km(a, b) <= 20016
    assert distance_km(a, a) == 0


@pytest.mark.parametrize(
    ("point", "dedans"),
    [
        ((48.2, 2.2), True),
        ((48.5, 2.5), False),  # the hole
        ((48.0, 2.5), True),  # an edge
        ((48.0, 2.0), True),  # a corner
        ((48.4, 2.5), True),  # the edge of the hole
        ((47.9, 2.5), False),
        ((2.5, 48.5), False),  # latitude and longitude swapped
    ],
)
def test_dans_un_polygone_troue(point: tuple[float, float], dedans: bool) -> None:
    assert dans_geometrie(point, CARRE) is dedans
    multiple = {"type": "MultiPolygon", "coordinates": [[[[9, 9], [9.1, 9], [9, 9.1]]], CARRE["coordinates"]]}
    assert dans_geometrie(point, multiple) is dedans
    assert dans_geometrie(point, {"type": "GeometryCollection", "geometries": [CARRE]}) is dedans


def test_ce_qui_n_a_pas_de_surface_ne_contient_rien() -> None:
    assert not dans_geometrie((48, 2), {"type": "LineString", "coordinates": [[2, 48], [2, 49]]})
    assert not dans_geometrie((48, 2), {"type": "Polygon", "coordinates": []})


entiers = st.integers(-8, 8)


@given(st.lists(st.tuples(entiers, entiers), min_size=3, max_size=9), st.tuples(entiers, entiers))
def test_dans_un_polygone_comme_une_bibliotheque_de_geometrie(sommets: list, point: tuple) -> None:
    polygone = Polygon([(x, y) for x, y in sommets])
    if not polygone.is_valid or polygone.area == 0:
        return
    y, x = point
    geometrie = {"type": "Polygon", "coordinates": [[list(s) for s in sommets]]}
    assert dans_geometrie((y, x), geometrie) is polygone.covers(PointShapely(x, y))


def test_l_emprise_entoure_tout() -> None:
    boite = emprise(positions(CARRE))
    assert boite == Emprise(48, 2, 49, 3)
    assert boite.contient((48.5, 2.5))
    assert not boite.contient((49.1, 2.5))
    assert boite.elargie(0.2).contient((49.1, 2.5))
    assert emprise([]) is None
    collection = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [2.5, 48.5]}]}
    assert list(positions(collection)) == [(48.5, 2.5)]


def test_arrondir_un_trace_fusionne_les_points_confondus() -> None:
    ligne = {
        "type": "LineString",
        "coordinates": [[2.1234567, 48.9], [2.1234568, 48.9], [2.2, 48.9], [2.3, 48], [2, 47]],
    }
    assert arrondir_geometrie(ligne)["coordinates"] == [[2.12346, 48.9], [2.2, 48.9], [2.3, 48], [2, 47]]
    assert arrondir_geometrie({"type": "Point", "coordinates": [2.1234567, 48.9]})["coordinates"] == [2.12346, 48.9]
    triangle = {"type": "Polygon", "coordinates": [[[2.0, 48], [2.0000001, 48], [2, 48.0000001], [2, 48]]]}
    assert len(arrondir_geometrie(triangle)["coordinates"][0]) == 4


@pytest.mark.parametrize(
    ("lat", "lon", "valide"),
    [(48.9, 2.4, True), (91, 0, False), (0, 181, False), (float("nan"), 0, False), ("48", 2, False), (True, 2, False)],
)
def test_position_valide(lat: object, lon: object, valide: bool) -> None:
    assert position_valide(lat, lon) is valide
