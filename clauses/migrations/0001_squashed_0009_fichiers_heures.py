"""Every table of the hours, with the append-only guards of the ledger (`post_migrate` sets them again after a rebuild)."""

import uuid
from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import clauses.rules.etats
import clauses.rules.imports
import clauses.rules.obligation
import clauses.rules.proposition_tableur
import clauses.rules.vocabulaire
import entreprises.rules
import socle.centiemes
import socle.periodes
from clauses.models.gardes import lever_gardes, poser_gardes


def poser(apps, schema_editor):
    poser_gardes(schema_editor.connection)


def lever(apps, schema_editor):
    lever_gardes(schema_editor.connection)


class Migration(migrations.Migration):
    replaces = [
        ("clauses", "0001_initial"),
        ("clauses", "0002_initial"),
        ("clauses", "0003_gardes"),
        ("clauses", "0004_travaux_et_retours"),
        ("clauses", "0005_gravites_entre_deux_dates"),
        ("clauses", "0006_imports_heures"),
        ("clauses", "0007_deplacement"),
        ("clauses", "0008_conventions_d_insertion"),
        ("clauses", "0009_fichiers_heures"),
    ]

    initial = True

    dependencies = [
        ("chantiers", "0001_squashed_0003_phase_uuid"),
        ("comptes", "__first__"),
        ("entreprises", "0001_initial"),
        ("socle", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConventionInsertion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "structure",
                    models.ForeignKey(
                        limit_choices_to={
                            "nature__in": [
                                entreprises.rules.Nature["ACI"],
                                entreprises.rules.Nature["AI"],
                                entreprises.rules.Nature["EI"],
                                entreprises.rules.Nature["EITI"],
                                entreprises.rules.Nature["ETTI"],
                            ]
                        },
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="convention_insertion",
                        to="entreprises.organisation",
                        verbose_name="structure d'insertion",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=60, verbose_name="numéro de la convention")),
                ("valide_du", models.DateField(verbose_name="valable du")),
                (
                    "valide_au",
                    models.DateField(blank=True, help_text="Vide : sans fin connue.", null=True, verbose_name="au"),
                ),
            ],
            options={
                "verbose_name": "convention d'insertion",
                "verbose_name_plural": "conventions d'insertion",
                "ordering": ["structure", "valide_du"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("structure", "valide_du"),
                        name="une_convention_par_structure_et_debut",
                        violation_error_message="Une convention de cette structure commence déjà ce jour-là.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valide_au__isnull", True), ("valide_au__gte", models.F("valide_du")), _connector="OR"
                        ),
                        name="convention_dates_ordonnees",
                        violation_error_message="La fin ne précède pas le début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FichierHeures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="fichier_heures",
                        to="entreprises.organisation",
                    ),
                ),
                (
                    "auteur",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("nom_fichier", models.CharField(max_length=150, verbose_name="fichier")),
                ("format", models.CharField(blank=True, max_length=5, verbose_name="format")),
                ("empreinte", models.CharField(blank=True, db_index=True, max_length=64, verbose_name="empreinte")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("RECU", "En cours de lecture"),
                            ("A_PRECISER", "À préciser"),
                            ("A_RELIRE", "À relire"),
                            ("ENREGISTRE", "Enregistré"),
                            ("REFUSE", "Illisible"),
                            ("ABANDONNE", "Abandonné"),
                        ],
                        default=clauses.rules.proposition_tableur.EtatFichier["RECU"],
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("progression", models.PositiveSmallIntegerField(default=0, verbose_name="progression (%)")),
                ("mois", models.DateField(blank=True, null=True, verbose_name="mois indiqué")),
                ("depot", models.CharField(blank=True, editable=False, max_length=120)),
                ("constats", models.JSONField(blank=True, default=list, verbose_name="constats")),
                ("comptes", models.JSONField(blank=True, default=dict, verbose_name="comptes")),
                (
                    "correspondance",
                    models.JSONField(blank=True, default=dict, verbose_name="correspondance à confirmer"),
                ),
                ("depose_le", models.DateTimeField(verbose_name="déposé le")),
                ("lu_le", models.DateTimeField(blank=True, null=True, verbose_name="lu le")),
                (
                    "oublie_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="fichier et lignes inconnues effacés le"),
                ),
                ("termine_le", models.DateTimeField(blank=True, null=True, verbose_name="terminé le")),
            ],
            options={
                "verbose_name": "import d'heures",
                "verbose_name_plural": "imports d'heures",
                "ordering": ["-depose_le", "-pk"],
                "indexes": [models.Index(fields=["organisation", "etat"], name="fichier_organisation")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("progression__lte", 100)), name="fichier_progression_en_pourcent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("etat__in", ["ENREGISTRE", "REFUSE", "ABANDONNE"]), ("termine_le__isnull", False)
                            ),
                            models.Q(
                                models.Q(("etat__in", ["ENREGISTRE", "REFUSE", "ABANDONNE"]), _negated=True),
                                ("termine_le__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="fichier_termine_date",
                        violation_error_message="Un import terminé porte la date de sa fin.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mois__isnull", True), ("mois__day", 1), _connector="OR"),
                        name="fichier_mois_au_premier",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrespondanceColonnes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="entreprises.organisation"
                    ),
                ),
                ("signature", models.CharField(max_length=32, verbose_name="forme du fichier")),
                ("reponses", models.JSONField(default=dict, verbose_name="réponses")),
                (
                    "par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("le", models.DateTimeField(verbose_name="le")),
            ],
            options={
                "verbose_name": "correspondance de colonnes",
                "verbose_name_plural": "correspondances de colonnes",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "signature"), name="une_correspondance_par_forme")
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportHeures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="import_heures",
                        to="entreprises.organisation",
                    ),
                ),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("nom_fichier", models.CharField(max_length=150, verbose_name="nom du fichier")),
                (
                    "format",
                    models.CharField(
                        choices=[("DSN", "DSN"), ("TABLEUR", "Fichier tableur")], max_length=10, verbose_name="format"
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("LECTURE", "En cours de lecture"),
                            ("A_RELIRE", "À relire"),
                            ("REPORTE", "Reporté dans la grille"),
                            ("ABANDONNE", "Laissé"),
                            ("REFUSE", "Refusé"),
                        ],
                        default=clauses.rules.imports.EtatImport["A_RELIRE"],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("depose_le", models.DateTimeField(verbose_name="déposé le")),
                ("clos_le", models.DateTimeField(blank=True, null=True, verbose_name="clos le")),
                ("comptes", models.JSONField(default=dict, verbose_name="comptes")),
                ("constats", models.JSONField(default=list, verbose_name="constats")),
            ],
            options={
                "verbose_name": "import d'heures",
                "verbose_name_plural": "imports d'heures",
                "ordering": ["-depose_le", "-pk"],
                "indexes": [models.Index(fields=["organisation", "etat"], name="import_a_relire")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clos_le__isnull", True), ("etat__in", ["A_RELIRE", "LECTURE"])),
                            models.Q(
                                models.Q(("etat__in", ["A_RELIRE", "LECTURE"]), _negated=True),
                                ("clos_le__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="import_clos_date",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MarchePublie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("acheteur_id", models.CharField(max_length=30, verbose_name="identifiant de l'acheteur")),
                ("acheteur_nom", models.CharField(blank=True, max_length=300, verbose_name="acheteur")),
                ("identifiant", models.CharField(max_length=80, verbose_name="identifiant du marché")),
                (
                    "sorte",
                    models.CharField(
                        choices=[("MARCHE", "Marché"), ("CONCESSION", "Concession")],
                        default="MARCHE",
                        max_length=12,
                        verbose_name="sorte",
                    ),
                ),
                ("nature", models.CharField(blank=True, max_length=80, verbose_name="nature")),
                ("objet", models.TextField(blank=True, verbose_name="objet")),
                ("objet_plie", models.TextField(default="", editable=False)),
                ("titre_corrige", models.CharField(blank=True, max_length=300, verbose_name="objet corrigé à la main")),
                ("cpv", models.CharField(blank=True, max_length=8, verbose_name="CPV")),
                ("travaux", models.BooleanField(default=False, verbose_name="travaux")),
                ("procedure", models.CharField(blank=True, max_length=120, verbose_name="procédure")),
                ("ccag", models.CharField(blank=True, max_length=80, verbose_name="CCAG")),
                ("montant", socle.centiemes.MontantField(blank=True, null=True, verbose_name="montant HT")),
                ("duree_mois", models.PositiveIntegerField(blank=True, null=True, verbose_name="durée (mois)")),
                ("date_notification", models.DateField(blank=True, null=True, verbose_name="notification")),
                ("date_publication", models.DateField(blank=True, null=True, verbose_name="publication")),
                ("lieu_code", models.CharField(blank=True, max_length=20, verbose_name="code du lieu")),
                ("lieu_type", models.CharField(blank=True, max_length=30, verbose_name="type du lieu")),
                ("lieu_nom", models.CharField(blank=True, max_length=300, verbose_name="lieu")),
                ("lieu_inconnu", models.BooleanField(default=False, verbose_name="lieu inconnu")),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="socle.territoire",
                    ),
                ),
                ("clause_sociale", models.BooleanField(blank=True, null=True, verbose_name="clause sociale")),
                (
                    "considerations_sociales",
                    models.JSONField(blank=True, default=list, verbose_name="considérations sociales"),
                ),
                ("groupement", models.CharField(blank=True, max_length=40, verbose_name="groupement")),
                (
                    "sous_traitance_declaree",
                    models.BooleanField(blank=True, null=True, verbose_name="sous-traitance déclarée"),
                ),
                ("modifications", models.JSONField(blank=True, default=list, verbose_name="modifications publiées")),
                ("defauts", models.JSONField(blank=True, default=list, verbose_name="défauts de la donnée")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="source")),
                ("empreinte", models.CharField(editable=False, max_length=64)),
                ("importe_le", models.DateTimeField(verbose_name="importé le")),
                ("mis_a_jour_le", models.DateTimeField(verbose_name="mis à jour le")),
            ],
            options={
                "verbose_name": "marché publié",
                "verbose_name_plural": "marchés publiés",
                "ordering": ["-date_notification", "acheteur_id", "identifiant"],
                "indexes": [
                    models.Index(fields=["-date_notification"], name="marche_publie_notif"),
                    models.Index(fields=["clause_sociale", "travaux"], name="marche_publie_filtres"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("acheteur_id", "identifiant"), name="un_marche_publie_par_cle"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acheteur_id", ""), _negated=True), models.Q(("identifiant", ""), _negated=True)
                        ),
                        name="marche_publie_acheteur_et_identifiant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Beneficiaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("nom", models.CharField(max_length=100, verbose_name="nom")),
                ("prenom", models.CharField(max_length=100, verbose_name="prénom")),
                ("nom_usage", models.CharField(blank=True, max_length=100, verbose_name="nom d'usage")),
                ("nom_plie", models.CharField(editable=False, max_length=100)),
                ("prenom_plie", models.CharField(editable=False, max_length=100)),
                ("date_naissance", models.DateField(blank=True, null=True, verbose_name="date de naissance")),
                (
                    "sexe",
                    models.CharField(
                        blank=True,
                        choices=[("F", "Femme"), ("H", "Homme"), ("", "Non renseigné")],
                        max_length=1,
                        verbose_name="sexe",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="socle.territoire",
                        verbose_name="commune",
                    ),
                ),
                ("telephone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                (
                    "premier_contrat_le",
                    models.DateField(blank=True, null=True, verbose_name="premier contrat de clause"),
                ),
                (
                    "information_version",
                    models.CharField(blank=True, max_length=20, verbose_name="notice d'information"),
                ),
                ("information_canal", models.CharField(blank=True, max_length=20, verbose_name="canal d'information")),
                ("informee_le", models.DateField(blank=True, null=True, verbose_name="informée le")),
                ("cree_le", models.DateTimeField(verbose_name="créée le")),
                ("efface_le", models.DateTimeField(blank=True, null=True, verbose_name="effacée le")),
                ("annule_le", models.DateTimeField(blank=True, null=True, verbose_name="annulée le")),
                ("annule_motif", models.CharField(blank=True, max_length=300, verbose_name="motif d'annulation")),
            ],
            options={
                "verbose_name": "bénéficiaire",
                "ordering": ["nom_plie", "prenom_plie"],
                "indexes": [
                    models.Index(fields=["nom_plie", "prenom_plie", "date_naissance"], name="beneficiaire_identite")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("efface_le__isnull", True),
                            models.Q(("date_naissance__isnull", True), ("email", ""), ("telephone", "")),
                            _connector="OR",
                        ),
                        name="personne_effacee_sans_identite",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IndicateurPublie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicateur", models.CharField(max_length=40, verbose_name="indicateur")),
                (
                    "territoire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="socle.territoire",
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="indicateur",
                        to="chantiers.chantier",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="chantiers.programme",
                    ),
                ),
                ("debut", models.DateField(verbose_name="du")),
                ("fin", models.DateField(verbose_name="au")),
                (
                    "valeur",
                    socle.centiemes.CentiemesField(
                        blank=True, help_text="Vide : masquée (petit effectif).", null=True, verbose_name="valeur"
                    ),
                ),
                ("arrete_au", models.DateField(verbose_name="arrêté au")),
                ("ecrit_le", models.DateTimeField(verbose_name="écrit le")),
            ],
            options={
                "verbose_name": "indicateur publié",
                "verbose_name_plural": "indicateurs publiés",
                "indexes": [models.Index(fields=["indicateur", "-arrete_au"], name="indicateur_arrete")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fin__gte", models.F("debut"))), name="indicateur_dates_ordonnees"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionPublication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="decision_publication",
                        to="chantiers.operation",
                    ),
                ),
                (
                    "niveau",
                    models.CharField(
                        choices=[
                            ("RIEN", "Rien"),
                            ("TOTAUX", "Totaux du chantier"),
                            ("PAR_MARCHE", "Détail par marché"),
                        ],
                        max_length=10,
                        verbose_name="niveau",
                    ),
                ),
                ("effet_le", models.DateField(verbose_name="à partir du")),
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                (
                    "decidee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("decidee_le", models.DateTimeField(verbose_name="décidée le")),
            ],
            options={
                "verbose_name": "décision de publication",
                "verbose_name_plural": "décisions de publication",
                "ordering": ["operation", "-effet_le", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("operation", "effet_le"), name="une_decision_par_operation_et_date")
                ],
            },
        ),
        migrations.CreateModel(
            name="AvisEntreprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="avis_entreprise",
                        to="chantiers.operation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="avis_publication",
                        to="entreprises.organisation",
                    ),
                ),
                ("envoye_le", models.DateTimeField(verbose_name="envoyé le")),
                (
                    "envoye_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("canal", models.CharField(default="courriel", max_length=20, verbose_name="canal")),
            ],
            options={
                "verbose_name": "avis de publication",
                "verbose_name_plural": "avis de publication",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("operation", "organisation"), name="un_avis_par_operation_et_entreprise"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReponseEntreprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="reponse_entreprise",
                        to="chantiers.chantier",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="entreprises.organisation"
                    ),
                ),
                ("texte", models.CharField(max_length=300, verbose_name="réponse")),
                (
                    "redigee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("redigee_le", models.DateTimeField(verbose_name="rédigée le")),
                ("retiree_le", models.DateTimeField(blank=True, null=True, verbose_name="retirée le")),
            ],
            options={
                "verbose_name": "réponse de l'entreprise",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("retiree_le__isnull", True)),
                        fields=("chantier", "organisation"),
                        name="une_reponse_par_chantier_et_entreprise",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Contestation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="contestation",
                        to="chantiers.chantier",
                    ),
                ),
                ("chiffre", models.CharField(max_length=60, verbose_name="chiffre contesté")),
                ("motif", models.TextField(max_length=2000, verbose_name="motif")),
                ("contact", models.EmailField(blank=True, max_length=254, verbose_name="courriel de réponse")),
                ("deposee_le", models.DateTimeField(verbose_name="déposée le")),
                (
                    "responsable",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entreprises.membre",
                    ),
                ),
                ("a_repondre_le", models.DateField(verbose_name="à répondre avant le")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("OUVERTE", "Ouverte"),
                            ("CORRIGEE", "Chiffre corrigé"),
                            ("MAINTENUE", "Chiffre maintenu"),
                        ],
                        default=clauses.rules.vocabulaire.DecisionContestation["OUVERTE"],
                        max_length=10,
                        verbose_name="issue",
                    ),
                ),
                ("reponse", models.TextField(blank=True, max_length=2000, verbose_name="réponse")),
                ("close_le", models.DateTimeField(blank=True, null=True, verbose_name="close le")),
            ],
            options={
                "verbose_name": "contestation",
                "ordering": ["a_repondre_le", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("close_le__isnull", True), ("decision", "OUVERTE")),
                            models.Q(
                                models.Q(("decision", "OUVERTE"), _negated=True),
                                ("close_le__isnull", False),
                                models.Q(("reponse", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contestation_close_avec_reponse",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangementPublie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="changement_publie",
                        to="chantiers.chantier",
                    ),
                ),
                ("chiffre", models.CharField(max_length=60, verbose_name="chiffre")),
                ("ancien", socle.centiemes.HeuresField(verbose_name="ancien")),
                ("nouveau", socle.centiemes.HeuresField(verbose_name="nouveau")),
                ("motif_code", models.CharField(max_length=40, verbose_name="motif codé")),
                ("le", models.DateTimeField(verbose_name="le")),
            ],
            options={
                "verbose_name": "changement publié",
                "verbose_name_plural": "changements publiés",
                "ordering": ["-le", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Abonnement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="courriel")),
                (
                    "chantier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="abonnement",
                        to="chantiers.chantier",
                    ),
                ),
                ("filtre", models.CharField(blank=True, max_length=500, verbose_name="filtre")),
                ("demande_le", models.DateTimeField(verbose_name="demandé le")),
                ("confirme_le", models.DateTimeField(blank=True, null=True, verbose_name="confirmé le")),
                ("resilie_le", models.DateTimeField(blank=True, null=True, verbose_name="résilié le")),
                ("dernier_envoi_le", models.DateTimeField(blank=True, null=True, verbose_name="dernier envoi")),
            ],
            options={
                "verbose_name": "abonnement",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chantier__isnull", False), models.Q(("filtre", ""), _negated=True), _connector="OR"
                        ),
                        name="abonnement_a_un_objet",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Referentiel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=30, unique=True, verbose_name="code")),
                ("nom", models.CharField(max_length=120, verbose_name="nom")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("actif", models.BooleanField(default=True, verbose_name="actif")),
                ("formation_comptee", models.BooleanField(default=True, verbose_name="heures de formation comptées")),
                (
                    "plafond_formation",
                    socle.centiemes.CentiemesField(
                        default=Decimal("20.00"), verbose_name="plafond de formation (% des heures)"
                    ),
                ),
                ("hors_site_admis", models.BooleanField(default=False, verbose_name="heures hors site admises")),
                (
                    "depuis_premier_contrat",
                    models.BooleanField(
                        default=True,
                        help_text="Sinon, depuis le début de chaque contrat.",
                        verbose_name="durée comptée depuis le premier contrat de clause",
                    ),
                ),
                ("conges_comptes", models.BooleanField(default=False, verbose_name="congés payés comptés")),
                (
                    "diviseur_etp",
                    models.PositiveIntegerField(default=1607, verbose_name="diviseur ETP (heures par an)"),
                ),
                ("ordre", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
            ],
            options={
                "verbose_name": "référentiel",
                "ordering": ["ordre", "nom"],
            },
        ),
        migrations.CreateModel(
            name="TauxProgramme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valide_du", models.DateField(verbose_name="valable du")),
                ("valide_au", models.DateField(blank=True, null=True, verbose_name="au")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="taux_programme",
                        to="chantiers.programme",
                    ),
                ),
                ("nature", models.CharField(default="Travaux", max_length=60, verbose_name="nature de contrat")),
                ("taux", socle.centiemes.CentiemesField(verbose_name="taux d'effort (%)")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "taux par programme",
                "verbose_name_plural": "taux par programme",
                "ordering": ["programme", "nature", "valide_du"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "nature", "valide_du"), name="un_taux_par_programme_et_date"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valide_au__isnull", True), ("valide_au__gte", models.F("valide_du")), _connector="OR"
                        ),
                        name="taux_dates_ordonnees",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoutHoraire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valide_du", models.DateField(verbose_name="valable du")),
                ("valide_au", models.DateField(blank=True, null=True, verbose_name="au")),
                ("nature", models.CharField(max_length=60, verbose_name="nature de travaux")),
                ("montant", socle.centiemes.MontantField(verbose_name="coût horaire complet (€)")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "coût horaire",
                "verbose_name_plural": "coûts horaires",
                "ordering": ["nature", "valide_du"],
                "constraints": [
                    models.UniqueConstraint(fields=("nature", "valide_du"), name="un_cout_par_nature_et_date"),
                    models.CheckConstraint(
                        condition=models.Q(("montant__gt", Decimal("0"))), name="cout_horaire_positif"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartMainOeuvre",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valide_du", models.DateField(verbose_name="valable du")),
                ("valide_au", models.DateField(blank=True, null=True, verbose_name="au")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("libelle", models.CharField(max_length=120, verbose_name="corps d'état")),
                ("part", socle.centiemes.CentiemesField(verbose_name="part de main-d'œuvre (%)")),
                (
                    "metier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="socle.metier",
                        verbose_name="métier type",
                    ),
                ),
                ("ordre", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
            ],
            options={
                "verbose_name": "part de main-d'œuvre",
                "verbose_name_plural": "parts de main-d'œuvre",
                "ordering": ["ordre", "libelle"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valide_du"), name="une_part_par_corps_d_etat_et_date"),
                    models.CheckConstraint(
                        condition=models.Q(("part__gt", Decimal("0")), ("part__lte", Decimal("100"))),
                        name="part_main_oeuvre_entre_0_et_100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reglage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(verbose_name="code")),
                ("libelle", models.CharField(max_length=200, verbose_name="libellé")),
                ("valeur", socle.centiemes.CentiemesField(verbose_name="valeur")),
                ("unite", models.CharField(blank=True, max_length=30, verbose_name="unité")),
                ("valide_du", models.DateField(verbose_name="valable du")),
            ],
            options={
                "verbose_name": "réglage",
                "ordering": ["code", "-valide_du"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valide_du"), name="un_reglage_par_code_et_date")
                ],
            },
        ),
        migrations.CreateModel(
            name="Motif",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("libelle", models.CharField(max_length=200, verbose_name="libellé")),
                (
                    "usage",
                    models.CharField(
                        choices=[
                            ("RENVOI", "Renvoyer pour correction"),
                            ("REFUS", "Refuser"),
                            ("PARTIEL", "Valider partiellement"),
                            ("CORRECTION", "Corriger après validation"),
                            ("ANNULATION", "Annuler une saisie par erreur"),
                            ("CLOTURE", "Clore ou rouvrir"),
                            ("REFUS_PUBLIC", "Refuser l'éligibilité"),
                            ("REPORT", "Reporter une échéance"),
                        ],
                        max_length=15,
                        verbose_name="usage",
                    ),
                ),
                ("actif", models.BooleanField(default=True, verbose_name="actif")),
                ("ordre", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
            ],
            options={
                "verbose_name": "motif codé",
                "verbose_name_plural": "motifs codés",
                "ordering": ["usage", "ordre", "libelle"],
            },
        ),
        migrations.CreateModel(
            name="DetailMouvement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cle_ligne", models.UUIDField(db_index=True, verbose_name="clé de la ligne")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("VALIDATION", "Validation"),
                            ("CONTREPASSATION", "Contre-écriture"),
                            ("REPRISE", "Heures reprises"),
                        ],
                        max_length=16,
                        verbose_name="nature",
                    ),
                ),
                (
                    "beneficiaire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="details_mouvements",
                        to="clauses.beneficiaire",
                    ),
                ),
                (
                    "auteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("texte", models.CharField(blank=True, max_length=500, verbose_name="explication")),
            ],
            options={
                "verbose_name": "détail de mouvement",
                "verbose_name_plural": "détails de mouvements",
                "constraints": [
                    models.UniqueConstraint(fields=("cle_ligne", "version", "nature"), name="un_detail_par_mouvement")
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionMarchePublie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "marche_publie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="clauses.marchepublie"
                    ),
                ),
                ("rang", models.PositiveIntegerField(verbose_name="rang")),
                ("date_publication", models.DateField(blank=True, null=True, verbose_name="publication")),
                ("montant", socle.centiemes.MontantField(blank=True, null=True, verbose_name="montant HT")),
                ("duree_mois", models.PositiveIntegerField(blank=True, null=True, verbose_name="durée (mois)")),
                ("contenu", models.JSONField(default=dict, verbose_name="contenu")),
                ("empreinte", models.CharField(max_length=64)),
                ("importe_le", models.DateTimeField(verbose_name="importée le")),
            ],
            options={
                "verbose_name": "version publiée",
                "ordering": ["marche_publie", "rang"],
                "constraints": [
                    models.UniqueConstraint(fields=("marche_publie", "rang"), name="un_rang_par_version_publiee")
                ],
            },
        ),
        migrations.CreateModel(
            name="TitulaireMarchePublie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "marche_publie",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="titulaires",
                        to="clauses.marchepublie",
                    ),
                ),
                ("identifiant", models.CharField(blank=True, max_length=40, verbose_name="identifiant")),
                ("type_identifiant", models.CharField(blank=True, max_length=30, verbose_name="type d'identifiant")),
                ("nom", models.CharField(blank=True, max_length=300, verbose_name="nom")),
                ("a_verifier", models.BooleanField(default=False, verbose_name="SIRET à vérifier")),
            ],
            options={
                "verbose_name": "titulaire publié",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Marche",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "marche_publie",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marche",
                        to="clauses.marchepublie",
                        verbose_name="donnée officielle",
                    ),
                ),
                (
                    "operation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="marche",
                        to="chantiers.operation",
                        verbose_name="opération",
                    ),
                ),
                (
                    "acheteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="marche_achete",
                        to="entreprises.organisation",
                        verbose_name="acheteur",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="marche_suivi",
                        to="entreprises.organisation",
                        verbose_name="structure de facilitation",
                    ),
                ),
                ("numero", models.CharField(max_length=80, verbose_name="numéro de marché")),
                ("numero_plie", models.CharField(db_index=True, editable=False, max_length=80)),
                ("objet", models.CharField(max_length=500, verbose_name="objet")),
                ("objet_plie", models.CharField(editable=False, max_length=500)),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("MARCHE_PUBLIC", "Marché public"),
                            ("CONCESSION", "Concession"),
                            ("PRIVE_CHARTE", "Opération privée sous charte"),
                        ],
                        default=clauses.rules.vocabulaire.NatureMarche["MARCHE_PUBLIC"],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                (
                    "dispositif",
                    models.CharField(
                        choices=[
                            ("CONDITION_EXECUTION", "Condition d'exécution (L2112-2)"),
                            ("CRITERE_ATTRIBUTION", "Condition et critère d'attribution (R2152-7)"),
                            ("MARCHE_RESERVE", "Marché réservé (L2113-12 à 14)"),
                            ("MARCHE_INSERTION", "Marché de services d'insertion"),
                            ("CHARTE", "Charte ou convention"),
                        ],
                        default=clauses.rules.vocabulaire.TypeDispositif["CONDITION_EXECUTION"],
                        max_length=25,
                        verbose_name="dispositif",
                    ),
                ),
                ("ccag_version", models.CharField(blank=True, max_length=40, verbose_name="CCAG visé")),
                ("date_envoi_avis", models.DateField(blank=True, null=True, verbose_name="envoi de l'avis de marché")),
                (
                    "valeur_estimee",
                    socle.centiemes.MontantField(blank=True, null=True, verbose_name="valeur estimée HT"),
                ),
                (
                    "motif_derogation",
                    models.CharField(blank=True, max_length=200, verbose_name="motif de dérogation (L2112-2-1)"),
                ),
                ("montant", socle.centiemes.MontantField(blank=True, null=True, verbose_name="montant HT")),
                ("date_notification", models.DateField(blank=True, null=True, verbose_name="notification")),
                ("duree_mois", models.PositiveIntegerField(blank=True, null=True, verbose_name="durée (mois)")),
                (
                    "groupement_solidaire",
                    models.BooleanField(blank=True, null=True, verbose_name="groupement solidaire"),
                ),
                ("cree_le", models.DateTimeField(verbose_name="repris le")),
                (
                    "cree_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("annule_le", models.DateTimeField(blank=True, null=True, verbose_name="annulé le")),
                ("annule_motif", models.CharField(blank=True, max_length=300, verbose_name="motif d'annulation")),
            ],
            options={
                "verbose_name": "marché",
                "verbose_name_plural": "marchés",
                "ordering": ["-date_notification", "numero"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("annule_le__isnull", True)),
                        fields=("acheteur", "numero"),
                        name="un_marche_suivi_par_acheteur_et_numero",
                        violation_error_message="Ce numéro de marché est déjà suivi pour cet acheteur.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("annule_le__isnull", True), models.Q(("annule_motif", ""), _negated=True), _connector="OR"
                        ),
                        name="marche_annule_avec_motif",
                        violation_error_message="Annuler un marché demande un motif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FenetreEligibilite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "beneficiaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fenetres", to="clauses.beneficiaire"
                    ),
                ),
                (
                    "referentiel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clauses.referentiel"
                    ),
                ),
                ("debut", models.DateField(verbose_name="du")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="au")),
                (
                    "origine",
                    models.CharField(
                        choices=[("DECISION", "Décision du facilitateur"), ("REPRISE", "Reprise d'un suivi antérieur")],
                        max_length=10,
                        verbose_name="origine",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="source")),
                (
                    "auteur",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("enregistre_le", models.DateTimeField(verbose_name="enregistrée le")),
                ("annule_le", models.DateTimeField(blank=True, null=True, verbose_name="annulée le")),
            ],
            options={
                "verbose_name": "fenêtre d'éligibilité",
                "ordering": ["beneficiaire", "referentiel", "debut"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fin__isnull", True), ("fin__gte", models.F("debut")), _connector="OR"),
                        name="fenetre_dates_ordonnees",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origine", "REPRISE"), _negated=True),
                            models.Q(("source", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="fenetre_reprise_sourcee",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalPersonne",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "beneficiaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="journal", to="clauses.beneficiaire"
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
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
            ],
            options={
                "verbose_name": "ligne de journal",
                "ordering": ["-le", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DureeContrat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "referentiel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="durees", to="clauses.referentiel"
                    ),
                ),
                (
                    "type_contrat",
                    models.CharField(
                        choices=[
                            ("CDI", "CDI"),
                            ("CDI_CHANTIER", "CDI de chantier"),
                            ("CDD", "CDD"),
                            ("CDDI", "CDD d'insertion"),
                            ("INTERIM", "Mission d'intérim"),
                            ("INTERIM_INSERTION", "Mission d'intérim d'insertion"),
                            ("PROFESSIONNALISATION", "Contrat de professionnalisation"),
                            ("APPRENTISSAGE", "Contrat d'apprentissage"),
                            ("MISE_A_DISPOSITION", "Mise à disposition (AI, GEIQ)"),
                        ],
                        max_length=25,
                        verbose_name="type de contrat",
                    ),
                ),
                (
                    "mois",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Vide : toute la durée du contrat.",
                        null=True,
                        verbose_name="durée (mois)",
                    ),
                ),
            ],
            options={
                "verbose_name": "durée par type de contrat",
                "verbose_name_plural": "durées par type de contrat",
                "ordering": ["referentiel", "type_contrat"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("referentiel", "type_contrat"), name="une_duree_par_type_de_contrat"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SeveriteControle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=5, verbose_name="contrôle")),
                (
                    "referentiel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="severites",
                        to="clauses.referentiel",
                    ),
                ),
                (
                    "gravite",
                    models.CharField(
                        choices=[
                            ("INFO", "Information"),
                            ("ALERTE", "Alerte"),
                            ("BLOCAGE", "Blocage"),
                            ("AUCUNE", "Désactivé"),
                        ],
                        max_length=10,
                        verbose_name="gravité",
                    ),
                ),
                ("valide_du", models.DateField(verbose_name="valable du")),
                (
                    "valide_au",
                    models.DateField(
                        blank=True, help_text="Vide : sans fin. Le mois travaillé décide.", null=True, verbose_name="au"
                    ),
                ),
            ],
            options={
                "verbose_name": "gravité d'un contrôle",
                "verbose_name_plural": "gravités des contrôles",
                "ordering": ["code", "referentiel", "-valide_du"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "referentiel", "valide_du"), name="une_gravite_par_referentiel"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("referentiel__isnull", True)),
                        fields=("code", "valide_du"),
                        name="une_gravite_generale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valide_au__isnull", True), ("valide_au__gte", models.F("valide_du")), _connector="OR"
                        ),
                        name="gravite_dates_ordonnees",
                        violation_error_message="La fin ne précède pas le début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "marche",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lots", to="clauses.marche"
                    ),
                ),
                ("numero", models.CharField(default="1", max_length=20, verbose_name="numéro")),
                ("intitule", models.CharField(max_length=300, verbose_name="intitulé")),
                ("intitule_plie", models.CharField(editable=False, max_length=300)),
                (
                    "corps_etat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="clauses.partmainoeuvre",
                        verbose_name="corps d'état",
                    ),
                ),
                (
                    "metier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="socle.metier",
                    ),
                ),
                ("montant", socle.centiemes.MontantField(blank=True, null=True, verbose_name="montant HT")),
                ("debut_travaux", models.DateField(blank=True, null=True, verbose_name="début des travaux")),
                ("fin_travaux", models.DateField(blank=True, null=True, verbose_name="fin des travaux")),
                ("reception_le", models.DateField(blank=True, null=True, verbose_name="réception")),
            ],
            options={
                "verbose_name": "lot",
                "ordering": ["marche", "numero"],
                "constraints": [
                    models.UniqueConstraint(fields=("marche", "numero"), name="un_numero_par_lot"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debut_travaux__isnull", True),
                            ("fin_travaux__isnull", True),
                            ("fin_travaux__gte", models.F("debut_travaux")),
                            _connector="OR",
                        ),
                        name="lot_dates_ordonnees",
                        violation_error_message="La fin des travaux précède leur début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LotChantier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sites", to="clauses.lot"
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="lot_site",
                        to="chantiers.chantier",
                    ),
                ),
                ("part", socle.centiemes.CentiemesField(default=Decimal("100.00"), verbose_name="part (%)")),
            ],
            options={
                "verbose_name": "chantier du lot",
                "ordering": ["lot", "-part", "chantier__nom_plie"],
                "constraints": [
                    models.UniqueConstraint(fields=("lot", "chantier"), name="un_chantier_une_fois_par_lot"),
                    models.CheckConstraint(
                        condition=models.Q(("part__gt", Decimal("0")), ("part__lte", Decimal("100"))),
                        name="part_de_lot_entre_0_et_100",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Intervenant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="intervenants", to="clauses.lot"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="intervention",
                        to="entreprises.organisation",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("TITULAIRE", "Titulaire"),
                            ("MANDATAIRE", "Mandataire du groupement"),
                            ("COTRAITANT", "Cotraitant"),
                            ("SOUS_TRAITANT", "Sous-traitant"),
                            ("SIAE", "Structure d'insertion"),
                        ],
                        max_length=15,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "rang",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="1 et plus pour un sous-traitant.", verbose_name="rang"
                    ),
                ),
                (
                    "mandant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sous_intervenants",
                        to="clauses.intervenant",
                        verbose_name="intervient sous",
                    ),
                ),
                ("accepte_le", models.DateField(blank=True, null=True, verbose_name="accepté le (DC4)")),
                ("dispense_declarer", models.BooleanField(default=False, verbose_name="dispensé de déclarer")),
                ("du", models.DateField(blank=True, null=True, verbose_name="du")),
                ("au", models.DateField(blank=True, null=True, verbose_name="au")),
            ],
            options={
                "verbose_name": "intervenant",
                "ordering": ["lot", "rang", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("au__isnull", True)),
                        fields=("lot", "organisation", "role"),
                        name="un_role_par_organisation_et_lot",
                        violation_error_message="Cette organisation tient déjà ce rôle sur ce lot.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("au__isnull", True), ("role__in", ["TITULAIRE", "MANDATAIRE"])),
                        fields=("lot",),
                        name="un_chef_de_file_par_lot",
                        violation_error_message="Un lot a un seul titulaire ou mandataire à la fois.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "SOUS_TRAITANT"), _negated=True),
                            models.Q(("mandant__isnull", False), ("rang__gte", 1)),
                            _connector="OR",
                        ),
                        name="sous_traitant_a_un_rang_et_un_mandant",
                        violation_error_message="Un sous-traitant a un rang et intervient sous une autre entreprise.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClauseInsertion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clauses", to="clauses.lot"
                    ),
                ),
                (
                    "referentiel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clauses.referentiel"
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("BROUILLON", "En préparation"),
                            ("ACTIVE", "Active"),
                            ("CLOSE", "Close"),
                            ("ANNULEE", "Annulée (saisie par erreur)"),
                        ],
                        default=clauses.rules.etats.EtatClause["BROUILLON"],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("VOLUME_FIXE", "Volume d'heures fixé au contrat"),
                            ("TAUX_HEURES", "Taux sur les heures prévues"),
                            ("TAUX_MONTANT", "Taux sur le montant des travaux"),
                            ("PROGRESSIF", "Progressif, selon les factures"),
                        ],
                        max_length=15,
                        verbose_name="façon de devoir",
                    ),
                ),
                ("perimetre", models.TextField(blank=True, verbose_name="périmètre")),
                (
                    "montant_base",
                    socle.centiemes.MontantField(blank=True, null=True, verbose_name="montant HT de base"),
                ),
                (
                    "part_main_oeuvre",
                    socle.centiemes.CentiemesField(blank=True, null=True, verbose_name="part de main-d'œuvre (%)"),
                ),
                (
                    "taux_effort",
                    socle.centiemes.CentiemesField(blank=True, null=True, verbose_name="taux d'effort (%)"),
                ),
                ("cout_horaire", socle.centiemes.MontantField(blank=True, null=True, verbose_name="coût horaire (€)")),
                (
                    "heures_prevues",
                    socle.centiemes.HeuresField(blank=True, null=True, verbose_name="heures totales prévues"),
                ),
                ("heures_estimees", socle.centiemes.HeuresField(blank=True, null=True, verbose_name="heures estimées")),
                (
                    "seuil_montant",
                    socle.centiemes.MontantField(blank=True, null=True, verbose_name="seuil (€ HT facturés)"),
                ),
                (
                    "seuil_mode",
                    models.CharField(
                        choices=[
                            ("AU_DELA", "Les euros au-delà du seuil"),
                            ("PREMIER_EURO", "Tous les euros, dès que le seuil est dépassé"),
                        ],
                        default=clauses.rules.obligation.SeuilMode["AU_DELA"],
                        max_length=15,
                        verbose_name="au-delà du seuil",
                    ),
                ),
                (
                    "euros_par_heure",
                    socle.centiemes.MontantField(blank=True, null=True, verbose_name="1 heure pour N euros"),
                ),
                (
                    "periodicite",
                    models.CharField(
                        choices=[("MENSUELLE", "Mensuelle"), ("TRIMESTRIELLE", "Trimestrielle")],
                        default=socle.periodes.Periodicite["MENSUELLE"],
                        max_length=15,
                        verbose_name="périodicité",
                    ),
                ),
                ("jour_echeance", models.PositiveSmallIntegerField(default=20, verbose_name="jour d'échéance")),
                (
                    "delai_validation",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Vide : le réglage général.",
                        null=True,
                        verbose_name="délai de validation (jours)",
                    ),
                ),
                ("debut", models.DateField(help_text="Notification du marché.", verbose_name="début de la clause")),
                (
                    "fin",
                    models.DateField(
                        blank=True,
                        help_text="Réception, tolérance comprise.",
                        null=True,
                        verbose_name="fin de la clause",
                    ),
                ),
                ("hors_site_admis", models.BooleanField(default=False, verbose_name="heures hors site admises")),
                (
                    "heures_mentionnees",
                    socle.centiemes.HeuresField(blank=True, null=True, verbose_name="volume écrit au contrat"),
                ),
                ("compteur_obligation", models.PositiveIntegerField(default=0, editable=False)),
                ("compteur_grand_livre", models.PositiveIntegerField(default=0, editable=False)),
                ("cree_le", models.DateTimeField(verbose_name="créée le")),
                ("close_le", models.DateField(blank=True, null=True, verbose_name="close le")),
                ("annule_le", models.DateTimeField(blank=True, null=True, verbose_name="annulée le")),
                ("annule_motif", models.CharField(blank=True, max_length=300, verbose_name="motif d'annulation")),
            ],
            options={
                "verbose_name": "clause d'insertion",
                "verbose_name_plural": "clauses d'insertion",
                "ordering": ["lot__marche__numero_plie", "lot__numero", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("etat", "ANNULEE"), _negated=True),
                        fields=("lot",),
                        name="une_clause_par_lot",
                        violation_error_message="Ce lot a déjà une clause d'insertion.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "PROGRESSIF"), _negated=True),
                            models.Q(
                                ("euros_par_heure__gt", Decimal("0")),
                                ("euros_par_heure__isnull", False),
                                ("seuil_montant__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="clause_progressive_complete",
                        violation_error_message="Une clause progressive a un seuil et un nombre d'euros par heure.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fin__isnull", True), ("fin__gte", models.F("debut")), _connector="OR"),
                        name="clause_dates_ordonnees",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("jour_echeance__gte", 1), ("jour_echeance__lte", 28)),
                        name="jour_echeance_dans_le_mois",
                        violation_error_message="Le jour d'échéance est compris entre 1 et 28.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("close_le__isnull", False), ("etat", "CLOSE")),
                            models.Q(models.Q(("etat", "CLOSE"), _negated=True), ("close_le__isnull", True)),
                            _connector="OR",
                        ),
                        name="clause_close_a_une_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("annule_le__isnull", False),
                                ("etat", "ANNULEE"),
                                models.Q(("annule_motif", ""), _negated=True),
                            ),
                            models.Q(models.Q(("etat", "ANNULEE"), _negated=True), ("annule_le__isnull", True)),
                            _connector="OR",
                        ),
                        name="clause_annulee_avec_motif",
                        violation_error_message="Annuler une clause demande un motif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LimiteMembre",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "membre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="limite",
                        to="entreprises.membre",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clauses.lot",
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="chantiers.chantier",
                    ),
                ),
            ],
            options={
                "verbose_name": "limite d'un membre",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("chantier__isnull", True), ("lot__isnull", False)),
                            models.Q(("chantier__isnull", False), ("lot__isnull", True)),
                            _connector="OR",
                        ),
                        name="limite_a_un_lot_ou_un_chantier",
                    ),
                    models.UniqueConstraint(fields=("membre", "lot"), name="une_limite_par_lot"),
                    models.UniqueConstraint(fields=("membre", "chantier"), name="une_limite_par_chantier"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Besoin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="besoins",
                        to="clauses.clauseinsertion",
                    ),
                ),
                (
                    "intervenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="besoins", to="clauses.intervenant"
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="besoin",
                        to="chantiers.chantier",
                    ),
                ),
                (
                    "metier",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="socle.metier"),
                ),
                ("nombre", models.PositiveSmallIntegerField(default=1, verbose_name="nombre de postes")),
                ("debut", models.DateField(verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                ("heures", socle.centiemes.HeuresField(blank=True, null=True, verbose_name="heures par personne")),
                (
                    "heures_hebdo",
                    socle.centiemes.CentiemesField(blank=True, null=True, verbose_name="heures par semaine"),
                ),
                ("prise_de_poste", models.TimeField(blank=True, null=True, verbose_name="prise de poste")),
                ("permis_demande", models.BooleanField(default=False, verbose_name="permis B demandé")),
                ("niveau_francais", models.CharField(blank=True, max_length=2, verbose_name="niveau de français")),
                ("certificats", models.JSONField(blank=True, default=list, verbose_name="certificats demandés")),
                ("precisions", models.CharField(blank=True, max_length=500, verbose_name="précisions")),
                (
                    "etat",
                    models.CharField(
                        choices=[("OUVERT", "Ouvert"), ("POURVU", "Pourvu"), ("ANNULE", "Annulé")],
                        default=clauses.rules.etats.EtatBesoin["OUVERT"],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "propositions_en_attente",
                    models.PositiveIntegerField(default=0, verbose_name="propositions en attente"),
                ),
                ("ouvert_le", models.DateTimeField(verbose_name="ouvert le")),
                (
                    "ouvert_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("ferme_le", models.DateTimeField(blank=True, null=True, verbose_name="fermé le")),
            ],
            options={
                "verbose_name": "besoin",
                "ordering": ["debut", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("nombre__gte", 1)), name="besoin_au_moins_un_poste"),
                    models.CheckConstraint(
                        condition=models.Q(("fin__isnull", True), ("fin__gte", models.F("debut")), _connector="OR"),
                        name="besoin_dates_ordonnees",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "intervenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="clauses.intervenant",
                    ),
                ),
                ("mois", models.DateField(verbose_name="mois")),
                ("rang", models.PositiveSmallIntegerField(default=0, verbose_name="rang")),
                ("neant", models.BooleanField(default=False, verbose_name="aucune heure")),
                ("echeance", models.DateField(verbose_name="échéance")),
                ("echeance_reportee", models.DateField(blank=True, null=True, verbose_name="échéance reportée au")),
                ("report_motif", models.CharField(blank=True, max_length=300, verbose_name="motif du report")),
                (
                    "report_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "premiere_soumission_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="première soumission"),
                ),
                ("soumise_le", models.DateTimeField(blank=True, null=True, verbose_name="soumise le")),
                (
                    "soumise_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pour_compte",
                    models.BooleanField(default=False, verbose_name="saisie pour le compte de l'entreprise"),
                ),
                ("brouillon_le", models.DateTimeField(blank=True, null=True, verbose_name="brouillon enregistré le")),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="révision")),
                ("cree_le", models.DateTimeField(verbose_name="ouverte le")),
            ],
            options={
                "verbose_name": "déclaration",
                "ordering": ["-mois", "intervenant", "rang"],
                "indexes": [models.Index(fields=["mois", "soumise_le"], name="declaration_mois")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("intervenant", "mois", "rang"), name="une_declaration_par_mois_et_rang"
                    ),
                    models.CheckConstraint(condition=models.Q(("mois__day", 1)), name="declaration_mois_au_premier"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("premiere_soumission_le__isnull", True),
                                ("soumise_le__isnull", True),
                                ("soumise_par__isnull", True),
                            ),
                            models.Q(
                                ("premiere_soumission_le__isnull", False),
                                ("soumise_le__isnull", False),
                                ("soumise_par__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="declaration_soumise_datee_et_signee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("echeance_reportee__isnull", True),
                            models.Q(("report_motif", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="echeance_reportee_motivee",
                        violation_error_message="Reporter une échéance demande un motif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deplacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("cle", models.UUIDField(editable=False, unique=True, verbose_name="clé de l'envoi")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deplacements_partis",
                        to="clauses.clauseinsertion",
                        verbose_name="clause de départ",
                    ),
                ),
                (
                    "cible",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deplacements_recus",
                        to="clauses.clauseinsertion",
                        verbose_name="clause d'arrivée",
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="chantiers.chantier",
                    ),
                ),
                ("decalage", models.SmallIntegerField(default=0, verbose_name="décalage en mois")),
                (
                    "motif_code",
                    models.CharField(
                        choices=[
                            ("mauvais_lot", "Heures déclarées sur le mauvais lot"),
                            ("mauvais_mois", "Heures déclarées sur le mauvais mois"),
                            ("mauvais_chantier", "Heures déclarées sur le mauvais chantier"),
                            ("mauvais_contrat", "Heures rattachées au mauvais contrat de travail"),
                        ],
                        max_length=20,
                        verbose_name="motif",
                    ),
                ),
                ("texte", models.CharField(max_length=300, verbose_name="explication")),
                ("nb_lignes", models.PositiveIntegerField(verbose_name="lignes déplacées")),
                ("heures", socle.centiemes.HeuresField(verbose_name="heures déplacées")),
                ("fait_le", models.DateTimeField(verbose_name="fait le")),
                (
                    "fait_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "déplacement d'heures",
                "verbose_name_plural": "déplacements d'heures",
                "ordering": ["-fait_le", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("texte", ""), _negated=True),
                        name="deplacement_explique",
                        violation_error_message="Expliquez le déplacement en une phrase.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nb_lignes__gte", 1)), name="deplacement_d_une_ligne_au_moins"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MouvementHeures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mouvements_heures",
                        to="clauses.clauseinsertion",
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="mouvement",
                        to="chantiers.chantier",
                    ),
                ),
                ("mois", models.DateField(verbose_name="mois travaillé")),
                ("heures", socle.centiemes.HeuresField(verbose_name="heures")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("VALIDATION", "Validation"),
                            ("CONTREPASSATION", "Contre-écriture"),
                            ("REPRISE", "Heures reprises"),
                        ],
                        max_length=16,
                        verbose_name="nature",
                    ),
                ),
                ("motif_code", models.CharField(blank=True, max_length=40, verbose_name="motif codé")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("exercice", models.PositiveSmallIntegerField(verbose_name="exercice (année du mois travaillé)")),
                ("numero", models.PositiveIntegerField(verbose_name="numéro")),
                (
                    "contrepasse",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contrepasse_par",
                        to="clauses.mouvementheures",
                    ),
                ),
                ("enregistre_le", models.DateTimeField(verbose_name="enregistré le")),
                ("cle_ligne", models.UUIDField(db_index=True, verbose_name="clé de la ligne")),
                ("empreinte_precedente", models.CharField(blank=True, max_length=64)),
                ("empreinte", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "mouvement d'heures",
                "verbose_name_plural": "mouvements d'heures",
                "ordering": ["clause", "numero"],
                "indexes": [models.Index(fields=["clause", "chantier", "mois"], name="mouvement_solde")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("exercice", "cle_ligne", "version", "nature"),
                        name="un_mouvement_par_cle_version_et_nature",
                    ),
                    models.UniqueConstraint(
                        fields=("exercice", "contrepasse"), name="une_contrepassation_par_mouvement"
                    ),
                    models.UniqueConstraint(fields=("exercice", "clause", "numero"), name="un_numero_par_mouvement"),
                    models.CheckConstraint(condition=models.Q(("mois__day", 1)), name="mouvement_mois_au_premier"),
                    models.CheckConstraint(
                        condition=models.Q(("exercice", models.F("mois__year"))), name="mouvement_exercice_du_mois"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contrepasse__isnull", False), ("nature", "CONTREPASSATION")),
                            models.Q(
                                models.Q(("nature", "CONTREPASSATION"), _negated=True),
                                ("contrepasse__isnull", True),
                                ("heures__gte", Decimal("0")),
                            ),
                            _connector="OR",
                        ),
                        name="contrepassation_designe_son_mouvement",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Solde",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="soldes", to="clauses.clauseinsertion"
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="solde",
                        to="chantiers.chantier",
                    ),
                ),
                ("mois", models.DateField(verbose_name="mois")),
                (
                    "heures_validees",
                    socle.centiemes.HeuresField(default=Decimal("0.00"), verbose_name="heures validées"),
                ),
                (
                    "heures_soumises",
                    socle.centiemes.HeuresField(default=Decimal("0.00"), verbose_name="heures en vérification"),
                ),
                (
                    "heures_a_temps",
                    socle.centiemes.HeuresField(default=Decimal("0.00"), verbose_name="dont déclarées à temps"),
                ),
            ],
            options={
                "verbose_name": "solde",
                "ordering": ["clause", "chantier", "mois"],
                "indexes": [models.Index(fields=["chantier", "mois"], name="solde_chantier")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clause", "chantier", "mois"), name="un_solde_par_clause_chantier_et_mois"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heures_soumises__gte", Decimal("0")), ("heures_validees__gte", Decimal("0"))
                        ),
                        name="solde_jamais_negatif",
                        violation_error_message="Un total d'heures n'est jamais négatif.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heures_a_temps__gte", Decimal("0")), ("heures_a_temps__lte", models.F("heures_soumises"))
                        ),
                        name="solde_a_temps_parmi_les_soumises",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuiviClause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suivis", to="clauses.clauseinsertion"
                    ),
                ),
                (
                    "facilitateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="suivi_clause",
                        to="entreprises.membre",
                    ),
                ),
                (
                    "rang",
                    models.CharField(
                        choices=[("PRINCIPAL", "Principal"), ("SUPPLEANT", "Suppléant")],
                        default=clauses.rules.vocabulaire.RangSuivi["PRINCIPAL"],
                        max_length=10,
                        verbose_name="rang",
                    ),
                ),
                ("du", models.DateField(verbose_name="du")),
                ("au", models.DateField(blank=True, null=True, verbose_name="au")),
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                (
                    "cree_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("cree_le", models.DateTimeField(verbose_name="enregistré le")),
            ],
            options={
                "verbose_name": "suivi d'une clause",
                "ordering": ["clause", "rang", "-du"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("au__isnull", True), ("rang", "PRINCIPAL")),
                        fields=("clause",),
                        name="un_facilitateur_principal_a_la_fois",
                        violation_error_message="Une clause a un seul facilitateur principal à la fois.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("au__isnull", True), ("au__gte", models.F("du")), _connector="OR"),
                        name="suivi_dates_ordonnees",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DureeClause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="durees", to="clauses.clauseinsertion"
                    ),
                ),
                (
                    "type_contrat",
                    models.CharField(
                        choices=[
                            ("CDI", "CDI"),
                            ("CDI_CHANTIER", "CDI de chantier"),
                            ("CDD", "CDD"),
                            ("CDDI", "CDD d'insertion"),
                            ("INTERIM", "Mission d'intérim"),
                            ("INTERIM_INSERTION", "Mission d'intérim d'insertion"),
                            ("PROFESSIONNALISATION", "Contrat de professionnalisation"),
                            ("APPRENTISSAGE", "Contrat d'apprentissage"),
                            ("MISE_A_DISPOSITION", "Mise à disposition (AI, GEIQ)"),
                        ],
                        max_length=25,
                        verbose_name="type de contrat",
                    ),
                ),
                ("mois", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="durée (mois)")),
            ],
            options={
                "verbose_name": "durée de la clause",
                "ordering": ["clause", "type_contrat"],
                "constraints": [
                    models.UniqueConstraint(fields=("clause", "type_contrat"), name="une_duree_par_clause_et_type")
                ],
            },
        ),
        migrations.CreateModel(
            name="TermePenalite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="termes_penalite",
                        to="clauses.clauseinsertion",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("PAR_HEURE", "Par heure non réalisée"),
                            ("PAR_JOUR_RETARD", "Par jour de retard d'un relevé mensuel"),
                            ("PAR_JOUR_BILAN", "Par jour de retard du bilan final"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("montant", socle.centiemes.MontantField(verbose_name="montant (€)")),
                ("plafond", socle.centiemes.MontantField(blank=True, null=True, verbose_name="plafond (€)")),
                ("apres_mise_en_demeure", models.BooleanField(default=True, verbose_name="après mise en demeure")),
                ("valide_du", models.DateField(verbose_name="applicable du")),
            ],
            options={
                "verbose_name": "terme de pénalité",
                "ordering": ["clause", "nature", "-valide_du"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clause", "nature", "valide_du"), name="un_terme_par_nature_et_date"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("montant__gte", Decimal("0"))), name="penalite_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Facturation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="factures",
                        to="clauses.clauseinsertion",
                    ),
                ),
                (
                    "intervenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clauses.intervenant"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="position d'enregistrement")),
                ("mois", models.DateField(verbose_name="mois facturé")),
                ("date_effet", models.DateField(verbose_name="date de la facture")),
                ("montant", socle.centiemes.MontantField(verbose_name="montant HT")),
                ("reference", models.CharField(blank=True, max_length=80, verbose_name="référence")),
                ("enregistre_le", models.DateTimeField(verbose_name="enregistrée le")),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "facturation",
                "ordering": ["clause", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("clause", "position"), name="une_position_par_facture"),
                    models.CheckConstraint(
                        condition=models.Q(("montant", Decimal("0")), _negated=True), name="facture_non_nulle"
                    ),
                    models.CheckConstraint(condition=models.Q(("mois__day", 1)), name="facture_mois_au_premier"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointCourbe",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points_courbe",
                        to="clauses.clauseinsertion",
                    ),
                ),
                ("mois", models.DateField(verbose_name="mois")),
                ("heures", socle.centiemes.HeuresField(verbose_name="heures attendues dans le mois")),
            ],
            options={
                "verbose_name": "point de la courbe attendue",
                "ordering": ["clause", "mois"],
                "constraints": [
                    models.UniqueConstraint(fields=("clause", "mois"), name="un_point_par_mois"),
                    models.CheckConstraint(
                        condition=models.Q(("heures__gte", Decimal("0"))), name="point_courbe_positif"
                    ),
                    models.CheckConstraint(condition=models.Q(("mois__day", 1)), name="point_courbe_au_premier"),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalClause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal",
                        to="clauses.clauseinsertion",
                    ),
                ),
                (
                    "marche",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal",
                        to="clauses.marche",
                    ),
                ),
                ("acte", models.CharField(max_length=40, verbose_name="acte")),
                ("de", models.CharField(blank=True, max_length=15, verbose_name="de")),
                ("vers", models.CharField(blank=True, max_length=15, verbose_name="vers")),
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
                        condition=models.Q(("clause__isnull", False), ("marche__isnull", False), _connector="OR"),
                        name="journal_clause_a_un_objet",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acte__in", ["clore", "rouvrir", "annuler", "annuler_marche"]), _negated=True),
                            models.Q(("motif", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="journal_clause_motif_obligatoire",
                        violation_error_message="Cet acte demande un motif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContratTravail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "beneficiaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contrats", to="clauses.beneficiaire"
                    ),
                ),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contrats",
                        to="clauses.clauseinsertion",
                    ),
                ),
                (
                    "intervenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contrats",
                        to="clauses.intervenant",
                        verbose_name="intervenant qui déclare",
                    ),
                ),
                (
                    "employeur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="contrat_employeur",
                        to="entreprises.organisation",
                    ),
                ),
                (
                    "entreprise_utilisatrice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="contrat_utilisatrice",
                        to="entreprises.organisation",
                    ),
                ),
                (
                    "type_contrat",
                    models.CharField(
                        choices=[
                            ("CDI", "CDI"),
                            ("CDI_CHANTIER", "CDI de chantier"),
                            ("CDD", "CDD"),
                            ("CDDI", "CDD d'insertion"),
                            ("INTERIM", "Mission d'intérim"),
                            ("INTERIM_INSERTION", "Mission d'intérim d'insertion"),
                            ("PROFESSIONNALISATION", "Contrat de professionnalisation"),
                            ("APPRENTISSAGE", "Contrat d'apprentissage"),
                            ("MISE_A_DISPOSITION", "Mise à disposition (AI, GEIQ)"),
                        ],
                        max_length=25,
                        verbose_name="type de contrat",
                    ),
                ),
                (
                    "modalite",
                    models.CharField(
                        choices=[
                            ("EMBAUCHE_DIRECTE", "Embauche directe"),
                            ("MISE_A_DISPOSITION", "Mise à disposition de personnel"),
                            ("SOUS_TRAITANCE", "Sous-traitance ou cotraitance avec une structure d'insertion"),
                        ],
                        max_length=20,
                        verbose_name="modalité",
                    ),
                ),
                (
                    "metier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="socle.metier",
                    ),
                ),
                ("debut", models.DateField(verbose_name="début")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="fin")),
                (
                    "heures_hebdo",
                    socle.centiemes.CentiemesField(default=Decimal("35.00"), verbose_name="heures par semaine"),
                ),
                ("nb_missions", models.PositiveIntegerField(default=1, verbose_name="nombre de missions")),
                ("copie_recue_le", models.DateField(blank=True, null=True, verbose_name="copie du contrat reçue le")),
                ("cree_le", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "cree_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("annule_le", models.DateTimeField(blank=True, null=True, verbose_name="annulé le")),
                ("annule_motif", models.CharField(blank=True, max_length=300, verbose_name="motif d'annulation")),
            ],
            options={
                "verbose_name": "contrat de travail",
                "verbose_name_plural": "contrats de travail",
                "ordering": ["beneficiaire", "debut"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("annule_le__isnull", True)),
                        fields=("beneficiaire", "intervenant", "employeur", "clause", "debut"),
                        name="un_contrat_par_personne_employeur_clause_et_debut",
                        violation_error_message="Ce contrat est déjà enregistré.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fin__isnull", True), ("fin__gte", models.F("debut")), _connector="OR"),
                        name="contrat_dates_ordonnees",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("annule_le__isnull", True), models.Q(("annule_motif", ""), _negated=True), _connector="OR"
                        ),
                        name="contrat_annule_avec_motif",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("declaration_mois", models.DateField(verbose_name="mois concerné")),
                (
                    "intervenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="relances", to="clauses.intervenant"
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("RAPPEL_1", "Premier rappel"),
                            ("RAPPEL_2", "Second rappel"),
                            ("APPEL", "Appel téléphonique"),
                            ("LETTRE", "Lettre au maître d'ouvrage"),
                            ("MISE_EN_DEMEURE", "Projet de mise en demeure"),
                        ],
                        max_length=16,
                        verbose_name="nature",
                    ),
                ),
                (
                    "responsable",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entreprises.membre",
                    ),
                ),
                ("prevue_le", models.DateField(verbose_name="prévue le")),
                ("faite_le", models.DateTimeField(blank=True, null=True, verbose_name="faite le")),
                ("abandonnee_le", models.DateTimeField(blank=True, null=True, verbose_name="sans objet depuis le")),
                ("resultat", models.CharField(blank=True, max_length=200, verbose_name="résultat")),
            ],
            options={
                "verbose_name": "relance",
                "ordering": ["prevue_le", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("intervenant", "declaration_mois", "nature"), name="une_relance_par_mois_et_nature"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LigneHeures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lignes", to="clauses.declaration"
                    ),
                ),
                (
                    "contrat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lignes", to="clauses.contrattravail"
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="ligne",
                        to="chantiers.chantier",
                    ),
                ),
                ("heures", socle.centiemes.HeuresField(verbose_name="heures payées")),
                (
                    "heures_non_travaillees",
                    socle.centiemes.HeuresField(default=Decimal("0.00"), verbose_name="dont non travaillées"),
                ),
                (
                    "heures_a_compter",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.expressions.CombinedExpression(
                            models.F("heures"), "-", models.F("heures_non_travaillees")
                        ),
                        output_field=socle.centiemes.HeuresField(),
                    ),
                ),
                ("heures_retenues", socle.centiemes.HeuresField(blank=True, null=True, verbose_name="heures retenues")),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("BROUILLON", "Brouillon"),
                            ("SOUMISE", "Soumise"),
                            ("RENVOYEE", "Renvoyée pour correction"),
                            ("VALIDEE", "Validée"),
                            ("PARTIELLE", "Validée en partie"),
                            ("REFUSEE", "Refusée"),
                        ],
                        default=clauses.rules.etats.EtatLigne["BROUILLON"],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "origine",
                    models.CharField(
                        choices=[
                            ("GRILLE", "Saisie dans la grille"),
                            ("TABLEUR", "Fichier tableur"),
                            ("DSN", "DSN"),
                            ("POUR_COMPTE", "Saisie pour le compte de l'entreprise"),
                            ("REPRISE", "Reprise"),
                        ],
                        default=clauses.rules.vocabulaire.OrigineLigne["GRILLE"],
                        max_length=12,
                        verbose_name="origine",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, help_text="Nombre de validations passées.", verbose_name="version"
                    ),
                ),
                (
                    "motif",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clauses.motif",
                    ),
                ),
                ("motif_texte", models.CharField(blank=True, max_length=500, verbose_name="explication")),
                (
                    "remplace",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remplacee_par",
                        to="clauses.ligneheures",
                        verbose_name="corrige la ligne",
                    ),
                ),
                (
                    "saisie_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("modifiee_le", models.DateTimeField(verbose_name="modifiée le")),
                (
                    "validee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("validee_le", models.DateTimeField(blank=True, null=True, verbose_name="validée le")),
            ],
            options={
                "verbose_name": "ligne d'heures",
                "verbose_name_plural": "lignes d'heures",
                "ordering": [
                    "declaration",
                    "contrat__beneficiaire__nom_plie",
                    "contrat__beneficiaire__prenom_plie",
                    "pk",
                ],
                "indexes": [models.Index(fields=["etat", "declaration"], name="ligne_etat")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("declaration", "contrat", "chantier"), name="une_ligne_par_contrat_et_site"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("heures__gte", Decimal("0"))),
                        name="heures_positives",
                        violation_error_message="Les heures ne sont pas négatives.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heures_non_travaillees__gte", Decimal("0")),
                            ("heures_non_travaillees__lte", models.F("heures")),
                        ),
                        name="non_travaillees_parmi_les_heures",
                        violation_error_message="Les heures non travaillées font partie des heures payées.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("etat__in", ["VALIDEE", "PARTIELLE"]),
                                ("heures_retenues__isnull", False),
                                ("validee_le__isnull", False),
                                ("validee_par__isnull", False),
                            ),
                            models.Q(
                                models.Q(("etat__in", ["VALIDEE", "PARTIELLE"]), _negated=True),
                                ("heures_retenues__isnull", True),
                                ("validee_le__isnull", True),
                                ("validee_par__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="ligne_validee_datee_signee_et_chiffree",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("heures_retenues__isnull", True),
                            models.Q(
                                ("heures_retenues__gte", Decimal("0")), ("heures_retenues__lte", models.F("heures"))
                            ),
                            _connector="OR",
                        ),
                        name="heures_retenues_parmi_les_heures",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat__in", ["RENVOYEE", "REFUSEE", "PARTIELLE"]), _negated=True),
                            models.Q(("motif__isnull", False), models.Q(("motif_texte", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="ligne_renvoyee_ou_refusee_motivee",
                        violation_error_message="Renvoyer, refuser ou retenir en partie demande un motif et une explication.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "declaration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="clauses.declaration",
                    ),
                ),
                (
                    "contrat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="clauses.contrattravail",
                    ),
                ),
                (
                    "clause",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="clauses.clauseinsertion",
                    ),
                ),
                ("nature", models.CharField(max_length=40, verbose_name="nature")),
                ("nom", models.CharField(max_length=200, verbose_name="nom du fichier")),
                ("type_contenu", models.CharField(max_length=80, verbose_name="type")),
                ("taille", models.PositiveBigIntegerField(verbose_name="taille")),
                ("empreinte", models.CharField(db_index=True, editable=False, max_length=64)),
                ("chemin", models.CharField(editable=False, max_length=200, unique=True)),
                (
                    "deposee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("deposee_le", models.DateTimeField(verbose_name="déposée le")),
                ("detruite_le", models.DateTimeField(blank=True, null=True, verbose_name="détruite le")),
            ],
            options={
                "verbose_name": "pièce",
                "ordering": ["-deposee_le", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("declaration__isnull", False),
                            ("contrat__isnull", False),
                            ("clause__isnull", False),
                            _connector="OR",
                        ),
                        name="piece_a_un_objet",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageDeclaration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "declaration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="clauses.declaration"
                    ),
                ),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("de_l_office", models.BooleanField(verbose_name="écrit par l'office")),
                ("texte", models.TextField(max_length=4000, verbose_name="message")),
                ("envoye_le", models.DateTimeField(verbose_name="envoyé le")),
                ("lu_le", models.DateTimeField(blank=True, null=True, verbose_name="lu le")),
            ],
            options={
                "verbose_name": "message",
                "ordering": ["declaration", "envoye_le", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("texte", ""), _negated=True), name="message_non_vide")
                ],
            },
        ),
        migrations.CreateModel(
            name="LigneFichier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "origine",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lignes", to="clauses.fichierheures"
                    ),
                ),
                (
                    "sorte",
                    models.CharField(
                        choices=[
                            ("NOUVELLE", "Nouvelle"),
                            ("REMPLACE", "Remplace"),
                            ("IDENTIQUE", "Déjà saisie, identique"),
                            ("CORRECTION", "Corrige un mois validé"),
                            ("TRANSMISE", "Déjà transmise, en vérification"),
                            ("A_CHOISIR", "À choisir"),
                            ("INCONNUE", "Personne inconnue"),
                            ("SANS_CONTRAT", "Sans contrat ce mois-là"),
                            ("REFUSEE", "Refusée"),
                        ],
                        max_length=14,
                        verbose_name="sorte",
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("GARDER", "À enregistrer"), ("LAISSER", "À laisser de côté")],
                        default=clauses.rules.proposition_tableur.DecisionLigne["GARDER"],
                        max_length=8,
                        verbose_name="décision",
                    ),
                ),
                ("feuille", models.CharField(blank=True, max_length=120, verbose_name="feuille")),
                ("rang", models.PositiveIntegerField(default=0, verbose_name="ligne")),
                ("colonne", models.CharField(blank=True, max_length=60, verbose_name="colonne")),
                ("nom", models.CharField(blank=True, max_length=200, verbose_name="nom lu")),
                ("prenom", models.CharField(blank=True, max_length=200, verbose_name="prénom lu")),
                ("date_naissance", models.DateField(blank=True, null=True, verbose_name="naissance lue")),
                ("lieu", models.CharField(blank=True, max_length=200, verbose_name="lot ou chantier lu")),
                ("valeur", models.CharField(blank=True, max_length=100, verbose_name="valeur lue")),
                ("phrase", models.CharField(blank=True, max_length=400, verbose_name="constat")),
                ("mois", models.DateField(blank=True, null=True, verbose_name="mois")),
                (
                    "contrat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clauses.contrattravail",
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="ligne_fichier",
                        to="chantiers.chantier",
                    ),
                ),
                ("candidats", models.JSONField(blank=True, default=list, verbose_name="contrats possibles")),
                ("heures", socle.centiemes.HeuresField(blank=True, null=True, verbose_name="heures du fichier")),
                (
                    "non_travaillees",
                    socle.centiemes.HeuresField(blank=True, null=True, verbose_name="dont non travaillées"),
                ),
                (
                    "heures_avant",
                    socle.centiemes.HeuresField(blank=True, null=True, verbose_name="heures déjà saisies"),
                ),
                (
                    "non_travaillees_avant",
                    socle.centiemes.HeuresField(
                        blank=True, null=True, verbose_name="dont non travaillées, déjà saisies"
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne d'un import",
                "verbose_name_plural": "lignes d'un import",
                "ordering": ["origine", "pk"],
                "indexes": [models.Index(fields=["origine", "sorte"], name="ligne_fichier_sorte")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("chantier__isnull", False), ("contrat__isnull", False)),
                        fields=("origine", "contrat", "chantier", "mois"),
                        name="une_proposition_par_contrat_site_et_mois",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("sorte__in", ["NOUVELLE", "REMPLACE", "IDENTIQUE", "CORRECTION", "TRANSMISE"]),
                                _negated=True,
                            ),
                            models.Q(
                                ("chantier__isnull", False),
                                ("contrat__isnull", False),
                                ("heures__isnull", False),
                                ("mois__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ligne_fichier_proposee_complete",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LigneImportee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "import_heures",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lignes", to="clauses.importheures"
                    ),
                ),
                ("rang", models.PositiveIntegerField(verbose_name="rang")),
                ("groupe", models.PositiveIntegerField(verbose_name="personne et mois du fichier")),
                ("nom", models.CharField(max_length=100, verbose_name="nom lu")),
                ("prenom", models.CharField(max_length=100, verbose_name="prénom lu")),
                ("date_naissance", models.DateField(blank=True, null=True, verbose_name="naissance lue")),
                (
                    "beneficiaire",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clauses.beneficiaire",
                    ),
                ),
                ("proches", models.JSONField(blank=True, default=list, verbose_name="personnes proches")),
                ("mois", models.DateField(verbose_name="mois")),
                ("heures_lues", socle.centiemes.HeuresField(verbose_name="heures du fichier")),
                ("heures", socle.centiemes.HeuresField(verbose_name="heures proposées")),
                (
                    "heures_avant",
                    socle.centiemes.HeuresField(blank=True, null=True, verbose_name="heures déjà saisies"),
                ),
                (
                    "non_travaillees",
                    socle.centiemes.HeuresField(blank=True, null=True, verbose_name="dont non travaillées"),
                ),
                ("regularisation", models.BooleanField(default=False, verbose_name="régularisation")),
                (
                    "utilisatrice",
                    models.CharField(blank=True, max_length=14, verbose_name="entreprise utilisatrice (SIRET)"),
                ),
                (
                    "contrat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clauses.contrattravail",
                    ),
                ),
                (
                    "chantier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="chantiers.chantier",
                    ),
                ),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("PRETE", "À reporter"),
                            ("INCHANGEE", "Déjà saisie, identique"),
                            ("CORRECTION", "Correction d'heures validées"),
                            ("TRANSMISE", "Déjà transmise, en vérification"),
                            ("A_CHOISIR", "Personne à confirmer"),
                            ("ECARTEE", "Laissée de côté"),
                        ],
                        max_length=10,
                        verbose_name="sort",
                    ),
                ),
                ("phrase", models.CharField(blank=True, max_length=300, verbose_name="explication")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note de lecture")),
                ("source_feuille", models.CharField(blank=True, max_length=80, verbose_name="feuille")),
                ("source_rang", models.PositiveIntegerField(default=0, verbose_name="ligne du fichier")),
            ],
            options={
                "verbose_name": "ligne importée",
                "verbose_name_plural": "lignes importées",
                "ordering": ["import_heures", "rang"],
                "constraints": [
                    models.UniqueConstraint(fields=("import_heures", "rang"), name="un_rang_par_ligne_importee"),
                    models.CheckConstraint(condition=models.Q(("mois__day", 1)), name="ligne_importee_mois_au_premier"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sort__in", ["PRETE", "CORRECTION"]), _negated=True),
                            models.Q(("chantier__isnull", False), ("contrat__isnull", False)),
                            _connector="OR",
                        ),
                        name="ligne_importee_reportable_a_une_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodeContrat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contrat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="periodes",
                        to="clauses.contrattravail",
                    ),
                ),
                ("debut", models.DateField(verbose_name="du")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="au")),
            ],
            options={
                "verbose_name": "période",
                "ordering": ["contrat", "debut"],
                "constraints": [
                    models.UniqueConstraint(fields=("contrat", "debut"), name="une_periode_par_debut"),
                    models.CheckConstraint(
                        condition=models.Q(("fin__isnull", True), ("fin__gte", models.F("debut")), _connector="OR"),
                        name="periode_dates_ordonnees",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DemandeValidation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "beneficiaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="demandes", to="clauses.beneficiaire"
                    ),
                ),
                (
                    "contrat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="demande", to="clauses.contrattravail"
                    ),
                ),
                (
                    "referentiel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clauses.referentiel"
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("DEPOSEE", "Déposée, en attente de décision"),
                            ("INCOMPLETE", "Incomplète"),
                            ("ACCEPTEE", "Acceptée"),
                            ("REFUSEE", "Refusée"),
                        ],
                        default=clauses.rules.etats.EtatDemande["DEPOSEE"],
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("deposee_le", models.DateTimeField(verbose_name="déposée le")),
                (
                    "deposee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("complete_le", models.DateTimeField(blank=True, null=True, verbose_name="complète le")),
                ("decidee_le", models.DateTimeField(blank=True, null=True, verbose_name="décidée le")),
                (
                    "decidee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("effet_le", models.DateField(blank=True, null=True, verbose_name="effet")),
                (
                    "motif",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clauses.motif",
                    ),
                ),
                ("reponse", models.CharField(blank=True, max_length=500, verbose_name="réponse à l'entreprise")),
            ],
            options={
                "verbose_name": "demande de validation du public",
                "verbose_name_plural": "demandes de validation du public",
                "ordering": ["contrat__debut", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decidee_le__isnull", False),
                                ("decidee_par__isnull", False),
                                ("etat__in", ["ACCEPTEE", "REFUSEE"]),
                            ),
                            models.Q(
                                models.Q(("etat__in", ["ACCEPTEE", "REFUSEE"]), _negated=True),
                                ("decidee_le__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="demande_decidee_datee_et_signee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "REFUSEE"), _negated=True),
                            models.Q(("reponse", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="demande_refusee_expliquee",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Affectation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ligne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="affectations",
                        to="clauses.ligneheures",
                    ),
                ),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="affectation",
                        to="clauses.clauseinsertion",
                    ),
                ),
                ("heures", socle.centiemes.HeuresField(verbose_name="heures")),
                ("cle", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
            ],
            options={
                "verbose_name": "affectation",
                "constraints": [
                    models.UniqueConstraint(fields=("ligne", "clause"), name="une_affectation_par_clause"),
                    models.CheckConstraint(
                        condition=models.Q(("heures__gte", Decimal("0"))), name="affectation_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LigneProposee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "ligne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="propositions",
                        to="clauses.ligneheures",
                    ),
                ),
                ("heures", socle.centiemes.HeuresField(verbose_name="heures payées")),
                (
                    "heures_non_travaillees",
                    socle.centiemes.HeuresField(default=Decimal("0.00"), verbose_name="dont non travaillées"),
                ),
                (
                    "proposee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("proposee_le", models.DateTimeField(verbose_name="proposée le")),
                ("choisie", models.BooleanField(null=True, verbose_name="choisie")),
                ("tranchee_le", models.DateTimeField(blank=True, null=True, verbose_name="tranchée le")),
                (
                    "tranchee_par",
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
                "verbose_name": "ligne proposée",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("choisie__isnull", True)),
                        fields=("ligne",),
                        name="une_proposition_en_attente_par_ligne",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Alerte",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ligne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="alertes", to="clauses.ligneheures"
                    ),
                ),
                ("code", models.CharField(max_length=5, verbose_name="contrôle")),
                (
                    "gravite",
                    models.CharField(
                        choices=[
                            ("INFO", "Information"),
                            ("ALERTE", "Alerte"),
                            ("BLOCAGE", "Blocage de la validation"),
                        ],
                        max_length=10,
                        verbose_name="gravité",
                    ),
                ),
                ("message", models.CharField(max_length=400, verbose_name="message à l'entreprise")),
                ("detail", models.CharField(blank=True, max_length=600, verbose_name="détail pour l'office")),
                ("creee_le", models.DateTimeField(verbose_name="constatée le")),
                ("levee_le", models.DateTimeField(blank=True, null=True, verbose_name="levée le")),
                (
                    "levee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("levee_motif", models.CharField(blank=True, max_length=300, verbose_name="motif de levée")),
            ],
            options={
                "verbose_name": "alerte",
                "ordering": ["ligne", "code"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("levee_le__isnull", True)),
                        fields=("ligne", "code"),
                        name="une_alerte_active_par_controle",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("levee_le__isnull", True),
                            models.Q(("levee_par__isnull", False), models.Q(("levee_motif", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="alerte_levee_signee_et_motivee",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalLigne",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ligne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="journal", to="clauses.ligneheures"
                    ),
                ),
                ("acte", models.CharField(max_length=25, verbose_name="acte")),
                ("de", models.CharField(blank=True, max_length=10, verbose_name="de")),
                ("vers", models.CharField(blank=True, max_length=10, verbose_name="vers")),
                ("heures", socle.centiemes.HeuresField(blank=True, null=True, verbose_name="heures")),
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
                (
                    "motif",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clauses.motif",
                    ),
                ),
                ("texte", models.CharField(blank=True, max_length=500, verbose_name="explication")),
            ],
            options={
                "verbose_name": "ligne de journal",
                "ordering": ["ligne", "le", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("vers__in", ["RENVOYEE", "REFUSEE", "PARTIELLE"]), _negated=True),
                            models.Q(("motif__isnull", False), models.Q(("texte", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="journal_ligne_motif_obligatoire",
                        violation_error_message="Renvoyer, refuser ou retenir en partie demande un motif et une explication.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExonerationPenalite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exonerations",
                        to="clauses.clauseinsertion",
                    ),
                ),
                ("montant", socle.centiemes.MontantField(verbose_name="montant exonéré (€)")),
                ("date_decision", models.DateField(verbose_name="date de la décision")),
                ("motif", models.CharField(max_length=500, verbose_name="motif")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clauses.piece",
                    ),
                ),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "acte_transcrit",
                    models.BooleanField(default=False, verbose_name="acte signé transcrit par le facilitateur"),
                ),
                ("enregistre_le", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "exonération de pénalité",
                "ordering": ["clause", "-date_decision"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("montant__gt", Decimal("0"))), name="exoneration_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("motif", ""), _negated=True), name="exoneration_motivee"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MouvementObligation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mouvements",
                        to="clauses.clauseinsertion",
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="position d'enregistrement")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("INITIAL", "Volume initial du contrat"),
                            ("TRANCHE_AFFERMIE", "Tranche affermie"),
                            ("AVENANT", "Avenant"),
                            ("BON_DE_COMMANDE", "Bon de commande"),
                            ("FACTURE", "Facture (clause progressive)"),
                            ("OFFRE_SUPERIEURE", "Offre supérieure au minimum"),
                            ("REDUCTION", "Réduction de l'objectif"),
                            ("GLOBALISATION", "Globalisation (mutualisation) des heures"),
                            ("REPRISE", "Reprise d'un suivi antérieur"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("heures", socle.centiemes.HeuresField(verbose_name="heures")),
                ("date_signature", models.DateField(verbose_name="signature")),
                ("date_effet", models.DateField(verbose_name="effet")),
                ("enregistre_le", models.DateTimeField(verbose_name="enregistré le")),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clauses.piece",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=80, verbose_name="référence de l'acte")),
                ("motif", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                (
                    "acte_transcrit",
                    models.BooleanField(default=False, verbose_name="acte signé transcrit par le facilitateur"),
                ),
            ],
            options={
                "verbose_name": "mouvement d'obligation",
                "verbose_name_plural": "mouvements d'obligation",
                "ordering": ["clause", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("clause", "position"), name="une_position_par_mouvement"),
                    models.UniqueConstraint(
                        condition=models.Q(("nature", "INITIAL")),
                        fields=("clause",),
                        name="un_volume_initial_par_clause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nature", "REDUCTION"), _negated=True),
                            models.Q(("heures__lt", Decimal("0")), models.Q(("motif", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="reduction_negative_et_motivee",
                        violation_error_message="Une réduction est négative et motivée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("nature__in", ["INITIAL", "TRANCHE_AFFERMIE", "BON_DE_COMMANDE", "OFFRE_SUPERIEURE"]),
                                _negated=True,
                            ),
                            ("heures__gte", Decimal("0")),
                            _connector="OR",
                        ),
                        name="mouvement_initial_positif",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suspensions",
                        to="clauses.clauseinsertion",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[("AJOURNEMENT", "Ajournement"), ("INTERRUPTION", "Interruption des travaux")],
                        max_length=15,
                        verbose_name="nature",
                    ),
                ),
                ("debut", models.DateField(verbose_name="du")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="au")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clauses.piece",
                    ),
                ),
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("enregistre_le", models.DateTimeField(verbose_name="enregistrée le")),
                ("levee_le", models.DateTimeField(blank=True, null=True, verbose_name="levée enregistrée le")),
                (
                    "levee_par",
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
                "verbose_name": "suspension",
                "ordering": ["clause", "debut"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fin__isnull", True), ("fin__gte", models.F("debut")), _connector="OR"),
                        name="suspension_dates_ordonnees",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("fin__isnull", True)),
                        fields=("clause",),
                        name="une_suspension_ouverte_par_clause",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DepotScelle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "demande",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="depots",
                        to="clauses.demandevalidation",
                    ),
                ),
                ("nom_coffre", models.CharField(editable=False, max_length=80, unique=True)),
                ("taille", models.PositiveIntegerField(verbose_name="taille")),
                ("depose_le", models.DateTimeField(verbose_name="déposé le")),
                ("detruit_le", models.DateTimeField(blank=True, null=True, verbose_name="détruit le")),
            ],
            options={
                "verbose_name": "dépôt scellé",
                "verbose_name_plural": "dépôts scellés",
                "ordering": ["demande", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReportTravaux",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="clauses.lot"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="position d'enregistrement")),
                (
                    "date_effet",
                    models.DateField(
                        blank=True, help_text="Vide : correction, depuis le début.", null=True, verbose_name="effet"
                    ),
                ),
                ("debut_avant", models.DateField(blank=True, null=True, verbose_name="début avant")),
                ("fin_avant", models.DateField(blank=True, null=True, verbose_name="fin avant")),
                ("debut_travaux", models.DateField(blank=True, null=True, verbose_name="début des travaux")),
                ("fin_travaux", models.DateField(blank=True, null=True, verbose_name="fin des travaux")),
                ("reception_le", models.DateField(blank=True, null=True, verbose_name="réception")),
                ("reference", models.CharField(blank=True, max_length=80, verbose_name="référence de l'acte")),
                ("motif", models.CharField(max_length=500, verbose_name="motif")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clauses.piece",
                    ),
                ),
                (
                    "auteur",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("enregistre_le", models.DateTimeField(verbose_name="enregistré le")),
            ],
            options={
                "verbose_name": "report de travaux",
                "verbose_name_plural": "reports de travaux",
                "ordering": ["lot", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("lot", "position"), name="une_position_par_report"),
                    models.CheckConstraint(
                        condition=models.Q(("motif", ""), _negated=True),
                        name="report_motive",
                        violation_error_message="Déplacer les dates de travaux demande un motif.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debut_travaux__isnull", True),
                            ("fin_travaux__isnull", True),
                            ("fin_travaux__gte", models.F("debut_travaux")),
                            _connector="OR",
                        ),
                        name="report_dates_ordonnees",
                        violation_error_message="La fin des travaux précède leur début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Repartition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="repartitions",
                        to="clauses.clauseinsertion",
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="position d'enregistrement")),
                ("date_effet", models.DateField(verbose_name="effet")),
                (
                    "mouvement",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repartition",
                        to="clauses.mouvementobligation",
                    ),
                ),
                ("total", socle.centiemes.HeuresField(verbose_name="total réparti")),
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("enregistre_le", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "répartition interne",
                "ordering": ["clause", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("clause", "position"), name="une_position_par_repartition")
                ],
            },
        ),
        migrations.CreateModel(
            name="PartRepartition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "repartition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="clauses.repartition"
                    ),
                ),
                (
                    "intervenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clauses.intervenant"
                    ),
                ),
                ("heures", socle.centiemes.HeuresField(verbose_name="heures")),
            ],
            options={
                "verbose_name": "part interne",
                "constraints": [
                    models.UniqueConstraint(fields=("repartition", "intervenant"), name="une_part_par_intervenant"),
                    models.CheckConstraint(
                        condition=models.Q(("heures__gte", Decimal("0"))), name="part_interne_positive"
                    ),
                ],
            },
        ),
        migrations.RunPython(poser, lever),
    ]
