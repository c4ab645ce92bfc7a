"""The public estimator: worked examples, the formula in words, errors beside their field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from clauses.models import CoutHoraire, PartMainOeuvre

pytestmark = pytest.mark.django_db

FINE = "\u202f"


def calculer(client, **champs: str) -> str:
    return client.get("/calculateur/", champs).content.decode()


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"montant": "1000000", "part": "50", "taux": "5", "cout": "30"}, "833"),
        ({"montant": "4 200 000", "part": "45", "taux": "10", "cout": "38"}, f"4{FINE}974"),
        ({"montant": "4200000,00", "part": "45", "taux": "10", "cout": "38"}, f"4{FINE}974"),
        ({"base": "heures", "heures": "20000", "taux": "7,5"}, f"1{FINE}500"),
    ],
)
def test_les_exemples_donnent_leurs_heures_et_leur_formule(client, champs, attendu):
    html = calculer(client, **{"base": "montant"} | champs)
    assert f"{attendu}\u00a0h</span>" in html.replace("  ", " ") or f"= {attendu}\u00a0h" in html
    assert "Le résultat" in html


def test_la_part_et_le_cout_habituels_remplissent_les_vides(client):
    PartMainOeuvre.objects.create(code="go", libelle="Gros œuvre", part=Decimal("50.00"), valide_du=date(2014, 1, 1))
    CoutHoraire.objects.create(nature="Travaux", montant=Decimal("30.00"), valide_du=date(2014, 1, 1))
    html = calculer(client, base="montant", montant="1000000", corps_etat="go", taux="5")
    assert "= 833\u00a0h" in html
    assert "Gros œuvre (50 %)" in html


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"taux": "5"}, "Indiquez le montant hors taxes."),
        ({"montant": "1000", "taux": "5", "cout": "30"}, "Choisissez un corps d&#x27;état ou indiquez la part"),
        ({"montant": "1000", "part": "50", "taux": "5"}, "Indiquez le coût horaire complet."),
        ({"base": "heures", "taux": "5"}, "Indiquez les heures de travail prévues."),
        ({"montant": "1000", "part": "50", "cout": "30", "taux": ""}, "Indiquez le taux d&#x27;insertion."),
        ({"montant": "1000", "part": "150", "cout": "30", "taux": "5"}, "inférieure ou égale à 100"),
        ({"montant": "-1", "part": "50", "cout": "30", "taux": "5"}, "supérieure ou égale à 0"),
        ({"montant": "NaN", "part": "50", "cout": "30", "taux": "5"}, "Saisissez un nombre"),
    ],
)
def test_chaque_erreur_est_dite_a_cote_de_son_champ(client, champs, message):
    html = calculer(client, **{"base": "montant"} | champs)
    assert message in html
    assert "Le résultat" not in html
    assert 'class="erreur-champ"' in html


def test_la_page_nue_montre_la_formule_et_aucune_erreur(client):
    html = calculer(client)
    assert "La formule" in html
    assert "erreur-champ" not in html
