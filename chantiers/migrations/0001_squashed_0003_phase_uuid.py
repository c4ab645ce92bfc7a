"""The tables of places and sites."""

import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import socle.centiemes


class Migration(migrations.Migration):
    replaces = [("chantiers", "0001_initial"), ("chantiers", "0002_initial"), ("chantiers", "0003_phase_uuid")]

    initial = True

    dependencies = [
        ("comptes", "__first__"),
        ("entreprises", "0001_initial"),
        ("socle", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="adresse")),
                ("nom", models.CharField(max_length=120, verbose_name="nom")),
                ("description", models.TextField(blank=True, verbose_name="description publique")),
                ("ordre", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                ("actif", models.BooleanField(default=True, verbose_name="actif")),
            ],
            options={
                "verbose_name": "programme",
                "ordering": ["ordre", "nom"],
            },
        ),
        migrations.CreateModel(
            name="Operation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="adresse")),
                ("nom", models.CharField(max_length=200, verbose_name="nom")),
                ("nom_plie", models.CharField(db_index=True, editable=False, max_length=200)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operations",
                        to="chantiers.programme",
                        verbose_name="programme",
                    ),
                ),
                (
                    "maitre_ouvrage",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="operation",
                        to="entreprises.organisation",
                        verbose_name="maître d'ouvrage",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description publique")),
                ("cree_le", models.DateTimeField(verbose_name="créée le")),
                ("annule_le", models.DateTimeField(blank=True, null=True, verbose_name="annulée le")),
                ("annule_motif", models.CharField(blank=True, max_length=300, verbose_name="motif d'annulation")),
            ],
            options={
                "verbose_name": "opération",
                "ordering": ["nom_plie"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("annule_le__isnull", True), models.Q(("annule_motif", ""), _negated=True), _connector="OR"
                        ),
                        name="operation_annulee_avec_motif",
                        violation_error_message="Annuler une opération demande un motif.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Chantier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=120, unique=True, verbose_name="adresse")),
                ("nom", models.CharField(max_length=200, verbose_name="nom")),
                ("nom_plie", models.CharField(db_index=True, editable=False, max_length=200)),
                ("alias", models.JSONField(blank=True, default=list, verbose_name="autres noms")),
                ("recherche", models.TextField(default="", editable=False, verbose_name="texte de recherche replié")),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chantiers",
                        to="chantiers.operation",
                        verbose_name="opération",
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="description publique")),
                ("adresse", models.CharField(blank=True, max_length=250, verbose_name="adresse ou lieu")),
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
                (
                    "source_point",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("BAN", "Base adresse nationale"),
                            ("MAIN", "Point posé à la main"),
                            ("REPRISE", "Donnée reprise"),
                        ],
                        max_length=10,
                        verbose_name="origine du point",
                    ),
                ),
                ("score_point", models.FloatField(blank=True, null=True, verbose_name="score de géocodage")),
                ("point_le", models.DateTimeField(blank=True, null=True, verbose_name="point posé le")),
                ("geometrie", models.JSONField(blank=True, null=True, verbose_name="tracé (GeoJSON)")),
                (
                    "version_publique",
                    models.PositiveBigIntegerField(default=1, editable=False, verbose_name="version publique"),
                ),
                ("cree_le", models.DateTimeField(verbose_name="créé le")),
                ("annule_le", models.DateTimeField(blank=True, null=True, verbose_name="annulé le")),
                ("annule_motif", models.CharField(blank=True, max_length=300, verbose_name="motif d'annulation")),
            ],
            options={
                "verbose_name": "chantier",
                "ordering": ["nom_plie"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(("latitude__isnull", False), ("longitude__isnull", False)),
                            _connector="OR",
                        ),
                        name="chantier_point_entier",
                        violation_error_message="Un point a une latitude et une longitude.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("annule_le__isnull", True), models.Q(("annule_motif", ""), _negated=True), _connector="OR"
                        ),
                        name="chantier_annule_avec_motif",
                        violation_error_message="Annuler un chantier demande un motif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommuneChantier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="communes", to="chantiers.chantier"
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="part_chantier",
                        to="socle.territoire",
                    ),
                ),
                ("part", socle.centiemes.CentiemesField(default=Decimal("100.00"), verbose_name="part (%)")),
            ],
            options={
                "verbose_name": "part de commune",
                "ordering": ["-part", "commune__nom_plie"],
                "constraints": [
                    models.UniqueConstraint(fields=("chantier", "commune"), name="une_part_par_commune"),
                    models.CheckConstraint(
                        condition=models.Q(("part__gt", Decimal("0")), ("part__lte", Decimal("100"))),
                        name="part_de_commune_entre_0_et_100",
                        violation_error_message="Une part est comprise entre 0 et 100 %.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PhaseChantier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="chantiers.chantier"
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("ETUDES", "Études"),
                            ("PREPARATION", "Préparation"),
                            ("TRAVAUX", "Travaux"),
                            ("RECEPTION", "Réception"),
                            ("REVERSIBILITE", "Réversibilité"),
                            ("SERVICE", "Mise en service"),
                        ],
                        max_length=15,
                        verbose_name="nature",
                    ),
                ),
                ("libelle", models.CharField(blank=True, max_length=120, verbose_name="libellé")),
                ("debut_prevu", models.DateField(blank=True, null=True, verbose_name="début prévu")),
                ("debut_confirme", models.DateField(blank=True, null=True, verbose_name="début confirmé")),
                ("debut_observe", models.DateField(blank=True, null=True, verbose_name="début observé")),
                ("fin_prevue", models.DateField(blank=True, null=True, verbose_name="fin prévue")),
                ("fin_confirmee", models.DateField(blank=True, null=True, verbose_name="fin confirmée")),
                ("fin_observee", models.DateField(blank=True, null=True, verbose_name="fin observée")),
                (
                    "debut_retenu",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "debut_observe", "debut_confirme", "debut_prevu"
                        ),
                        output_field=models.DateField(null=True),
                    ),
                ),
                (
                    "fin_retenue",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "fin_observee", "fin_confirmee", "fin_prevue"
                        ),
                        output_field=models.DateField(null=True),
                    ),
                ),
            ],
            options={
                "verbose_name": "phase",
                "ordering": ["debut_retenu", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debut_prevu__isnull", True),
                            ("fin_prevue__isnull", True),
                            ("fin_prevue__gte", models.F("debut_prevu")),
                            _connector="OR",
                        ),
                        name="phase_prevue_dans_l_ordre",
                        violation_error_message="La fin prévue précède le début prévu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalChantier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "operation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal",
                        to="chantiers.operation",
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal",
                        to="chantiers.chantier",
                    ),
                ),
                ("acte", models.CharField(max_length=40, verbose_name="acte")),
                ("le", models.DateTimeField(verbose_name="le")),
                (
                    "auteur",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("motif", models.CharField(blank=True, max_length=500, verbose_name="motif")),
            ],
            options={
                "verbose_name": "ligne de journal",
                "ordering": ["-le", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("operation__isnull", False), ("chantier__isnull", False), _connector="OR"),
                        name="journal_chantier_a_un_objet",
                    )
                ],
            },
        ),
    ]
