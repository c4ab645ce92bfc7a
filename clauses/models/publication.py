"""Publication: dated decisions per operation, notices to firms, their answer, contested figures, subscriptions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from clauses.querysets import DecisionPublicationQuerySet
from clauses.rules.vocabulaire import DecisionContestation, NiveauPublication
from socle.centiemes import HeuresField
from socle.mots import choix


class DecisionPublication(models.Model):
    """What the contracting body decided to publish for an operation, from a date; the latest one holds."""

    operation = models.ForeignKey(
        "chantiers.Operation", models.CASCADE, related_name="+", related_query_name="decision_publication"
    )
    niveau = models.CharField("niveau", max_length=10, choices=choix(NiveauPublication))
    effet_le = models.DateField("à partir du")
    motif = models.CharField("motif", max_length=300, blank=True)
    decidee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    decidee_le = models.DateTimeField("décidée le")

    objects = DecisionPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "décision de publication"
        verbose_name_plural = "décisions de publication"
        ordering = ["operation", "-effet_le", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["operation", "effet_le"], name="une_decision_par_operation_et_date")
        ]

    def __str__(self) -> str:
        return f"{self.get_niveau_display()} depuis le {self.effet_le:%d/%m/%Y}"


class AvisEntreprise(models.Model):
    """A firm was told that the figures of a site where it stands alone will be public."""

    operation = models.ForeignKey(
        "chantiers.Operation", models.CASCADE, related_name="+", related_query_name="avis_entreprise"
    )
    organisation = models.ForeignKey(
        "entreprises.Organisation", models.CASCADE, related_name="+", related_query_name="avis_publication"
    )
    envoye_le = models.DateTimeField("envoyé le")
    envoye_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    canal = models.CharField("canal", max_length=20, default="courriel")

    class Meta:
        verbose_name = "avis de publication"
        verbose_name_plural = "avis de publication"
        constraints = [
            models.UniqueConstraint(fields=["operation", "organisation"], name="un_avis_par_operation_et_entreprise")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} informée le {self.envoye_le:%d/%m/%Y}"


class ReponseEntreprise(models.Model):
    """The firm's public answer on a site (300 characters)."""

    chantier = models.ForeignKey(
        "chantiers.Chantier", models.CASCADE, related_name="+", related_query_name="reponse_entreprise"
    )
    organisation = models.ForeignKey("entreprises.Organisation", models.CASCADE, related_name="+")
    texte = models.CharField("réponse", max_length=300)
    redigee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    redigee_le = models.DateTimeField("rédigée le")
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "réponse de l'entreprise"
        constraints = [
            models.UniqueConstraint(
                fields=["chantier", "organisation"],
                condition=Q(retiree_le__isnull=True),
                name="une_reponse_par_chantier_et_entreprise",
            )
        ]

    def __str__(self) -> str:
        return self.texte[:60]


class Contestation(models.Model):
    """Somebody contests a published figure: a case with an owner and a due date."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chantier = models.ForeignKey(
        "chantiers.Chantier", models.CASCADE, related_name="+", related_query_name="contestation"
    )
    chiffre = models.CharField("chiffre contesté", max_length=60)
    motif = models.TextField("motif", max_length=2000)
    contact = models.EmailField("courriel de réponse", blank=True)
    deposee_le = models.DateTimeField("déposée le")
    responsable = models.ForeignKey("entreprises.Membre", models.PROTECT, null=True, blank=True, related_name="+")
    a_repondre_le = models.DateField("à répondre avant le")
    decision = models.CharField(
        "issue", max_length=10, choices=choix(DecisionContestation), default=DecisionContestation.OUVERTE
    )
    reponse = models.TextField("réponse", max_length=2000, blank=True)
    close_le = models.DateTimeField("close le", null=True, blank=True)

    class Meta:
        verbose_name = "contestation"
        ordering = ["a_repondre_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="OUVERTE", close_le__isnull=True)
                | (~Q(decision="OUVERTE") & Q(close_le__isnull=False) & ~Q(reponse="")),
                name="contestation_close_avec_reponse",
            )
        ]

    def __str__(self) -> str:
        return f"Contestation du {self.deposee_le:%d/%m/%Y}"


class ChangementPublie(models.Model):
    """A published figure changed outside its normal growth: date, old, new, coded reason."""

    chantier = models.ForeignKey(
        "chantiers.Chantier", models.CASCADE, related_name="+", related_query_name="changement_publie"
    )
    chiffre = models.CharField("chiffre", max_length=60)
    ancien = HeuresField("ancien")
    nouveau = HeuresField("nouveau")
    motif_code = models.CharField("motif codé", max_length=40)
    le = models.DateTimeField("le")

    class Meta:
        verbose_name = "changement publié"
        verbose_name_plural = "changements publiés"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.chiffre} : {self.ancien} → {self.nouveau}"


class Abonnement(models.Model):
    """An e-mail subscription to a site or a filter, confirmed by a link (double opt-in)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("courriel")
    chantier = models.ForeignKey(
        "chantiers.Chantier", models.CASCADE, null=True, blank=True, related_name="+", related_query_name="abonnement"
    )
    filtre = models.CharField("filtre", max_length=500, blank=True)
    demande_le = models.DateTimeField("demandé le")
    confirme_le = models.DateTimeField("confirmé le", null=True, blank=True)
    resilie_le = models.DateTimeField("résilié le", null=True, blank=True)
    dernier_envoi_le = models.DateTimeField("dernier envoi", null=True, blank=True)

    class Meta:
        verbose_name = "abonnement"
        constraints = [
            models.CheckConstraint(condition=Q(chantier__isnull=False) | ~Q(filtre=""), name="abonnement_a_un_objet")
        ]

    def __str__(self) -> str:
        return f"abonnement du {self.demande_le:%d/%m/%Y}"
