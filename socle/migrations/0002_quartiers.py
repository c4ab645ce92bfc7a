from django.db import migrations, models


def _degres() -> models.FloatField:
    return models.FloatField(default=0, editable=False)


class Migration(migrations.Migration):
    dependencies = [("socle", "0001_initial")]

    operations = [
        migrations.AddField("quartierprioritaire", "sud", _degres(), preserve_default=False),
        migrations.AddField("quartierprioritaire", "ouest", _degres(), preserve_default=False),
        migrations.AddField("quartierprioritaire", "nord", _degres(), preserve_default=False),
        migrations.AddField("quartierprioritaire", "est", _degres(), preserve_default=False),
        migrations.AddConstraint(
            model_name="quartierprioritaire",
            constraint=models.CheckConstraint(
                condition=models.Q(("ouest__lte", models.F("est")), ("sud__lte", models.F("nord"))),
                name="quartier_emprise_ordonnee",
            ),
        ),
    ]
