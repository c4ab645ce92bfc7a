import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import parcours.rules.etapes
import socle.centiemes


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("chantiers", "0001_squashed_0003_phase_uuid"),
        ("clauses", "0001_squashed_0009_fichiers_heures"),
        ("comptes", "__first__"),
        ("entreprises", "0001_initial"),
        ("socle", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Critere",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "referentiel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="critere",
                        to="clauses.referentiel",
                    ),
                ),
                ("code", models.SlugField(max_length=20, verbose_name="code")),
                ("libelle", models.CharField(max_length=200, verbose_name="public")),
                ("preuve", models.CharField(blank=True, max_length=300, verbose_name="justificatif usuel")),
                (
                    "age_preuve_mois",
                    models.PositiveSmallIntegerField(default=3, verbose_name="âge maximal du justificatif (mois)"),
                ),
                (
                    "duree_mois",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="durée de la fenêtre (mois)"),
                ),
                (
                    "age_maximal",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="âge maximal à l'embauche"),
                ),
                (
                    "age_minimal",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="âge minimal à l'embauche"),
                ),
                (
                    "niveau",
                    models.PositiveSmallIntegerField(default=1, verbose_name="niveau (1 suffit seul, 2 se cumule)"),
                ),
                ("suffit_seul", models.BooleanField(default=True, verbose_name="suffit seul")),
                ("sensible", models.BooleanField(default=False, verbose_name="donnée sensible (RGPD art. 9 ou 10)")),
                ("avis_motive", models.BooleanField(default=False, verbose_name="demande un avis motivé")),
                ("actif", models.BooleanField(default=True, verbose_name="actif")),
                ("ordre", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
            ],
            options={
                "verbose_name": "critère d'éligibilité",
                "verbose_name_plural": "critères d'éligibilité",
                "ordering": ["referentiel", "ordre", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("referentiel", "code"), name="un_critere_par_referentiel")
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "beneficiaire",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="candidat",
                        to="clauses.beneficiaire",
                    ),
                ),
                (
                    "statut",
                    models.CharField(
                        choices=[
                            ("ORIENTE", "Orienté·e"),
                            ("A_CONTACTER", "À contacter"),
                            ("ACCUEILLI", "Accueilli·e (diagnostic)"),
                            ("EN_LEVEE_DE_FREINS", "En levée de freins"),
                            ("EN_FORMATION", "En formation"),
                            ("EN_IMMERSION", "En immersion"),
                            ("DISPONIBLE", "Disponible"),
                            ("PROPOSE", "Proposé·e"),
                            ("EN_ENTRETIEN", "En entretien"),
                            ("RETENU", "Retenu·e"),
                            ("EN_POSTE", "En poste"),
                            ("SUIVI_EN_EMPLOI", "Suivi en emploi"),
                            ("SORTIE", "Sortie"),
                            ("EN_PAUSE", "En pause"),
                            ("INJOIGNABLE", "Injoignable"),
                            ("ABANDON", "Abandon"),
                            ("REORIENTE", "Réorienté·e"),
                        ],
                        default=parcours.rules.etapes.StatutParcours["ORIENTE"],
                        max_length=20,
                        verbose_name="statut",
                    ),
                ),
                (
                    "niveau",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0", "Sans diplôme"),
                            ("3", "Niveau 3 (CAP, BEP)"),
                            ("4", "Niveau 4 (bac)"),
                            ("5", "Niveau 5 (bac + 2)"),
                            ("6", "Niveau 6 (licence)"),
                            ("7", "Niveau 7 et plus (master)"),
                        ],
                        max_length=2,
                        verbose_name="niveau de formation",
                    ),
                ),
                (
                    "experience_mois",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="expérience (mois)"),
                ),
                ("permis_b", models.BooleanField(blank=True, null=True, verbose_name="permis B")),
                ("vehicule", models.BooleanField(blank=True, null=True, verbose_name="véhicule")),
                (
                    "rayon_km",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="rayon de mobilité (km)"),
                ),
                (
                    "minutes_trajet",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="trajet accepté (minutes)"),
                ),
                (
                    "horaires_decales",
                    models.BooleanField(blank=True, null=True, verbose_name="prise de poste tôt ou de nuit possible"),
                ),
                ("disponible_le", models.DateField(blank=True, null=True, verbose_name="disponible le")),
                (
                    "heures_cherchees",
                    socle.centiemes.CentiemesField(blank=True, null=True, verbose_name="heures cherchées par semaine"),
                ),
                (
                    "niveau_francais",
                    models.CharField(
                        blank=True,
                        choices=[("A0", "Débutant"), ("A1", "A1"), ("A2", "A2"), ("B1", "B1"), ("B2", "B2 et plus")],
                        max_length=2,
                        verbose_name="niveau de français",
                    ),
                ),
                ("taille_epi", models.CharField(blank=True, max_length=10, verbose_name="taille d'EPI")),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude (commune)")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude (commune)")),
                (
                    "prescripteur",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="candidat_prescrit",
                        to="entreprises.organisation",
                    ),
                ),
                (
                    "saisi_par",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("cree_le", models.DateTimeField(verbose_name="créé le")),
                ("dernier_contact_le", models.DateField(blank=True, null=True, verbose_name="dernier contact")),
                ("entree_le", models.DateField(blank=True, null=True, verbose_name="entrée dans le dispositif")),
                (
                    "entree_attributs",
                    models.JSONField(blank=True, default=dict, verbose_name="attributs figés à l'entrée"),
                ),
            ],
            options={
                "verbose_name": "candidat",
                "ordering": ["beneficiaire__nom_plie", "beneficiaire__prenom_plie"],
                "indexes": [models.Index(fields=["statut", "disponible_le"], name="candidat_disponible")],
            },
        ),
        migrations.CreateModel(
            name="MetierCandidat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "candidat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="metiers", to="parcours.candidat"
                    ),
                ),
                (
                    "metier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="metier_candidat",
                        to="socle.metier",
                    ),
                ),
                ("rang", models.PositiveSmallIntegerField(default=1, verbose_name="rang")),
                ("experience_mois", models.PositiveSmallIntegerField(default=0, verbose_name="expérience (mois)")),
            ],
            options={
                "verbose_name": "métier recherché",
                "ordering": ["candidat", "rang"],
                "constraints": [models.UniqueConstraint(fields=("candidat", "metier"), name="un_metier_par_candidat")],
            },
        ),
        migrations.CreateModel(
            name="FreinCandidat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "candidat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="freins", to="parcours.candidat"
                    ),
                ),
                (
                    "frein",
                    models.CharField(
                        choices=[
                            ("MOBILITE", "Mobilité"),
                            ("GARDE", "Garde d'enfants"),
                            ("LANGUE", "Langue"),
                            ("LOGEMENT", "Logement"),
                            ("SANTE", "Santé"),
                            ("NUMERIQUE", "Numérique"),
                            ("JUSTICE", "Justice"),
                            ("BUDGET", "Budget"),
                        ],
                        max_length=15,
                        verbose_name="frein",
                    ),
                ),
                ("action", models.CharField(blank=True, max_length=40, verbose_name="action engagée")),
                ("leve_le", models.DateField(blank=True, null=True, verbose_name="levé le")),
            ],
            options={
                "verbose_name": "frein",
                "constraints": [models.UniqueConstraint(fields=("candidat", "frein"), name="un_frein_par_candidat")],
            },
        ),
        migrations.CreateModel(
            name="ReferentCandidat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "candidat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="referents", to="parcours.candidat"
                    ),
                ),
                (
                    "membre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="referent_candidat",
                        to="entreprises.membre",
                    ),
                ),
                ("du", models.DateField(verbose_name="du")),
                ("au", models.DateField(blank=True, null=True, verbose_name="au")),
            ],
            options={
                "verbose_name": "référent",
                "ordering": ["candidat", "-du"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("au__isnull", True)), fields=("candidat",), name="un_referent_a_la_fois"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("au__isnull", True), ("au__gte", models.F("du")), _connector="OR"),
                        name="referent_dates_ordonnees",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Certificat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "candidat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="certificats", to="parcours.candidat"
                    ),
                ),
                ("code", models.CharField(max_length=30, verbose_name="certificat")),
                ("obtenu_le", models.DateField(blank=True, null=True, verbose_name="obtenu le")),
                ("expire_le", models.DateField(blank=True, null=True, verbose_name="expire le")),
            ],
            options={
                "verbose_name": "certificat",
                "ordering": ["candidat", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("candidat", "code", "obtenu_le"), name="un_certificat_par_date")
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "beneficiaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="decision",
                        to="clauses.beneficiaire",
                    ),
                ),
                (
                    "referentiel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clauses.referentiel"
                    ),
                ),
                (
                    "demande",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="decision",
                        to="clauses.demandevalidation",
                    ),
                ),
                (
                    "fenetre",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        related_query_name="decision",
                        to="clauses.fenetreeligibilite",
                    ),
                ),
                (
                    "issue",
                    models.CharField(
                        choices=[("FAVORABLE", "Éligible"), ("DEFAVORABLE", "Non éligible")],
                        max_length=12,
                        verbose_name="issue",
                    ),
                ),
                (
                    "critere",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="parcours.critere",
                    ),
                ),
                ("preuve_datee_le", models.DateField(blank=True, null=True, verbose_name="justificatif daté du")),
                ("pass_iae", models.CharField(blank=True, max_length=12, verbose_name="numéro de PASS IAE")),
                ("debut", models.DateField(blank=True, null=True, verbose_name="fenêtre du")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="au")),
                ("motif", models.CharField(blank=True, max_length=500, verbose_name="motif")),
                ("hors_delai", models.BooleanField(default=False, verbose_name="demande tardive")),
                ("decidee_le", models.DateTimeField(verbose_name="décidée le")),
                (
                    "auteur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "décision d'éligibilité",
                "verbose_name_plural": "décisions d'éligibilité",
                "ordering": ["-decidee_le", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issue", "FAVORABLE"), _negated=True),
                            models.Q(("critere__isnull", False), ("debut__isnull", False)),
                            _connector="OR",
                        ),
                        name="decision_favorable_a_un_critere_et_un_debut",
                        violation_error_message="Une décision favorable a un critère et une date de début.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issue", "DEFAVORABLE"), _negated=True),
                            models.Q(("motif", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_defavorable_motivee",
                        violation_error_message="Une décision défavorable est motivée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hors_delai", False), models.Q(("motif", ""), _negated=True), _connector="OR"
                        ),
                        name="decision_hors_delai_motivee",
                        violation_error_message="Une demande tardive demande une décision motivée.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Etape",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "candidat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="etapes", to="parcours.candidat"
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("STATUT", "Changement de statut"),
                            ("PMSMP", "Immersion (PMSMP)"),
                            ("FORMATION", "Formation"),
                            ("ACCOMPAGNEMENT", "Accompagnement"),
                            ("CONTRAT", "Contrat de travail"),
                            ("CONTACT", "Contact"),
                        ],
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                ("de", models.CharField(blank=True, max_length=20, verbose_name="statut avant")),
                (
                    "vers",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ORIENTE", "Orienté·e"),
                            ("A_CONTACTER", "À contacter"),
                            ("ACCUEILLI", "Accueilli·e (diagnostic)"),
                            ("EN_LEVEE_DE_FREINS", "En levée de freins"),
                            ("EN_FORMATION", "En formation"),
                            ("EN_IMMERSION", "En immersion"),
                            ("DISPONIBLE", "Disponible"),
                            ("PROPOSE", "Proposé·e"),
                            ("EN_ENTRETIEN", "En entretien"),
                            ("RETENU", "Retenu·e"),
                            ("EN_POSTE", "En poste"),
                            ("SUIVI_EN_EMPLOI", "Suivi en emploi"),
                            ("SORTIE", "Sortie"),
                            ("EN_PAUSE", "En pause"),
                            ("INJOIGNABLE", "Injoignable"),
                            ("ABANDON", "Abandon"),
                            ("REORIENTE", "Réorienté·e"),
                        ],
                        max_length=20,
                        verbose_name="statut après",
                    ),
                ),
                ("debut", models.DateField(verbose_name="du")),
                ("fin", models.DateField(blank=True, null=True, verbose_name="au")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                (
                    "contrat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="clauses.contrattravail",
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
                ("enregistree_le", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "étape",
                "ordering": ["candidat", "debut", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fin__isnull", True), ("fin__gte", models.F("debut")), _connector="OR"),
                        name="etape_dates_ordonnees",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MiseEnRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "besoin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        related_query_name="mise_en_relation",
                        to="clauses.besoin",
                    ),
                ),
                (
                    "candidat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mises_en_relation",
                        to="parcours.candidat",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[
                            ("PROPOSEE", "Proposée"),
                            ("CONTACTEE", "Personne contactée"),
                            ("ENTRETIEN", "Entretien"),
                            ("RETENUE", "Retenue"),
                            ("REFUSEE", "Refusée"),
                            ("RETIREE", "Retirée"),
                            ("EMBAUCHEE", "Embauchée"),
                        ],
                        default="PROPOSEE",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="score affiché")),
                ("raisons", models.JSONField(blank=True, default=list, verbose_name="raisons affichées")),
                ("proposee_le", models.DateTimeField(verbose_name="proposée le")),
                (
                    "proposee_par",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reponse_candidat_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="réponse de la personne"),
                ),
                (
                    "reponse_entreprise_le",
                    models.DateTimeField(blank=True, null=True, verbose_name="réponse de l'entreprise"),
                ),
                ("motif_code", models.CharField(blank=True, max_length=40, verbose_name="motif codé")),
                (
                    "contrat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="clauses.contrattravail",
                    ),
                ),
                ("close_le", models.DateTimeField(blank=True, null=True, verbose_name="close le")),
            ],
            options={
                "verbose_name": "mise en relation",
                "verbose_name_plural": "mises en relation",
                "ordering": ["-proposee_le", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("close_le__isnull", True)),
                        fields=("besoin", "candidat"),
                        name="une_mise_en_relation_ouverte",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "REFUSEE"), _negated=True),
                            models.Q(("motif_code", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="mise_en_relation_refus_motive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sortie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "candidat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sorties", to="parcours.candidat"
                    ),
                ),
                ("echeance_mois", models.PositiveSmallIntegerField(default=0, verbose_name="mois après la sortie")),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("DURABLE", "Emploi durable"),
                            ("TRANSITION", "Emploi de transition"),
                            ("POSITIVE", "Sortie positive"),
                            ("AUTRE", "Autre"),
                            ("NEUTRALISE", "Retrait neutralisé"),
                            ("INCONNU", "Inconnu"),
                        ],
                        max_length=20,
                        verbose_name="situation",
                    ),
                ),
                ("date_sortie", models.DateField(verbose_name="sortie le")),
                ("constatee_le", models.DateField(blank=True, null=True, verbose_name="constatée le")),
                (
                    "auteur",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("enregistree_le", models.DateTimeField(verbose_name="enregistrée le")),
            ],
            options={
                "verbose_name": "sortie",
                "ordering": ["candidat", "echeance_mois"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("candidat", "date_sortie", "echeance_mois"), name="une_situation_par_echeance"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("echeance_mois__in", [0, 3, 6, 12])), name="sortie_echeance_connue"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DemandePublique",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "chantier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        related_query_name="demande_publique",
                        to="chantiers.chantier",
                    ),
                ),
                ("nom", models.CharField(max_length=120, verbose_name="nom")),
                ("telephone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
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
                ("repondue_le", models.DateTimeField(blank=True, null=True, verbose_name="répondue le")),
                ("escaladee_le", models.DateTimeField(blank=True, null=True, verbose_name="signalée le")),
                (
                    "candidat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="demandes_publiques",
                        to="parcours.candidat",
                    ),
                ),
            ],
            options={
                "verbose_name": "demande du public",
                "verbose_name_plural": "demandes du public",
                "ordering": ["deposee_le"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("telephone", ""), _negated=True),
                            models.Q(("email", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="demande_publique_joignable",
                        violation_error_message="Indiquez un téléphone ou un courriel.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalCandidat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "candidat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="journal",
                        to="parcours.candidat",
                    ),
                ),
                (
                    "demande",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clauses.demandevalidation",
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
    ]
