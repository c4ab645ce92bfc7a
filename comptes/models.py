"""The user account: logs in by e-mail, is never deleted, only anonymised."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from comptes.querysets import UtilisateurManager
from socle.horloge import maintenant


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """A person with a login. What she may do comes from her memberships, not from here."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(
        "adresse électronique",
        max_length=254,
        unique=True,
        error_messages={"unique": "Un compte existe déjà avec cette adresse."},
    )
    prenom = models.CharField("prénom", max_length=80, blank=True)
    nom = models.CharField("nom", max_length=80, blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    is_active = models.BooleanField("actif", default=True, help_text="Décoché : la personne ne peut plus se connecter.")
    is_staff = models.BooleanField("accès à l'administration technique", default=False)
    serie_sessions = models.PositiveIntegerField(default=0, editable=False)
    cree_le = models.DateTimeField("créé le", default=maintenant, editable=False)
    courriel_en_echec = models.EmailField(
        "adresse qui ne reçoit plus",
        max_length=254,
        blank=True,
        editable=False,
        db_index=True,
        help_text="Sans objet dès que l'adresse du compte en est une autre.",
    )
    courriel_echec_raison = models.CharField("raison de l'échec", max_length=120, blank=True, editable=False)
    courriel_en_echec_le = models.DateTimeField("échec constaté le", null=True, blank=True, editable=False)
    anonymise_le = models.DateTimeField("anonymisé le", null=True, blank=True, editable=False)

    objects = UtilisateurManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = "utilisateur"
        ordering = ["nom", "prenom", "email"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower(F("email"))),
                name="utilisateur_courriel_minuscule",
                violation_error_message="L'adresse électronique s'écrit en minuscules.",
            ),
            models.CheckConstraint(
                condition=Q(anonymise_le__isnull=True) | Q(is_active=False),
                name="utilisateur_anonymise_inactif",
                violation_error_message="Un compte anonymisé ne peut plus servir.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom_complet

    @property
    def nom_complet(self) -> str:
        """First and last name; "Compte supprimé" once anonymised; the address while no name was given."""
        if self.anonymise_le is not None:
            return "Compte supprimé"
        return f"{self.prenom} {self.nom}".strip() or self.email

    @property
    def ne_recoit_plus(self) -> bool:
        """A message to the present address came back."""
        return bool(self.courriel_en_echec) and self.courriel_en_echec == self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Every session carries this hash: raising `serie_sessions` ends them all at once."""
        return f"{super()._get_session_auth_hash(secret=secret)}.{self.serie_sessions}"

    def get_full_name(self) -> str:
        return self.nom_complet

    def get_short_name(self) -> str:
        return self.prenom or self.nom_complet

    def natural_key(self) -> tuple[str]:
        return (self.email,)


class ActeCompte(models.TextChoices):
    """What can happen to an account."""

    CREATION = "CREATION", "Création"
    FERMETURE = "FERMETURE", "Fermeture"
    REOUVERTURE = "REOUVERTURE", "Réouverture"
    ANONYMISATION = "ANONYMISATION", "Anonymisation"


class JournalCompte(models.Model):
    """Log of an account; the author is kept, a closing needs its reason."""

    utilisateur = models.ForeignKey(Utilisateur, models.PROTECT, related_name="journal", verbose_name="compte")
    acte = models.CharField("acte", max_length=20, choices=ActeCompte.choices)
    auteur = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="auteur"
    )
    le = models.DateTimeField("le", default=maintenant)
    motif = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "journal d'un compte"
        verbose_name_plural = "journal des comptes"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(acte="FERMETURE") | ~Q(motif=""),
                name="journal_compte_fermeture_motivee",
                violation_error_message="Fermer un compte demande un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_acte_display()} du {self.le:%d/%m/%Y}"
