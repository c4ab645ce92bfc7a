"""Many new rows at once, whose keys nobody needs: COPY on PostgreSQL, `bulk_create` elsewhere and for a few rows.

Same values, same constraints, same triggers; only the way in differs. No key comes back: rows that others point at
are created with `bulk_create`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

from django.db import connections, models, router

LOT_SQL = 500
"""Rows written by one statement."""
TELS_QUELS = frozenset(
    {
        *(models.CharField, models.TextField, models.UUIDField, models.BooleanField, models.ForeignKey),
        *(models.DateField, models.DateTimeField, models.IntegerField, models.BigIntegerField),
        *(models.PositiveIntegerField, models.PositiveSmallIntegerField, models.SmallIntegerField),
    }
)
COPIE_MIN = 200
"""Below, one INSERT costs less than opening a copy."""


def inserer(modele: type[models.Model], rangs: Iterable[models.Model]) -> None:
    """Insert these unsaved rows in their order, in the caller's transaction; their keys stay unknown."""
    liste = list(rangs)
    connexion = connections[router.db_for_write(modele)]
    if connexion.vendor != "postgresql" or len(liste) < COPIE_MIN:
        modele._default_manager.bulk_create(liste, batch_size=LOT_SQL)
        return
    champs = [champ for champ in modele._meta.concrete_fields if not (champ.primary_key and champ.db_returning)]
    citer = connexion.ops.quote_name
    colonnes = ", ".join(citer(champ.column) for champ in champs)
    lire = [(champ.attname, None if _tel_quel(champ) else champ.get_db_prep_save) for champ in champs]
    copie = f"COPY {citer(modele._meta.db_table)} ({colonnes}) FROM STDIN"
    # The copy speaks to the driver: Django's own errors (IntegrityError…) are what callers know.
    with connexion.cursor() as curseur, connexion.wrap_database_errors, curseur.copy(copie) as flux:
        for rang in liste:
            valeurs = rang.__dict__
            flux.write_row(
                [_valeur(preparer(valeurs[c], connexion) if preparer else valeurs[c]) for c, preparer in lire]
            )


def _tel_quel(champ: models.Field) -> bool:
    """Fields whose values the driver writes as they stand; the others (hundredths, JSON) prepare theirs."""
    return type(champ) in TELS_QUELS


def _valeur(valeur: Any) -> Any:
    """The plain value of a word of the domain: the driver would write the word's name."""
    return valeur.value if isinstance(valeur, Enum) else valeur
