"""The sheets of a take-over put together: which rows agree, which are refused, where and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clauses.exchange.reprise import Champ
from clauses.rules.lecture import Source
from clauses.rules.maitres_ouvrage import Connu, MaitreOuvrage
from clauses.rules.reprise import Designation, EngagementRepris, SoldeRepris
from clauses.rules.reprise_accord import DejaSuivi, accorder
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
        assert ([a.mois for a in accord.engagements], accord.refus) == ([{mois: CENT}], [])
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


@pytest.mark.parametrize(
    ("premier", "second", "attendu"),
    [
        ("Ville du Nord", "Ville du Nord", "une"),
        ("Ville du Nord", "Commune du Sud", "deux"),
        ("Ville du Nord", "", "une"),
        ("", "", "une"),
        ("Ville de Montreuil", "Mairie de Montreuil", "« Ville de Montreuil » a déjà une opération de ce nom"),
    ],
)
def test_une_operation_est_celle_d_un_maitre_d_ouvrage(premier, second, attendu) -> None:
    """Two contracts, two numbers, one name of operation."""
    deux = [un_engagement(2, maitre_ouvrage=premier, realisees=Decimal(0)),
            un_engagement(3, marche="M-2", maitre_ouvrage=second, realisees=Decimal(0))]  # fmt: skip
    accord = accorder(deux, [], [])
    cles = {a.engagement.cle_operation for a in accord.engagements}
    if attendu in ("une", "deux"):
        assert (len(cles), accord.refus) == ({"une": 1, "deux": 2}[attendu], [])
        return
    [refus] = accord.refus
    assert attendu in refus.phrase
    assert (refus.source, refus.valeur) == (Source("Engagements", 3, Champ.MAITRE_OUVRAGE.libelle), second)


def test_une_operation_suivie_chez_deux_maitres_d_ouvrage_se_demande() -> None:
    connus = [
        Connu(cle, "ecole", [MaitreOuvrage.nomme(nom)], [], nom) for cle, nom in ((7, "Le Nord"), (8, "Commune du Sud"))
    ]
    accord = accorder([un_engagement()], [], [], suivi=DejaSuivi(operations=connus))
    [refus] = accord.refus
    assert (
        refus.phrase
        == "Plusieurs maîtres d'ouvrage ont une opération de ce nom (Le Nord, Commune du Sud) : dites lequel."
    )
    assert refus.valeur == "École"
    dite = accorder([un_engagement(maitre_ouvrage="Commune du Sud")], [], [], suivi=DejaSuivi(operations=connus))
    assert [a.engagement.cle_operation for a in dite.engagements] == [8]


def test_un_mois_dont_l_engagement_est_refuse_le_dit() -> None:
    refuse = Designation(source=Source("Engagements", 2), marche="M-1")
    [refus] = accorder([], [un_solde(Mois(2025, 6))], [], engagements_refuses=[refuse]).refus
    assert "corrigez-le d'abord" in refus.phrase
    [refus] = accorder([], [un_solde(Mois(2025, 6))], []).refus
    assert "Aucun engagement" in refus.phrase
