"""Small cells: hidden, and not found again by subtraction."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.confidentialite import masquer, masquer_liste, masquer_ventilation, presenter, total_publiable

effectifs = st.lists(st.integers(0, 60), min_size=1, max_size=8)


@pytest.mark.parametrize(("n", "attendu"), [(0, 0), (1, None), (4, None), (5, 5), (1200, 1200), (None, None)])
def test_un_petit_effectif_est_masque(n: int | None, attendu: int | None) -> None:
    assert masquer(n) == attendu


def test_un_seuil_plus_haut_pour_les_ventilations_sensibles() -> None:
    assert masquer(9, seuil=10) is None
    assert presenter(9, 10) == "moins de 10"
    assert presenter(12) == "12"


@pytest.mark.parametrize(
    ("valeurs", "attendu"),
    [
        ([12, 8, 30], [12, 8, 30]),
        ([12, 3, 30], [None, None, 30]),  # 3 alone would be the total less the others
        ([12, 3, 4], [12, None, None]),
        ([12, 1, 1], [None, None, None]),
        ([12, 0, 3], [None, 0, None]),
        ([3], [None]),
    ],
)
def test_ce_qui_se_retrouverait_par_soustraction_est_masque(valeurs: list[int], attendu: list[int | None]) -> None:
    assert masquer_liste(valeurs) == attendu


def test_sans_total_publie_seuls_les_petits_sont_masques() -> None:
    assert masquer_liste([12, 3, 30], total_publie=False) == [12, None, 30]
    assert masquer_ventilation({"F": 3, "H": 30, "X": 9}) == {"F": None, "H": 30, "X": None}


@given(effectifs)
def test_rien_de_petit_n_est_montre_et_rien_n_est_change(valeurs: list[int]) -> None:
    visibles = masquer_liste(valeurs)
    assert all(v is None or v == w for v, w in zip(visibles, valeurs, strict=True))
    assert all(v is None or v == 0 or v >= 5 for v in visibles)
    if all(v == 0 or v >= 5 for v in valeurs):
        assert visibles == valeurs


@given(effectifs)
def test_jamais_une_seule_case_masquee_a_cote_d_un_total(valeurs: list[int]) -> None:
    if total_publiable(sum(valeurs)) is not None and len(valeurs) > 1:
        assert masquer_liste(valeurs).count(None) != 1


@pytest.mark.parametrize(("taille", "borne"), [(2, 14), (3, 11), (4, 7)])
def test_qui_connait_la_methode_et_le_total_ne_deduit_rien(taille: int, borne: int) -> None:
    """Every list that gives the same published table: each hidden case must have several possible values."""
    possibles: dict[tuple, list[tuple[int, ...]]] = defaultdict(list)
    for valeurs in product(range(borne * taille + 1), repeat=taille):
        if sum(valeurs) <= borne * taille:
            possibles[(tuple(masquer_liste(valeurs)), sum(valeurs))].append(valeurs)
    for (visibles, total), listes in possibles.items():
        if total_publiable(total) is None:
            continue
        for rang, visible in enumerate(visibles):
            if visible is None:
                assert len({valeurs[rang] for valeurs in listes}) > 1, (visibles, total, listes)
