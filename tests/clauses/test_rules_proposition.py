"""What a file's month proposes: old and new beside each other, sums exact, sent hours never touched in silence."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clauses.rules.etats import EtatLigne
from clauses.rules.proposition import PlaceConnue, Proposee, proposer

E = EtatLigne


def place(
    contrat: int = 1, heures: str | None = None, etat: EtatLigne | None = None, avant: str | None = None, **autres
):
    return PlaceConnue(
        contrat=contrat,
        chantier=10,
        heures=None if heures is None else D(heures),
        etat=etat or (E.BROUILLON if heures is not None else None),
        mois_precedent=None if avant is None else D(avant),
        **autres,
    )


def resume(propositions: list[Proposee]) -> list[tuple[str, str]]:
    return [(p.sort.value, str(p.heures)) for p in propositions]


@pytest.mark.parametrize(
    ("heures", "places", "attendu"),
    [
        ("151.67", [place()], [("PRETE", "151.67")]),
        ("151.67", [place(heures="140.00")], [("PRETE", "151.67")]),
        ("140.00", [place(heures="140.00")], [("INCHANGEE", "140.00")]),
        ("140.00", [place(heures="140.00", etat=E.VALIDEE)], [("INCHANGEE", "140.00")]),
        ("151.67", [place(heures="140.00", etat=E.VALIDEE)], [("CORRECTION", "151.67")]),
        ("151.67", [place(heures="140.00", etat=E.SOUMISE)], [("TRANSMISE", "151.67")]),
        ("151.67", [place(heures="140.00", etat=E.RENVOYEE)], [("PRETE", "151.67")]),
        ("151.67", [place(heures="140.00", etat=E.REFUSEE)], [("ECARTEE", "151.67")]),
        ("100.00", [place(1, avant="75"), place(2, avant="25")], [("PRETE", "75.00"), ("PRETE", "25.00")]),
        ("100.00", [place(1, "60.00", E.VALIDEE), place(2)], [("INCHANGEE", "60.00"), ("PRETE", "40.00")]),
        ("60.00", [place(1, "60.00", E.VALIDEE), place(2)], [("INCHANGEE", "60.00")]),
        ("-3.00", [place()], [("ECARTEE", "-3.00")]),
        ("10.00", [], [("ECARTEE", "10.00")]),
    ],
)
def test_le_total_d_un_mois(heures: str, places: list[PlaceConnue], attendu: list[tuple[str, str]]) -> None:
    assert resume(proposer(D(heures), places)) == attendu


@pytest.mark.parametrize(
    ("delta", "places", "attendu"),
    [
        ("-7.00", [place(heures="140.00", etat=E.VALIDEE)], [("CORRECTION", "133.00")]),
        ("7.00", [place(heures="140.00")], [("PRETE", "147.00")]),
        ("-7.00", [place()], [("ECARTEE", "-7.00")]),
        ("7.00", [place()], [("PRETE", "7.00")]),
        ("-200.00", [place(heures="140.00", etat=E.VALIDEE)], [("ECARTEE", "-200.00")]),
        ("-10.00", [place(1, "30.00"), place(2, "10.00")], [("PRETE", "22.50"), ("PRETE", "7.50")]),
    ],
)
def test_une_regularisation_est_un_ecart(delta: str, places: list[PlaceConnue], attendu: list[tuple[str, str]]) -> None:
    assert resume(proposer(D(delta), places, regularisation=True)) == attendu


def test_l_entreprise_utilisatrice_designe_la_place() -> None:
    places = [place(1, utilisatrice="A"), place(2, utilisatrice="B")]
    assert [p.contrat for p in proposer(D("35.00"), places, utilisatrice="B")] == [2]
    assert len(proposer(D("35.00"), places, utilisatrice="C")) == 2, "inconnue : le partage est proposé"


def test_les_absences_suivent_le_partage() -> None:
    places = [place(1, avant="50"), place(2, avant="50")]
    assert [p.non_travaillees for p in proposer(D("100.00"), places, non_travaillees=D("7.00"))] == [
        D("3.50"),
        D("3.50"),
    ]


heures_ = st.integers(0, 30_000).map(lambda n: D(n).scaleb(-2))
places_ = st.lists(
    st.builds(
        PlaceConnue,
        contrat=st.integers(1, 99),
        chantier=st.just(1),
        heures=st.none() | heures_,
        etat=st.sampled_from([None, E.BROUILLON, E.RENVOYEE]),
        mois_precedent=st.none() | heures_,
        jours_couverts=st.integers(0, 31),
    ),
    min_size=1,
    max_size=5,
)


@given(heures_, places_)
def test_les_places_ouvertes_font_exactement_le_fichier(heures: D, places: list[PlaceConnue]) -> None:
    propositions = proposer(heures, places)
    assert sum(p.heures for p in propositions) == heures
    assert all(p.heures >= 0 for p in propositions)
