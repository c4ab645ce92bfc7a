"""The sheets of a take-over put together: which rows agree, which are refused, where and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clauses.exchange.reprise import Champ
from clauses.rules.lecture import Source
from clauses.rules.reprise import Designation, EngagementRepris, SoldeRepris
from clauses.rules.reprise_accord import accorder
from socle.periodes import Mois

CENT = Decimal("100.00")


def un_engagement(rang: int = 2, **valeurs) -> EngagementRepris:
    defauts = {
        "marche": "M-1", "lot": "1", "operation": "École", "titulaire": "Maçonnerie", "titulaire_siret": "",
        "debut": date(2024, 2, 1), "dues": Decimal(1000), "realisees": CENT, "arretees_au": date(2025, 6, 30),
    }  # fmt: skip
    return EngagementRepris(source=Source("Engagements", rang), **(defauts | valeurs))


def un_solde(mois: Mois, rang: int = 2, **valeurs) -> SoldeRepris:
    defauts = {"marche": "M-1", "lot": "1", "heures": CENT}
    return SoldeRepris(source=Source("Mois", rang), mois=mois, **(defauts | valeurs))


@pytest.mark.parametrize(
    ("arretees_au", "mois", "passe"),
    [
        (date(2025, 6, 30), Mois(2025, 5), True),
        (date(2025, 6, 30), Mois(2025, 6), True),
        (date(2025, 6, 1), Mois(2025, 6), True),
        (date(2025, 6, 30), Mois(2025, 7), False),
        (date(2025, 12, 31), Mois(2026, 1), False),
        (None, Mois(2025, 7), True),
    ],
)
def test_un_mois_ne_suit_pas_la_date_ou_les_heures_sont_arretees(arretees_au, mois, passe) -> None:
    accord = accorder([un_engagement(arretees_au=arretees_au)], [un_solde(mois)], [])
    if passe:
        assert [(a.mois, r) for a in accord.engagements for r in [accord.refus]] == [({mois: CENT}, [])]
        return
    tardif, attend = accord.refus
    assert (tardif.source, tardif.valeur) == (Source("Mois", 2, Champ.MOIS.libelle), str(mois))
    assert f"suit le {arretees_au:%d/%m/%Y}" in tardif.phrase
    assert (attend.source.feuille, attend.source.rang) == ("Engagements", 2)
    assert "corrigez-les d'abord" in attend.phrase
    assert not accord.engagements, "un solde incomplet ne s'écrit pas"


def test_un_engagement_dont_un_mois_est_illisible_attend_sa_correction() -> None:
    """Without it, its only month gone, the whole balance would have entered as one dated line."""
    accord = accorder(
        [un_engagement()], [], [], soldes_refuses=[Designation(source=Source("Mois", 2), marche="m-1", lot="Lot 01")]
    )
    assert ["corrigez-les d'abord" in r.phrase for r in accord.refus] == [True]
    assert not accord.engagements
