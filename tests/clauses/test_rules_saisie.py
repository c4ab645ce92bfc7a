"""Hours as people type them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from clauses.rules.saisie import HeuresIllisibles, heures_saisies, lire_heures, modalite_du_contrat
from clauses.rules.vocabulaire import Modalite, RoleIntervenant, TypeContrat


@pytest.mark.parametrize(
    ("texte", "heures"),
    [
        ("151,67", "151.67"),
        ("151.67", "151.67"),
        ("151,670", "151.67"),
        ("7h30", "7.50"),
        ("7:30", "7.50"),
        ("7 h 30", "7.50"),
        ("7h20", "7.33"),
        ("7h 5 min", "7.08"),
        ("35 h", "35.00"),
        ("35h", "35.00"),
        ("35,", "35.00"),
        ("0", "0.00"),
        ("1\u202f234,5", None),
        (" 169 ", "169.00"),
        ("744", "744.00"),
    ],
)
def test_les_heures_se_lisent_comme_on_les_ecrit(texte, heures):
    if heures is None:
        with pytest.raises(HeuresIllisibles):
            lire_heures(texte)
    else:
        assert lire_heures(texte) == Decimal(heures)


@pytest.mark.parametrize("texte", ["", "   ", "\u00a0"])
def test_une_case_vide_n_est_pas_zero(texte):
    assert lire_heures(texte) is None


@pytest.mark.parametrize("texte", ["abc", "-3", "7h60", "12,345", "745", "1e3", "7h30h", "٣", "12;5", "h30"])
def test_le_reste_est_refuse_avec_une_phrase(texte):
    with pytest.raises(HeuresIllisibles) as refus:
        lire_heures(texte)
    assert str(refus.value).endswith(".")


def test_les_heures_non_travaillees_font_partie_des_heures_payees():
    assert heures_saisies("151,67", "21") == (Decimal("151.67"), Decimal("21.00"))
    with pytest.raises(HeuresIllisibles):
        heures_saisies("20", "21")
    with pytest.raises(HeuresIllisibles):
        heures_saisies("", "21")


def test_la_modalite_se_deduit_du_contrat():
    def modalite(type_contrat, role=RoleIntervenant.TITULAIRE, propre=True):
        return modalite_du_contrat(type_contrat=type_contrat, role=role, employeur_declare=propre)

    assert modalite(TypeContrat.CDD) == Modalite.EMBAUCHE_DIRECTE
    assert modalite(TypeContrat.INTERIM_INSERTION) == Modalite.MISE_A_DISPOSITION
    assert modalite(TypeContrat.CDD, propre=False) == Modalite.MISE_A_DISPOSITION
    assert modalite(TypeContrat.CDDI, role=RoleIntervenant.SIAE) == Modalite.SOUS_TRAITANCE
