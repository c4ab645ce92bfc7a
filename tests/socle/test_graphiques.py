"""Pictures made by the server: safe, strict, told in words."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.courbes import PointCourbe, courbe_mensuelle, phrase_courbe
from socle.graphiques import LARGEUR, barre_engagement, colonnes
from socle.periodes import Mois

H = Decimal
heures = st.integers(0, 10**7).map(lambda n: Decimal(n) / 100)


def est_strict(svg: str) -> None:
    """Well-formed, labelled, and nothing that a strict content policy refuses."""
    racine = ElementTree.fromstring(svg)
    assert racine.attrib["role"] == "img"
    assert racine.attrib["aria-label"]
    for element in racine.iter():
        assert element.tag not in ("script", "foreignObject", "style")
        assert not [a for a in element.attrib if a == "style" or a.startswith("on") or a == "id"]


@given(heures, heures, heures, st.none() | heures, st.none() | heures)
def test_la_barre_tient_dans_son_cadre(dues, validees, en_verification, attendues, prevision) -> None:
    svg = barre_engagement(
        dues=dues,
        validees=validees,
        en_verification=en_verification,
        attendues=attendues,
        prevision=prevision,
        phrase="Une phrase.",
    )
    est_strict(svg)
    for rectangle in ElementTree.fromstring(svg).iter("rect"):
        gauche, largeur = float(rectangle.attrib["x"]), float(rectangle.attrib["width"])
        assert gauche >= 0
        assert largeur >= 0
        assert gauche + largeur <= LARGEUR + 0.2


def test_les_parts_se_suivent_de_gauche_a_droite() -> None:
    svg = barre_engagement(dues=H(1000), validees=H(250), en_verification=H(250), attendues=H(600), phrase="p")
    parts = {r.attrib["class"]: r.attrib for r in ElementTree.fromstring(svg).iter("rect")}
    assert float(parts["barre-validee"]["width"]) == pytest.approx((LARGEUR - 4) / 4, abs=0.2)
    fin = float(parts["barre-validee"]["x"]) + float(parts["barre-validee"]["width"])
    assert float(parts["barre-hachure-fond"]["x"]) == pytest.approx(fin, abs=0.2)
    assert "barre-attendu" in svg


@pytest.mark.parametrize(
    "charge", ['"><script>alert(1)</script>', "' onload='alert(1)", "<img src=x onerror=alert(1)>"]
)
def test_une_phrase_hostile_reste_une_phrase(charge: str) -> None:
    for svg in (
        barre_engagement(dues=H(1), validees=H(0), phrase=charge),
        colonnes(valeurs=[H(1)], phrase=charge),
        courbe_mensuelle([PointCourbe(Mois(2026, 1), H(1))], titre=charge),
    ):
        est_strict(svg)


POINTS = [
    PointCourbe(Mois(2026, 7), H(100), H(80)),
    PointCourbe(Mois(2026, 8), H(200), None),
    PointCourbe(Mois(2026, 9), H(300), H(250)),
    PointCourbe(Mois(2026, 10), H(400), None),
]


def test_un_mois_muet_fait_un_trou_pas_un_zero() -> None:
    svg = courbe_mensuelle(POINTS, titre="Heures cumulées", objectif=H(1000))
    est_strict(svg)
    assert len(re.findall("courbe-point", svg)) == 2
    realisee = next(p for p in ElementTree.fromstring(svg).iter("path") if p.attrib["class"] == "courbe-realisee")
    assert realisee.attrib["d"] == ""


def test_la_courbe_se_dit_en_mots() -> None:
    assert phrase_courbe(POINTS, titre="Heures cumulées", objectif=H(1000)) == (
        "Heures cumulées, de juillet 2026 à octobre 2026. À fin septembre 2026 : 250\u00a0h réalisées pour "
        "300\u00a0h attendues. Non déclaré : août 2026. Objectif : 1\u202f000\u00a0h."
    )


@given(st.lists(st.tuples(heures, st.none() | heures), max_size=40))
def test_une_courbe_se_dessine_toujours(valeurs: list) -> None:
    points = [PointCourbe(Mois(2024, 1) + rang, a, r) for rang, (a, r) in enumerate(valeurs)]
    svg = courbe_mensuelle(points, titre="Courbe")
    if not points:
        assert svg == ""
        return
    est_strict(svg)
    for rond in ElementTree.fromstring(svg).iter("circle"):
        assert 0 <= int(rond.attrib["cx"]) <= 640
        assert 0 <= int(rond.attrib["cy"]) <= 260
