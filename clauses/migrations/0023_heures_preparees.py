"""`LigneProposee`, which nothing wrote, becomes the hours that an employer prepares for a contractor's month."""

import uuid
from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clauses.rules.vocabulaire
import socle.centiemes


class Migration(migrations.Migration):
    dependencies = [
        ("chantiers", "0001_squashed_0003_phase_uuid"),
        ("clauses", "0022_avis_renvois"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="ligneheures",
            name="origine",
            field=models.CharField(
                choices=[
                    ("GRILLE", "Saisie dans la grille"),
                    ("TABLEUR", "Fichier tableur"),
                    ("DSN", "DSN"),
                    ("POUR_COMPTE", "Saisie pour le compte de l'entreprise"),
                    ("PREPAREE", "Préparée par l'employeur, confirmée par l'entreprise"),
                    ("REPRISE", "Reprise"),
                ],
                default=clauses.rules.vocabulaire.OrigineLigne["GRILLE"],
                max_length=12,
                verbose_name="origine",
            ),
        ),
        migrations.DeleteModel(name="LigneProposee"),
        migrations.CreateModel(
            name="LigneProposee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("mois", models.DateField(verbose_name="mois")),
                ("heures", socle.centiemes.HeuresField(verbose_name="heures payées")),
                (
                    "heures_non_travaillees",
                    socle.centiemes.HeuresField(default=Decimal("0.00"), verbose_name="dont non travaillées"),
                ),
                ("proposee_le", models.DateTimeField(verbose_name="préparée le")),
                ("retiree_le", models.DateTimeField(blank=True, null=True, verbose_name="retirée ou remplacée le")),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="proposee",
                        to="chantiers.chantier",
                    ),
                ),
                (
                    "contrat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="propositions",
                        to="clauses.contrattravail",
                    ),
                ),
                (
                    "proposee_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "retiree_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne préparée par l'employeur",
                "verbose_name_plural": "lignes préparées par l'employeur",
                "ordering": ["mois", "contrat", "chantier", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retiree_le__isnull", True)),
                        fields=("contrat", "chantier", "mois"),
                        name="une_ligne_preparee_par_contrat_site_et_mois",
                    ),
                    models.CheckConstraint(condition=models.Q(("mois__day", 1)), name="ligne_preparee_mois_au_premier"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heures__gte", Decimal("0")),
                            ("heures_non_travaillees__gte", Decimal("0")),
                            ("heures_non_travaillees__lte", models.F("heures")),
                        ),
                        name="ligne_preparee_heures_possibles",
                        violation_error_message="Les heures non travaillées font partie des heures payées.",
                    ),
                ],
            },
        ),
    ]
