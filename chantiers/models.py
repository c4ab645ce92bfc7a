"""Places: programme → operation (of a contracting body) → building site, its communes and phases."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from chantiers.querysets import ChantierQuerySet, OperationQuerySet, ProgrammeQuerySet
from socle.centiemes import CentiemesField


class Programme(models.Model):
    """A family of works that the public knows: Grand Paris Express, NPNRU, hospital…"""

    code = models.CharField("code", max_length=20, unique=True)
    slug = models.SlugField("adresse", max_length=60, unique=True)
    nom = models.CharField("nom", max_length=120)
    description = models.TextField("description publique", blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    actif = models.BooleanField("actif", default=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "programme"
        ordering = ["ordre", "nom"]

    def __str__(self) -> str:
        return self.nom


class Operation(models.Model):
    """What a contracting body builds; publication is decided per operation (one decision for all its sites)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField("adresse", max_length=120, unique=True)
    nom = models.CharField("nom", max_length=200)
    nom_plie = models.CharField(max_length=200, db_index=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="operations", verbose_name="programme")
    maitre_ouvrage = models.ForeignKey(
        "entreprises.Organisation",
        models.PROTECT,
        related_name="+",
        related_query_name="operation",
        verbose_name="maître d'ouvrage",
    )
    description = models.TextField("description publique", blank=True)
    cree_le = models.DateTimeField("créée le")
    annule_le = models.DateTimeField("annulée le", null=True, blank=True)
    annule_motif = models.CharField("motif d'annulation", max_length=300, blank=True)

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = "opération"
        ordering = ["nom_plie"]
        constraints = [
            models.CheckConstraint(
                condition=Q(annule_le__isnull=True) | ~Q(annule_motif=""),
                name="operation_annulee_avec_motif",
                violation_error_message="Annuler une opération demande un motif.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class SourcePoint(models.TextChoices):
    """Where a site's point comes from."""

    BAN = "BAN", "Base adresse nationale"
    MAIN = "MAIN", "Point posé à la main"
    REPRISE = "REPRISE", "Donnée reprise"


class Chantier(models.Model):
    """A physical site: one point (or a line), one or several communes, dated phases.

    `version_publique` grows in the transaction of every write that changes a public fact; the
    public fingerprint is built on it, so that no public page is stale and none is rebuilt in vain.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField("adresse", max_length=120, unique=True)
    nom = models.CharField("nom", max_length=200)
    nom_plie = models.CharField(max_length=200, db_index=True, editable=False)
    alias = models.JSONField("autres noms", default=list, blank=True)
    recherche = models.TextField("texte de recherche replié", editable=False, default="")
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="chantiers", verbose_name="opération")
    description = models.TextField("description publique", blank=True)
    adresse = models.CharField("adresse ou lieu", max_length=250, blank=True)
    latitude = models.FloatField(
        "latitude", null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        "longitude", null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    source_point = models.CharField("origine du point", max_length=10, choices=SourcePoint, blank=True)
    score_point = models.FloatField("score de géocodage", null=True, blank=True)
    point_le = models.DateTimeField("point posé le", null=True, blank=True)
    geometrie = models.JSONField("tracé (GeoJSON)", null=True, blank=True)
    version_publique = models.PositiveBigIntegerField("version publique", default=1, editable=False)
    cree_le = models.DateTimeField("créé le")
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    annule_motif = models.CharField("motif d'annulation", max_length=300, blank=True)

    objects = ChantierQuerySet.as_manager()

    class Meta:
        verbose_name = "chantier"
        ordering = ["nom_plie"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="chantier_point_entier",
                violation_error_message="Un point a une latitude et une longitude.",
            ),
            models.CheckConstraint(
                condition=Q(annule_le__isnull=True) | ~Q(annule_motif=""),
                name="chantier_annule_avec_motif",
                violation_error_message="Annuler un chantier demande un motif.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class CommuneChantier(models.Model):
    """Share of a site in a commune; the shares of a site sum to 100.00 (checked by the service and the verifier)."""

    chantier = models.ForeignKey(Chantier, models.CASCADE, related_name="communes")
    commune = models.ForeignKey(
        "socle.Territoire", models.PROTECT, related_name="+", related_query_name="part_chantier"
    )
    part = CentiemesField("part (%)", default=Decimal("100.00"))

    class Meta:
        verbose_name = "part de commune"
        ordering = ["-part", "commune__nom_plie"]
        constraints = [
            models.UniqueConstraint(fields=["chantier", "commune"], name="une_part_par_commune"),
            models.CheckConstraint(
                condition=Q(part__gt=Decimal("0")) & Q(part__lte=Decimal("100")),
                name="part_de_commune_entre_0_et_100",
                violation_error_message="Une part est comprise entre 0 et 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune} ({self.part} %)"


class NaturePhase(models.TextChoices):
    """What happens on the site during a phase."""

    ETUDES = "ETUDES", "Études"
    PREPARATION = "PREPARATION", "Préparation"
    TRAVAUX = "TRAVAUX", "Travaux"
    RECEPTION = "RECEPTION", "Réception"
    REVERSIBILITE = "REVERSIBILITE", "Réversibilité"
    SERVICE = "SERVICE", "Mise en service"


class Fiabilite(models.TextChoices):
    """How sure a date is, always shown beside it."""

    PREVUE = "PREVUE", "prévue"
    CONFIRMEE = "CONFIRMEE", "confirmée"
    OBSERVEE = "OBSERVEE", "observée"


class PhaseChantier(models.Model):
    """A dated phase; each bound exists as planned, confirmed and observed, the surest one is retained."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chantier = models.ForeignKey(Chantier, models.CASCADE, related_name="phases")
    nature = models.CharField("nature", max_length=15, choices=NaturePhase)
    libelle = models.CharField("libellé", max_length=120, blank=True)
    debut_prevu = models.DateField("début prévu", null=True, blank=True)
    debut_confirme = models.DateField("début confirmé", null=True, blank=True)
    debut_observe = models.DateField("début observé", null=True, blank=True)
    fin_prevue = models.DateField("fin prévue", null=True, blank=True)
    fin_confirmee = models.DateField("fin confirmée", null=True, blank=True)
    fin_observee = models.DateField("fin observée", null=True, blank=True)
    debut_retenu = models.GeneratedField(
        expression=models.functions.Coalesce("debut_observe", "debut_confirme", "debut_prevu"),
        output_field=models.DateField(null=True),
        db_persist=True,
    )
    fin_retenue = models.GeneratedField(
        expression=models.functions.Coalesce("fin_observee", "fin_confirmee", "fin_prevue"),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    class Meta:
        verbose_name = "phase"
        ordering = ["debut_retenu", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(debut_prevu__isnull=True)
                | Q(fin_prevue__isnull=True)
                | Q(fin_prevue__gte=F("debut_prevu")),
                name="phase_prevue_dans_l_ordre",
                violation_error_message="La fin prévue précède le début prévu.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle or self.get_nature_display()

    @property
    def debut(self) -> tuple[date, str] | None:
        """The start and how sure it is, or None."""
        return self._borne(self.debut_observe, self.debut_confirme, self.debut_prevu)

    @property
    def fin(self) -> tuple[date, str] | None:
        """The end and how sure it is, or None."""
        return self._borne(self.fin_observee, self.fin_confirmee, self.fin_prevue)

    @staticmethod
    def _borne(observee: date | None, confirmee: date | None, prevue: date | None) -> tuple[date, str] | None:
        if observee:
            return observee, Fiabilite.OBSERVEE.label
        if confirmee:
            return confirmee, Fiabilite.CONFIRMEE.label
        if prevue:
            return prevue, Fiabilite.PREVUE.label
        return None


class JournalChantier(models.Model):
    """Who changed an operation or a site, when and why."""

    operation = models.ForeignKey(Operation, models.PROTECT, null=True, blank=True, related_name="journal")
    chantier = models.ForeignKey(Chantier, models.PROTECT, null=True, blank=True, related_name="journal")
    acte = models.CharField("acte", max_length=40)
    le = models.DateTimeField("le")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    motif = models.CharField("motif", max_length=500, blank=True)

    class Meta:
        verbose_name = "ligne de journal"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(operation__isnull=False) | Q(chantier__isnull=False),
                name="journal_chantier_a_un_objet",
            )
        ]

    def __str__(self) -> str:
        return f"{self.acte} le {self.le:%d/%m/%Y}"
