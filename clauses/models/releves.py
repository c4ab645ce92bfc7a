"""Numbered statements of a clause: frozen figures, their document, the ledger position at which they were read."""

from __future__ import annotations

import uuid

from django.db import models


class Releve(models.Model):
    """A dated statement. Never changed: a later entry of the ledger is said beside it. It names no person at work."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clause = models.ForeignKey("clauses.ClauseInsertion", models.PROTECT, related_name="releves")
    office = models.ForeignKey("entreprises.Organisation", models.PROTECT, related_name="+")
    annee = models.PositiveSmallIntegerField("année")
    numero = models.PositiveIntegerField("numéro")
    arrete_au = models.DateField("heures travaillées jusqu'au")
    connues_au = models.DateTimeField("telles que connues au")
    derniere_ecriture = models.PositiveIntegerField("dernière écriture lue", default=0)
    empreinte = models.CharField("empreinte du grand livre", max_length=64, blank=True)
    donnees = models.JSONField("chiffres")
    document = models.OneToOneField("clauses.Piece", models.PROTECT, related_name="+")
    etabli_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    etabli_le = models.DateTimeField("établi le")

    class Meta:
        verbose_name = "relevé"
        verbose_name_plural = "relevés"
        ordering = ["-etabli_le", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "annee", "numero"], name="un_numero_de_releve_par_office_et_an"),
        ]

    def __str__(self) -> str:
        return f"Relevé n° {self.reference}"

    @property
    def reference(self) -> str:
        """ "2026-0042": its number in the year of the office."""
        return f"{self.annee}-{self.numero:04d}"
