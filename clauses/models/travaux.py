"""Acts that move the works of a lot: append-only, so that the expected curve can be drawn as it was known."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q


class ReportTravaux(models.Model):
    """A signed act (service order, amendment, acceptance report) that sets the works dates of a lot from a day on.

    The dates before it are kept beside the new ones. A correction of a typing error has no effect date: it holds
    from the start. The current dates stay on the lot, for lists and filters.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lot = models.ForeignKey("clauses.Lot", models.PROTECT, related_name="reports")
    position = models.PositiveIntegerField("position d'enregistrement")
    date_effet = models.DateField("effet", null=True, blank=True, help_text="Vide : correction, depuis le début.")
    debut_avant = models.DateField("début avant", null=True, blank=True)
    fin_avant = models.DateField("fin avant", null=True, blank=True)
    debut_travaux = models.DateField("début des travaux", null=True, blank=True)
    fin_travaux = models.DateField("fin des travaux", null=True, blank=True)
    reception_le = models.DateField("réception", null=True, blank=True)
    reference = models.CharField("référence de l'acte", max_length=80, blank=True)
    motif = models.CharField("motif", max_length=500)
    document = models.ForeignKey("clauses.Piece", models.PROTECT, null=True, blank=True, related_name="+")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    enregistre_le = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "report de travaux"
        verbose_name_plural = "reports de travaux"
        ordering = ["lot", "position"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "position"], name="une_position_par_report"),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="report_motive",
                violation_error_message="Déplacer les dates de travaux demande un motif.",
            ),
            models.CheckConstraint(
                condition=Q(debut_travaux__isnull=True)
                | Q(fin_travaux__isnull=True)
                | Q(fin_travaux__gte=F("debut_travaux")),
                name="report_dates_ordonnees",
                violation_error_message="La fin des travaux précède leur début.",
            ),
        ]

    def __str__(self) -> str:
        return f"Dates de travaux n° {self.position}"

    @property
    def fin_retenue(self) -> date | None:
        """The end that holds: acceptance where there is one."""
        return self.reception_le or self.fin_travaux
