"""The ledger of hours done: append-only, numbered and hash-chained per clause, without any person in it.

A row is hashed from clause, site, month, hundredths, nature, coded reason, version, exercice, number,
counter-entry, recording instant and random key. Author, person and free text hang on the key in
`DetailMouvement`, which can be erased: the chain still verifies and nothing of the person remains.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from clauses.querysets import MouvementHeuresQuerySet, SoldeQuerySet
from clauses.rules.vocabulaire import NatureMouvementHeures
from socle.centiemes import HeuresField
from socle.mots import choix


class MouvementHeures(models.Model):
    """One signed movement of hours; UPDATE, DELETE (and TRUNCATE) are refused by triggers."""

    clause = models.ForeignKey("clauses.ClauseInsertion", models.PROTECT, related_name="mouvements_heures")
    chantier = models.ForeignKey("chantiers.Chantier", models.PROTECT, related_name="+", related_query_name="mouvement")
    mois = models.DateField("mois travaillé")
    heures = HeuresField("heures")
    nature = models.CharField("nature", max_length=16, choices=choix(NatureMouvementHeures))
    motif_code = models.CharField("motif codé", max_length=40, blank=True)
    version = models.PositiveIntegerField("version")
    exercice = models.PositiveSmallIntegerField("exercice (année du mois travaillé)")
    numero = models.PositiveIntegerField("numéro")
    contrepasse = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="contrepasse_par")
    enregistre_le = models.DateTimeField("enregistré le")
    cle_ligne = models.UUIDField("clé de la ligne", db_index=True)
    empreinte_precedente = models.CharField(max_length=64, blank=True)
    empreinte = models.CharField(max_length=64)

    objects = MouvementHeuresQuerySet.as_manager()

    class Meta:
        verbose_name = "mouvement d'heures"
        verbose_name_plural = "mouvements d'heures"
        ordering = ["clause", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["exercice", "cle_ligne", "version", "nature"], name="un_mouvement_par_cle_version_et_nature"
            ),
            models.UniqueConstraint(fields=["exercice", "contrepasse"], name="une_contrepassation_par_mouvement"),
            models.UniqueConstraint(fields=["exercice", "clause", "numero"], name="un_numero_par_mouvement"),
            models.CheckConstraint(condition=Q(mois__day=1), name="mouvement_mois_au_premier"),
            models.CheckConstraint(condition=Q(exercice=F("mois__year")), name="mouvement_exercice_du_mois"),
            models.CheckConstraint(
                condition=Q(nature="CONTREPASSATION", contrepasse__isnull=False)
                | (~Q(nature="CONTREPASSATION") & Q(contrepasse__isnull=True) & Q(heures__gte=Decimal("0"))),
                name="contrepassation_designe_son_mouvement",
            ),
        ]
        indexes = [models.Index(fields=["clause", "chantier", "mois"], name="mouvement_solde")]

    def __str__(self) -> str:
        return f"n° {self.numero} : {self.heures} h"


class DetailMouvement(models.Model):
    """Who is behind a ledger key, and any free text: erasable without touching the ledger."""

    cle_ligne = models.UUIDField("clé de la ligne", db_index=True)
    version = models.PositiveIntegerField("version")
    nature = models.CharField("nature", max_length=16, choices=choix(NatureMouvementHeures))
    beneficiaire = models.ForeignKey(
        "clauses.Beneficiaire", models.SET_NULL, null=True, blank=True, related_name="details_mouvements"
    )
    auteur = models.ForeignKey("comptes.Utilisateur", models.SET_NULL, null=True, blank=True, related_name="+")
    texte = models.CharField("explication", max_length=500, blank=True)

    class Meta:
        verbose_name = "détail de mouvement"
        verbose_name_plural = "détails de mouvements"
        constraints = [
            models.UniqueConstraint(fields=["cle_ligne", "version", "nature"], name="un_detail_par_mouvement")
        ]

    def __str__(self) -> str:
        return f"détail {self.nature.lower()} v{self.version}"


class Solde(models.Model):
    """Kept totals per clause × site × month, written in the transaction of the ledger, always equal to it.

    `heures_soumises` are the hours of lines in state SOUMISE (en vérification), `heures_a_temps` those
    among them first submitted on or before the due day: they never worsen the state.
    """

    clause = models.ForeignKey("clauses.ClauseInsertion", models.CASCADE, related_name="soldes")
    chantier = models.ForeignKey("chantiers.Chantier", models.PROTECT, related_name="+", related_query_name="solde")
    mois = models.DateField("mois")
    heures_validees = HeuresField("heures validées", default=Decimal("0.00"))
    heures_soumises = HeuresField("heures en vérification", default=Decimal("0.00"))
    heures_a_temps = HeuresField("dont déclarées à temps", default=Decimal("0.00"))

    objects = SoldeQuerySet.as_manager()

    class Meta:
        verbose_name = "solde"
        ordering = ["clause", "chantier", "mois"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "chantier", "mois"], name="un_solde_par_clause_chantier_et_mois"),
            models.CheckConstraint(
                condition=Q(heures_validees__gte=Decimal("0"), heures_soumises__gte=Decimal("0")),
                name="solde_jamais_negatif",
                violation_error_message="Un total d'heures n'est jamais négatif.",
            ),
            models.CheckConstraint(
                condition=Q(heures_a_temps__gte=Decimal("0"), heures_a_temps__lte=F("heures_soumises")),
                name="solde_a_temps_parmi_les_soumises",
            ),
        ]
        indexes = [models.Index(fields=["chantier", "mois"], name="solde_chantier")]

    def __str__(self) -> str:
        return f"{self.mois:%m/%Y} : {self.heures_validees} h"
