"""The demonstration's files: real sites in their département, invented firms and names."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from shapely.geometry import Point, shape
from stdnum.fr import siret

from config.reference import lecture
from entreprises.rules import NATURES_INSERTION, Nature
from tests.fabriques.donnees_reelles import fichier_reel

RACINE = Path(__file__).resolve().parents[2]
DONNEES = RACINE / "config" / "demo" / "donnees"


def lire(nom: str) -> dict:
    return json.loads((DONNEES / nom).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def chantiers() -> list[dict]:
    return lire("chantiers.json")["chantiers"]


def test_une_cinquantaine_de_chantiers_aux_adresses_uniques(chantiers):
    assert len(chantiers) >= 50
    assert len({c["slug"] for c in chantiers}) == len(chantiers)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", c["slug"]) for c in chantiers)


def test_chaque_renvoi_d_un_chantier_existe(chantiers):
    codes = {lieu.code for lieu in lecture.lieux() if lieu.type == "COMMUNE"}
    programmes = {p["code"] for p in lecture.lire_json("programmes.json")}
    referentiels = {r["code"] for r in lecture.lire_json("referentiels.json")}
    corps = {p["code"] for p in lecture.lire_csv("parts_main_oeuvre.csv")}
    metiers = {m.code for m in lecture.metiers()}
    clients = {m["cle"] for m in lire("chantiers.json")["maitres_ouvrage"]}
    assert {c["programme"] for c in chantiers} == programmes
    for c in chantiers:
        assert {p["code"] for p in c["communes"]} <= codes, c["nom"]
        assert sum(p["part"] for p in c["communes"]) == 100, c["nom"]
        assert c["referentiel"] in referentiels
        assert set(c["corps_etat"]) <= corps
        assert set(c["metiers"]) <= metiers
        assert {c["maitre_ouvrage"], *c["co_maitres_ouvrage"]} <= clients


def test_une_operation_n_a_qu_un_maitre_d_ouvrage_et_un_programme(chantiers):
    operations: dict[str, set] = {}
    for c in chantiers:
        operations.setdefault(c["operation"], set()).add((c["maitre_ouvrage"], c["programme"]))
    assert [nom for nom, couples in operations.items() if len(couples) > 1] == []


def test_les_phases_sont_dans_l_ordre(chantiers):
    for c in chantiers:
        assert c["phases"], c["nom"]
        for phase in c["phases"]:
            debut, fin = date.fromisoformat(phase["debut"]), date.fromisoformat(phase["fin"])
            assert debut < fin, c["nom"]
            assert debut <= date.fromisoformat(phase["fin_prevue"]), c["nom"]


def test_chaque_point_est_dans_le_departement_dessine(chantiers):
    """Within 300 m of the hand-drawn outline, which is itself an approximation."""
    elements = json.loads((RACINE / "static_src" / "carte" / "fond.geojson").read_text(encoding="utf-8"))["features"]
    (contour,) = [shape(e["geometry"]) for e in elements if e["properties"]["sorte"] == "departement"]
    assert [c["nom"] for c in chantiers if contour.distance(Point(c["lon"], c["lat"])) > 0.003] == []


@pytest.mark.donnees_reelles
def test_chaque_point_est_dans_une_commune_du_chantier(chantiers):
    fichier = fichier_reel("geo/communes-93-seine-saint-denis.geojson")
    polygones: dict[str, list] = {}
    for element in json.loads(fichier.read_text(encoding="utf-8"))["features"]:
        code = {"93059": "93066"}.get(element["properties"]["code"], element["properties"]["code"])
        polygones.setdefault(code, []).append(shape(element["geometry"]))
    for c in chantiers:
        point = Point(c["lon"], c["lat"])
        assert any(p.contains(point) for part in c["communes"] for p in polygones[part["code"]]), c["nom"]


def test_70_entreprises_inventees_au_siret_valide_que_personne_ne_porte():
    entreprises = lire("entreprises.json")["entreprises"]
    assert len({e["siret"] for e in entreprises}) == len({e["nom"] for e in entreprises}) == 70
    assert all(siret.is_valid(e["siret"]) and e["siret"].startswith("000") for e in entreprises)
    natures = {e["nature"] for e in entreprises}
    assert natures <= {nature.value for nature in Nature}
    assert {"EI", "ETTI", "ACI", "AI", "GEIQ", "REGIE"} <= natures & {nature.value for nature in NATURES_INSERTION}


def test_entreprises_joignables_en_fiction_seulement():
    for e in lire("entreprises.json")["entreprises"]:
        assert e["email_contact"].endswith(".demo.invalid")
        assert e["telephone"].startswith("01 99 00 ")


def test_assez_de_noms_pour_400_personnes_distinctes():
    noms = lire("noms.json")
    prenoms = noms["prenoms_femmes"] + noms["prenoms_hommes"]
    assert len(set(prenoms)) * len(set(noms["noms"])) > 400 * 10
    assert len(noms["professionnels"]) >= 10
