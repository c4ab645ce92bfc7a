"""Hours moved after validation: the act, under its key, so that the same move is never done twice."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from clauses.rules.vocabulaire import MotifDeplacement
from socle.centiemes import HeuresField
from socle.mots import choix


class Deplacement(models.Model):
    """A selection of validated hours moved from one clause to another (or to other months, or another site).

    `cle` is drawn when the preview is shown: a second send of the same page finds the act already done.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cle = models.UUIDField("clé de l'envoi", unique=True, editable=False)
    source = models.ForeignKey(
        "clauses.ClauseInsertion", models.PROTECT, related_name="deplacements_partis", verbose_name="clause de départ"
    )
    cible = models.ForeignKey(
        "clauses.ClauseInsertion", models.PROTECT, related_name="deplacements_recus", verbose_name="clause d'arrivée"
    )
    chantier = models.ForeignKey("chantiers.Chantier", models.PROTECT, null=True, blank=True, related_name="+")
    decalage = models.SmallIntegerField("décalage en mois", default=0)
    motif_code = models.CharField("motif", max_length=20, choices=choix(MotifDeplacement))
    texte = models.CharField("explication", max_length=300)
    nb_lignes = models.PositiveIntegerField("lignes déplacées")
    heures = HeuresField("heures déplacées")
    fait_le = models.DateTimeField("fait le")
    fait_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "déplacement d'heures"
        verbose_name_plural = "déplacements d'heures"
        ordering = ["-fait_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="deplacement_explique",
                violation_error_message="Expliquez le déplacement en une phrase.",
            ),
            models.CheckConstraint(condition=Q(nb_lignes__gte=1), name="deplacement_d_une_ligne_au_moins"),
        ]

    def __str__(self) -> str:
        return f"{self.heures} h déplacées le {self.fait_le:%d/%m/%Y}"
