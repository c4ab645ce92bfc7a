"""What a merge of a merge leads to, and until when one is undone."""

from __future__ import annotations

from datetime import date

import pytest

from parcours.rules.fusion import dernier_jour_pour_defaire, derniere_gardee, toutes_absorbees

CHAINE = {1: 2, 2: 3, 4: 3, 8: 9}


@pytest.mark.parametrize(("fiche", "gardee"), [(1, 3), (2, 3), (3, 3), (4, 3), (8, 9), (7, 7)])
def test_une_fiche_mene_a_la_derniere_gardee(fiche, gardee):
    assert derniere_gardee(fiche, CHAINE) == gardee


@pytest.mark.parametrize(("fiche", "absorbees"), [(3, {1, 2, 4}), (9, {8}), (2, set()), (7, set())])
def test_la_fiche_qui_reste_tient_toutes_celles_de_la_chaine(fiche, absorbees):
    assert toutes_absorbees(fiche, CHAINE) == absorbees


def test_deux_fiches_qui_se_tiendraient_l_une_l_autre_ne_font_pas_tourner_sans_fin():
    assert derniere_gardee(1, {1: 2, 2: 1}) in {1, 2}


def test_une_fusion_se_defait_jusqu_au_dernier_jour_du_delai():
    assert dernier_jour_pour_defaire(date(2025, 10, 10), 30) == date(2025, 11, 9)
