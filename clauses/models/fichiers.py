"""A file of hours sent by a firm: what was read, what is proposed, what the person decided. Drafts, never the ledger.

The raw file stands in the private store only until it is read. Rows that name people whom the firm does not know are
forgotten with the rest of an import that nobody finished (`clauses.services.fichiers_heures.oublier`).
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from clauses.querysets import FichierHeuresQuerySet
from clauses.rules.proposition_tableur import DecisionLigne, EtatFichier, SorteLigne
from socle.centiemes import HeuresField
from socle.mots import choix


class FichierHeures(models.Model):
    """One file of a firm, from its reception to the drafts it filled."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "entreprises.Organisation", models.CASCADE, related_name="+", related_query_name="fichier_heures"
    )
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    nom_fichier = models.CharField("fichier", max_length=150)
    format = models.CharField("format", max_length=5, blank=True)
    empreinte = models.CharField("empreinte", max_length=64, blank=True, db_index=True)
    etat = models.CharField("état", max_length=12, choices=choix(EtatFichier), default=EtatFichier.RECU)
    progression = models.PositiveSmallIntegerField("progression (%)", default=0)
    mois = models.DateField("mois indiqué", null=True, blank=True)
    annee = models.PositiveSmallIntegerField("année indiquée", null=True, blank=True)
    depot = models.CharField(max_length=120, blank=True, editable=False)
    constats = models.JSONField("constats", default=list, blank=True)
    comptes = models.JSONField("comptes", default=dict, blank=True)
    correspondance = models.JSONField("correspondance à confirmer", default=dict, blank=True)
    depose_le = models.DateTimeField("déposé le")
    lu_le = models.DateTimeField("lu le", null=True, blank=True)
    oublie_le = models.DateTimeField("fichier et lignes inconnues effacés le", null=True, blank=True)
    termine_le = models.DateTimeField("terminé le", null=True, blank=True)

    objects = FichierHeuresQuerySet.as_manager()

    class Meta:
        verbose_name = "import d'heures"
        verbose_name_plural = "imports d'heures"
        ordering = ["-depose_le", "-pk"]
        indexes = [models.Index(fields=["organisation", "etat"], name="fichier_organisation")]
        constraints = [
            models.CheckConstraint(condition=Q(progression__lte=100), name="fichier_progression_en_pourcent"),
            models.CheckConstraint(
                condition=Q(etat__in=["ENREGISTRE", "REFUSE", "ABANDONNE"], termine_le__isnull=False)
                | (~Q(etat__in=["ENREGISTRE", "REFUSE", "ABANDONNE"]) & Q(termine_le__isnull=True)),
                name="fichier_termine_date",
                violation_error_message="Un import terminé porte la date de sa fin.",
            ),
            models.CheckConstraint(
                condition=Q(annee__isnull=True) | Q(annee__gte=2000, annee__lte=2100),
                name="fichier_annee_plausible",
                violation_error_message="L'année d'un fichier d'heures s'écrit en quatre chiffres.",
            ),
            models.CheckConstraint(condition=Q(mois__isnull=True) | Q(mois__day=1), name="fichier_mois_au_premier"),
        ]

    def __str__(self) -> str:
        return self.nom_fichier


class LigneFichier(models.Model):
    """One proposed line (a contract on a site in a month), or a row that needs the person."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    origine = models.ForeignKey(FichierHeures, models.CASCADE, related_name="lignes")
    sorte = models.CharField("sorte", max_length=14, choices=choix(SorteLigne))
    decision = models.CharField("décision", max_length=8, choices=choix(DecisionLigne), default=DecisionLigne.GARDER)
    feuille = models.CharField("feuille", max_length=120, blank=True)
    rang = models.PositiveIntegerField("ligne", default=0)
    colonne = models.CharField("colonne", max_length=60, blank=True)
    nom = models.CharField("nom lu", max_length=200, blank=True)
    prenom = models.CharField("prénom lu", max_length=200, blank=True)
    date_naissance = models.DateField("naissance lue", null=True, blank=True)
    lieu = models.CharField("lot ou chantier lu", max_length=200, blank=True)
    valeur = models.CharField("valeur lue", max_length=100, blank=True)
    phrase = models.CharField("constat", max_length=400, blank=True)
    mois = models.DateField("mois", null=True, blank=True)
    contrat = models.ForeignKey("clauses.ContratTravail", models.CASCADE, null=True, blank=True, related_name="+")
    chantier = models.ForeignKey(
        "chantiers.Chantier",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="ligne_fichier",
    )
    candidats = models.JSONField("contrats possibles", default=list, blank=True)
    heures = HeuresField("heures du fichier", null=True, blank=True)
    non_travaillees = HeuresField("dont non travaillées", null=True, blank=True)
    heures_avant = HeuresField("heures déjà saisies", null=True, blank=True)
    non_travaillees_avant = HeuresField("dont non travaillées, déjà saisies", null=True, blank=True)

    class Meta:
        verbose_name = "ligne d'un import"
        verbose_name_plural = "lignes d'un import"
        ordering = ["origine", "pk"]
        indexes = [models.Index(fields=["origine", "sorte"], name="ligne_fichier_sorte")]
        constraints = [
            models.UniqueConstraint(
                fields=["origine", "contrat", "chantier", "mois"],
                condition=Q(contrat__isnull=False, chantier__isnull=False),
                name="une_proposition_par_contrat_site_et_mois",
            ),
            models.CheckConstraint(
                condition=~Q(sorte__in=["NOUVELLE", "REMPLACE", "IDENTIQUE", "CORRECTION", "TRANSMISE"])
                | Q(contrat__isnull=False, chantier__isnull=False, mois__isnull=False, heures__isnull=False),
                name="ligne_fichier_proposee_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feuille} {self.rang}".strip()


class CorrespondanceColonnes(models.Model):
    """What a firm answered about files of one shape: asked once."""

    organisation = models.ForeignKey("entreprises.Organisation", models.CASCADE, related_name="+")
    signature = models.CharField("forme du fichier", max_length=32)
    reponses = models.JSONField("réponses", default=dict)
    par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    le = models.DateTimeField("le")

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "signature"], name="une_correspondance_par_forme"),
        ]

    def __str__(self) -> str:
        return self.signature
