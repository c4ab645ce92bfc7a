from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clauses", "0025_avis_personnes"),
    ]

    operations = [
        migrations.AddField(
            model_name="fenetreeligibilite",
            name="prolongee_au",
            field=models.DateField(blank=True, null=True, verbose_name="prolongée au"),
        ),
        migrations.AddConstraint(
            model_name="fenetreeligibilite",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("prolongee_au__isnull", True),
                    models.Q(("fin__isnull", False), ("prolongee_au", models.F("fin"))),
                    _connector="OR",
                ),
                name="fenetre_prolongee_a_sa_fin",
            ),
        ),
    ]
