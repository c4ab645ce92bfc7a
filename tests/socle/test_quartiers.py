"""Priority neighbourhoods: which list is in force, how the official file reads, in which one a point is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from socle.models import QuartierPrioritaire
from socle.quartiers import GENERATIONS, FichierQuartiersIllisible, generation_au, lire_quartiers
from tests.fabriques.socle import un_carre, un_quartier

DEDANS, DEHORS = (48.91, 2.31), (48.95, 2.31)
VEILLE, JOUR = date(2023, 12, 31), date(2024, 1, 1)


def un_element(code: Any = "QN09302M", nom: Any = "Franc Moisin", contour: Any = None, **proprietes: Any) -> dict:
    return {
        "type": "Feature",
        "properties": {"code_qp": code, "lib_qp": nom} | proprietes,
        "geometry": contour or un_carre(),
    }


def lire(*elements: Any, annee: int = 2024, **autres: Any):
    return lire_quartiers({"type": "FeatureCollection", "features": list(elements)} | autres, GENERATIONS[annee])


@pytest.mark.parametrize(
    ("jour", "annee"),
    [
        (date(2014, 12, 31), None),
        (date(2015, 1, 1), 2015),
        (VEILLE, 2015),
        (JOUR, 2024),
        (date(2026, 11, 23), 2024),
    ],
)
def test_la_liste_de_2024_prend_la_suite_le_premier_janvier(jour: date, annee: int | None) -> None:
    generation = generation_au(jour)
    assert (generation.annee if generation else None) == annee


def test_outre_mer_la_liste_de_2024_vient_un_an_plus_tard() -> None:
    assert GENERATIONS[2015].validite("QP971001")[1] == date(2024, 12, 31)
    assert GENERATIONS[2024].validite("QN97414I")[0] == date(2025, 1, 1)
    assert GENERATIONS[2024].validite("QN09302M") == (JOUR, None)


def test_les_deux_formes_du_fichier_officiel_se_lisent() -> None:
    de_2024 = lire(un_element(nom=" Franc  Moisin "))
    assert [(q.code, q.nom) for q in de_2024.quartiers] == [("QN09302M", "Franc Moisin")]
    ancien = {"type": "Feature", "properties": {"CODE_QP": "QP093028", "NOM_QP": "Landy"}, "geometry": un_carre()}
    assert [(q.code, q.nom) for q in lire(ancien, annee=2015).quartiers] == [("QP093028", "Landy")]


def test_les_parts_d_un_quartier_sur_plusieurs_communes_se_reunissent() -> None:
    ouest, est = un_carre(ouest=2.3), un_carre(ouest=2.4)
    lecture = lire(
        un_element(contour=ouest, insee_com="93066"),
        un_element(contour=est, insee_com="93001"),
        un_element(contour=est),  # written twice in the file
    )
    (quartier,) = lecture.quartiers
    assert quartier.contour == {"type": "MultiPolygon", "coordinates": [ouest["coordinates"], est["coordinates"]]}
    assert not lecture.refus


@pytest.mark.parametrize(
    ("element", "raison"),
    [
        (un_element(code=""), "le code du quartier manque"),
        (un_element(code=None), "le code du quartier manque"),
        (un_element(code="93028"), "n'est pas un code de quartier"),
        (un_element(code="QP093028"), "n'est pas de la liste 2024"),
        (un_element(nom=" "), "le nom du quartier manque"),
        (un_element(contour={"type": "Point", "coordinates": [2.3, 48.9]}), "ni un polygone"),
        (un_element(contour={"type": "Polygon", "coordinates": []}), "ni un polygone"),
        (un_element(contour={"type": "MultiPolygon", "coordinates": [[]]}), "est vide"),
        (un_element(contour={"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [2, 48]]]}), "quatre points"),
        (un_element(contour={"type": "Polygon", "coordinates": [[[2], [3, 48], [3, 49], [2]]]}), "deux coordonnées"),
        (un_element(contour={"type": "Polygon", "coordinates": [[["a", 48]] * 4]}), "en degrés"),
        (un_element(contour=un_carre(6867000, 652000)), "en mètres"),
        ("rien", "le code du quartier manque"),
        ({"properties": None}, "le code du quartier manque"),
    ],
)
def test_un_element_refuse_est_nomme_et_laisse_passer_les_autres(element: Any, raison: str) -> None:
    lecture = lire(element, un_element(code="QN09303M"))
    assert [q.code for q in lecture.quartiers] == ["QN09303M"]
    (refus,) = lecture.refus
    assert refus.rang == 1
    assert raison in refus.phrase


@pytest.mark.parametrize("brut", [[], {}, {"features": {}}, "texte", None])
def test_ce_qui_n_est_pas_une_collection_est_illisible(brut: Any) -> None:
    with pytest.raises(FichierQuartiersIllisible, match="collection"):
        lire_quartiers(brut, GENERATIONS[2024])


def test_un_fichier_qui_se_dit_en_lambert_est_refuse_entier() -> None:
    with pytest.raises(FichierQuartiersIllisible, match="Lambert 93"):
        lire(un_element(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}})


@pytest.mark.django_db
def test_un_point_se_compare_a_la_liste_en_vigueur_ce_jour_la() -> None:
    ancien, nouveau = un_quartier("QP093028"), un_quartier("QN09302M")
    contenant = QuartierPrioritaire.objects.contenant
    assert contenant(DEDANS, VEILLE) == ancien
    assert contenant(DEDANS, JOUR) == nouveau
    assert contenant(DEDANS, date(2014, 12, 31)) is None
    assert contenant(DEHORS, JOUR) is None
    assert contenant((48.9, 2.3), JOUR) == nouveau  # a corner counts as inside


@pytest.mark.django_db
def test_un_point_dans_la_boite_mais_hors_du_contour_est_dehors() -> None:
    triangle = {"type": "Polygon", "coordinates": [[[2.3, 48.9], [2.32, 48.9], [2.3, 48.92], [2.3, 48.9]]]}
    un_quartier(contour=triangle)
    assert QuartierPrioritaire.objects.contenant((48.919, 2.319), JOUR) is None
    assert QuartierPrioritaire.objects.contenant((48.905, 2.305), JOUR) is not None


@pytest.mark.django_db
def test_chercher_un_point_pose_une_question_et_ne_lit_que_les_contours_proches() -> None:
    proche = un_quartier("QN09301M")
    for rang in range(2, 40):
        un_quartier(f"QN093{rang:02d}M", contour=un_carre(sud=40 + rang / 10))
    with CaptureQueriesContext(connection) as lues:
        assert QuartierPrioritaire.objects.contenant(DEDANS, JOUR) == proche
    assert len(lues) == 1


@pytest.mark.django_db
def test_une_boite_renversee_est_refusee_par_la_base() -> None:
    quartier = un_quartier()
    quartier.sud, quartier.nord = quartier.nord, quartier.sud
    with pytest.raises(IntegrityError):
        quartier.save()
