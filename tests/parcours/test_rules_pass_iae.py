"""The PASS IAE: what is a number, how it prints, what suspended days do to its end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.rules.pass_iae import PassIae, ecrire_numero, lire_numero


@pytest.mark.parametrize(
    ("texte", "lu"),
    [
        ("999992135866", "999992135866"),
        ("99999 21 35866", "999992135866"),
        ("99999\u00a021\u202f35866", "999992135866"),
        ("99999.21.35866", "999992135866"),
        ("99999-21-35866", "999992135866"),
        ("093142312345", "093142312345"),  # given by Pôle emploi
        ("99999213586", None),
        ("9999921358667", None),
        ("99999213586A", None),
        ("٩٩٩٩٩٢١٣٥٨٦٦", None),
        ("", None),
    ],
)
def test_un_numero_a_douze_chiffres(texte: str, lu: str | None) -> None:
    assert lire_numero(texte) == lu


def test_un_numero_s_ecrit_en_trois_groupes() -> None:
    assert ecrire_numero("999992135866") == "99999 21 35866"
    assert ecrire_numero("illisible") == "illisible"


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_un_numero_ecrit_se_relit(numero: str) -> None:
    assert lire_numero(ecrire_numero(numero)) == numero


@pytest.mark.parametrize(
    ("suspensions", "jours"),
    [
        ((), 0),
        (((1, 1),), 1),
        (((1, 10),), 10),
        (((1, 10), (11, 20)), 20),
        (((1, 10), (5, 20)), 20),
        (((1, 30), (5, 20)), 30),
        (((11, 20), (1, 5)), 15),
        (((10, 1),), 0),
    ],
)
def test_les_jours_suspendus_comptent_une_fois(suspensions: tuple, jours: int) -> None:
    periodes = tuple((date(2025, 3, du), date(2025, 3, au)) for du, au in suspensions)
    presente = PassIae("999992135866", date(2024, 9, 1), suspensions=periodes)
    assert presente.jours_suspendus == jours
    assert presente.fin_calculee == date(2026, 8, 31) + timedelta(days=jours)


def test_la_fin_ecrite_l_emporte_et_sans_debut_il_n_y_a_pas_de_fin() -> None:
    assert PassIae("", date(2024, 9, 1), date(2025, 12, 31)).fin_retenue == date(2025, 12, 31)
    assert PassIae("", None).fin_retenue is None
