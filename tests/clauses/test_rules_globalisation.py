"""Pooling as a rule: who may be pooled, when, and that one hour discharges one obligation only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.rules.globalisation import Accord, clauses_admises, ramener_parts, reporter_parts, verifier_parts
from socle.erreurs import RegleViolee
from socle.periodes import Mois

MARS = Mois(2026, 3)
ACCORD = Accord("firme", frozenset({"gare", "pont", "quai"}), debut=date(2026, 3, 31), fin=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("accords", "entreprise", "clause", "mois", "attendu"),
    [
        ([], "firme", "gare", MARS, {"gare"}),  # by default, hours worked on the clause's own operation only
        ([ACCORD], "firme", "gare", MARS, {"gare", "pont", "quai"}),  # one day of the month is enough
        ([ACCORD], "firme", "gare", Mois(2026, 6), {"gare", "pont", "quai"}),
        ([ACCORD], "firme", "gare", Mois(2026, 2), {"gare"}),  # not signed yet
        ([ACCORD], "firme", "gare", Mois(2026, 7), {"gare"}),  # ended
        ([ACCORD], "autre firme", "gare", MARS, {"gare"}),  # never of two companies
        ([ACCORD], "firme", "tunnel", MARS, {"tunnel"}),  # not one of its obligations
        ([ACCORD, Accord("firme", frozenset({"gare", "tunnel"}), date(2026, 1, 1))], "firme", "gare", MARS,
         {"gare", "pont", "quai", "tunnel"}),
    ],
)  # fmt: skip
def test_quelles_obligations_des_heures_peuvent_eteindre(accords, entreprise, clause, mois, attendu):
    assert clauses_admises(accords, entreprise=entreprise, clause=clause, mois=mois) == attendu


@pytest.mark.parametrize(
    ("parts", "phrase"),
    [
        ({"gare": D("151.67")}, ""),
        ({"gare": D("100"), "pont": D("51.67")}, ""),
        ({"gare": D("0"), "pont": D("151.67")}, ""),  # all of it to the other obligation
        ({"gare": D("100"), "pont": D("51.66")}, "font 151,66 h pour 151,67 h"),
        ({"gare": D("151.67"), "pont": D("151.67")}, "une heure n'éteint qu'une obligation"),
        ({"gare": D("152"), "pont": D("-0.33")}, "négative"),
        ({"gare": D("100"), "tunnel": D("51.67")}, "Aucun accord"),
        ({"gare": D("151.67"), "tunnel": D("0")}, ""),
    ],
)
def test_la_somme_des_parts_est_exactement_les_heures(parts, phrase):
    if not phrase:
        verifier_parts(D("151.67"), parts, {"gare", "pont"})
        return
    with pytest.raises(RegleViolee, match=phrase):
        verifier_parts(D("151.67"), parts, {"gare", "pont"})


@pytest.mark.parametrize(
    ("heures", "avant", "attendu"),
    [
        ("120", {}, {"gare": "120"}),
        ("120", {"gare": "100"}, {"gare": "120"}),
        ("150", {"gare": "75", "pont": "25"}, {"gare": "112.50", "pont": "37.50"}),
        ("100", {"gare": "1", "pont": "1", "quai": "1"}, {"gare": "33.33", "pont": "33.33", "quai": "33.34"}),
        ("0", {"gare": "75", "pont": "25"}, {"gare": "0"}),
        ("80", {"gare": "0", "pont": "50"}, {"pont": "80"}),  # a share of nothing stays nothing
    ],
)
def test_les_parts_suivent_les_heures(heures, avant, attendu):
    parts = reporter_parts(D(heures), {c: D(h) for c, h in avant.items()}, "gare")
    assert parts == {c: D(h) for c, h in attendu.items()}


@pytest.mark.parametrize(
    ("avant", "admises", "attendu"),
    [
        ({"gare": 60, "pont": 40}, {"gare", "pont"}, {"gare": 60, "pont": 40}),
        ({"gare": 60, "pont": 40}, {"gare"}, {"gare": 100}),
        ({"gare": 50, "pont": 30, "quai": 20}, {"gare", "quai"}, {"gare": 80, "quai": 20}),
        ({"pont": 40}, {"gare"}, {"gare": 40}),  # all of it was worked for the other
        ({}, {"gare"}, {}),
    ],
)
def test_sans_accord_une_part_revient_a_l_obligation_de_ses_heures(avant, admises, attendu):
    parts = ramener_parts({c: D(h) for c, h in avant.items()}, admises, "gare")
    assert parts == {c: D(h) for c, h in attendu.items()}


centiemes = st.integers(0, 74_400).map(lambda n: D(n) / 100)


@given(centiemes, st.dictionaries(st.sampled_from(["gare", "pont", "quai"]), centiemes))
def test_reporter_ne_perd_ni_ne_double_jamais_une_heure(heures, avant):
    parts = reporter_parts(heures, avant, "gare")
    assert sum(parts.values()) == heures
    verifier_parts(heures, parts, {"gare", "pont", "quai"})
