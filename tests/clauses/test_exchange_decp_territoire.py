"""A contract is here by the code of its place and by what this code is a code of."""

from __future__ import annotations

import pytest

from clauses.exchange.decp import Territoire, classer_territoire, lire_departements
from clauses.exchange.decp.territoire import REGIONS
from tests.fabriques.decp import en_csv, lire_octets, lire_un, un_marche_v1, une_ligne

DANS, HORS, INCONNU = Territoire.DANS, Territoire.HORS, Territoire.LIEU_INCONNU


@pytest.mark.parametrize(
    ("code", "genre", "attendu"),
    [
        ("93200", "Code postal", DANS),
        ("93066", "Code commune", DANS),
        ("93059", "Code commune", DANS),
        ("93", "Code département", DANS),
        ("093", "Code département", DANS),
        ("932", "Code arrondissement", DANS),
        ("9305", "Code canton", DANS),
        ("93", "Code région", HORS),
        ("11", "Code région", INCONNU),
        ("84", "Code région", HORS),
        ("82", "Code région", HORS),
        ("FR", "Code pays", INCONNU),
        ("DE", "Code pays", HORS),
        ("75013", "Code postal", HORS),
        ("75113", "Code commune", HORS),
        ("75", "Code département", HORS),
        ("97133", "Code postal", HORS),
        ("93200", "", DANS),
        ("13001", "", HORS),
        ("93", "", INCONNU),
        ("93", "Code bizarre", INCONNU),
        ("Saint-Denis", "Code postal", INCONNU),
        ("", "Code postal", INCONNU),
        ("FR10", "Code région", INCONNU),
    ],
)
def test_le_code_et_son_type_decident(code: str, genre: str, attendu: Territoire) -> None:
    lu = lire_un(un_marche_v1(lieuExecution={"code": code, "typeCode": genre}))
    assert classer_territoire(lu, frozenset({"93"})) is attendu


@pytest.mark.parametrize(
    ("code", "genre", "departement"),
    [
        ("20000", "Code postal", "2A"),
        ("20200", "Code postal", "2B"),
        ("2A004", "Code commune", "2A"),
        ("97411", "Code commune", "974"),
        ("1", "Code département", "01"),
        ("1004", "Code commune", "01"),
    ],
)
def test_la_corse_l_outre_mer_et_les_zeros_perdus(code: str, genre: str, departement: str) -> None:
    lu = lire_un(un_marche_v1(lieuExecution={"code": code, "typeCode": genre}))
    assert classer_territoire(lu, frozenset({departement})) is DANS
    assert classer_territoire(lu, frozenset({"93"})) is HORS


def test_paca_est_une_region_pour_qui_suit_les_bouches_du_rhone() -> None:
    lu = lire_un(un_marche_v1(lieuExecution={"code": "93", "typeCode": "Code région"}))
    assert classer_territoire(lu, frozenset({"13"})) is INCONNU


def test_le_siege_de_l_acheteur_ne_decide_jamais() -> None:
    (sans_lieu,) = lire_octets(en_csv(une_ligne(lieuExecution_code="", lieuExecution_typeCode="")).encode())
    assert classer_territoire(sans_lieu, frozenset({"93"})) is INCONNU
    (ailleurs,) = lire_octets(en_csv(une_ligne(lieuExecution_code="92050")).encode())
    assert classer_territoire(ailleurs, frozenset({"93"})) is HORS


@pytest.mark.parametrize(("code", "genre"), [("13001", "Code postal"), ("93", "Code région"), ("DE", "Code pays")])
def test_tous_accepte_tout_lieu_lisible(code: str, genre: str) -> None:
    lu = lire_un(un_marche_v1(lieuExecution={"code": code, "typeCode": genre}))
    assert classer_territoire(lu, lire_departements("tous")) is DANS


def test_tous_laisse_a_part_un_contrat_sans_lieu() -> None:
    assert classer_territoire(lire_un(un_marche_v1(lieuExecution=None)), None) is INCONNU


def test_les_departements_se_donnent_en_liste() -> None:
    assert lire_departements("93") == {"93"}
    assert lire_departements(" 93, 75;2a ") == {"93", "75", "2A"}
    assert lire_departements("Tous") is None
    with pytest.raises(ValueError, match="« 9 »"):
        lire_departements("9")
    with pytest.raises(ValueError, match="aucun"):
        lire_departements("")


def test_la_table_des_regions_couvre_les_cent_un_departements_une_fois() -> None:
    tous = [d for departements in REGIONS.values() for d in departements.split()]
    assert len(tous) == len(set(tous)) == 101
    assert {"93", "2A", "976"} <= set(tous)


@pytest.mark.parametrize(
    ("code", "genre", "attendu"),
    [
        ("93066", "Code commune", ("93066", "")),
        ("93200", "Code postal", ("", "93200")),
        ("93200", "", ("93200", "93200")),
        ("93", "Code département", ("", "")),
    ],
)
def test_les_codes_pour_trouver_la_commune_sont_rendus_bruts(code: str, genre: str, attendu: tuple) -> None:
    assert lire_un(un_marche_v1(lieuExecution={"code": code, "typeCode": genre})).codes_lieu == attendu
