"""Steering: published indicators about people (numbers only) and reminders as rows."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from clauses.querysets import RelanceQuerySet
from clauses.rules.relances import EtatRelance, etat_de_relance
from socle.centiemes import CentiemesField


class IndicateurPublie(models.Model):
    """An aggregate about people, written down by `parcours` after small-cell suppression."""

    indicateur = models.CharField("indicateur", max_length=40)
    territoire = models.ForeignKey("socle.Territoire", models.CASCADE, null=True, blank=True, related_name="+")
    chantier = models.ForeignKey(
        "chantiers.Chantier", models.CASCADE, null=True, blank=True, related_name="+", related_query_name="indicateur"
    )
    programme = models.ForeignKey("chantiers.Programme", models.CASCADE, null=True, blank=True, related_name="+")
    debut = models.DateField("du")
    fin = models.DateField("au")
    valeur = CentiemesField("valeur", null=True, blank=True, help_text="Vide : masquée (petit effectif).")
    arrete_au = models.DateField("arrêté au")
    ecrit_le = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "indicateur publié"
        verbose_name_plural = "indicateurs publiés"
        constraints = [
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="indicateur_dates_ordonnees"),
        ]
        indexes = [models.Index(fields=["indicateur", "-arrete_au"], name="indicateur_arrete")]

    def __str__(self) -> str:
        return f"{self.indicateur} au {self.arrete_au:%d/%m/%Y}"


class Relance(models.Model):
    """A step of an escalation when a firm stays silent: one owner, sent or not, never fired by itself twice."""

    class Nature(models.TextChoices):
        RAPPEL_1 = "RAPPEL_1", "Premier rappel"
        RAPPEL_2 = "RAPPEL_2", "Second rappel"
        APPEL = "APPEL", "Appel téléphonique"
        LETTRE = "LETTRE", "Lettre au maître d'ouvrage"
        MISE_EN_DEMEURE = "MISE_EN_DEMEURE", "Projet de mise en demeure"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    declaration_mois = models.DateField("mois concerné")
    intervenant = models.ForeignKey("clauses.Intervenant", models.CASCADE, related_name="relances")
    nature = models.CharField("nature", max_length=16, choices=Nature)
    responsable = models.ForeignKey("entreprises.Membre", models.PROTECT, null=True, related_name="+")
    prevue_le = models.DateField("prévue le")
    faite_le = models.DateTimeField("faite le", null=True, blank=True)
    abandonnee_le = models.DateTimeField("sans objet depuis le", null=True, blank=True)
    resultat = models.CharField("résultat", max_length=200, blank=True)

    objects = RelanceQuerySet.as_manager()

    class Meta:
        verbose_name = "relance"
        ordering = ["prevue_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["intervenant", "declaration_mois", "nature"], name="une_relance_par_mois_et_nature"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} – {self.declaration_mois:%m/%Y}"

    @property
    def etat(self) -> EtatRelance:
        """Planned, done, or without object."""
        return etat_de_relance(faite=self.faite_le is not None, abandonnee=self.abandonnee_le is not None)
