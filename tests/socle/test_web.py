"""Lists by page, addresses that keep their filters, fragments, downloads, and the state of the service."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from django.db import DatabaseError
from django.template import Context, Template
from django.test import RequestFactory

from socle import web
from socle.tableur import Colonne

COLONNES = [Colonne("Nombre", lambda n: n, "entier")]


def requete(adresse: str = "/", **entetes: str):
    return RequestFactory().get(adresse, headers=entetes)


@pytest.mark.parametrize(
    ("adresse", "numero"), [("/", 1), ("/?page=2", 2), ("/?page=99", 3), ("/?page=abc", 1), ("/?page=-1", 3)]
)
def test_une_page_est_toujours_une_page_qui_existe(adresse: str, numero: int) -> None:
    page = web.paginer(requete(adresse), list(range(101)), par_page=50)
    assert page.number == numero
    assert page.paginator.count == 101


def test_une_liste_vide_a_une_page() -> None:
    assert list(web.paginer(requete(), [])) == []


@pytest.mark.parametrize(
    ("changements", "attendu"),
    [
        ({"tri": "nom"}, "?commune=93066&commune=93001&q=gare&tri=nom"),
        ({"q": None}, "?commune=93066&commune=93001"),
        ({"page": 3}, "?commune=93066&commune=93001&q=gare&page=3"),
        ({"commune": ["93055"]}, "?commune=93055&q=gare"),
        ({"commune": None, "q": ""}, "/liste/"),
        ({"q": "é&=#"}, "?commune=93066&commune=93001&q=%C3%A9%26%3D%23"),
    ],
)
def test_changer_un_filtre_garde_les_autres_et_revient_a_la_premiere_page(changements: dict, attendu: str) -> None:
    assert web.adresse_avec(requete("/liste/?commune=93066&commune=93001&q=gare&page=2"), **changements) == attendu


def test_la_balise_echappe_l_adresse() -> None:
    gabarit = Template('{% load adresses %}<a href="{% adresse_avec tri="nom" q=None %}">')
    rendu = gabarit.render(Context({"request": requete("/?a=1&b=%22%3E%3Cscript%3E&q=x")}))
    assert rendu == '<a href="?a=1&amp;b=%22%3E%3Cscript%3E&amp;tri=nom">'


@pytest.mark.parametrize(
    ("entetes", "fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_htmx_recoit_le_fragment_les_autres_la_page(
    settings, tmp_path: Path, entetes: dict[str, str], fragment: bool
) -> None:
    (tmp_path / "page.html").write_text("page {{ n }}")
    (tmp_path / "_fragment.html").write_text("fragment {{ n }}")
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [tmp_path], "OPTIONS": {}}
    ]
    reponse = web.fragment_ou_page(requete(**entetes), "page.html", "_fragment.html", {"n": 3})
    assert reponse.content.decode() == ("fragment 3" if fragment else "page 3")
    assert "HX-Request" in reponse["Vary"]


def test_un_export_csv_se_telecharge_au_fil_de_l_eau() -> None:
    reponse = web.telecharger_csv(iter([1, 2]), COLONNES, nom="heures à valider")
    assert reponse.streaming
    assert "heures a valider.csv" in reponse["Content-Disposition"]
    assert b"".join(reponse).decode("utf-8-sig") == "Nombre\r\n1\r\n2\r\n"


def test_un_export_xlsx_s_ouvre() -> None:
    reponse = web.telecharger_xlsx([1, 2], COLONNES, nom="heures", entete=["Au 31 mars"])
    classeur = openpyxl.load_workbook(io.BytesIO(b"".join(reponse)))
    assert [ligne[0] for ligne in classeur.active.values] == ["Au 31 mars", None, "Nombre", 1, 2]
    assert reponse["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_la_sante_se_lit_sans_compte(client, settings) -> None:
    settings.TACHES_PERIODIQUES = {"relances": {"fonction": "x.y", "toutes_les_minutes": 60}}
    reponse = client.get("/sante/")
    assert reponse.status_code == 200
    assert reponse.json() == {
        "base": "ok",
        "taches": {"relances": {"dernier_succes": None, "en_erreur": False, "en_retard": True}},
        "file": {"en_attente": 0, "en_cours": 0, "en_echec": 0},
    }
    assert "no-store" in reponse["Cache-Control"]


def test_sans_base_la_sante_le_dit(monkeypatch) -> None:
    def panne(*args: object) -> None:
        raise DatabaseError("motif confidentiel")

    monkeypatch.setattr(web.connection, "cursor", panne)
    reponse = web.sante(requete("/sante/"))
    assert reponse.status_code == 503
    assert b"confidentiel" not in reponse.content
