"""The schematic base layer: light, valid, complete, and close to the real outline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from shapely.geometry import Point, Polygon, shape

from tests.fabriques.donnees_reelles import fichier_reel

RACINE = Path(__file__).resolve().parents[2]
FOND = RACINE / "static_src" / "carte" / "fond.geojson"
TERRITOIRES = RACINE / "config" / "reference" / "donnees" / "territoires.json"
SORTES = {
    "departement": "Polygon",
    "parc": "Polygon",
    "aeroport": "Polygon",
    "fleuve": "LineString",
    "canal": "LineString",
    "route": "LineString",
    "autoroute": "LineString",
    "rail": "LineString",
    "commune": "Point",
    "ept": "Point",
    "voisin": "Point",
}


@pytest.fixture(scope="module")
def elements() -> list[dict]:
    return json.loads(FOND.read_text(encoding="utf-8"))["features"]


def noms(elements: list[dict], sorte: str) -> set[str]:
    return {e["properties"]["nom"] for e in elements if e["properties"]["sorte"] == sorte}


def contour(elements: list[dict]) -> Polygon:
    (departement,) = [e for e in elements if e["properties"]["sorte"] == "departement"]
    return shape(departement["geometry"])


def test_le_fond_est_leger():
    assert FOND.stat().st_size < 40_000


def test_chaque_element_est_valide_et_decrit(elements):
    for element in elements:
        proprietes = element["properties"]
        assert element["geometry"]["type"] == SORTES[proprietes["sorte"]], proprietes
        assert proprietes["nom"]
        assert proprietes["rang"] in {1, 2, 3}
        assert shape(element["geometry"]).is_valid, proprietes


def test_les_polygones_tournent_dans_le_sens_du_geojson(elements):
    polygones = [shape(e["geometry"]) for e in elements if e["geometry"]["type"] == "Polygon"]
    assert polygones
    assert all(polygone.exterior.is_ccw for polygone in polygones)


def test_les_39_communes_sont_etiquetees_dans_le_departement(elements):
    communes = [e for e in elements if e["properties"]["sorte"] == "commune"]
    reference = json.loads(TERRITOIRES.read_text(encoding="utf-8"))["communes"]
    assert {e["properties"]["code"]: e["properties"]["nom"] for e in communes} == {
        c["code"]: c["nom"] for c in reference
    }
    assert [
        e["properties"]["nom"] for e in communes if not contour(elements).contains(Point(e["geometry"]["coordinates"]))
    ] == []


def test_l_eau_les_routes_et_les_voies_ferrees_attendues_sont_la(elements):
    assert {"La Seine", "La Marne"} <= noms(elements, "fleuve")
    assert {"Canal Saint-Denis", "Canal de l'Ourcq"} == noms(elements, "canal")
    assert {"A1", "A3", "A4", "A86", "A103", "A104"} == noms(elements, "autoroute")
    voies = " ".join(noms(elements, "rail"))
    assert all(ligne in voies for ligne in ("RER A", "RER B", "RER D", "RER E", "Paris-Est"))


def test_l_eau_et_les_grandes_voies_touchent_le_departement(elements):
    bord = contour(elements)
    lignes = [e for e in elements if e["geometry"]["type"] == "LineString"]
    assert [e["properties"]["nom"] for e in lignes if not shape(e["geometry"]).intersects(bord)] == []


@pytest.mark.donnees_reelles
def test_le_contour_dessine_recouvre_le_contour_reel(elements):
    """Intersection over union in Lambert-93 (EPSG:2154), against the published outline."""
    from pyproj import Transformer
    from shapely import transform

    fichier = fichier_reel("geo/departement-93-seine-saint-denis.geojson")
    en_lambert = Transformer.from_crs(4326, 2154, always_xy=True).transform
    reel = transform(shape(json.loads(fichier.read_text(encoding="utf-8"))["geometry"]), en_lambert, interleaved=False)
    dessine = transform(contour(elements), en_lambert, interleaved=False)
    assert dessine.intersection(reel).area / dessine.union(reel).area >= 0.93
