"""The file of a former follow-up while it is taken over: its rows as texts, corrected on the page, then erased."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from clauses.rules.reprise import EtatReprise, SorteRang
from socle.mots import choix


class Reprise(models.Model):
    """One file of an office, from its reading to the ledger. The raw file is never kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(
        "entreprises.Organisation", models.CASCADE, related_name="+", related_query_name="reprise"
    )
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    nom_fichier = models.CharField("fichier", max_length=150)
    origine = models.CharField("suivi antérieur", max_length=80)
    etat = models.CharField("état", max_length=12, choices=choix(EtatReprise), default=EtatReprise.A_RELIRE)
    feuilles_ignorees = models.JSONField("feuilles laissées de côté", default=list, blank=True)
    criteres_ecartes = models.BooleanField("colonne de critères écartée", default=False)
    bilan = models.JSONField("bilan", default=dict, blank=True)
    deposee_le = models.DateTimeField("déposée le")
    terminee_le = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "reprise d'un suivi antérieur"
        verbose_name_plural = "reprises d'un suivi antérieur"
        ordering = ["-deposee_le", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(origine=""), name="reprise_sourcee"),
            models.CheckConstraint(
                condition=Q(etat="A_RELIRE", terminee_le__isnull=True)
                | (~Q(etat="A_RELIRE") & Q(terminee_le__isnull=False)),
                name="reprise_terminee_datee",
            ),
        ]

    def __str__(self) -> str:
        return self.nom_fichier


class RangReprise(models.Model):
    """A row of the file: where it stands, what it is about, its values as texts that a person may correct."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reprise = models.ForeignKey(Reprise, models.CASCADE, related_name="rangs")
    sorte = models.CharField("sorte", max_length=12, choices=choix(SorteRang))
    feuille = models.CharField("feuille", max_length=120, blank=True)
    rang = models.PositiveIntegerField("ligne")
    valeurs = models.JSONField("valeurs", default=dict)
    nouvelle = models.BooleanField("personne nouvelle, malgré la ressemblance", default=False)

    class Meta:
        verbose_name = "ligne de reprise"
        verbose_name_plural = "lignes de reprise"
        ordering = ["reprise", "pk"]

    def __str__(self) -> str:
        return f"{self.feuille}, ligne {self.rang}"
