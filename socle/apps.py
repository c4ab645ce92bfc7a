"""Django configuration of the shared floor: the shared cache's table comes with the migrations."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models import Field, ForeignKey
from django.db.models.signals import post_migrate

from socle.parmi import Parmi


class SocleConfig(AppConfig):
    name = "socle"
    verbose_name = "Socle"

    def ready(self) -> None:
        Field.register_lookup(Parmi)
        ForeignKey.register_lookup(Parmi)  # relations don't look among the lookups of other fields
        post_migrate.connect(_creer_table_du_cache, sender=self, dispatch_uid="socle_cache")


def _creer_table_du_cache(using: str, verbosity: int = 1, **_: Any) -> None:
    """Create the database cache's table where it is missing, so that `migrate` alone makes a base complete."""
    call_command("createcachetable", database=using, verbosity=0)
