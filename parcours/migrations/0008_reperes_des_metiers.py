from django.db import migrations, models
from django.db.models import BooleanField, Case, F, OuterRef, Subquery, Value, When


def copier_les_reperes(apps, schema_editor):
    """Rows already there: what services/reperes.py writes from now on."""
    source = apps.get_model("parcours", "Candidat").objects.filter(pk=OuterRef("candidat_id"))
    placable = Case(When(statut="DISPONIBLE", then=Value(True)), default=False, output_field=BooleanField())
    sources = {"cle": F("uuid"), "placable": placable} | {n: F(n) for n in ("disponible_le", "latitude", "longitude")}
    apps.get_model("parcours", "MetierCandidat").objects.update(
        **{nom: Subquery(source.annotate(lu=lu).values("lu")) for nom, lu in sources.items()}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("parcours", "0007_canal_de_la_proposition"),
        ("socle", "0002_quartiers"),
    ]

    operations = [
        migrations.AddField(
            model_name="metiercandidat",
            name="cle",
            field=models.UUIDField(editable=False, null=True, verbose_name="clé du candidat"),
        ),
        migrations.AddField(
            model_name="metiercandidat",
            name="disponible_le",
            field=models.DateField(editable=False, null=True, verbose_name="disponible le"),
        ),
        migrations.AddField(
            model_name="metiercandidat",
            name="latitude",
            field=models.FloatField(editable=False, null=True, verbose_name="latitude (commune)"),
        ),
        migrations.AddField(
            model_name="metiercandidat",
            name="longitude",
            field=models.FloatField(editable=False, null=True, verbose_name="longitude (commune)"),
        ),
        migrations.AddField(
            model_name="metiercandidat",
            name="placable",
            field=models.BooleanField(default=False, editable=False, verbose_name="à placer"),
        ),
        migrations.RunPython(copier_les_reperes, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="metiercandidat",
            index=models.Index(
                condition=models.Q(("placable", True)),
                fields=["metier", "latitude", "longitude", "disponible_le", "cle", "candidat", "rang"],
                name="metier_candidat_a_placer",
            ),
        ),
        migrations.AddConstraint(
            model_name="metiercandidat",
            constraint=models.CheckConstraint(
                condition=models.Q(("placable", False), ("cle__isnull", False), _connector="OR"),
                name="metier_a_placer_a_sa_cle",
                violation_error_message="Une ligne à placer porte la clé de son candidat.",
            ),
        ),
    ]
