"""Abstract base of the log table of each workflow: who, when, from which state to which, why.

A workflow's log has a real key to its object and keeps its author. Append-only by convention: services add rows,
nothing edits them.

    class JournalDeclaration(JournalBase):
        declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="journal")

        class Meta(JournalBase.Meta):
            constraints = [motif_exige("journal_declaration_motif", etats=["RENVOYEE", "REFUSEE"])]
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q


class JournalBase(models.Model):
    """One line of log. `le` is given by the service (socle.horloge); a null author is the system itself."""

    le = models.DateTimeField("le")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="auteur"
    )
    etat_avant = models.CharField("état avant", max_length=30, blank=True)
    etat_apres = models.CharField("état après", max_length=30)
    motif = models.TextField("motif", blank=True)

    class Meta:
        abstract = True
        ordering = ["le", "pk"]

    def __str__(self) -> str:
        return f"{self.etat_avant or '∅'} → {self.etat_apres}"


def motif_exige(nom: str, *, etats: Iterable[str], champ: str = "etat_apres") -> models.CheckConstraint:
    """The constraint "reaching one of these states demands a reason"."""
    return models.CheckConstraint(
        condition=~Q(**{f"{champ}__in": sorted(etats)}) | ~Q(motif=""),
        name=nom,
        violation_error_message="Cette décision demande un motif.",
    )
