"""A phase gets the unguessable key by which an address names it."""

import uuid

from django.db import migrations, models


def donner_une_cle(apps, schema_editor):
    for phase in apps.get_model("chantiers", "PhaseChantier").objects.filter(uuid__isnull=True).only("pk"):
        phase.uuid = uuid.uuid4()
        phase.save(update_fields=["uuid"])


class Migration(migrations.Migration):
    dependencies = [("chantiers", "0002_initial")]

    operations = [
        migrations.AddField(model_name="phasechantier", name="uuid", field=models.UUIDField(editable=False, null=True)),
        migrations.RunPython(donner_une_cle, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="phasechantier",
            name="uuid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
