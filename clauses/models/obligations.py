"""What is owed: the clause, its movements, invoices, suspensions, internal split, expected curve, penalties."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from clauses.querysets import ClauseQuerySet, FacturationQuerySet, MouvementObligationQuerySet
from clauses.rules.etats import EtatClause
from clauses.rules.obligation import ModeObligation, NatureMouvement, SeuilMode
from clauses.rules.vocabulaire import NaturePenalite, NatureSuspension, TypeContrat
from socle.centiemes import CentiemesField, HeuresField, MontantField
from socle.mots import choix
from socle.periodes import Periodicite


class ClauseInsertion(models.Model):
    """The social clause of a lot: a way to owe hours, a rhythm of declarations, delays and penalty terms.

    Owed hours are never stored here: they are the sum of the movements (and, for a progressive clause,
    the formula on invoices), cut by the date of effect and the date of recording.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lot = models.ForeignKey("clauses.Lot", models.PROTECT, related_name="clauses")
    referentiel = models.ForeignKey("clauses.Referentiel", models.PROTECT, related_name="+")
    etat = models.CharField("état", max_length=10, choices=choix(EtatClause), default=EtatClause.BROUILLON)
    mode = models.CharField("façon de devoir", max_length=15, choices=choix(ModeObligation))
    perimetre = models.TextField("périmètre", blank=True)

    # Inputs of the estimator, kept apart from the movements that make the obligation.
    montant_base = MontantField("montant HT de base", null=True, blank=True)
    part_main_oeuvre = CentiemesField("part de main-d'œuvre (%)", null=True, blank=True)
    taux_effort = CentiemesField("taux d'effort (%)", null=True, blank=True)
    cout_horaire = MontantField("coût horaire (€)", null=True, blank=True)
    heures_prevues = HeuresField("heures totales prévues", null=True, blank=True)
    heures_estimees = HeuresField("heures estimées", null=True, blank=True)

    # Progressive clauses: floor(max(0, sum of invoices - threshold) / N).
    seuil_montant = MontantField("seuil (€ HT facturés)", null=True, blank=True)
    seuil_mode = models.CharField(
        "au-delà du seuil", max_length=15, choices=choix(SeuilMode), default=SeuilMode.AU_DELA
    )
    euros_par_heure = MontantField("1 heure pour N euros", null=True, blank=True)

    periodicite = models.CharField(
        "périodicité", max_length=15, choices=choix(Periodicite), default=Periodicite.MENSUELLE
    )
    jour_echeance = models.PositiveSmallIntegerField("jour d'échéance", default=20)
    delai_validation = models.PositiveSmallIntegerField(
        "délai de validation (jours)", null=True, blank=True, help_text="Vide : le réglage général."
    )
    debut = models.DateField("début de la clause", help_text="Notification du marché.")
    fin = models.DateField("fin de la clause", null=True, blank=True, help_text="Réception, tolérance comprise.")
    hors_site_admis = models.BooleanField("heures hors site admises", default=False)
    heures_mentionnees = HeuresField("volume écrit au contrat", null=True, blank=True)

    compteur_obligation = models.PositiveIntegerField(default=0, editable=False)
    compteur_grand_livre = models.PositiveIntegerField(default=0, editable=False)
    cree_le = models.DateTimeField("créée le")
    close_le = models.DateField("close le", null=True, blank=True)
    annule_le = models.DateTimeField("annulée le", null=True, blank=True)
    annule_motif = models.CharField("motif d'annulation", max_length=300, blank=True)

    objects = ClauseQuerySet.as_manager()

    class Meta:
        verbose_name = "clause d'insertion"
        verbose_name_plural = "clauses d'insertion"
        ordering = ["lot__marche__numero_plie", "lot__numero", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot"],
                condition=~Q(etat="ANNULEE"),
                name="une_clause_par_lot",
                violation_error_message="Ce lot a déjà une clause d'insertion.",
            ),
            models.CheckConstraint(
                condition=~Q(mode="PROGRESSIF")
                | Q(seuil_montant__isnull=False, euros_par_heure__isnull=False, euros_par_heure__gt=Decimal("0")),
                name="clause_progressive_complete",
                violation_error_message="Une clause progressive a un seuil et un nombre d'euros par heure.",
            ),
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="clause_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=Q(jour_echeance__gte=1, jour_echeance__lte=28),
                name="jour_echeance_dans_le_mois",
                violation_error_message="Le jour d'échéance est compris entre 1 et 28.",
            ),
            models.CheckConstraint(
                condition=Q(etat="CLOSE", close_le__isnull=False) | (~Q(etat="CLOSE") & Q(close_le__isnull=True)),
                name="clause_close_a_une_date",
            ),
            models.CheckConstraint(
                condition=(Q(etat="ANNULEE", annule_le__isnull=False) & ~Q(annule_motif=""))
                | (~Q(etat="ANNULEE") & Q(annule_le__isnull=True)),
                name="clause_annulee_avec_motif",
                violation_error_message="Annuler une clause demande un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Clause du {self.lot}"


class DureeClause(models.Model):
    """For how many months hours count on this clause, per type of work contract (copied from the référentiel)."""

    clause = models.ForeignKey(ClauseInsertion, models.CASCADE, related_name="durees")
    type_contrat = models.CharField("type de contrat", max_length=25, choices=choix(TypeContrat))
    mois = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)

    class Meta:
        verbose_name = "durée de la clause"
        ordering = ["clause", "type_contrat"]
        constraints = [models.UniqueConstraint(fields=["clause", "type_contrat"], name="une_duree_par_clause_et_type")]

    def __str__(self) -> str:
        return f"{self.get_type_contrat_display()} : {self.mois or 'durée du contrat'}"


class TermePenalite(models.Model):
    """A dated penalty term of the contract."""

    clause = models.ForeignKey(ClauseInsertion, models.CASCADE, related_name="termes_penalite")
    nature = models.CharField("nature", max_length=20, choices=choix(NaturePenalite))
    montant = MontantField("montant (€)")
    plafond = MontantField("plafond (€)", null=True, blank=True)
    apres_mise_en_demeure = models.BooleanField("après mise en demeure", default=True)
    valide_du = models.DateField("applicable du")

    class Meta:
        verbose_name = "terme de pénalité"
        ordering = ["clause", "nature", "-valide_du"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "nature", "valide_du"], name="un_terme_par_nature_et_date"),
            models.CheckConstraint(condition=Q(montant__gte=Decimal("0")), name="penalite_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.montant} € {self.get_nature_display()}"


class ExonerationPenalite(models.Model):
    """A forgiven penalty: money only, decided by the contracting body; owed hours and state never change."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clause = models.ForeignKey(ClauseInsertion, models.PROTECT, related_name="exonerations")
    montant = MontantField("montant exonéré (€)")
    date_decision = models.DateField("date de la décision")
    motif = models.CharField("motif", max_length=500)
    document = models.ForeignKey("clauses.Piece", models.PROTECT, null=True, blank=True, related_name="+")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    acte_transcrit = models.BooleanField("acte signé transcrit par le facilitateur", default=False)
    enregistre_le = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "exonération de pénalité"
        ordering = ["clause", "-date_decision"]
        constraints = [
            models.CheckConstraint(condition=Q(montant__gt=Decimal("0")), name="exoneration_positive"),
            models.CheckConstraint(condition=~Q(motif=""), name="exoneration_motivee"),
        ]

    def __str__(self) -> str:
        return f"{self.montant} € exonérés"


class MouvementObligation(models.Model):
    """A dated, signed change of what is owed; append-only (refused by triggers), numbered per clause."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clause = models.ForeignKey(ClauseInsertion, models.PROTECT, related_name="mouvements")
    position = models.PositiveIntegerField("position d'enregistrement")
    nature = models.CharField("nature", max_length=20, choices=choix(NatureMouvement))
    heures = HeuresField("heures")
    date_signature = models.DateField("signature")
    date_effet = models.DateField("effet")
    enregistre_le = models.DateTimeField("enregistré le")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    document = models.ForeignKey("clauses.Piece", models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField("référence de l'acte", max_length=80, blank=True)
    motif = models.CharField("motif", max_length=500, blank=True)
    acte_transcrit = models.BooleanField("acte signé transcrit par le facilitateur", default=False)

    objects = MouvementObligationQuerySet.as_manager()

    class Meta:
        verbose_name = "mouvement d'obligation"
        verbose_name_plural = "mouvements d'obligation"
        ordering = ["clause", "position"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "position"], name="une_position_par_mouvement"),
            models.UniqueConstraint(
                fields=["clause"], condition=Q(nature="INITIAL"), name="un_volume_initial_par_clause"
            ),
            models.CheckConstraint(
                condition=~Q(nature="REDUCTION") | (Q(heures__lt=Decimal("0")) & ~Q(motif="")),
                name="reduction_negative_et_motivee",
                violation_error_message="Une réduction est négative et motivée.",
            ),
            models.CheckConstraint(
                condition=~Q(nature__in=["INITIAL", "TRANCHE_AFFERMIE", "BON_DE_COMMANDE", "OFFRE_SUPERIEURE"])
                | Q(heures__gte=Decimal("0")),
                name="mouvement_initial_positif",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.heures} h"


class Facturation(models.Model):
    """An invoiced amount of a progressive clause (signed: a credit note is negative); append-only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clause = models.ForeignKey(ClauseInsertion, models.PROTECT, related_name="factures")
    intervenant = models.ForeignKey("clauses.Intervenant", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("position d'enregistrement")
    mois = models.DateField("mois facturé")
    date_effet = models.DateField("date de la facture")
    montant = MontantField("montant HT")
    reference = models.CharField("référence", max_length=80, blank=True)
    enregistre_le = models.DateTimeField("enregistrée le")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")

    objects = FacturationQuerySet.as_manager()

    class Meta:
        verbose_name = "facturation"
        ordering = ["clause", "position"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "position"], name="une_position_par_facture"),
            models.CheckConstraint(condition=~Q(montant=Decimal("0")), name="facture_non_nulle"),
            models.CheckConstraint(condition=Q(mois__day=1), name="facture_mois_au_premier"),
        ]

    def __str__(self) -> str:
        return f"{self.montant} € ({self.mois:%m/%Y})"


class Repartition(models.Model):
    """A dated internal split of the group's obligation; its parts sum to what the group owes then."""

    clause = models.ForeignKey(ClauseInsertion, models.CASCADE, related_name="repartitions")
    position = models.PositiveIntegerField("position d'enregistrement")
    date_effet = models.DateField("effet")
    mouvement = models.OneToOneField(
        MouvementObligation, models.PROTECT, null=True, blank=True, related_name="repartition"
    )
    total = HeuresField("total réparti")
    motif = models.CharField("motif", max_length=300, blank=True)
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    enregistre_le = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "répartition interne"
        ordering = ["clause", "position"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "position"], name="une_position_par_repartition"),
        ]

    def __str__(self) -> str:
        return f"Répartition de {self.total} h au {self.date_effet:%d/%m/%Y}"


class PartRepartition(models.Model):
    """Share of one member in a split."""

    repartition = models.ForeignKey(Repartition, models.CASCADE, related_name="parts")
    intervenant = models.ForeignKey("clauses.Intervenant", models.PROTECT, related_name="+")
    heures = HeuresField("heures")

    class Meta:
        verbose_name = "part interne"
        constraints = [
            models.UniqueConstraint(fields=["repartition", "intervenant"], name="une_part_par_intervenant"),
            models.CheckConstraint(condition=Q(heures__gte=Decimal("0")), name="part_interne_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.intervenant} : {self.heures} h"


class Suspension(models.Model):
    """A dated stop of the works: nothing expected, reminders silent, curve frozen."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clause = models.ForeignKey(ClauseInsertion, models.CASCADE, related_name="suspensions")
    nature = models.CharField("nature", max_length=15, choices=choix(NatureSuspension))
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)
    document = models.ForeignKey("clauses.Piece", models.PROTECT, null=True, blank=True, related_name="+")
    motif = models.CharField("motif", max_length=300, blank=True)
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    enregistre_le = models.DateTimeField("enregistrée le")
    levee_le = models.DateTimeField("levée enregistrée le", null=True, blank=True)
    levee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "suspension"
        ordering = ["clause", "debut"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="suspension_dates_ordonnees"
            ),
            models.UniqueConstraint(
                fields=["clause"], condition=Q(fin__isnull=True), name="une_suspension_ouverte_par_clause"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} depuis le {self.debut:%d/%m/%Y}"


class PointCourbe(models.Model):
    """Hours expected in a month, when the curve of a clause is drawn by hand."""

    clause = models.ForeignKey(ClauseInsertion, models.CASCADE, related_name="points_courbe")
    mois = models.DateField("mois")
    heures = HeuresField("heures attendues dans le mois")

    class Meta:
        verbose_name = "point de la courbe attendue"
        ordering = ["clause", "mois"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "mois"], name="un_point_par_mois"),
            models.CheckConstraint(condition=Q(heures__gte=Decimal("0")), name="point_courbe_positif"),
            models.CheckConstraint(condition=Q(mois__day=1), name="point_courbe_au_premier"),
        ]

    def __str__(self) -> str:
        return f"{self.mois:%m/%Y} : {self.heures} h"


class JournalClause(models.Model):
    """Who changed a contract, a lot or a clause, when and why."""

    clause = models.ForeignKey(ClauseInsertion, models.PROTECT, null=True, blank=True, related_name="journal")
    marche = models.ForeignKey("clauses.Marche", models.PROTECT, null=True, blank=True, related_name="journal")
    acte = models.CharField("acte", max_length=40)
    de = models.CharField("de", max_length=15, blank=True)
    vers = models.CharField("vers", max_length=15, blank=True)
    le = models.DateTimeField("le")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    motif = models.CharField("motif", max_length=500, blank=True)

    class Meta:
        verbose_name = "ligne de journal"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(clause__isnull=False) | Q(marche__isnull=False), name="journal_clause_a_un_objet"
            ),
            models.CheckConstraint(
                condition=~Q(acte__in=["clore", "rouvrir", "annuler", "annuler_marche"]) | ~Q(motif=""),
                name="journal_clause_motif_obligatoire",
                violation_error_message="Cet acte demande un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acte} le {self.le:%d/%m/%Y}"
