"""Needs: what a site looks for (trade, number, period), opened by the contractor or the facilitator."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from clauses.querysets import BesoinQuerySet
from clauses.rules.besoins import conditions_dites
from clauses.rules.etats import EtatBesoin
from socle.centiemes import CentiemesField, HeuresField
from socle.mots import choix


class Besoin(models.Model):
    """A need of an intervenant under a clause; open needs show as "métiers recherchés" in public."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clause = models.ForeignKey("clauses.ClauseInsertion", models.CASCADE, related_name="besoins")
    intervenant = models.ForeignKey("clauses.Intervenant", models.PROTECT, related_name="besoins")
    chantier = models.ForeignKey("chantiers.Chantier", models.PROTECT, related_name="+", related_query_name="besoin")
    metier = models.ForeignKey("socle.Metier", models.PROTECT, related_name="+")
    nombre = models.PositiveSmallIntegerField("nombre de postes", default=1)
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True, blank=True)
    heures = HeuresField("heures par personne", null=True, blank=True)
    heures_hebdo = CentiemesField("heures par semaine", null=True, blank=True)
    prise_de_poste = models.TimeField("prise de poste", null=True, blank=True)
    permis_demande = models.BooleanField("permis B demandé", default=False)
    niveau_francais = models.CharField("niveau de français", max_length=2, blank=True)
    certificats = models.JSONField("certificats demandés", default=list, blank=True)
    precisions = models.CharField("précisions", max_length=500, blank=True)
    etat = models.CharField("état", max_length=10, choices=choix(EtatBesoin), default=EtatBesoin.OUVERT)
    propositions_en_attente = models.PositiveIntegerField("propositions en attente", default=0)
    ouvert_le = models.DateTimeField("ouvert le")
    ouvert_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    ferme_le = models.DateTimeField("fermé le", null=True, blank=True)

    objects = BesoinQuerySet.as_manager()

    class Meta:
        verbose_name = "besoin"
        ordering = ["debut", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(nombre__gte=1), name="besoin_au_moins_un_poste"),
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="besoin_dates_ordonnees"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nombre} × {self.metier}"

    @property
    def dit(self) -> str:
        """ "2 × Maçonnerie, Collège Jean-Moulin": a need in a message or a log (trade and site loaded)."""
        return f"{self.nombre} × {self.metier.libelle}, {self.chantier}"

    @property
    def conditions(self) -> tuple[str, ...]:
        """What the post asks for, in words; for the firm and the office, never for the public."""
        return conditions_dites(
            prise_de_poste=self.prise_de_poste,
            permis_demande=self.permis_demande,
            niveau_francais=self.niveau_francais,
            certificats=self.certificats,
        )
