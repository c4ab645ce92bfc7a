"""An organisation, the names it bore, and what it became."""

from __future__ import annotations

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from entreprises.querysets import OrganisationQuerySet
from entreprises.rules import NATURES_EMPLOYEUSES, NATURES_INSERTION, NATURES_INTERIM, NATURES_SIAE, Nature
from socle.horloge import maintenant


class Organisation(models.Model):
    """One establishment: the SIRET is the key, found and invited, never recreated."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    nature = models.CharField("nature", max_length=20, choices=Nature.choix())
    siret = models.CharField(
        "SIRET",
        max_length=14,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"^\d{14}$", "Le SIRET compte 14 chiffres.")],
        error_messages={"unique": "Une organisation porte déjà ce SIRET."},
    )
    siret_a_verifier = models.BooleanField("SIRET à vérifier", default=False)
    nom = models.CharField("nom", max_length=200)
    nom_plie = models.CharField(max_length=260, db_index=True, editable=False)
    sigle = models.CharField("sigle", max_length=40, blank=True)
    adresse = models.CharField("adresse", max_length=250, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    ville = models.CharField("ville", max_length=100, blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    email_contact = models.EmailField("adresse électronique de contact", blank=True)
    territoire = models.ForeignKey(
        "socle.Territoire",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="organisation",
        verbose_name="territoire",
        help_text="Pour une collectivité : ce qu'elle peut lire.",
    )
    conges_caisse = models.BooleanField(
        "congés payés par la caisse",
        default=False,
        help_text="Entreprises du bâtiment : les congés sont payés par la caisse de congés, pas par l'employeur.",
    )
    valide_du = models.DateField("existe depuis le", null=True, blank=True)
    valide_au = models.DateField("a cessé le", null=True, blank=True)
    cree_le = models.DateTimeField("créée le", default=maintenant, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        ordering = ["nom_plie"]
        constraints = [
            models.CheckConstraint(
                condition=Exact(Length("siret"), 14),
                name="organisation_siret_14_caracteres",
                violation_error_message="Le SIRET compte 14 chiffres.",
            ),
            models.UniqueConstraint(
                fields=["nature", "nom_plie"],
                condition=Q(siret__isnull=True),
                name="organisation_sans_siret_unique",
                violation_error_message="Une organisation sans SIRET porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=~Q(nom=""),
                name="organisation_nommee",
                violation_error_message="Une organisation porte un nom.",
            ),
            models.CheckConstraint(
                condition=Q(valide_du__isnull=True) | Q(valide_au__isnull=True) | Q(valide_au__gte=F("valide_du")),
                name="organisation_dates_ordonnees",
                violation_error_message="La fin d'existence ne précède pas le début.",
            ),
        ]
        indexes = [models.Index(fields=["nature", "nom_plie"], name="organisation_nature_nom")]

    def __str__(self) -> str:
        return self.nom

    @property
    def siren(self) -> str:
        """The first nine digits: the legal person behind the establishment ("" without SIRET)."""
        return (self.siret or "")[:9]

    @property
    def est_siae(self) -> bool:
        """Insertion by economic activity (code du travail L5132-4)."""
        return self.nature in NATURES_SIAE

    @property
    def est_structure_insertion(self) -> bool:
        return self.nature in NATURES_INSERTION

    @property
    def est_employeuse(self) -> bool:
        """May declare hours."""
        return self.nature in NATURES_EMPLOYEUSES

    @property
    def est_interim(self) -> bool:
        return self.nature in NATURES_INTERIM


class NomOrganisation(models.Model):
    """A name an organisation bore between two dates (Pôle emploi until 2023, France Travail since)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="noms", verbose_name="organisation")
    nom = models.CharField("nom", max_length=200)
    du = models.DateField("du", null=True, blank=True)
    au = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "nom daté"
        verbose_name_plural = "noms datés"
        ordering = ["organisation", F("du").asc(nulls_first=True)]
        constraints = [
            models.CheckConstraint(
                condition=Q(du__isnull=True) | Q(au__isnull=True) | Q(au__gte=F("du")),
                name="nom_organisation_dates_ordonnees",
                violation_error_message="La fin ne précède pas le début.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "du"],
                name="nom_organisation_un_par_debut",
                violation_error_message="Un nom commence déjà ce jour-là.",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(du__isnull=True),
                name="nom_organisation_un_sans_debut",
                violation_error_message="Un seul nom n'a pas de date de début.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class SuccessionOrganisation(models.Model):
    """An establishment continued by another (new SIRET, merger): histories stay readable across it."""

    ancienne = models.ForeignKey(Organisation, models.PROTECT, related_name="successions", verbose_name="ancienne")
    nouvelle = models.ForeignKey(Organisation, models.PROTECT, related_name="reprises", verbose_name="nouvelle")
    date_effet = models.DateField("date d'effet")
    motif = models.CharField("motif", max_length=300)
    auteur = models.ForeignKey(
        "comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="auteur"
    )
    enregistre_le = models.DateTimeField("enregistrée le", default=maintenant)

    class Meta:
        verbose_name = "succession"
        ordering = ["date_effet", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ancienne", "nouvelle"],
                name="succession_unique",
                violation_error_message="Cette succession est déjà enregistrée.",
            ),
            models.CheckConstraint(
                condition=~Q(ancienne=F("nouvelle")),
                name="succession_vers_une_autre",
                violation_error_message="Une organisation ne se succède pas à elle-même.",
            ),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="succession_motivee",
                violation_error_message="Une succession demande un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ancienne_id} → {self.nouvelle_id}"
