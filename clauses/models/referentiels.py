"""Rows that an administrator edits: référentiels, durations, rates, costs, labour shares, settings, reasons."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from clauses.rules.vocabulaire import TypeContrat, UsageMotif
from socle.centiemes import CentiemesField, MontantField
from socle.mots import choix


class Referentiel(models.Model):
    """A set of rules on who counts and how long (ordinary, ANRU, SOLIDEO…); criteria live in `parcours`."""

    code = models.SlugField("code", max_length=30, unique=True)
    nom = models.CharField("nom", max_length=120)
    description = models.TextField("description", blank=True)
    actif = models.BooleanField("actif", default=True)
    formation_comptee = models.BooleanField("heures de formation comptées", default=True)
    plafond_formation = CentiemesField("plafond de formation (% des heures)", default=Decimal("20.00"))
    hors_site_admis = models.BooleanField("heures hors site admises", default=False)
    depuis_premier_contrat = models.BooleanField(
        "durée comptée depuis le premier contrat de clause",
        default=True,
        help_text="Sinon, depuis le début de chaque contrat.",
    )
    conges_comptes = models.BooleanField("congés payés comptés", default=False)
    diviseur_etp = models.PositiveIntegerField("diviseur ETP (heures par an)", default=1607)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "référentiel"
        ordering = ["ordre", "nom"]

    def __str__(self) -> str:
        return self.nom


class DureeContrat(models.Model):
    """For how many months hours count, per type of work contract, by default for a référentiel."""

    referentiel = models.ForeignKey(Referentiel, models.CASCADE, related_name="durees")
    type_contrat = models.CharField("type de contrat", max_length=25, choices=choix(TypeContrat))
    mois = models.PositiveSmallIntegerField(
        "durée (mois)", null=True, blank=True, help_text="Vide : toute la durée du contrat."
    )

    class Meta:
        verbose_name = "durée par type de contrat"
        verbose_name_plural = "durées par type de contrat"
        ordering = ["referentiel", "type_contrat"]
        constraints = [
            models.UniqueConstraint(fields=["referentiel", "type_contrat"], name="une_duree_par_type_de_contrat")
        ]

    def __str__(self) -> str:
        return f"{self.get_type_contrat_display()} : {self.mois or 'durée du contrat'}"


class PeriodeDeValidite(models.Model):
    """Abstract: a row valid from a day to another (open when empty)."""

    valide_du = models.DateField("valable du")
    valide_au = models.DateField("au", null=True, blank=True)

    class Meta:
        abstract = True


class TauxProgramme(PeriodeDeValidite):
    """Usual insertion rate of a programme for a kind of contract, between two dates."""

    programme = models.ForeignKey(
        "chantiers.Programme", models.CASCADE, related_name="+", related_query_name="taux_programme"
    )
    nature = models.CharField("nature de contrat", max_length=60, default="Travaux")
    taux = CentiemesField("taux d'effort (%)")
    source = models.CharField("source", max_length=200, blank=True)

    class Meta:
        verbose_name = "taux par programme"
        verbose_name_plural = "taux par programme"
        ordering = ["programme", "nature", "valide_du"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "nature", "valide_du"], name="un_taux_par_programme_et_date"),
            models.CheckConstraint(
                condition=Q(valide_au__isnull=True) | Q(valide_au__gte=F("valide_du")), name="taux_dates_ordonnees"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} – {self.nature} : {self.taux} %"


class CoutHoraire(PeriodeDeValidite):
    """Full hourly cost used by the estimator, per kind of work, between two dates."""

    nature = models.CharField("nature de travaux", max_length=60)
    montant = MontantField("coût horaire complet (€)")
    source = models.CharField("source", max_length=200, blank=True)

    class Meta:
        verbose_name = "coût horaire"
        verbose_name_plural = "coûts horaires"
        ordering = ["nature", "valide_du"]
        constraints = [
            models.UniqueConstraint(fields=["nature", "valide_du"], name="un_cout_par_nature_et_date"),
            models.CheckConstraint(condition=Q(montant__gt=Decimal("0")), name="cout_horaire_positif"),
        ]

    def __str__(self) -> str:
        return f"{self.nature} : {self.montant} €"


class PartMainOeuvre(PeriodeDeValidite):
    """Labour share of a building trade (corps d'état), used by the estimator."""

    code = models.SlugField("code", max_length=40)
    libelle = models.CharField("corps d'état", max_length=120)
    part = CentiemesField("part de main-d'œuvre (%)")
    metier = models.ForeignKey(
        "socle.Metier", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="métier type"
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=0)
    source = models.CharField("source", max_length=200, blank=True)

    class Meta:
        verbose_name = "part de main-d'œuvre"
        verbose_name_plural = "parts de main-d'œuvre"
        ordering = ["ordre", "libelle"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valide_du"], name="une_part_par_corps_d_etat_et_date"),
            models.CheckConstraint(
                condition=Q(part__gt=Decimal("0")) & Q(part__lte=Decimal("100")), name="part_main_oeuvre_entre_0_et_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} ({self.part} %)"


class Reglage(models.Model):
    """A dated numeric setting (threshold, delay, divisor): the value in force at a date is the latest one."""

    code = models.SlugField("code", max_length=50)
    libelle = models.CharField("libellé", max_length=200)
    valeur = CentiemesField("valeur")
    unite = models.CharField("unité", max_length=30, blank=True)
    valide_du = models.DateField("valable du")

    class Meta:
        verbose_name = "réglage"
        ordering = ["code", "-valide_du"]
        constraints = [models.UniqueConstraint(fields=["code", "valide_du"], name="un_reglage_par_code_et_date")]

    def __str__(self) -> str:
        return f"{self.libelle} : {self.valeur} {self.unite}".strip()


class SeveriteControle(models.Model):
    """Severity of a control, per référentiel (or all) and between two dates; overrides the default of the rule.

    The month worked decides which row holds, so that a late month keeps the severities of its time.
    """

    code = models.CharField("contrôle", max_length=5)
    referentiel = models.ForeignKey(Referentiel, models.CASCADE, null=True, blank=True, related_name="severites")
    gravite = models.CharField(
        "gravité",
        max_length=10,
        choices=[("INFO", "Information"), ("ALERTE", "Alerte"), ("BLOCAGE", "Blocage"), ("AUCUNE", "Désactivé")],
    )
    valide_du = models.DateField("valable du")
    valide_au = models.DateField("au", null=True, blank=True, help_text="Vide : sans fin. Le mois travaillé décide.")

    class Meta:
        verbose_name = "gravité d'un contrôle"
        verbose_name_plural = "gravités des contrôles"
        ordering = ["code", "referentiel", "-valide_du"]
        constraints = [
            models.UniqueConstraint(fields=["code", "referentiel", "valide_du"], name="une_gravite_par_referentiel"),
            models.UniqueConstraint(
                fields=["code", "valide_du"], condition=Q(referentiel__isnull=True), name="une_gravite_generale"
            ),
            models.CheckConstraint(
                condition=Q(valide_au__isnull=True) | Q(valide_au__gte=F("valide_du")),
                name="gravite_dates_ordonnees",
                violation_error_message="La fin ne précède pas le début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} : {self.get_gravite_display()}"


class Motif(models.Model):
    """A coded reason (send back, refuse, partial…), with the sentence its reader gets."""

    code = models.SlugField("code", max_length=40, unique=True)
    libelle = models.CharField("libellé", max_length=200)
    usage = models.CharField("usage", max_length=15, choices=choix(UsageMotif))
    actif = models.BooleanField("actif", default=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "motif codé"
        verbose_name_plural = "motifs codés"
        ordering = ["usage", "ordre", "libelle"]

    def __str__(self) -> str:
        return self.libelle
