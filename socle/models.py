"""Shared tables: territories, trades, priority neighbourhoods; leases of the queue and runs of periodic tasks."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from socle.horloge import maintenant
from socle.querysets import MetierQuerySet, QuartierQuerySet, TerritoireQuerySet


class NatureTerritoire(models.TextChoices):
    """The three levels that pages and statistics know."""

    COMMUNE = "COMMUNE", "Commune"
    EPT = "EPT", "Établissement public territorial"
    DEPARTEMENT = "DEPARTEMENT", "Département"


class SorteAlias(models.TextChoices):
    """Other ways of naming a territory: a former INSEE code, a postal code, a folded name."""

    INSEE_ANCIEN = "INSEE_ANCIEN", "Ancien code INSEE"
    CODE_POSTAL = "CODE_POSTAL", "Code postal"
    NOM = "NOM", "Autre nom (replié)"


def _dates_ordonnees(nom: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valide_du__isnull=True) | Q(valide_au__isnull=True) | Q(valide_au__gte=F("valide_du")),
        name=nom,
        violation_error_message="La fin de validité ne peut pas précéder son début.",
    )


class Territoire(models.Model):
    """A commune, an EPT or a département. The parent of a commune is its EPT, that of an EPT its département."""

    nature = models.CharField("nature", max_length=12, choices=NatureTerritoire.choices)
    code = models.CharField("code", max_length=10, help_text="Code INSEE de la commune ou du département, T6… d'un EPT")
    nom = models.CharField("nom", max_length=120)
    nom_plie = models.CharField(max_length=120, db_index=True, editable=False)
    slug = models.SlugField("adresse", max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="enfants", verbose_name="territoire parent"
    )
    latitude = models.FloatField(
        "latitude", null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        "longitude", null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    valide_du = models.DateField("valide du", null=True, blank=True)
    valide_au = models.DateField("valide jusqu'au", null=True, blank=True)

    objects = TerritoireQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire"
        ordering = ["nom_plie"]
        constraints = [
            models.UniqueConstraint(
                fields=["nature", "code"],
                name="territoire_code_unique_par_nature",
                violation_error_message="Ce code est déjà celui d'un territoire de même nature.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="territoire_point_entier",
                violation_error_message="Un point a une latitude et une longitude.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(nature=NatureTerritoire.DEPARTEMENT),
                name="territoire_departement_sans_parent",
                violation_error_message="Un département n'a pas de territoire parent.",
            ),
            _dates_ordonnees("territoire_validite_ordonnee"),
        ]

    def __str__(self) -> str:
        return self.nom


class AliasTerritoire(models.Model):
    """Another way of naming a territory. A postal code may lead to several communes, a former code to one."""

    territoire = models.ForeignKey(Territoire, models.CASCADE, related_name="alias", verbose_name="territoire")
    sorte = models.CharField("sorte", max_length=12, choices=SorteAlias.choices)
    valeur = models.CharField("valeur", max_length=120, db_index=True)

    class Meta:
        verbose_name = "autre nom de territoire"
        verbose_name_plural = "autres noms de territoires"
        ordering = ["sorte", "valeur"]
        constraints = [
            models.UniqueConstraint(fields=["territoire", "sorte", "valeur"], name="un_alias_par_territoire"),
            models.UniqueConstraint(
                fields=["valeur"],
                condition=Q(sorte=SorteAlias.INSEE_ANCIEN),
                name="un_territoire_par_ancien_code",
                violation_error_message="Cet ancien code INSEE conduit déjà à une autre commune.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valeur} → {self.territoire_id}"


class Metier(models.Model):
    """A trade of the ROME. Its neighbours are the trades that a person can pass to with little training."""

    code = models.CharField("code ROME", max_length=5, unique=True)
    libelle = models.CharField("libellé", max_length=150)
    libelle_plie = models.CharField(max_length=150, db_index=True, editable=False)
    famille = models.CharField("famille", max_length=80, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    actif = models.BooleanField("proposé dans les formulaires", default=True)
    voisins = models.ManyToManyField("self", symmetrical=True, blank=True, verbose_name="métiers voisins")

    objects = MetierQuerySet.as_manager()

    class Meta:
        verbose_name = "métier"
        ordering = ["ordre", "libelle_plie"]

    def __str__(self) -> str:
        return f"{self.libelle} ({self.code})"


class QuartierPrioritaire(models.Model):
    """A priority neighbourhood (QPV): GeoJSON outline of one generation of the national list."""

    code = models.CharField("code", max_length=12, unique=True)
    nom = models.CharField("nom", max_length=200)
    generation = models.PositiveSmallIntegerField("génération", help_text="Année de la liste nationale : 2015 ou 2024")
    contour = models.JSONField("contour (GeoJSON)")
    # Box of the outline: a point is compared with the few outlines whose box holds it.
    sud = models.FloatField(editable=False)
    ouest = models.FloatField(editable=False)
    nord = models.FloatField(editable=False)
    est = models.FloatField(editable=False)
    valide_du = models.DateField("valide du", null=True, blank=True)
    valide_au = models.DateField("valide jusqu'au", null=True, blank=True)

    objects = QuartierQuerySet.as_manager()

    class Meta:
        verbose_name = "quartier prioritaire"
        verbose_name_plural = "quartiers prioritaires"
        ordering = ["code"]
        constraints = [
            _dates_ordonnees("quartier_validite_ordonnee"),
            models.CheckConstraint(
                condition=Q(sud__lte=F("nord"), ouest__lte=F("est")), name="quartier_emprise_ordonnee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom} ({self.code})"


class BailTache(models.Model):
    """Lease of a queued task: its key (a done key is not run again), last heartbeat and number of attempts."""

    tache = models.UUIDField("identifiant de tâche", null=True, unique=True)
    cle = models.CharField("clé d'idempotence", max_length=200, unique=True)
    nom = models.CharField("fonction", max_length=200)
    tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    battement_le = models.DateTimeField("dernier battement", null=True)
    fait_le = models.DateTimeField("fait le", null=True, db_index=True)
    cree_le = models.DateTimeField("créé le", default=maintenant)

    class Meta:
        verbose_name = "bail de tâche"
        verbose_name_plural = "baux de tâches"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"{self.nom} [{self.cle}]"


class PassageTache(models.Model):
    """Last run of a periodic task; the row is also its lock."""

    nom = models.CharField("tâche", max_length=100, unique=True)
    dernier_debut = models.DateTimeField("dernier début", null=True)
    dernier_succes = models.DateTimeField("dernier succès", null=True)
    derniere_erreur = models.TextField("dernière erreur", blank=True)

    class Meta:
        verbose_name = "passage d'une tâche périodique"
        verbose_name_plural = "passages des tâches périodiques"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom
