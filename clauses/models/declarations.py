"""A month of hours: declaration, lines with their own state, allotment to clauses, alerts, documents, thread."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from clauses.querysets import AlerteQuerySet, DeclarationQuerySet, LigneQuerySet
from clauses.rules.controles import Gravite
from clauses.rules.etats import EtatLigne
from clauses.rules.vocabulaire import OrigineLigne
from socle.centiemes import HeuresField
from socle.mots import choix


class Declaration(models.Model):
    """A company's month on a lot: rang 0 is the month, 1 and more are the complémentaires.

    The month's state is derived from its lines; a nil month is a declaration, silence is not.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intervenant = models.ForeignKey("clauses.Intervenant", models.PROTECT, related_name="declarations")
    mois = models.DateField("mois")
    rang = models.PositiveSmallIntegerField("rang", default=0)
    neant = models.BooleanField("aucune heure", default=False)
    echeance = models.DateField("échéance")
    echeance_reportee = models.DateField("échéance reportée au", null=True, blank=True)
    report_motif = models.CharField("motif du report", max_length=300, blank=True)
    report_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")
    premiere_soumission_le = models.DateTimeField("première soumission", null=True, blank=True)
    soumise_le = models.DateTimeField("soumise le", null=True, blank=True)
    soumise_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")
    pour_compte = models.BooleanField("saisie pour le compte de l'entreprise", default=False)
    brouillon_le = models.DateTimeField("brouillon enregistré le", null=True, blank=True)
    revision = models.PositiveIntegerField("révision", default=0)
    cree_le = models.DateTimeField("ouverte le")

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = "déclaration"
        ordering = ["-mois", "intervenant", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["intervenant", "mois", "rang"], name="une_declaration_par_mois_et_rang"),
            models.CheckConstraint(condition=Q(mois__day=1), name="declaration_mois_au_premier"),
            models.CheckConstraint(
                condition=Q(soumise_le__isnull=True, soumise_par__isnull=True, premiere_soumission_le__isnull=True)
                | Q(soumise_le__isnull=False, soumise_par__isnull=False, premiere_soumission_le__isnull=False),
                name="declaration_soumise_datee_et_signee",
            ),
            models.CheckConstraint(
                condition=Q(echeance_reportee__isnull=True) | ~Q(report_motif=""),
                name="echeance_reportee_motivee",
                violation_error_message="Reporter une échéance demande un motif.",
            ),
        ]
        indexes = [models.Index(fields=["mois", "soumise_le"], name="declaration_mois")]

    def __str__(self) -> str:
        return f"{self.mois:%m/%Y} – {self.intervenant}"

    @property
    def echeance_effective(self):
        """The due day, extended where a facilitator said so."""
        return self.echeance_reportee or self.echeance


class LigneHeures(models.Model):
    """Hours of one work contract on one site in one month; the state lives here.

    `heures` are the paid hours, `heures_non_travaillees` those among them that were not worked;
    what counts is the difference (`heures_a_compter`), or less when validated partially.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="lignes")
    contrat = models.ForeignKey("clauses.ContratTravail", models.PROTECT, related_name="lignes")
    chantier = models.ForeignKey("chantiers.Chantier", models.PROTECT, related_name="+", related_query_name="ligne")
    heures = HeuresField("heures payées")
    heures_non_travaillees = HeuresField("dont non travaillées", default=Decimal("0.00"))
    heures_a_compter = models.GeneratedField(
        expression=F("heures") - F("heures_non_travaillees"), output_field=HeuresField(), db_persist=True
    )
    heures_retenues = HeuresField("heures retenues", null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=choix(EtatLigne), default=EtatLigne.BROUILLON)
    origine = models.CharField("origine", max_length=12, choices=choix(OrigineLigne), default=OrigineLigne.GRILLE)
    version = models.PositiveIntegerField("version", default=0, help_text="Nombre de validations passées.")
    motif = models.ForeignKey("clauses.Motif", models.PROTECT, null=True, blank=True, related_name="+")
    motif_texte = models.CharField("explication", max_length=500, blank=True)
    remplace = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="remplacee_par", verbose_name="corrige la ligne"
    )
    saisie_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    modifiee_le = models.DateTimeField("modifiée le")
    validee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")
    validee_le = models.DateTimeField("validée le", null=True, blank=True)

    objects = LigneQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d'heures"
        verbose_name_plural = "lignes d'heures"
        ordering = ["declaration", "contrat__beneficiaire__nom_plie", "contrat__beneficiaire__prenom_plie", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "contrat", "chantier"], name="une_ligne_par_contrat_et_site"
            ),
            models.CheckConstraint(
                condition=Q(heures__gte=Decimal("0")),
                name="heures_positives",
                violation_error_message="Les heures ne sont pas négatives.",
            ),
            models.CheckConstraint(
                condition=Q(heures_non_travaillees__gte=Decimal("0")) & Q(heures_non_travaillees__lte=F("heures")),
                name="non_travaillees_parmi_les_heures",
                violation_error_message="Les heures non travaillées font partie des heures payées.",
            ),
            models.CheckConstraint(
                condition=Q(
                    etat__in=["VALIDEE", "PARTIELLE"],
                    heures_retenues__isnull=False,
                    validee_par__isnull=False,
                    validee_le__isnull=False,
                )
                | (
                    ~Q(etat__in=["VALIDEE", "PARTIELLE"])
                    & Q(heures_retenues__isnull=True, validee_par__isnull=True, validee_le__isnull=True)
                ),
                name="ligne_validee_datee_signee_et_chiffree",
            ),
            models.CheckConstraint(
                condition=Q(heures_retenues__isnull=True)
                | (Q(heures_retenues__gte=Decimal("0")) & Q(heures_retenues__lte=F("heures"))),
                name="heures_retenues_parmi_les_heures",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["RENVOYEE", "REFUSEE", "PARTIELLE"])
                | (Q(motif__isnull=False) & ~Q(motif_texte="")),
                name="ligne_renvoyee_ou_refusee_motivee",
                violation_error_message="Renvoyer, refuser ou retenir en partie demande un motif et une explication.",
            ),
        ]
        indexes = [models.Index(fields=["etat", "declaration"], name="ligne_etat")]

    def __str__(self) -> str:
        return f"{self.heures} h"

    @property
    def corrigee(self) -> bool:
        """A correction of this line waits or is counted: it is that one that may change (`remplacee_par` loaded)."""
        return hasattr(self, "remplacee_par") and self.remplacee_par.etat != EtatLigne.REFUSEE

    @property
    def travaillees(self) -> Decimal:
        """Paid hours less those not worked: what the contractor asks to count."""
        return self.heures - self.heures_non_travaillees


class Affectation(models.Model):
    """Which obligation a line's hours discharge; one row by default, several under a pooling agreement.

    `cle` is the random key under which the ledger knows these hours; the ledger never names the person.
    """

    ligne = models.ForeignKey(LigneHeures, models.CASCADE, related_name="affectations")
    clause = models.ForeignKey(
        "clauses.ClauseInsertion", models.PROTECT, related_name="+", related_query_name="affectation"
    )
    heures = HeuresField("heures")
    cle = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "affectation"
        constraints = [
            models.UniqueConstraint(fields=["ligne", "clause"], name="une_affectation_par_clause"),
            models.CheckConstraint(condition=Q(heures__gte=Decimal("0")), name="affectation_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.heures} h"


class LigneProposee(models.Model):
    """Hours that the employer of lent people prepares for the contractor's month; only `LigneHeures` is ever summed.

    A figure prepared anew retires the former one and is a row of its own: what was said, by whom and when, stays.
    What became of it is read from the contractor's line (`rules/proposees.py`), never stored twice.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contrat = models.ForeignKey("clauses.ContratTravail", models.CASCADE, related_name="propositions")
    chantier = models.ForeignKey("chantiers.Chantier", models.PROTECT, related_name="+", related_query_name="proposee")
    mois = models.DateField("mois")
    heures = HeuresField("heures payées")
    heures_non_travaillees = HeuresField("dont non travaillées", default=Decimal("0.00"))
    proposee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    proposee_le = models.DateTimeField("préparée le")
    retiree_le = models.DateTimeField("retirée ou remplacée le", null=True, blank=True)
    retiree_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "ligne préparée par l'employeur"
        verbose_name_plural = "lignes préparées par l'employeur"
        ordering = ["mois", "contrat", "chantier", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contrat", "chantier", "mois"],
                condition=Q(retiree_le__isnull=True),
                name="une_ligne_preparee_par_contrat_site_et_mois",
            ),
            models.CheckConstraint(condition=Q(mois__day=1), name="ligne_preparee_mois_au_premier"),
            models.CheckConstraint(
                condition=Q(heures__gte=Decimal("0"))
                & Q(heures_non_travaillees__gte=Decimal("0"))
                & Q(heures_non_travaillees__lte=F("heures")),
                name="ligne_preparee_heures_possibles",
                violation_error_message="Les heures non travaillées font partie des heures payées.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heures} h préparées"


class Alerte(models.Model):
    """What a control found on a line, and who lifted it with which reason."""

    ligne = models.ForeignKey(LigneHeures, models.CASCADE, related_name="alertes")
    code = models.CharField("contrôle", max_length=5)
    gravite = models.CharField("gravité", max_length=10, choices=choix(Gravite))
    message = models.CharField("message à l'entreprise", max_length=400)
    detail = models.CharField("détail pour l'office", max_length=600, blank=True)
    creee_le = models.DateTimeField("constatée le")
    levee_le = models.DateTimeField("levée le", null=True, blank=True)
    levee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")
    levee_motif = models.CharField("motif de levée", max_length=300, blank=True)

    objects = AlerteQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte"
        ordering = ["ligne", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["ligne", "code"], condition=Q(levee_le__isnull=True), name="une_alerte_active_par_controle"
            ),
            models.CheckConstraint(
                condition=Q(levee_le__isnull=True) | (Q(levee_par__isnull=False) & ~Q(levee_motif="")),
                name="alerte_levee_signee_et_motivee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} : {self.message}"


class Piece(models.Model):
    """A document of work (never a proof of eligibility): bytes in the private store, found by hash."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    declaration = models.ForeignKey(Declaration, models.PROTECT, null=True, blank=True, related_name="pieces")
    contrat = models.ForeignKey("clauses.ContratTravail", models.PROTECT, null=True, blank=True, related_name="pieces")
    clause = models.ForeignKey("clauses.ClauseInsertion", models.PROTECT, null=True, blank=True, related_name="pieces")
    ligne = models.ForeignKey(LigneHeures, models.SET_NULL, null=True, blank=True, related_name="pieces")
    nature = models.CharField("nature", max_length=40)
    nom = models.CharField("nom du fichier", max_length=200)
    type_contenu = models.CharField("type", max_length=80)
    taille = models.PositiveBigIntegerField("taille")
    empreinte = models.CharField(max_length=64, db_index=True, editable=False)
    chemin = models.CharField(max_length=200, unique=True, editable=False)
    deposee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    deposee_le = models.DateTimeField("déposée le")
    detruite_le = models.DateTimeField("détruite le", null=True, blank=True)

    class Meta:
        verbose_name = "pièce"
        ordering = ["-deposee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(declaration__isnull=False) | Q(contrat__isnull=False) | Q(clause__isnull=False),
                name="piece_a_un_objet",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class MessageDeclaration(models.Model):
    """A message in a month's thread, between the company and the office."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="messages")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    de_l_office = models.BooleanField("écrit par l'office")
    texte = models.TextField("message", max_length=4000)
    envoye_le = models.DateTimeField("envoyé le")
    lu_le = models.DateTimeField("lu le", null=True, blank=True)

    class Meta:
        verbose_name = "message"
        ordering = ["declaration", "envoye_le", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(texte=""), name="message_non_vide")]

    def __str__(self) -> str:
        return f"Message du {self.envoye_le:%d/%m/%Y}"


class JournalLigne(models.Model):
    """Each change of state of a line: who, when, and why for a send-back, a refusal or a correction."""

    ligne = models.ForeignKey(LigneHeures, models.CASCADE, related_name="journal")
    acte = models.CharField("acte", max_length=25)
    de = models.CharField("de", max_length=10, blank=True)
    vers = models.CharField("vers", max_length=10, blank=True)
    heures = HeuresField("heures", null=True, blank=True)
    le = models.DateTimeField("le")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    motif = models.ForeignKey("clauses.Motif", models.PROTECT, null=True, blank=True, related_name="+")
    texte = models.CharField("explication", max_length=500, blank=True)

    class Meta:
        verbose_name = "ligne de journal"
        ordering = ["ligne", "le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(vers__in=["RENVOYEE", "REFUSEE", "PARTIELLE"]) | (Q(motif__isnull=False) & ~Q(texte="")),
                name="journal_ligne_motif_obligatoire",
                violation_error_message="Renvoyer, refuser ou retenir en partie demande un motif et une explication.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.acte} le {self.le:%d/%m/%Y}"


class AvisRenvoi(models.Model):
    """A line sent back of which the firm has not been told yet: told with the others, or not at all once corrected."""

    ligne = models.ForeignKey(LigneHeures, models.CASCADE, related_name="avis_renvoi")
    demande_le = models.DateTimeField("renvoyée le")
    envoye_le = models.DateTimeField("dite le", null=True, blank=True)
    sans_objet_le = models.DateTimeField("sans objet depuis le", null=True, blank=True)

    class Meta:
        verbose_name = "avis de renvoi"
        verbose_name_plural = "avis de renvoi"
        ordering = ["demande_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ligne"],
                condition=Q(envoye_le__isnull=True, sans_objet_le__isnull=True),
                name="un_avis_de_renvoi_en_attente_par_ligne",
            )
        ]

    def __str__(self) -> str:
        return f"Renvoi du {self.demande_le:%d/%m/%Y}"
