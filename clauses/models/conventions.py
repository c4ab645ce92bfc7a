"""The dated agreements of insertion structures (EI, ETTI, ACI…), which control A12 reads."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from entreprises.rules import NATURES_SIAE


class ConventionInsertion(models.Model):
    """An agreement with the State (code du travail L5132-2): the structure, from a day to another."""

    structure = models.ForeignKey(
        "entreprises.Organisation",
        models.PROTECT,
        related_name="+",
        related_query_name="convention_insertion",
        limit_choices_to={"nature__in": sorted(NATURES_SIAE)},
        verbose_name="structure d'insertion",
    )
    reference = models.CharField("numéro de la convention", max_length=60, blank=True)
    valide_du = models.DateField("valable du")
    valide_au = models.DateField("au", null=True, blank=True, help_text="Vide : sans fin connue.")

    class Meta:
        verbose_name = "convention d'insertion"
        verbose_name_plural = "conventions d'insertion"
        ordering = ["structure", "valide_du"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "valide_du"],
                name="une_convention_par_structure_et_debut",
                violation_error_message="Une convention de cette structure commence déjà ce jour-là.",
            ),
            models.CheckConstraint(
                condition=Q(valide_au__isnull=True) | Q(valide_au__gte=F("valide_du")),
                name="convention_dates_ordonnees",
                violation_error_message="La fin ne précède pas le début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure} depuis le {self.valide_du:%d/%m/%Y}"
