"""Who a name in a file is: certain with the whole name and the birth date, else proposed with its reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.rules.rapprochement import Annuaire, Connue, Identite, Raison, rapprocher

NEE = date(1990, 3, 15)
ELODIE = Connue(1, Identite("Lefèvre-Noël", "Élodie", NEE, nom_usage="Martin"))
AUTRES = [Connue(2, Identite("DIALLO", "Mamadou", date(1985, 1, 2))), Connue(3, Identite("Nguyen", "Thi Mai", NEE))]


@pytest.mark.parametrize(
    "identite",
    [
        Identite("LEFEVRE NOEL", "ELODIE", NEE),
        Identite("  lefèvre–noël ", "Élodie", NEE),
        Identite("MARTIN", "Elodie", NEE),
        Identite("AUTRE", "Elodie", NEE, nom_usage="Martin"),
        Identite("LEFEVRE NOEL", "Elodie, Marie", NEE),
    ],
    ids=["capitales", "tirets", "nom d'usage", "usage des deux côtés", "tous les prénoms"],
)
def test_le_nom_entier_et_la_naissance_suffisent(identite: Identite) -> None:
    trouve = rapprocher(identite, [ELODIE, *AUTRES])
    assert trouve.exact == ELODIE
    assert not trouve.proches


@pytest.mark.parametrize(
    ("identite", "raison"),
    [
        (Identite("LEFEVRE", "Elodie", NEE), Raison.NOM_PARTIEL),
        (Identite("LEFEVRE MARTIN", "Elodie", NEE), Raison.NOM_PARTIEL),
        (Identite("ELODIE", "MARTIN", NEE), Raison.INVERSION),
        (Identite("MARTIN", "Louise", NEE), Raison.PRENOM),
        (Identite("MARTAN", "Elodie", NEE), Raison.LETTRE),
        (Identite("MATRIN", "Elodie", NEE), Raison.LETTRE),
        (Identite("MARTINE", "Elodie", NEE), Raison.LETTRE),
        (Identite("MARTIN", "Elodie", date(1990, 3, 16)), Raison.NAISSANCE),
        (Identite("MARTIN", "Elodie", None), Raison.SANS_NAISSANCE),
    ],
)
def test_un_voisin_est_propose_avec_sa_raison(identite: Identite, raison: Raison) -> None:
    trouve = rapprocher(identite, [ELODIE, *AUTRES])
    assert trouve.exact is None
    assert trouve.proches == ((ELODIE, raison),)


@pytest.mark.parametrize(
    "identite",
    [
        Identite("DURAND", "Elodie", NEE),
        Identite("MARTIN", "Elodie", date(1971, 8, 30)),
        Identite("", "", NEE),
        Identite("MARTIN", "", NEE),
        Identite("DUPONT", "Jean", None),
    ],
)
def test_les_autres_ne_sont_personne(identite: Identite) -> None:
    assert rapprocher(identite, [ELODIE, *AUTRES]).aucun


def test_jour_et_mois_echanges_sont_une_naissance_voisine() -> None:
    connue = Connue(9, Identite("BA", "Awa", date(1990, 3, 5)))
    assert rapprocher(Identite("BA", "Awa", date(1990, 5, 3)), [connue]).proches == ((connue, Raison.NAISSANCE),)


def test_deux_homonymes_nes_le_meme_jour_se_choisissent() -> None:
    a, b = (Connue(n, Identite("BA", "Awa", NEE)) for n in (1, 2))
    trouve = rapprocher(Identite("BA", "Awa", NEE), [a, b])
    assert trouve.exact is None
    assert {c.cle for c, _ in trouve.proches} == {1, 2}


noms = st.text("abcdeé-' ", min_size=1, max_size=12)


@given(st.lists(st.tuples(noms, noms, st.dates()), max_size=8), noms, noms, st.dates())
def test_un_rapprochement_exact_a_toujours_la_meme_naissance(connues, nom, prenom, naissance) -> None:
    annuaire = Annuaire.de(Connue(i, Identite(n, p, d)) for i, (n, p, d) in enumerate(connues))
    trouve = annuaire.rapprocher(Identite(nom, prenom, naissance))
    assert trouve.exact is None or trouve.exact.identite.date_naissance == naissance
    assert trouve.exact is None or not trouve.proches
