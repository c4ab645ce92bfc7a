"""A damaged or hostile file gives one French sentence, never anything else."""

from __future__ import annotations

import gzip
import io
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.exchange.decp import FichierIllisible, lire
from tests.clauses.test_exchange_decp_formes import XML_V2
from tests.exemples import exemples
from tests.fabriques.decp import en_csv, en_json, lire_octets, un_marche_v1, un_marche_v2, une_concession, une_ligne

JSON_V2 = en_json({"marches": {"marche": [un_marche_v2(), un_marche_v2(id="B")]}})
XML = XML_V2.encode()
CSV = en_csv(une_ligne(), une_ligne(id="B")).encode()

BOMBE = b"""<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<marches><marche><id>&b;</id></marche></marches>"""
FUITE = b"""<?xml version="1.0"?><!DOCTYPE m [<!ENTITY f SYSTEM "file:///etc/hostname">]>
<marches><marche><id>&f;</id></marche></marches>"""


def raison(octets: bytes) -> str:
    with pytest.raises(FichierIllisible) as prise:
        lire_octets(octets)
    return prise.value.message


@pytest.mark.parametrize(
    ("octets", "mot"),
    [
        (b"", "vide"),
        (b" \n\t ", "vide"),
        (b"\xef\xbb\xbf", "vide"),
        (b"bonjour", "Format non reconnu"),
        (b"a;b;c\n1;2;3\n", "Format non reconnu"),
        (b"PK\x03\x04classeur", "CSV"),
        (b"\x1f\x8bpas du gzip", "compression"),
        (gzip.compress(JSON_V2)[:-12], "compression"),
        (b"{}", "ne contient pas de liste"),
        (b'{"bonjour": "monde"}', "ne contient pas de liste"),
        (b"{", "JSON est abîmé"),
        (b'{"marches": [NaN]}', "JSON est abîmé"),
        (b'{"marches": [{"id": 1' + b"0" * 9000 + b"}]}", "illisible"),
        (b'{"marches": [{"montant": 1e99999999999999999999}]}', "illisible"),
        (b'{"marches": ' + b"[" * 200, "trop de niveaux"),
        (b'{"marches": [{"a": ' + b'{"a":' * 200, "trop de niveaux"),
        (JSON_V2 + b"et la suite", "JSON est abîmé"),
        (b"<html><body></body></html>", "ne contient pas de liste"),
        (b"<marches><marche>", "XML est abîmé"),
        (b"<marches>" + b"<a>" * 200, "trop de niveaux"),
        (BOMBE, "entités"),
        (FUITE, "entités"),
        (CSV + b'"' + b"x" * 200_000, "tableau est abîmé"),
    ],
)
def test_un_fichier_illisible_le_dit_en_francais(octets: bytes, mot: str) -> None:
    assert mot in raison(octets)


def test_un_fichier_introuvable_le_dit(tmp_path) -> None:
    with pytest.raises(FichierIllisible, match="introuvable"):
        list(lire(tmp_path / "absent.json"))
    with pytest.raises(FichierIllisible, match="ouvert"):
        list(lire(tmp_path))


def test_une_liste_vide_est_un_fichier_sans_contrat() -> None:
    assert lire_octets(b'{"marches": []}') == []
    assert lire_octets(b'{"marches": {"marche": [], "contrat-concession": []}}') == []
    assert lire_octets(b"<marches/>") == []
    assert lire_octets(b"acheteur_id;id\n") == []


@pytest.mark.parametrize("entier", [JSON_V2, XML], ids=["json", "xml"])
def test_coupe_n_importe_ou_le_fichier_est_illisible(entier: bytes) -> None:
    for fin in range(1, len(entier), 7):
        with pytest.raises(FichierIllisible) as prise:
            lire_octets(entier[:fin])
        assert prise.value.message.endswith(".")


def test_une_compression_explosive_est_arretee(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clauses.exchange.decp.octets.TAILLE_MAXIMALE", 1 << 20)
    assert "trop volumineux" in raison(gzip.compress(b" " * (3 << 20)))


def essayer(octets: bytes) -> None:
    """Read to the end or to the one error that is allowed; any other exception fails the test."""
    rangs: list[int] = []
    with suppress(FichierIllisible):
        rangs.extend(lu.rang for lu in lire(io.BytesIO(octets), "essai"))
    assert rangs == list(range(1, len(rangs) + 1))


@settings(max_examples=exemples(150), deadline=None)
@given(st.sampled_from([JSON_V2, XML, CSV]), st.integers(0, 2000), st.binary(min_size=1, max_size=6))
def test_des_octets_changes_au_hasard_ne_font_jamais_autre_chose(base: bytes, place: int, octets: bytes) -> None:
    place %= len(base)
    essayer(base[:place] + octets + base[place + len(octets) :])


VALEURS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda enfants: st.lists(enfants, max_size=3) | st.dictionaries(st.text(max_size=8), enfants, max_size=3),
    max_leaves=6,
)


@settings(max_examples=exemples(300), deadline=None)
@given(st.sampled_from([un_marche_v1(), un_marche_v2(), une_concession()]), st.data())
def test_une_valeur_quelconque_dans_un_champ_quelconque_donne_une_ligne_ou_un_refus(base: dict, tirage) -> None:
    champ = tirage.draw(st.sampled_from([*sorted(base), "modifications", "actesSousTraitance"]))
    brut = {**base, champ: tirage.draw(VALEURS)}
    essayer(json.dumps({"marches": [brut]}, ensure_ascii=True).encode())
    (lu,) = lire_octets(json.dumps({"marches": [brut]}).encode())
    assert lu.rang == 1


@pytest.mark.parametrize("avant", [0, 1, 60_000, 65_530, 65_536, 131_000])
def test_un_nombre_sans_fin_n_atteint_jamais_l_analyseur_ou_qu_il_soit_coupe(avant: int) -> None:
    """The C parser reads on after such a number failed in it: once in a while that is the end of the process."""
    for nombre in (b"1" + b"0" * 9000, b"-1.5" + b"7" * 9000, b"1e999999999999", b"2.5E+99999999999999999999"):
        octets = b'{"marches": [{"objet": "' + b"x" * avant + b'", "id": ' + nombre + b"}]}"
        with pytest.raises(FichierIllisible) as prise:
            lire_octets(octets)
        assert isinstance(prise.value.__cause__, ValueError)
        assert "nombre démesuré" in str(prise.value.__cause__)


def test_un_identifiant_fait_de_chiffres_et_de_e_n_est_pas_un_nombre_sans_fin() -> None:
    uid = "3e" + "1234567890" * 30
    octets = en_json([un_marche_v2(id="A", uid=uid, objet=f"Lots {uid}, 2e9 : école")])
    assert len(lire_octets(octets)) == 1
