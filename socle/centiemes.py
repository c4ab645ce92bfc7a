"""Hours and money: `Decimal` in Python, whole hundredths in the database.

SQLite sums decimals as floats; integers add exactly on both engines. In the database only
Sum, Coalesce(..., 0), + and - between such fields (with `output_field`) and comparisons are
right; Avg, `*`, `/` and plain `F() + 1` are wrong by a factor of 100 and forbidden by a test.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

CENT = Decimal(100)
PAS = Decimal("0.01")
ZERO = Decimal("0.00")


def en_centiemes(valeur: Decimal | int | str) -> int:
    """Whole hundredths of a decimal; raises ValueError where a third decimal would be lost."""
    try:
        decimal = Decimal(valeur) if not isinstance(valeur, Decimal) else valeur
        deplace = decimal.scaleb(2)
        entier = int(deplace)
        if entier != deplace:
            raise ValueError(f"{valeur} a plus de deux décimales")
        return entier
    except (InvalidOperation, OverflowError) as erreur:
        raise ValueError(f"{valeur!r} n'est pas un nombre") from erreur


def depuis_centiemes(entier: int) -> Decimal:
    """The decimal, always with two places, of a number of hundredths."""
    return Decimal(entier).scaleb(-2)


def arrondir(valeur: Decimal) -> Decimal:
    """Two places, half away from zero (ROUND_HALF_UP, domain.md §2)."""
    return valeur.quantize(PAS, rounding=ROUND_HALF_UP)


class CentiemesField(models.BigIntegerField):
    """A decimal of two places, stored as a whole number of hundredths."""

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else depuis_centiemes(int(value))

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        if isinstance(value, float):
            raise ValidationError("Un nombre flottant n'est pas admis ici.", code="flottant")
        try:
            texte = str(value).replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
            decimal = Decimal(texte)
        except InvalidOperation as erreur:
            raise ValidationError("Saisissez un nombre.", code="invalid") from erreur
        if not decimal.is_finite():
            raise ValidationError("Saisissez un nombre.", code="invalid")
        if decimal != decimal.quantize(PAS):
            raise ValidationError("Deux décimales au plus.", code="max_decimal_places")
        return decimal.quantize(PAS)

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        if isinstance(value, float):
            raise TypeError("float refusé : utilisez Decimal")
        return en_centiemes(value)

    @property
    def validators(self) -> list[Any]:
        # The integer range validators of the parent compare hundredths with decimals.
        return list(self._validators)

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        defaults = {"form_class": forms.DecimalField, "decimal_places": 2, "localize": True}
        defaults.update(kwargs)
        defaults.pop("min_value", None)
        return models.Field.formfield(self, **defaults)

    def value_to_string(self, obj: Any) -> str:
        valeur = self.value_from_object(obj)
        return "" if valeur is None else str(valeur)

    def get_internal_type(self) -> str:
        return "BigIntegerField"


class HeuresField(CentiemesField):
    """Hours, in hundredths of an hour."""


class MontantField(CentiemesField):
    """Euros excluding tax, in cents."""
