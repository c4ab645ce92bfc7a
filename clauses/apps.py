"""Django configuration of the engagement: guards of the ledger are checked and set again after each migration."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import Error, Tags, register
from django.db.models.signals import post_migrate


class ClausesConfig(AppConfig):
    name = "clauses"
    verbose_name = "Clauses d'insertion"

    def ready(self) -> None:
        post_migrate.connect(_reposer_les_gardes, sender=self, dispatch_uid="clauses_gardes")
        register(verifier_gardes, Tags.database)


def _reposer_les_gardes(using: str, **_: Any) -> None:
    """A table rebuilt by a migration on SQLite loses its triggers: set them again."""
    from django.db import connections

    from clauses.models.gardes import poser_gardes

    poser_gardes(connections[using])


def verifier_gardes(app_configs: Any, databases: list[str] | None, **_: Any) -> list[Error]:
    """System check (database tag): every trigger of the ledger is in place."""
    from django.db import connections

    from clauses.models.gardes import TABLES_GARDEES, gardes_absentes

    erreurs = []
    for alias in databases or []:
        connexion = connections[alias]
        if TABLES_GARDEES[0] not in connexion.introspection.table_names():
            continue
        erreurs += [
            Error(f"Déclencheur absent : {nom}", hint="manage.py migrate --skip-checks le recrée.", id="clauses.E001")
            for nom in gardes_absentes(connexion)
        ]
    return erreurs
