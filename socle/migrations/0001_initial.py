import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import socle.horloge


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Territoire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("COMMUNE", "Commune"),
                            ("EPT", "Établissement public territorial"),
                            ("DEPARTEMENT", "Département"),
                        ],
                        max_length=12,
                        verbose_name="nature",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Code INSEE de la commune ou du département, T6… d'un EPT",
                        max_length=10,
                        verbose_name="code",
                    ),
                ),
                ("nom", models.CharField(max_length=120, verbose_name="nom")),
                ("nom_plie", models.CharField(db_index=True, editable=False, max_length=120)),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="adresse")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enfants",
                        to="socle.territoire",
                        verbose_name="territoire parent",
                    ),
                ),
                (
                    "latitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.FloatField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                ("valide_du", models.DateField(blank=True, null=True, verbose_name="valide du")),
                ("valide_au", models.DateField(blank=True, null=True, verbose_name="valide jusqu'au")),
            ],
            options={
                "verbose_name": "territoire",
                "ordering": ["nom_plie"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("nature", "code"),
                        name="territoire_code_unique_par_nature",
                        violation_error_message="Ce code est déjà celui d'un territoire de même nature.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="territoire_point_entier",
                        violation_error_message="Un point a une latitude et une longitude.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("nature", "DEPARTEMENT"), _negated=True),
                            _connector="OR",
                        ),
                        name="territoire_departement_sans_parent",
                        violation_error_message="Un département n'a pas de territoire parent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valide_du__isnull", True),
                            ("valide_au__isnull", True),
                            ("valide_au__gte", models.F("valide_du")),
                            _connector="OR",
                        ),
                        name="territoire_validite_ordonnee",
                        violation_error_message="La fin de validité ne peut pas précéder son début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Metier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=5, unique=True, verbose_name="code ROME")),
                ("libelle", models.CharField(max_length=150, verbose_name="libellé")),
                ("libelle_plie", models.CharField(db_index=True, editable=False, max_length=150)),
                ("famille", models.CharField(blank=True, max_length=80, verbose_name="famille")),
                ("ordre", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                ("actif", models.BooleanField(default=True, verbose_name="proposé dans les formulaires")),
                ("voisins", models.ManyToManyField(blank=True, to="socle.metier", verbose_name="métiers voisins")),
            ],
            options={
                "verbose_name": "métier",
                "ordering": ["ordre", "libelle_plie"],
            },
        ),
        migrations.CreateModel(
            name="QuartierPrioritaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="code")),
                ("nom", models.CharField(max_length=200, verbose_name="nom")),
                (
                    "generation",
                    models.PositiveSmallIntegerField(
                        help_text="Année de la liste nationale : 2015 ou 2024", verbose_name="génération"
                    ),
                ),
                ("contour", models.JSONField(verbose_name="contour (GeoJSON)")),
                ("valide_du", models.DateField(blank=True, null=True, verbose_name="valide du")),
                ("valide_au", models.DateField(blank=True, null=True, verbose_name="valide jusqu'au")),
            ],
            options={
                "verbose_name": "quartier prioritaire",
                "verbose_name_plural": "quartiers prioritaires",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valide_du__isnull", True),
                            ("valide_au__isnull", True),
                            ("valide_au__gte", models.F("valide_du")),
                            _connector="OR",
                        ),
                        name="quartier_validite_ordonnee",
                        violation_error_message="La fin de validité ne peut pas précéder son début.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BailTache",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tache", models.UUIDField(null=True, unique=True, verbose_name="identifiant de tâche")),
                ("cle", models.CharField(max_length=200, unique=True, verbose_name="clé d'idempotence")),
                ("nom", models.CharField(max_length=200, verbose_name="fonction")),
                ("tentatives", models.PositiveSmallIntegerField(default=0, verbose_name="tentatives")),
                ("battement_le", models.DateTimeField(null=True, verbose_name="dernier battement")),
                ("fait_le", models.DateTimeField(db_index=True, null=True, verbose_name="fait le")),
                ("cree_le", models.DateTimeField(default=socle.horloge.maintenant, verbose_name="créé le")),
            ],
            options={
                "verbose_name": "bail de tâche",
                "verbose_name_plural": "baux de tâches",
                "ordering": ["-cree_le"],
            },
        ),
        migrations.CreateModel(
            name="PassageTache",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nom", models.CharField(max_length=100, unique=True, verbose_name="tâche")),
                ("dernier_debut", models.DateTimeField(null=True, verbose_name="dernier début")),
                ("dernier_succes", models.DateTimeField(null=True, verbose_name="dernier succès")),
                ("derniere_erreur", models.TextField(blank=True, verbose_name="dernière erreur")),
            ],
            options={
                "verbose_name": "passage d'une tâche périodique",
                "verbose_name_plural": "passages des tâches périodiques",
                "ordering": ["nom"],
            },
        ),
        migrations.CreateModel(
            name="AliasTerritoire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "territoire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alias",
                        to="socle.territoire",
                        verbose_name="territoire",
                    ),
                ),
                (
                    "sorte",
                    models.CharField(
                        choices=[
                            ("INSEE_ANCIEN", "Ancien code INSEE"),
                            ("CODE_POSTAL", "Code postal"),
                            ("NOM", "Autre nom (replié)"),
                        ],
                        max_length=12,
                        verbose_name="sorte",
                    ),
                ),
                ("valeur", models.CharField(db_index=True, max_length=120, verbose_name="valeur")),
            ],
            options={
                "verbose_name": "autre nom de territoire",
                "verbose_name_plural": "autres noms de territoires",
                "ordering": ["sorte", "valeur"],
                "constraints": [
                    models.UniqueConstraint(fields=("territoire", "sorte", "valeur"), name="un_alias_par_territoire"),
                    models.UniqueConstraint(
                        condition=models.Q(("sorte", "INSEE_ANCIEN")),
                        fields=("valeur",),
                        name="un_territoire_par_ancien_code",
                        violation_error_message="Cet ancien code INSEE conduit déjà à une autre commune.",
                    ),
                ],
            },
        ),
    ]
