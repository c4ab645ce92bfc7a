"""Set the append-only guards of the ledger (idempotent; `post_migrate` sets them again after any rebuild)."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from clauses.models.gardes import lever_gardes, poser_gardes


def poser(apps: Any, schema_editor: Any) -> None:
    poser_gardes(schema_editor.connection)


def lever(apps: Any, schema_editor: Any) -> None:
    lever_gardes(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("clauses", "0002_initial")]

    operations = [migrations.RunPython(poser, lever)]
