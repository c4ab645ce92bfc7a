"""What is old enough: never a day early, never later than its term, whatever the length of months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.rules.conservation import limite, terme


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2026, 11, 26), 24, date(2024, 11, 26)),
        (date(2026, 2, 28), 1, date(2026, 1, 31)),
        (date(2026, 2, 27), 1, date(2026, 1, 27)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2025, 2, 28), 12, date(2024, 2, 29)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_la_limite_suit_les_mois(jour, mois, attendu):
    assert limite(jour, mois) == attendu


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(0, 240))
def test_ni_trop_tot_ni_trop_tard(jour, mois):
    dernier = limite(jour, mois)
    assert terme(dernier, mois) <= jour
    assert terme(dernier + timedelta(days=1), mois) > jour


def test_une_duree_negative_se_refuse():
    with pytest.raises(ValueError, match="négative"):
        terme(date(2026, 1, 1), -1)
