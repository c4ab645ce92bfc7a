"""Numbered statements of a clause, append-only like the ledger they quote."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from clauses.models.gardes import poser_gardes


def poser(apps, schema_editor):
    poser_gardes(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("clauses", "0010_annee_du_fichier"),
        ("entreprises", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Releve",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("annee", models.PositiveSmallIntegerField(verbose_name="année")),
                ("numero", models.PositiveIntegerField(verbose_name="numéro")),
                ("arrete_au", models.DateField(verbose_name="heures travaillées jusqu'au")),
                ("connues_au", models.DateTimeField(verbose_name="telles que connues au")),
                ("derniere_ecriture", models.PositiveIntegerField(default=0, verbose_name="dernière écriture lue")),
                ("empreinte", models.CharField(blank=True, max_length=64, verbose_name="empreinte du grand livre")),
                ("donnees", models.JSONField(verbose_name="chiffres")),
                ("etabli_le", models.DateTimeField(verbose_name="établi le")),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releves",
                        to="clauses.clauseinsertion",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clauses.piece"
                    ),
                ),
                (
                    "etabli_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="entreprises.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "relevé",
                "verbose_name_plural": "relevés",
                "ordering": ["-etabli_le", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "annee", "numero"), name="un_numero_de_releve_par_office_et_an"
                    )
                ],
            },
        ),
        migrations.RunPython(poser, migrations.RunPython.noop),
    ]
