"""Hours and money: whole hundredths in the database, decimals of two places in Python."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from socle.centiemes import CentiemesField, HeuresField, arrondir, depuis_centiemes, en_centiemes

centiemes = st.integers(-(2**62), 2**62)


@given(centiemes)
def test_aller_et_retour(entier: int) -> None:
    assert en_centiemes(depuis_centiemes(entier)) == entier
    assert depuis_centiemes(entier).as_tuple().exponent == -2


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_sommer_les_centiemes_ou_les_decimaux_revient_au_meme(entiers: list[int]) -> None:
    assert sum((depuis_centiemes(e) for e in entiers), Decimal(0)) == depuis_centiemes(sum(entiers))


@pytest.mark.parametrize("valeur", ["1,2,3", "abc", "", "1.234", Decimal("0.001"), Decimal("NaN")])
def test_ce_qui_n_est_pas_un_centieme_est_refuse(valeur: object) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        en_centiemes(valeur)


@pytest.mark.parametrize(
    ("brut", "attendu"), [("0.005", "0.01"), ("-0.005", "-0.01"), ("1.004", "1.00"), ("151.675", "151.68")]
)
def test_on_arrondit_au_plus_loin_de_zero(brut: str, attendu: str) -> None:
    assert arrondir(Decimal(brut)) == Decimal(attendu)


@pytest.mark.parametrize(("saisie", "attendu"), [("1 820,5", "1820.50"), ("1\u202f820", "1820.00"), (7, "7.00")])
def test_la_saisie_francaise_se_lit(saisie: object, attendu: str) -> None:
    assert str(HeuresField().to_python(saisie)) == attendu


@pytest.mark.parametrize("saisie", ["1,234", "sept", 7.5, "NaN", "Infinity"])
def test_une_saisie_inexacte_est_refusee(saisie: object) -> None:
    with pytest.raises(ValidationError):
        CentiemesField().to_python(saisie)


def test_un_flottant_n_entre_jamais_en_base() -> None:
    with pytest.raises(TypeError):
        HeuresField().get_prep_value(7.5)


@pytest.fixture
def table_jetable() -> type[models.Model]:
    """A throw-away table with one column of hours."""
    with isolate_apps("socle"):

        class Ligne(models.Model):
            heures = HeuresField(null=True)
            autres = HeuresField(default=Decimal("0"))

            class Meta:
                app_label = "socle"
                db_table = "test_centiemes_ligne"

    return Ligne


@pytest.mark.django_db(transaction=True)
def test_la_base_somme_juste(table_jetable: type[models.Model]) -> None:
    Ligne = table_jetable  # noqa: N806
    with connection.schema_editor() as editeur:
        editeur.create_model(Ligne)
    try:
        Ligne.objects.bulk_create(
            Ligne(heures=Decimal(h), autres=Decimal("0.01")) for h in ("0.10", "0.20", "-7.35", "90000000.05")
        )
        total = Ligne.objects.aggregate(t=Sum("heures"))["t"]
        assert total == Decimal("89999993.00")
        assert isinstance(total, Decimal)
        vide = Ligne.objects.filter(heures__gt=Decimal("1e9")).aggregate(
            t=Coalesce(Sum("heures"), Value(Decimal("0"), output_field=HeuresField()))
        )
        assert vide["t"] == Decimal("0.00")
        ecart = Ligne.objects.annotate(e=models.ExpressionWrapper(F("heures") - F("autres"), HeuresField()))
        assert ecart.order_by("heures").first().e == Decimal("-7.36")
        assert Ligne.objects.filter(heures=Decimal("0.1")).count() == 1
        assert Ligne.objects.filter(heures__gte=Decimal("0.2")).count() == 2
        ligne = Ligne.objects.create(heures=None)
        ligne.refresh_from_db()
        assert ligne.heures is None
    finally:
        with connection.schema_editor() as editeur:
            editeur.delete_model(Ligne)
