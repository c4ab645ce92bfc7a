"""Figures and dates as French readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from socle import presentation
from socle.periodes import Mois


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (Decimal("1234.5"), "1\u202f234,50\u00a0h"),
        (Decimal("0"), "0,00\u00a0h"),
        (Decimal("-7.35"), "−7,35\u00a0h"),
        (1234567, "1\u202f234\u202f567,00\u00a0h"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_heures(valeur: object, attendu: str) -> None:
    assert presentation.heures(valeur) == attendu


def test_heures_entieres() -> None:
    assert presentation.heures(Decimal("4974.50"), decimales=0) == "4\u202f975\u00a0h"


@pytest.mark.parametrize(
    ("valeur", "attendu"), [(1234, "1\u202f234\u00a0€"), (Decimal("1234.50"), "1\u202f234,50\u00a0€"), (None, "–")]
)
def test_euros(valeur: object, attendu: str) -> None:
    assert presentation.euros(valeur) == attendu


@pytest.mark.parametrize(
    ("valeur", "decimales", "attendu"),
    [
        ("87", 0, "87\u00a0%"),
        ("99.6", 0, "99\u00a0%"),
        ("99.96", 1, "99,9\u00a0%"),
        ("100", 0, "100\u00a0%"),
        ("103.5", 0, "104\u00a0%"),
        ("0", 0, "0\u00a0%"),
    ],
)
def test_pourcent_n_arrondit_jamais_a_cent(valeur: str, decimales: int, attendu: str) -> None:
    assert presentation.pourcent(valeur, decimales) == attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        (date(2020, 12, 4), "4 décembre 2020"),
        (date(2021, 1, 1), "1er janvier 2021"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "1er janvier 2027"),
        (None, "–"),
    ],
)
def test_jour(valeur: date | None, attendu: str) -> None:
    assert presentation.jour(valeur) == attendu


def test_instant_a_l_heure_de_paris() -> None:
    assert presentation.instant(datetime(2026, 5, 12, 12, 32, tzinfo=UTC)) == "12 mai 2026 à 14\u00a0h\u00a032"
    assert presentation.instant(None) == "–"


def test_les_filtres_des_gabarits() -> None:
    gabarit = Template(
        "{% load formats %}{{ h|heures }}|{{ h|heures:0 }}|{{ e|euros }}|{{ n|entier }}|{{ p|pourcent }}|"
        "{{ d|jour }}|{{ d|jour_court }}|{{ m|mois }}|{{ d|mois }}|{{ i|instant }}|{{ s|siret }}|{{ rien|heures }}"
    )
    rendu = gabarit.render(
        Context(
            {
                "h": Decimal("1234.50"),
                "e": 12,
                "n": 12345,
                "p": 87,
                "d": date(2020, 12, 4),
                "m": Mois(2026, 10),
                "i": datetime(2026, 5, 12, 12, 32, tzinfo=UTC),
                "s": "12345678900012",
            }
        )
    )
    assert rendu.split("|") == [
        "1\u202f234,50\u00a0h",
        "1\u202f235\u00a0h",
        "12\u00a0€",
        "12\u202f345",
        "87\u00a0%",
        "4 décembre 2020",
        "4 décembre",
        "octobre 2026",
        "décembre 2020",
        "12 mai 2026 à 14\u00a0h\u00a032",
        "123\u00a0456\u00a0789\u00a000012",
        "–",
    ]
