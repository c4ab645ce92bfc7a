import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import socle.horloge


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("comptes", "__first__"),
        ("socle", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "nature",
                    models.CharField(
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
                        max_length=20,
                        verbose_name="nature",
                    ),
                ),
                (
                    "siret",
                    models.CharField(
                        blank=True,
                        error_messages={"unique": "Une organisation porte déjà ce SIRET."},
                        max_length=14,
                        null=True,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^\\d{14}$", "Le SIRET compte 14 chiffres.")],
                        verbose_name="SIRET",
                    ),
                ),
                ("siret_a_verifier", models.BooleanField(default=False, verbose_name="SIRET à vérifier")),
                ("nom", models.CharField(max_length=200, verbose_name="nom")),
                ("nom_plie", models.CharField(db_index=True, editable=False, max_length=260)),
                ("sigle", models.CharField(blank=True, max_length=40, verbose_name="sigle")),
                ("adresse", models.CharField(blank=True, max_length=250, verbose_name="adresse")),
                ("code_postal", models.CharField(blank=True, max_length=5, verbose_name="code postal")),
                ("ville", models.CharField(blank=True, max_length=100, verbose_name="ville")),
                ("telephone", models.CharField(blank=True, max_length=30, verbose_name="téléphone")),
                (
                    "email_contact",
                    models.EmailField(blank=True, max_length=254, verbose_name="adresse électronique de contact"),
                ),
                (
                    "territoire",
                    models.ForeignKey(
                        blank=True,
                        help_text="Pour une collectivité : ce qu'elle peut lire.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="organisation",
                        to="socle.territoire",
                        verbose_name="territoire",
                    ),
                ),
                (
                    "conges_caisse",
                    models.BooleanField(
                        default=False,
                        help_text="Entreprises du bâtiment : les congés sont payés par la caisse de congés, pas par l'employeur.",
                        verbose_name="congés payés par la caisse",
                    ),
                ),
                ("valide_du", models.DateField(blank=True, null=True, verbose_name="existe depuis le")),
                ("valide_au", models.DateField(blank=True, null=True, verbose_name="a cessé le")),
                (
                    "cree_le",
                    models.DateTimeField(default=socle.horloge.maintenant, editable=False, verbose_name="créée le"),
                ),
            ],
            options={
                "verbose_name": "organisation",
                "ordering": ["nom_plie"],
                "indexes": [models.Index(fields=["nature", "nom_plie"], name="organisation_nature_nom")],
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length("siret"), 14),
                        name="organisation_siret_14_caracteres",
                        violation_error_message="Le SIRET compte 14 chiffres.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("siret__isnull", True)),
                        fields=("nature", "nom_plie"),
                        name="organisation_sans_siret_unique",
                        violation_error_message="Une organisation sans SIRET porte déjà ce nom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nom", ""), _negated=True),
                        name="organisation_nommee",
                        violation_error_message="Une organisation porte un nom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valide_du__isnull", True),
                            ("valide_au__isnull", True),
                            ("valide_au__gte", models.F("valide_du")),
                            _connector="OR",
                        ),
                        name="organisation_dates_ordonnees",
                        violation_error_message="La fin d'existence ne précède pas le début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NomOrganisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="noms",
                        to="entreprises.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("nom", models.CharField(max_length=200, verbose_name="nom")),
                ("du", models.DateField(blank=True, null=True, verbose_name="du")),
                ("au", models.DateField(blank=True, null=True, verbose_name="au")),
            ],
            options={
                "verbose_name": "nom daté",
                "verbose_name_plural": "noms datés",
                "ordering": ["organisation", models.OrderBy(models.F("du"), nulls_first=True)],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("du__isnull", True), ("au__isnull", True), ("au__gte", models.F("du")), _connector="OR"
                        ),
                        name="nom_organisation_dates_ordonnees",
                        violation_error_message="La fin ne précède pas le début.",
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "du"),
                        name="nom_organisation_un_par_debut",
                        violation_error_message="Un nom commence déjà ce jour-là.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("du__isnull", True)),
                        fields=("organisation",),
                        name="nom_organisation_un_sans_debut",
                        violation_error_message="Un seul nom n'a pas de date de début.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuccessionOrganisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ancienne",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="entreprises.organisation",
                        verbose_name="ancienne",
                    ),
                ),
                (
                    "nouvelle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reprises",
                        to="entreprises.organisation",
                        verbose_name="nouvelle",
                    ),
                ),
                ("date_effet", models.DateField(verbose_name="date d'effet")),
                ("motif", models.CharField(max_length=300, verbose_name="motif")),
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
                    "enregistre_le",
                    models.DateTimeField(default=socle.horloge.maintenant, verbose_name="enregistrée le"),
                ),
            ],
            options={
                "verbose_name": "succession",
                "ordering": ["date_effet", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ancienne", "nouvelle"),
                        name="succession_unique",
                        violation_error_message="Cette succession est déjà enregistrée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ancienne", models.F("nouvelle")), _negated=True),
                        name="succession_vers_une_autre",
                        violation_error_message="Une organisation ne se succède pas à elle-même.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("motif", ""), _negated=True),
                        name="succession_motivee",
                        violation_error_message="Une succession demande un motif.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membre",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "utilisateur",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        related_query_name="membre",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="utilisateur",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="membres",
                        to="entreprises.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("REFERENT", "Référent·e"),
                            ("PAIE", "Paie"),
                            ("CONDUITE", "Conduite de travaux"),
                            ("MANDATAIRE", "Mandataire externe"),
                            ("FACILITATEUR", "Facilitateur·rice des clauses sociales"),
                            ("RESPONSABLE", "Responsable de l'équipe de facilitation"),
                            ("MAITRE_OUVRAGE", "Maître d'ouvrage"),
                            ("COLLECTIVITE", "Collectivité (lecture)"),
                            ("PRESCRIPTEUR", "Prescripteur·rice"),
                            ("REDACTION", "Rédaction du site public"),
                            ("AUDITEUR", "Auditeur·rice (lecture)"),
                            ("ADMINISTRATION", "Administration de la plateforme"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                (
                    "etat",
                    models.CharField(
                        choices=[("ACTIF", "Actif"), ("SUSPENDU", "Suspendu"), ("RETIRE", "Retiré")],
                        default="ACTIF",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("depuis", models.DateTimeField(default=socle.horloge.maintenant, verbose_name="depuis")),
                ("jusqu_au", models.DateTimeField(blank=True, null=True, verbose_name="jusqu'au")),
            ],
            options={
                "verbose_name": "membre",
                "ordering": ["organisation__nom_plie", "utilisateur__nom", "utilisateur__prenom", "pk"],
                "indexes": [models.Index(fields=["organisation", "etat", "role"], name="membre_organisation_etat")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("etat", "RETIRE"), _negated=True),
                        fields=("utilisateur", "organisation", "role"),
                        name="membre_unique_en_place",
                        violation_error_message="Cette personne a déjà ce rôle dans cette organisation.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("etat", "RETIRE"), ("jusqu_au__isnull", False)),
                            models.Q(models.Q(("etat", "RETIRE"), _negated=True), ("jusqu_au__isnull", True)),
                            _connector="OR",
                        ),
                        name="membre_retire_a_une_fin",
                        violation_error_message="Un membre retiré, et lui seul, a une date de fin.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="entreprises.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("REFERENT", "Référent·e"),
                            ("PAIE", "Paie"),
                            ("CONDUITE", "Conduite de travaux"),
                            ("MANDATAIRE", "Mandataire externe"),
                            ("FACILITATEUR", "Facilitateur·rice des clauses sociales"),
                            ("RESPONSABLE", "Responsable de l'équipe de facilitation"),
                            ("MAITRE_OUVRAGE", "Maître d'ouvrage"),
                            ("COLLECTIVITE", "Collectivité (lecture)"),
                            ("PRESCRIPTEUR", "Prescripteur·rice"),
                            ("REDACTION", "Rédaction du site public"),
                            ("AUDITEUR", "Auditeur·rice (lecture)"),
                            ("ADMINISTRATION", "Administration de la plateforme"),
                        ],
                        max_length=20,
                        verbose_name="rôle",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="adresse électronique")),
                ("prenom", models.CharField(blank=True, max_length=80, verbose_name="prénom")),
                ("nom", models.CharField(blank=True, max_length=80, verbose_name="nom")),
                (
                    "invite_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invité par",
                    ),
                ),
                ("envoyee_le", models.DateTimeField(default=socle.horloge.maintenant, verbose_name="envoyée le")),
                ("expire_le", models.DateTimeField(verbose_name="expire le")),
                ("acceptee_le", models.DateTimeField(blank=True, null=True, verbose_name="acceptée le")),
                (
                    "acceptee_par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acceptée par",
                    ),
                ),
                ("revoquee_le", models.DateTimeField(blank=True, null=True, verbose_name="annulée le")),
            ],
            options={
                "verbose_name": "invitation",
                "ordering": ["-envoyee_le", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("acceptee_le__isnull", True), ("revoquee_le__isnull", True)),
                        fields=("organisation", "email", "role"),
                        name="invitation_ouverte_unique",
                        violation_error_message="Cette personne est déjà invitée dans ce rôle.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acceptee_le__isnull", True), ("acceptee_par__isnull", True)),
                            models.Q(("acceptee_le__isnull", False), ("acceptee_par__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_acceptee_par_quelqu_un",
                        violation_error_message="Une invitation acceptée a une date et une personne.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acceptee_le__isnull", True), ("revoquee_le__isnull", True), _connector="OR"
                        ),
                        name="invitation_acceptee_ou_annulee",
                        violation_error_message="Une invitation acceptée ne s'annule plus.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower(models.F("email")))),
                        name="invitation_courriel_minuscule",
                        violation_error_message="L'adresse électronique s'écrit en minuscules.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expire_le__gt", models.F("envoyee_le"))),
                        name="invitation_expire_apres_envoi",
                        violation_error_message="L'expiration suit l'envoi.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JournalOrganisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="journal",
                        to="entreprises.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "acte",
                    models.CharField(
                        choices=[
                            ("CREATION", "Fiche créée"),
                            ("MODIFICATION", "Fiche modifiée"),
                            ("SUCCESSION", "Succession enregistrée"),
                            ("INVITATION", "Invitation envoyée"),
                            ("RELANCE_INVITATION", "Invitation renvoyée"),
                            ("REVOCATION_INVITATION", "Invitation annulée"),
                            ("ACCEPTATION", "Invitation acceptée"),
                            ("AJOUT", "Membre ajouté"),
                            ("RETRAIT", "Membre retiré"),
                            ("CHANGEMENT_ROLE", "Rôle changé"),
                            ("SUSPENSION", "Membre suspendu"),
                            ("REACTIVATION", "Membre rétabli"),
                            ("SANS_REFERENT", "Plus personne pour gérer l'équipe"),
                        ],
                        max_length=24,
                        verbose_name="acte",
                    ),
                ),
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
                ("le", models.DateTimeField(default=socle.horloge.maintenant, verbose_name="le")),
                (
                    "membre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entreprises.membre",
                        verbose_name="membre",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="entreprises.invitation",
                        verbose_name="invitation",
                    ),
                ),
                ("motif", models.CharField(blank=True, max_length=300, verbose_name="motif")),
            ],
            options={
                "verbose_name": "journal d'une organisation",
                "verbose_name_plural": "journal des organisations",
                "ordering": ["-le", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acte", "SUSPENSION"), _negated=True),
                            models.Q(("motif", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="journal_organisation_suspension_motivee",
                        violation_error_message="Suspendre un membre demande un motif.",
                    )
                ],
            },
        ),
    ]
