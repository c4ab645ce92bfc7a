"""One set, many faces: list, map, CSV and GeoJSON show the same sites and the same hours."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test import Client

from chantiers.services import marquer
from clauses.public import ORDRE_DES_ETATS, FiltresPublics, chantiers_publies, choix_publics, totaux_publics
from cms import carte, donnees_ouvertes
from tests.fabriques.public import des_chantiers_varies, le_chantier, un_engagement, un_solde

pytestmark = pytest.mark.django_db

PROPRIETES = [
    "slug",
    "nom",
    "programme",
    "commune",
    "etat",
    "heures_objectif",
    "heures_en_verification",
    "heures_validees",
    "arrete_au",
]


def filtres_au_hasard(nombre: int, graine: int = 7) -> list[dict[str, str]]:
    """Combinations of filters drawn from what can be chosen (and a few values that match nothing)."""
    hasard, choix = random.Random(graine), choix_publics()
    possibles = {
        "texte": ["", "gare", "ecole saint denis", "chantier 3", "zzz"],
        "programme": [c.valeur for c in choix.programmes],
        "commune": [c.valeur for c in choix.communes],
        "maitre_ouvrage": [c.valeur for c in choix.maitres_ouvrage],
        "etat": [e.value for e in ORDRE_DES_ETATS],
        "metier": [c.valeur for c in choix.metiers],
    }
    tirages = [{nom: hasard.choice(possibles[nom]) for nom in hasard.sample(list(possibles), hasard.choice([1, 1, 2]))}]
    while len(tirages) < nombre:
        noms = hasard.sample(list(possibles), hasard.choice([1, 1, 2, 3]))
        tirages.append({nom: hasard.choice(possibles[nom]) for nom in noms})
    return tirages


def slugs_de_la_liste(client: Client, chemin: str, requete: str) -> list[str]:
    """Slugs of every page of a list, in order, read in its HTML."""
    slugs, numero = [], 1
    while True:
        html = client.get(f"{chemin}?{requete}&page={numero}").content.decode()
        slugs += re.findall(r'<li class="fiche" data-slug="([^"]+)"', html)
        if f"page={numero + 1}" not in html:
            return slugs
        numero += 1


def test_trente_filtres_au_hasard_donnent_les_memes_chantiers_partout(client):
    des_chantiers_varies(70)
    vus = 0
    for filtres in filtres_au_hasard(30):
        requete = urlencode(filtres)
        lignes = list(
            csv.DictReader(io.StringIO(client.get(f"/donnees/chantiers.csv?{requete}").content.decode()), delimiter=";")
        )
        geojson = client.get(f"/donnees/chantiers.geojson?{requete}").json()["features"]
        points = client.get(f"/carte/points.json?{requete}").json()

        attendus = [ligne["slug"] for ligne in lignes]
        vus += len(attendus)
        assert slugs_de_la_liste(client, "/chantiers/", requete) == attendus, filtres
        assert slugs_de_la_liste(client, "/carte/", requete) == attendus, filtres
        assert [f["properties"]["slug"] for f in geojson] == attendus, filtres
        assert points["total"] == len(attendus)
        places = [f["properties"]["slug"] for f in geojson if f["geometry"] is not None]
        assert [p[3] for p in points["chantiers"]] == places, filtres

        totaux = totaux_publics(chantiers_publies(FiltresPublics(**filtres)))
        for colonne, total in (
            ("heures_objectif", totaux.heures_objectif),
            ("heures_validees", totaux.heures_validees),
            ("heures_en_verification", totaux.heures_en_verification),
        ):
            assert sum(Decimal(ligne[colonne] or 0) for ligne in lignes) == total
            assert sum(Decimal(str(f["properties"][colonne] or 0)) for f in geojson) == total
    assert vus > 60


def test_les_fichiers_ont_exactement_les_colonnes_annoncees(client):
    un_engagement(
        "Gare ; de l'Est", heures=Decimal("1000.50"), validees=Decimal("420.25"), latitude=None, longitude=None
    )

    csv_ = client.get("/donnees/chantiers.csv")
    assert csv_["Content-Type"].startswith("text/csv; charset=utf-8")
    lignes = list(csv.reader(io.StringIO(csv_.content.decode("utf-8")), delimiter=";"))
    assert lignes[0] == PROPRIETES
    assert lignes[1][1] == "Gare ; de l'Est"
    assert lignes[1][5:8] == ["1000.5", "0", "420.25"]

    (element,) = client.get("/donnees/chantiers.geojson").json()["features"]
    assert list(element["properties"]) == PROPRIETES
    assert element["geometry"] is None
    assert element["properties"]["heures_validees"] == 420.25


def test_un_chantier_sans_engagement_publie_a_des_heures_vides(client):
    un_engagement(informee=False, validees=100)

    (element,) = client.get("/donnees/chantiers.geojson").json()["features"]
    assert element["properties"]["etat"] == "sans_engagement"
    assert element["properties"]["heures_objectif"] is None
    assert element["properties"]["arrete_au"] is None
    assert ";sans_engagement;;;;" in client.get("/donnees/chantiers.csv").content.decode()
    assert len(client.get("/carte/points.json").json()["chantiers"][0]) == 6


def test_un_nom_qui_ressemble_a_une_formule_reste_du_texte(client):
    un_engagement("=1+1")
    assert ";'=1+1;" in client.get("/donnees/chantiers.csv").content.decode()


def test_un_nom_hostile_n_est_jamais_interprete(client):
    clause = un_engagement('<img src=x onerror=alert(1)></script><script>alert("x")</script>')
    slug = le_chantier(clause).slug
    for chemin in ("/carte/", "/chantiers/", f"/chantiers/{slug}/"):
        html = client.get(chemin).content.decode()
        assert "<img src=x" not in html
        assert "<script>alert" not in html


def test_les_points_disent_chaque_etat_une_seule_fois(client):
    des_chantiers_varies(40)
    contenu = json.loads(carte.points(chantiers_publies()))
    assert [e["code"] for e in contenu["etats"]] == [e.value for e in ORDRE_DES_ETATS]
    assert all(len(ligne) in (6, len(carte.COLONNES)) for ligne in contenu["chantiers"])
    assert [c.nom for c in donnees_ouvertes.COLONNES] == PROPRIETES


@pytest.mark.parametrize("chemin", ["/carte/points.json", "/donnees/chantiers.csv", "/donnees/chantiers.geojson"])
class TestEmpreinte:
    def test_inchange_304_puis_200_apres_une_validation(self, client, chemin):
        clause = un_engagement(heures=1000, validees=100)
        premiere = client.get(chemin)
        etag = premiere["ETag"]
        assert etag.startswith('W/"')
        assert client.get(chemin, headers={"If-None-Match": etag}).status_code == 304

        un_solde(clause, le_chantier(clause), date(2025, 6, 1), 55)
        marquer([le_chantier(clause).pk])

        seconde = client.get(chemin, headers={"If-None-Match": etag})
        assert seconde.status_code == 200
        assert b"155" in seconde.content

    def test_une_autre_adresse_a_une_autre_empreinte(self, client, chemin):
        un_engagement()
        assert client.get(chemin)["ETag"] != client.get(f"{chemin}?etat=atteint")["ETag"]

    def test_un_304_ne_demande_qu_une_lecture(self, client, chemin, django_assert_num_queries):
        des_chantiers_varies(20)
        etag = client.get(chemin)["ETag"]
        with django_assert_num_queries(1):
            assert client.get(chemin, headers={"If-None-Match": etag}).status_code == 304

    def test_se_lit_depuis_un_autre_site_et_ne_s_ecrit_pas(self, client, chemin):
        assert client.get(chemin)["Access-Control-Allow-Origin"] == "*"
        assert client.post(chemin).status_code == 405
