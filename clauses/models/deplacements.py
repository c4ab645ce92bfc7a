"""Hours moved after validation: the act, under its key, so that the same move is never done twice."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q

from clauses.rules.vocabulaire import EtatProposition, MotifDeplacement
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


class DeplacementPropose(models.Model):
    """A move to another office's clause: asked by the office that gives, done when the one that receives accepts.

    Nothing moves before; what would move is computed anew each time it is looked at, and at acceptance.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(
        "clauses.ClauseInsertion", models.PROTECT, related_name="propositions_parties", verbose_name="clause de départ"
    )
    cible = models.ForeignKey(
        "clauses.ClauseInsertion", models.PROTECT, related_name="propositions_recues", verbose_name="clause d'arrivée"
    )
    lignes = models.ManyToManyField("clauses.LigneHeures", related_name="+", verbose_name="lignes")
    chantier = models.ForeignKey("chantiers.Chantier", models.PROTECT, null=True, blank=True, related_name="+")
    decalage = models.SmallIntegerField("décalage en mois", default=0)
    motif_code = models.CharField("motif", max_length=20, choices=choix(MotifDeplacement))
    texte = models.CharField("explication", max_length=300)
    nb_lignes = models.PositiveIntegerField("lignes")
    heures = HeuresField("heures")
    propose_le = models.DateTimeField("proposé le")
    propose_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    etat = models.CharField("état", max_length=10, choices=choix(EtatProposition), default=EtatProposition.EN_ATTENTE)
    repondu_le = models.DateTimeField("répondu le", null=True, blank=True)
    repondu_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")
    reponse = models.CharField("réponse", max_length=300, blank=True)
    deplacement = models.OneToOneField(
        Deplacement, models.PROTECT, null=True, blank=True, related_name="proposition", verbose_name="déplacement fait"
    )

    class Meta:
        verbose_name = "déplacement proposé"
        verbose_name_plural = "déplacements proposés"
        ordering = ["-propose_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texte=""),
                name="proposition_expliquee",
                violation_error_message="Expliquez le déplacement en une phrase.",
            ),
            models.CheckConstraint(
                condition=Q(etat="EN_ATTENTE", repondu_le__isnull=True, repondu_par__isnull=True)
                | (~Q(etat="EN_ATTENTE") & Q(repondu_le__isnull=False, repondu_par__isnull=False)),
                name="proposition_repondue_datee_et_signee",
            ),
            models.CheckConstraint(
                condition=~Q(etat="REFUSEE") | ~Q(reponse=""),
                name="proposition_refusee_expliquee",
                violation_error_message="Refuser demande une explication.",
            ),
            models.CheckConstraint(
                condition=Q(etat="ACCEPTEE", deplacement__isnull=False)
                | (~Q(etat="ACCEPTEE") & Q(deplacement__isnull=True)),
                name="proposition_acceptee_faite",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heures} h proposées le {self.propose_le:%d/%m/%Y}"

    @property
    def heures_dites(self) -> Decimal:
        """The hours that really moved once it is accepted, those proposed until then (`deplacement` loaded)."""
        return self.deplacement.heures if self.deplacement else self.heures
