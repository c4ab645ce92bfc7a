"""Prolonging a window: later, reasoned, bounded, never into the next one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.rules.prolongation import derniere_fin_possible, objections_prolongation

FIN = date(2027, 11, 2)


def objections(nouvelle: date, **autres) -> list[tuple[str, str]]:
    faits = {"fin": FIN, "motif": "Formation en cours", "mois_maximum": 12} | autres
    return objections_prolongation(nouvelle_fin=nouvelle, **faits)


@pytest.mark.parametrize(
    ("nouvelle", "autres", "champs", "raison"),
    [
        (date(2027, 11, 3), {}, [], ""),
        (date(2028, 11, 2), {}, [], ""),
        (date(2028, 11, 3), {}, ["fin"], "12 mois au plus : jusqu'au 2 novembre 2028"),
        (FIN, {}, ["fin"], "vient après le 2 novembre 2027"),
        (date(2026, 1, 1), {}, ["fin"], "vient après le 2 novembre 2027"),
        (date(2028, 5, 1), {"motif": "  "}, ["motif"], "demande un motif"),
        (date(2028, 5, 1), {"fin": None}, ["fin"], "rien à prolonger"),
        (date(2028, 4, 30), {"fenetre_suivante": date(2028, 5, 1)}, [], ""),
        (date(2028, 5, 1), {"fenetre_suivante": date(2028, 5, 1)}, ["fin"], "s'ouvre le 1er mai 2028"),
        (date(2029, 5, 1), {"motif": ""}, ["fin", "motif"], "12 mois au plus"),
        (date(2028, 5, 2), {"mois_maximum": 6}, [], ""),
        (date(2028, 5, 3), {"mois_maximum": 6}, ["fin"], "6 mois au plus"),
    ],
)
def test_ce_qui_interdit_une_prolongation(nouvelle: date, autres: dict, champs: list[str], raison: str) -> None:
    trouvees = objections(nouvelle, **autres)
    assert [champ for champ, _ in trouvees] == champs
    assert not champs or raison in trouvees[0][1]


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60))
def test_la_derniere_fin_possible_est_admise_et_la_suivante_non(fin: date, mois: int) -> None:
    limite = derniere_fin_possible(fin, mois)
    assert limite > fin
    assert not objections(limite, fin=fin, mois_maximum=mois)
    assert objections(limite + timedelta(days=1), fin=fin, mois_maximum=mois)
