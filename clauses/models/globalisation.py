"""Pooling agreements: one company, several of its obligations, from a day to another."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class ConventionGlobalisation(models.Model):
    """A signed agreement under which hours of one company may be shared among several of its obligations."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entreprise = models.ForeignKey(
        "entreprises.Organisation", models.PROTECT, related_name="+", related_query_name="globalisation"
    )
    clauses = models.ManyToManyField(
        "clauses.ClauseInsertion", through="clauses.ClauseGlobalisee", related_name="globalisations"
    )
    reference = models.CharField("référence de l'accord", max_length=80)
    signee_le = models.DateField("signée le")
    debut = models.DateField("à compter du")
    fin = models.DateField("jusqu'au", null=True, blank=True)
    fin_motif = models.CharField("motif de la fin", max_length=300, blank=True)
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    cree_le = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "accord de globalisation"
        verbose_name_plural = "accords de globalisation"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")),
                name="globalisation_dates_ordonnees",
                violation_error_message="La fin ne précède pas le début.",
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="globalisation_referencee"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}, depuis le {self.debut:%d/%m/%Y}"


class ClauseGlobalisee(models.Model):
    """One obligation of an agreement."""

    convention = models.ForeignKey(ConventionGlobalisation, models.CASCADE, related_name="obligations")
    clause = models.ForeignKey("clauses.ClauseInsertion", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "obligation globalisée"
        verbose_name_plural = "obligations globalisées"
        constraints = [
            models.UniqueConstraint(fields=["convention", "clause"], name="une_obligation_par_accord"),
        ]

    def __str__(self) -> str:
        return f"{self.convention} : {self.clause}"
