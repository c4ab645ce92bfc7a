import uuid

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import comptes.querysets
import socle.horloge


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Utilisateur",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "Un compte existe déjà avec cette adresse."},
                        max_length=254,
                        unique=True,
                        verbose_name="adresse électronique",
                    ),
                ),
                ("prenom", models.CharField(blank=True, max_length=80, verbose_name="prénom")),
                ("nom", models.CharField(blank=True, max_length=80, verbose_name="nom")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True, help_text="Décoché : la personne ne peut plus se connecter.", verbose_name="actif"
                    ),
                ),
                ("is_staff", models.BooleanField(default=False, verbose_name="accès à l'administration technique")),
                ("serie_sessions", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "cree_le",
                    models.DateTimeField(default=socle.horloge.maintenant, editable=False, verbose_name="créé le"),
                ),
                (
                    "anonymise_le",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="anonymisé le"),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "utilisateur",
                "ordering": ["nom", "prenom", "email"],
            },
            managers=[
                ("objects", comptes.querysets.UtilisateurManager()),
            ],
        ),
        migrations.CreateModel(
            name="JournalCompte",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "acte",
                    models.CharField(
                        choices=[
                            ("CREATION", "Création"),
                            ("FERMETURE", "Fermeture"),
                            ("REOUVERTURE", "Réouverture"),
                            ("ANONYMISATION", "Anonymisation"),
                        ],
                        max_length=20,
                        verbose_name="acte",
                    ),
                ),
                ("le", models.DateTimeField(default=socle.horloge.maintenant, verbose_name="le")),
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                (
                    "auteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                (
                    "utilisateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
            ],
            options={
                "verbose_name": "journal d'un compte",
                "verbose_name_plural": "journal des comptes",
                "ordering": ["-le", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="utilisateur",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower(models.F("email")))),
                name="utilisateur_courriel_minuscule",
                violation_error_message="L'adresse électronique s'écrit en minuscules.",
            ),
        ),
        migrations.AddConstraint(
            model_name="utilisateur",
            constraint=models.CheckConstraint(
                condition=models.Q(("anonymise_le__isnull", True), ("is_active", False), _connector="OR"),
                name="utilisateur_anonymise_inactif",
                violation_error_message="Un compte anonymisé ne peut plus servir.",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalcompte",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("acte", "FERMETURE"), _negated=True),
                    models.Q(("motif", ""), _negated=True),
                    _connector="OR",
                ),
                name="journal_compte_fermeture_motivee",
                violation_error_message="Fermer un compte demande un motif.",
            ),
        ),
    ]
