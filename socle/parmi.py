"""`champ__parmi=[…]`: "in", for thousands of values sent as one parameter.

`IN (%s, %s, …)` costs Django and the driver tens of milliseconds for ten thousand keys, each time; an array on
PostgreSQL and a JSON list on SQLite cost one parameter. For keys of tables (integers), public keys (UUID) and days.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Lookup, Model

VALEURS_JSON = "(SELECT value FROM json_each(%s))"


class Parmi(Lookup):
    """`lhs = ANY(array)` or `lhs IN (SELECT value FROM json_each(…))`; no value at all: no row."""

    lookup_name = "parmi"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Iterable[Any]) -> None:
        super().__init__(lhs, [valeur.pk if isinstance(valeur, Model) else valeur for valeur in rhs])

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        gauche, parametres = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{gauche} = ANY(%s)", [*parametres, self.rhs]
        valeurs = json.dumps(self.rhs, default=_texte)
        return f"{gauche} IN {VALEURS_JSON}", [*parametres, valeurs]


def _texte(valeur: Any) -> str:
    """As SQLite stores it: the 32 digits of a public key, a day as AAAA-MM-JJ."""
    if isinstance(valeur, UUID):
        return valeur.hex
    if isinstance(valeur, date):
        return valeur.isoformat()
    raise TypeError(f"{type(valeur).__name__} ne se cherche pas par « parmi »")
