"""Who acts for an organisation, and who is asked to."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from entreprises.models.organisations import Organisation
from entreprises.querysets import InvitationQuerySet, MembreQuerySet
from entreprises.rules import EtatInvitation, EtatMembre, Role
from socle.horloge import maintenant


class Membre(models.Model):
    """A user in an organisation, in one role: a "space". Never deleted: removed ones keep their dates."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    utilisateur = models.ForeignKey(
        "comptes.Utilisateur",
        models.PROTECT,
        related_name="+",
        related_query_name="membre",
        verbose_name="utilisateur",
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="membres", verbose_name="organisation")
    role = models.CharField("rôle", max_length=20, choices=Role.choix())
    etat = models.CharField("état", max_length=10, choices=EtatMembre.choix(), default=EtatMembre.ACTIF.value)
    depuis = models.DateTimeField("depuis", default=maintenant)
    jusqu_au = models.DateTimeField("jusqu'au", null=True, blank=True)

    objects = MembreQuerySet.as_manager()

    class Meta:
        verbose_name = "membre"
        ordering = ["organisation__nom_plie", "utilisateur__nom", "utilisateur__prenom", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "organisation", "role"],
                condition=~Q(etat="RETIRE"),
                name="membre_unique_en_place",
                violation_error_message="Cette personne a déjà ce rôle dans cette organisation.",
            ),
            models.CheckConstraint(
                condition=Q(etat="RETIRE", jusqu_au__isnull=False) | (~Q(etat="RETIRE") & Q(jusqu_au__isnull=True)),
                name="membre_retire_a_une_fin",
                violation_error_message="Un membre retiré, et lui seul, a une date de fin.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "etat", "role"], name="membre_organisation_etat")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.organisation}"

    @property
    def est_actif(self) -> bool:
        """This membership gives rights (the account's own state is checked apart)."""
        return self.etat == EtatMembre.ACTIF


class Invitation(models.Model):
    """An e-mail asking someone to join an organisation in one role."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="invitations", verbose_name="organisation"
    )
    role = models.CharField("rôle", max_length=20, choices=Role.choix())
    email = models.EmailField("adresse électronique", max_length=254)
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom = models.CharField("nom", max_length=80, blank=True)
    invite_par = models.ForeignKey(
        "comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="invité par"
    )
    envoyee_le = models.DateTimeField("envoyée le", default=maintenant)
    expire_le = models.DateTimeField("expire le")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    acceptee_par = models.ForeignKey(
        "comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="acceptée par"
    )
    revoquee_le = models.DateTimeField("annulée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-envoyee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=Q(acceptee_le__isnull=True, revoquee_le__isnull=True),
                name="invitation_ouverte_unique",
                violation_error_message="Cette personne est déjà invitée dans ce rôle.",
            ),
            models.CheckConstraint(
                condition=Q(acceptee_le__isnull=True, acceptee_par__isnull=True)
                | Q(acceptee_le__isnull=False, acceptee_par__isnull=False),
                name="invitation_acceptee_par_quelqu_un",
                violation_error_message="Une invitation acceptée a une date et une personne.",
            ),
            models.CheckConstraint(
                condition=Q(acceptee_le__isnull=True) | Q(revoquee_le__isnull=True),
                name="invitation_acceptee_ou_annulee",
                violation_error_message="Une invitation acceptée ne s'annule plus.",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))),
                name="invitation_courriel_minuscule",
                violation_error_message="L'adresse électronique s'écrit en minuscules.",
            ),
            models.CheckConstraint(
                condition=Q(expire_le__gt=F("envoyee_le")),
                name="invitation_expire_apres_envoi",
                violation_error_message="L'expiration suit l'envoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.organisation}"

    def etat(self, au: datetime) -> EtatInvitation:
        """Its state at that instant."""
        if self.acceptee_le is not None:
            return EtatInvitation.ACCEPTEE
        if self.revoquee_le is not None:
            return EtatInvitation.REVOQUEE
        return EtatInvitation.EXPIREE if self.expire_le <= au else EtatInvitation.EN_ATTENTE
