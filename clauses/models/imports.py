"""A month brought by a file: what was read and proposed, kept until it is written in the grid or left, then forgotten.

The file itself is never kept for a DSN. Rows name only people we know, or near ones that a person must confirm.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from clauses.rules.imports import EtatImport, FormatFichier
from clauses.rules.proposition import SortLigne
from socle.centiemes import HeuresField
from socle.mots import choix


class ImportHeures(models.Model):
    """A file dropped by a firm. The rows go once it is written or left; the counts stay."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "entreprises.Organisation", models.CASCADE, related_name="+", related_query_name="import_heures"
    )
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    nom_fichier = models.CharField("nom du fichier", max_length=150)
    format = models.CharField("format", max_length=10, choices=choix(FormatFichier))
    etat = models.CharField("état", max_length=10, choices=choix(EtatImport), default=EtatImport.A_RELIRE)
    depose_le = models.DateTimeField("déposé le")
    clos_le = models.DateTimeField("clos le", null=True, blank=True)
    comptes = models.JSONField("comptes", default=dict)
    constats = models.JSONField("constats", default=list)

    class Meta:
        verbose_name = "import d'heures"
        verbose_name_plural = "imports d'heures"
        ordering = ["-depose_le", "-pk"]
        indexes = [models.Index(fields=["organisation", "etat"], name="import_a_relire")]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat__in=["A_RELIRE", "LECTURE"], clos_le__isnull=True)
                | (~Q(etat__in=["A_RELIRE", "LECTURE"]) & Q(clos_le__isnull=False)),
                name="import_clos_date",
            )
        ]

    def __str__(self) -> str:
        return self.nom_fichier


class LigneImportee(models.Model):
    """A proposed cell of the grid, or a row that goes nowhere and says why; a `groupe` is one person's month."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    import_heures = models.ForeignKey(ImportHeures, models.CASCADE, related_name="lignes")
    rang = models.PositiveIntegerField("rang")
    groupe = models.PositiveIntegerField("personne et mois du fichier")
    nom = models.CharField("nom lu", max_length=100)
    prenom = models.CharField("prénom lu", max_length=100)
    date_naissance = models.DateField("naissance lue", null=True, blank=True)
    beneficiaire = models.ForeignKey("clauses.Beneficiaire", models.CASCADE, null=True, blank=True, related_name="+")
    proches = models.JSONField("personnes proches", default=list, blank=True)
    mois = models.DateField("mois")
    heures_lues = HeuresField("heures du fichier")
    heures = HeuresField("heures proposées")
    heures_avant = HeuresField("heures déjà saisies", null=True, blank=True)
    non_travaillees = HeuresField("dont non travaillées", null=True, blank=True)
    regularisation = models.BooleanField("régularisation", default=False)
    utilisatrice = models.CharField("entreprise utilisatrice (SIRET)", max_length=14, blank=True)
    contrat = models.ForeignKey("clauses.ContratTravail", models.CASCADE, null=True, blank=True, related_name="+")
    chantier = models.ForeignKey("chantiers.Chantier", models.CASCADE, null=True, blank=True, related_name="+")
    sort = models.CharField("sort", max_length=10, choices=choix(SortLigne))
    phrase = models.CharField("explication", max_length=300, blank=True)
    note = models.CharField("note de lecture", max_length=300, blank=True)
    source_feuille = models.CharField("feuille", max_length=80, blank=True)
    source_rang = models.PositiveIntegerField("ligne du fichier", default=0)

    class Meta:
        verbose_name = "ligne importée"
        verbose_name_plural = "lignes importées"
        ordering = ["import_heures", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["import_heures", "rang"], name="un_rang_par_ligne_importee"),
            models.CheckConstraint(condition=Q(mois__day=1), name="ligne_importee_mois_au_premier"),
            models.CheckConstraint(
                condition=~Q(sort__in=["PRETE", "CORRECTION"]) | Q(contrat__isnull=False, chantier__isnull=False),
                name="ligne_importee_reportable_a_une_place",
            ),
        ]

    def __str__(self) -> str:
        return f"ligne {self.rang}"
