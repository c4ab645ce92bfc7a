"""Geocoding against a local stand-in of the address service."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from socle.geocodage import StatutGeocodage, geocoder

Reponse = Callable[[BaseHTTPRequestHandler], None]


def lieu(**champs: Any) -> dict[str, Any]:
    """A feature as the service writes it; a house number in Saint-Denis by default."""
    proprietes = {
        "label": "2 Rue de Strasbourg 93200 Saint-Denis",
        "score": 0.93,
        "citycode": "93066",
        "postcode": "93200",
        "type": "housenumber",
    } | champs
    point = proprietes.pop("point", [2.3574, 48.9362])
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}, "properties": proprietes}


@pytest.fixture
def service(settings) -> Iterator[dict[str, Any]]:
    """A stand-in server; `service["lieux"]`, `["corps"]`, `["code"]`, `["attente"]` set its answers."""
    etat: dict[str, Any] = {"lieux": [], "demandes": [], "code": 200, "attente": 0, "corps": None}

    class Guichet(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            etat["demandes"].append((self.path, dict(self.headers)))
            time.sleep(etat["attente"])
            corps = etat["corps"]
            if corps is None:
                corps = json.dumps({"type": "FeatureCollection", "features": etat["lieux"]}).encode()
            self.send_response(etat["code"])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(corps)))
            self.end_headers()
            self.wfile.write(corps)

        def log_message(self, *args: Any) -> None:
            pass

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Guichet)
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    settings.BAN_DOMAINE = f"http://127.0.0.1:{serveur.server_port}/geocodage"
    settings.BAN_DELAI = 1
    yield etat
    serveur.shutdown()
    serveur.server_close()
    fil.join(timeout=5)


def test_un_numero_de_rue_bien_note_est_pris(service) -> None:
    service["lieux"] = [lieu()]
    resultat = geocoder("2 rue de Strasbourg", code_postal="93200", commune="Saint-Denis")
    assert resultat.statut is StatutGeocodage.TROUVE
    assert (resultat.lat, resultat.lon, resultat.citycode) == (48.9362, 2.3574, "93066")
    adresse, entetes = service["demandes"][0]
    assert urlsplit(adresse).path == "/geocodage/search"
    assert parse_qs(urlsplit(adresse).query)["q"] == ["2 rue de Strasbourg 93200 Saint-Denis"]
    assert entetes["User-Agent"] == "batissons-nos-emplois"


@pytest.mark.parametrize(
    ("champs", "statut"),
    [
        ({"score": 0.8}, StatutGeocodage.TROUVE),
        ({"score": 0.79}, StatutGeocodage.A_VERIFIER),
        ({"type": "street"}, StatutGeocodage.A_VERIFIER),
        ({"type": "municipality", "score": 0.97}, StatutGeocodage.A_VERIFIER),
        ({"score": 0.49}, StatutGeocodage.NON_TROUVE),
        ({"citycode": "11434", "label": "Villepinte (Aude)"}, StatutGeocodage.NON_TROUVE),
        ({"point": [200, 48.9]}, StatutGeocodage.NON_TROUVE),
    ],
)
def test_le_doute_est_laisse_a_la_personne(service, champs: dict[str, Any], statut: StatutGeocodage) -> None:
    service["lieux"] = [lieu(**champs)]
    resultat = geocoder("rue de Strasbourg")
    assert resultat.statut is statut
    assert resultat.a_un_point is (statut in (StatutGeocodage.TROUVE, StatutGeocodage.A_VERIFIER))


def test_entre_deux_lieux_celui_du_departement_gagne(service) -> None:
    service["lieux"] = [lieu(citycode="11434", score=0.99), lieu(citycode="93078", score=0.85)]
    assert geocoder("Villepinte").citycode == "93078"


def test_rien_trouve(service) -> None:
    assert geocoder("nulle part").statut is StatutGeocodage.NON_TROUVE
    assert geocoder(" ").statut is StatutGeocodage.NON_TROUVE
    assert len(service["demandes"]) == 1


@pytest.mark.parametrize(
    "panne",
    [
        {"code": 500},
        {"code": 429},
        {"corps": b"<html>maintenance</html>"},
        {"corps": b'{"features": [{"geometry": null, "properties": {}}]}'},
        {"corps": b'{"features": [{"geometry": {"coordinates": [2, 48]}, "properties": {"score": "x"}}]}'},
        {"attente": 2},
    ],
)
def test_un_service_en_panne_n_est_jamais_une_erreur(service, panne: dict[str, Any]) -> None:
    service.update(panne)
    assert geocoder("2 rue de Strasbourg").statut is StatutGeocodage.HORS_LIGNE


def test_sans_service_rien_ne_part(settings) -> None:
    settings.BAN_DOMAINE = ""
    assert geocoder("2 rue de Strasbourg").statut is StatutGeocodage.HORS_LIGNE
    settings.BAN_DOMAINE = "http://127.0.0.1:9"
    assert geocoder("2 rue de Strasbourg").statut is StatutGeocodage.HORS_LIGNE


def test_l_adresse_d_une_personne_se_cherche_partout(service) -> None:
    service["lieux"] = [lieu(citycode="75118", label="10 Rue Ordener 75018 Paris")]
    assert geocoder("10 rue Ordener").statut is StatutGeocodage.NON_TROUVE
    assert geocoder("10 rue Ordener", partout=True).citycode == "75118"
