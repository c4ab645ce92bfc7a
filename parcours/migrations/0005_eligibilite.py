import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import parcours.rules.vocabulaire


def dire_ce_que_chaque_critere_demande(apps, schema_editor):
    """Rows already there: what the two criteria with a proof of their own ask, and the condition of the ANRU charter."""
    criteres = apps.get_model("parcours", "Critere").objects
    criteres.filter(code="IAE").update(sorte_preuve="PASS_IAE")
    criteres.filter(code="QPV").update(sorte_preuve="QUARTIER")
    criteres.filter(code="QPV", referentiel__code="anru", suffit_seul=False).update(condition=True, niveau=1)


class Migration(migrations.Migration):
    dependencies = [
        ("clauses", "0026_fenetre_prolongee"),
        ("parcours", "0004_liens_carnet"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CritereComplementaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("preuve_datee_le", models.DateField(blank=True, null=True, verbose_name="justificatif daté du")),
                ("expire_le", models.DateField(blank=True, null=True, verbose_name="droit ouvert jusqu'au")),
                ("mois_etablis", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="mois établis")),
            ],
            options={
                "verbose_name": "critère complémentaire",
                "verbose_name_plural": "critères complémentaires",
                "ordering": ["decision", "critere__ordre", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CumulCriteres",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nature_employeur",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ENTREPRISE", "Entreprise"),
                            ("EI", "Entreprise d'insertion"),
                            ("ETTI", "Entreprise de travail temporaire d'insertion"),
                            ("ACI", "Atelier et chantier d'insertion"),
                            ("AI", "Association intermédiaire"),
                            ("EITI", "Entreprise d'insertion par le travail indépendant"),
                            ("GEIQ", "Groupement d'employeurs pour l'insertion et la qualification"),
                            ("EA", "Entreprise adaptée"),
                            ("EATT", "Entreprise adaptée de travail temporaire"),
                            ("ESAT", "Établissement ou service d'accompagnement par le travail"),
                            ("REGIE", "Régie labellisée"),
                            ("ETT", "Entreprise de travail temporaire"),
                            ("MAITRE_OUVRAGE", "Maître d'ouvrage"),
                            ("COLLECTIVITE", "Collectivité"),
                            ("PRESCRIPTEUR", "Prescripteur"),
                            ("OFFICE", "Structure de facilitation"),
                            ("EDITEUR", "Rédaction du site"),
                            ("PLATEFORME", "Équipe de la plateforme"),
                        ],
                        help_text="Vide : tous les autres employeurs.",
                        max_length=20,
                        verbose_name="employeur",
                    ),
                ),
                ("nombre", models.PositiveSmallIntegerField(verbose_name="critères de niveau 2 demandés")),
            ],
            options={
                "verbose_name": "cumul de critères",
                "verbose_name_plural": "cumuls de critères",
                "ordering": ["referentiel", "nature_employeur"],
            },
        ),
        migrations.CreateModel(
            name="Prolongation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fin_avant", models.DateField(verbose_name="fin avant")),
                ("fin_apres", models.DateField(verbose_name="fin après")),
                ("motif", models.CharField(max_length=500, verbose_name="motif")),
                ("enregistree_le", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "prolongation",
                "ordering": ["fenetre", "enregistree_le", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_favorable_a_un_critere_et_un_debut",
        ),
        migrations.AddField(
            model_name="critere",
            name="condition",
            field=models.BooleanField(
                default=False,
                help_text="Demandée en plus d'un critère, quel qu'il soit.",
                verbose_name="condition du référentiel",
            ),
        ),
        migrations.AddField(
            model_name="critere",
            name="mois_minimal",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Durée de recherche ou d'inactivité que le dossier établit.",
                null=True,
                verbose_name="mois à établir",
            ),
        ),
        migrations.AddField(
            model_name="critere",
            name="sorte_preuve",
            field=models.CharField(
                choices=[
                    ("JUSTIFICATIF", "Un justificatif daté"),
                    ("PASS_IAE", "Le numéro et les dates du PASS IAE"),
                    ("QUARTIER", "Un justificatif de domicile daté et l'adresse située dans un quartier prioritaire"),
                ],
                default=parcours.rules.vocabulaire.SortePreuve["JUSTIFICATIF"],
                max_length=15,
                verbose_name="se prouve par",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="deja_couverte",
            field=models.BooleanField(default=False, verbose_name="une fenêtre était déjà ouverte"),
        ),
        migrations.AddField(
            model_name="decision",
            name="expire_le",
            field=models.DateField(blank=True, null=True, verbose_name="droit ouvert jusqu'au"),
        ),
        migrations.AddField(
            model_name="decision",
            name="mois_etablis",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="mois établis"),
        ),
        migrations.AddField(
            model_name="decision",
            name="pass_debut",
            field=models.DateField(blank=True, null=True, verbose_name="PASS IAE du"),
        ),
        migrations.AddField(
            model_name="decision",
            name="pass_fin",
            field=models.DateField(blank=True, null=True, verbose_name="PASS IAE au"),
        ),
        migrations.AddField(
            model_name="decision",
            name="qpv_code",
            field=models.CharField(blank=True, max_length=12, verbose_name="quartier prioritaire"),
        ),
        migrations.AddField(
            model_name="decision",
            name="qpv_generation",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="liste des quartiers"),
        ),
        migrations.AlterField(
            model_name="critere",
            name="age_preuve_mois",
            field=models.PositiveSmallIntegerField(
                blank=True,
                default=3,
                help_text="Vide : sans date ni limite.",
                null=True,
                verbose_name="âge maximal du justificatif (mois)",
            ),
        ),
        migrations.AlterField(
            model_name="critere",
            name="niveau",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "Niveau 1"), (2, "Niveau 2")],
                default=1,
                verbose_name="niveau (1 suffit seul, 2 se cumule)",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="fenetre",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                related_query_name="decision",
                to="clauses.fenetreeligibilite",
            ),
        ),
        migrations.AddConstraint(
            model_name="critere",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("suffit_seul", False), models.Q(("condition", False), ("niveau", 1)), _connector="OR"
                ),
                name="critere_de_niveau_2_ou_condition_ne_suffit_pas",
                violation_error_message="Un critère de niveau 2, ou une condition, ne suffit pas seul.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issue", "FAVORABLE"), _negated=True),
                    models.Q(
                        ("debut__isnull", False),
                        models.Q(("critere__isnull", False), ("deja_couverte", True), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="decision_favorable_a_un_critere_et_un_debut",
                violation_error_message="Une décision favorable a un critère et une date de début.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("qpv_code", ""), ("qpv_generation__isnull", True)),
                    models.Q(models.Q(("qpv_code", ""), _negated=True), ("qpv_generation__isnull", False)),
                    _connector="OR",
                ),
                name="decision_quartier_avec_sa_liste",
                violation_error_message="Un quartier se garde avec sa liste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pass_iae", ""),
                    models.Q(
                        ("pass_debut__isnull", False),
                        ("pass_fin__gte", models.F("pass_debut")),
                        ("pass_fin__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decision_pass_avec_ses_dates",
                violation_error_message="Un PASS IAE se garde avec ses dates.",
            ),
        ),
        migrations.AddField(
            model_name="criterecomplementaire",
            name="critere",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="complements", to="parcours.critere"
            ),
        ),
        migrations.AddField(
            model_name="criterecomplementaire",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="complements", to="parcours.decision"
            ),
        ),
        migrations.AddField(
            model_name="cumulcriteres",
            name="referentiel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                related_query_name="cumul",
                to="clauses.referentiel",
            ),
        ),
        migrations.AddField(
            model_name="prolongation",
            name="auteur",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="prolongation",
            name="fenetre",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                related_query_name="prolongation",
                to="clauses.fenetreeligibilite",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterecomplementaire",
            constraint=models.UniqueConstraint(fields=("decision", "critere"), name="un_critere_une_fois_par_decision"),
        ),
        migrations.AddConstraint(
            model_name="cumulcriteres",
            constraint=models.UniqueConstraint(
                fields=("referentiel", "nature_employeur"), name="un_cumul_par_employeur"
            ),
        ),
        migrations.AddConstraint(
            model_name="cumulcriteres",
            constraint=models.CheckConstraint(
                condition=models.Q(("nombre__gte", 1)),
                name="cumul_d_un_critere_au_moins",
                violation_error_message="Il faut un critère au moins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prolongation",
            constraint=models.CheckConstraint(
                condition=models.Q(("fin_apres__gt", models.F("fin_avant"))),
                name="prolongation_plus_loin",
                violation_error_message="La nouvelle fin vient après l'ancienne.",
            ),
        ),
        migrations.AddConstraint(
            model_name="prolongation",
            constraint=models.CheckConstraint(
                condition=models.Q(("motif", ""), _negated=True),
                name="prolongation_motivee",
                violation_error_message="Une prolongation demande un motif.",
            ),
        ),
        migrations.RunPython(dire_ce_que_chaque_critere_demande, migrations.RunPython.noop),
    ]
