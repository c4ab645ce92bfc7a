"""The map's shell: ours, small, and with nothing of a third party."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from socle.carte import enveloppe

RACINE = Path(__file__).resolve().parent.parent.parent


def test_l_enveloppe_ne_demande_rien_a_personne() -> None:
    carte = enveloppe(points="/carte/points.json", fond="/static/carte/fond.geojson")
    tout = carte.element + carte.script
    assert not re.search(r"https?:|//[a-z]|<script|<link|<style|style=|\son[a-z]+=", tout)
    assert '"/carte/points.json"' in carte.script
    assert carte.element.count("<div") == 1


def test_l_enveloppe_est_la_meme_a_chaque_visite() -> None:
    reglages = {"points": "/a", "fond": "/b"}
    assert enveloppe(**reglages) == enveloppe(**reglages)


@pytest.mark.parametrize("charge", ["</script><script>alert(1)</script>", "'\"<img src=x onerror=alert(1)>"])
def test_un_reglage_hostile_ne_sort_pas_de_sa_chaine(charge: str) -> None:
    script = enveloppe(points="/a", fond="/b", titre=charge).script
    assert "<" not in script.replace("<=", "")
    assert "</script" not in script


def test_folium_n_a_qu_une_porte() -> None:
    importateurs = [
        str(fichier.relative_to(RACINE))
        for dossier in ("socle", "cms", "clauses", "chantiers", "entreprises", "parcours", "comptes", "config")
        for fichier in (RACINE / dossier).rglob("*.py")
        if re.search(r"^\s*(import|from) (folium|branca)", fichier.read_text(), re.MULTILINE)
    ]
    assert importateurs == ["socle/carte.py"]
