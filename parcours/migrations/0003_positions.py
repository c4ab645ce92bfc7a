"""Coordinates of the existing candidates: the centre of their commune, no finer."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def placer(apps: Any, schema_editor: Any) -> None:
    Candidat = apps.get_model("parcours", "Candidat")
    Beneficiaire = apps.get_model("clauses", "Beneficiaire")
    siennes = Beneficiaire.objects.filter(pk=OuterRef("beneficiaire_id"))
    Candidat.objects.filter(latitude__isnull=True, beneficiaire__commune__latitude__isnull=False).update(
        latitude=Subquery(siennes.values("commune__latitude")[:1]),
        longitude=Subquery(siennes.values("commune__longitude")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("clauses", "0001_squashed_0009_fichiers_heures"),
        ("socle", "0001_initial"),
        ("parcours", "0002_fiche_candidat"),
    ]
    operations = [migrations.RunPython(placer, migrations.RunPython.noop)]
