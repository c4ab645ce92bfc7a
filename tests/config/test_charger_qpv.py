"""`charger_qpv`: the official outlines of a generation, loaded as often as wanted."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from shapely.geometry import Point, shape

from socle.models import QuartierPrioritaire
from tests.fabriques.donnees_reelles import fichier_reel
from tests.fabriques.socle import un_carre

pytestmark = pytest.mark.django_db


def charger(fichier: Path, annee: int = 2024, **options: Any) -> str:
    sortie = StringIO()
    call_command("charger_qpv", str(fichier), "--generation", str(annee), stdout=sortie, **options)
    return sortie.getvalue()


def ecrire(dossier: Path, **contours: dict[str, Any]) -> Path:
    fichier = dossier / "qpv.geojson"
    elements = [
        {"type": "Feature", "properties": {"code_qp": code, "lib_qp": f"Quartier {code}"}, "geometry": contour}
        for code, contour in contours.items()
    ]
    fichier.write_text(json.dumps({"type": "FeatureCollection", "features": elements}), encoding="utf-8")
    return fichier


def test_le_meme_fichier_deux_fois_ne_change_rien(tmp_path: Path) -> None:
    fichier = ecrire(tmp_path, QN09301M=un_carre(), QN09302M=un_carre(ouest=2.4))
    assert "2 créés" in charger(fichier)
    avant = list(QuartierPrioritaire.objects.values())
    sortie = charger(fichier)
    assert "0 créés" in sortie
    assert "0 corrigés" in sortie
    assert "2 inchangés" in sortie
    assert list(QuartierPrioritaire.objects.values()) == avant


def test_un_contour_corrige_remplace_l_ancien_et_les_absents_restent(tmp_path: Path) -> None:
    charger(ecrire(tmp_path, QN09301M=un_carre(), QN09302M=un_carre()))
    sortie = charger(ecrire(tmp_path, QN09301M=un_carre(sud=48.8)))
    assert "1 corrigés" in sortie
    corrige = QuartierPrioritaire.objects.get(code="QN09301M")
    assert (corrige.sud, corrige.valide_du, corrige.valide_au) == (48.8, date(2024, 1, 1), None)
    assert QuartierPrioritaire.objects.count() == 2


def test_les_deux_generations_vivent_cote_a_cote(tmp_path: Path) -> None:
    charger(ecrire(tmp_path, QP093028=un_carre()), 2015)
    charger(ecrire(tmp_path, QN09302M=un_carre()))
    assert list(QuartierPrioritaire.objects.order_by("code").values_list("code", "generation", "valide_au")) == [
        ("QN09302M", 2024, None),
        ("QP093028", 2015, date(2023, 12, 31)),
    ]


def test_les_elements_refuses_sont_nommes(tmp_path: Path) -> None:
    sortie = charger(ecrire(tmp_path, QN09301M=un_carre(), QP093028=un_carre(), QN09303M=un_carre(6867000, 652000)))
    assert "1 créés" in sortie
    assert "2 refusés" in sortie
    assert "élément 2 QP093028 : ce code n'est pas de la liste 2024" in sortie
    assert "élément 3 QN09303M : les coordonnées sont en mètres" in sortie
    bilan = json.loads(charger(tmp_path / "qpv.geojson", json=True))
    assert (bilan["inchanges"], [r["rang"] for r in bilan["refus"]]) == (1, [2, 3])


def test_un_fichier_illisible_n_ecrit_rien_et_le_dit(tmp_path: Path) -> None:
    fichier = tmp_path / "qpv.geojson"
    for contenu in (b"code;nom\n", b"\xff\xfe", b"{}", b"[" * 100_000):
        fichier.write_bytes(contenu)
        with pytest.raises(CommandError, match="n'est pas"):
            charger(fichier)
    with pytest.raises(CommandError):
        charger(tmp_path / "absent.geojson")
    assert not QuartierPrioritaire.objects.exists()


@pytest.mark.donnees_reelles
def test_le_contour_officiel_repond_comme_une_bibliotheque_de_geometrie_et_a_sa_date() -> None:
    fichier = fichier_reel("geo/qpv_QP093028_2015.geojson")
    assert "1 créés" in charger(fichier, 2015)
    assert "1 inchangés" in charger(fichier, 2015)
    quartier = QuartierPrioritaire.objects.get()
    assert (quartier.code, quartier.nom) == ("QP093028", "Franc Moisin - Cosmonautes - Cristino Garcia - Landy")
    surface, contenant = shape(quartier.contour), QuartierPrioritaire.objects.contenant
    hauteur, largeur = quartier.nord - quartier.sud, quartier.est - quartier.ouest
    for rang in range(25 * 25):
        point = (quartier.sud + hauteur * (rang // 25) / 24, quartier.ouest + largeur * (rang % 25) / 24)
        dedans = contenant(point, date(2023, 12, 31)) is not None
        assert dedans is surface.covers(Point(point[1], point[0])), point
    aubervilliers, mairie_de_saint_denis = (48.917735, 2.387311), (48.93602, 2.35820)
    assert contenant(aubervilliers, date(2023, 12, 31)) == quartier
    assert contenant(aubervilliers, date(2024, 1, 1)) is None  # the list of 2024 is another file
    assert contenant(mairie_de_saint_denis, date(2023, 12, 31)) is None
    longitude, latitude = quartier.contour["coordinates"][0][0]
    assert contenant((latitude, longitude), date(2023, 6, 1)) == quartier  # a point of the outline itself
