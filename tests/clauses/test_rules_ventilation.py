"""A person's hours over her lots: last month's shares, always summing to the file's hours."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.rules.ventilation import Place, ventiler


@pytest.mark.parametrize(
    ("heures", "places", "attendu"),
    [
        ("151.67", [Place("a")], ["151.67"]),
        ("150.00", [Place("a", D("100")), Place("b", D("50"))], ["100.00", "50.00"]),
        ("100.00", [Place("a", D("0")), Place("b", D("40"))], ["0.00", "100.00"]),
        ("100.01", [Place("a"), Place("b")], ["50.00", "50.01"]),
        ("90.00", [Place("a", jours_couverts=20), Place("b", jours_couverts=10)], ["60.00", "30.00"]),
        ("-7.00", [Place("a", D("100")), Place("b", D("100"))], ["-3.50", "-3.50"]),
        ("0.00", [Place("a"), Place("b")], ["0.00", "0.00"]),
    ],
)
def test_les_parts_proposees(heures: str, places: list[Place], attendu: list[str]) -> None:
    parts = ventiler(D(heures), places)
    assert [part for _, part in parts] == [D(a) for a in attendu]
    assert [cle for cle, _ in parts] == [place.cle for place in places]


def test_sans_place_rien_ne_se_propose() -> None:
    assert ventiler(D("10.00"), []) == []


@given(
    st.integers(-30_000, 30_000),
    st.lists(st.tuples(st.none() | st.integers(0, 20_000), st.integers(0, 31)), min_size=1, max_size=6),
)
def test_la_somme_est_toujours_celle_du_fichier(centiemes: int, poids: list[tuple[int | None, int]]) -> None:
    heures = D(centiemes).scaleb(-2)
    places = [Place(i, None if avant is None else D(avant).scaleb(-2), jours) for i, (avant, jours) in enumerate(poids)]
    parts = [part for _, part in ventiler(heures, places)]
    assert sum(parts) == heures
    assert all(part * heures >= 0 for part in parts)
