"""The log of an organisation: who did what to its sheet and its team, when and why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from entreprises.models.membres import Invitation, Membre
from entreprises.models.organisations import Organisation
from entreprises.rules import ActeOrganisation
from socle.horloge import maintenant


class JournalOrganisation(models.Model):
    """One line per act. No author: the platform itself (import, task). Never holds a name or an address."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="journal", verbose_name="organisation")
    acte = models.CharField("acte", max_length=24, choices=ActeOrganisation.choix())
    auteur = models.ForeignKey(
        "comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="auteur"
    )
    le = models.DateTimeField("le", default=maintenant)
    membre = models.ForeignKey(Membre, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="membre")
    invitation = models.ForeignKey(
        Invitation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="invitation"
    )
    motif = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "journal d'une organisation"
        verbose_name_plural = "journal des organisations"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(acte="SUSPENSION") | ~Q(motif=""),
                name="journal_organisation_suspension_motivee",
                violation_error_message="Suspendre un membre demande un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_acte_display()} du {self.le:%d/%m/%Y}"
