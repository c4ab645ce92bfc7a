"""Contracts: the official record, the followed contract, its lots, sites, parties and followers."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from clauses.querysets import (
    IntervenantQuerySet,
    LotQuerySet,
    MarchePublieQuerySet,
    MarcheQuerySet,
    SuiviQuerySet,
)
from clauses.rules.vocabulaire import NatureMarche, RangSuivi, RoleIntervenant, TypeDispositif
from socle.centiemes import CentiemesField, MontantField
from socle.mots import choix


class MarchePublie(models.Model):
    """A contract of the official open data (DECP), keyed by (authority, id); re-import touches only this."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    acheteur_id = models.CharField("identifiant de l'acheteur", max_length=30)
    acheteur_nom = models.CharField("acheteur", max_length=300, blank=True)
    identifiant = models.CharField("identifiant du marché", max_length=80)
    sorte = models.CharField(
        "sorte", max_length=12, choices=[("MARCHE", "Marché"), ("CONCESSION", "Concession")], default="MARCHE"
    )
    nature = models.CharField("nature", max_length=80, blank=True)
    objet = models.TextField("objet", blank=True)
    objet_plie = models.TextField(editable=False, default="")
    titre_corrige = models.CharField("objet corrigé à la main", max_length=300, blank=True)
    cpv = models.CharField("CPV", max_length=8, blank=True)
    travaux = models.BooleanField("travaux", default=False)
    procedure = models.CharField("procédure", max_length=120, blank=True)
    ccag = models.CharField("CCAG", max_length=80, blank=True)
    montant = MontantField("montant HT", null=True, blank=True)
    duree_mois = models.PositiveIntegerField("durée (mois)", null=True, blank=True)
    date_notification = models.DateField("notification", null=True, blank=True)
    date_publication = models.DateField("publication", null=True, blank=True)
    lieu_code = models.CharField("code du lieu", max_length=20, blank=True)
    lieu_type = models.CharField("type du lieu", max_length=30, blank=True)
    lieu_nom = models.CharField("lieu", max_length=300, blank=True)
    lieu_inconnu = models.BooleanField("lieu inconnu", default=False)
    commune = models.ForeignKey("socle.Territoire", models.SET_NULL, null=True, blank=True, related_name="+")
    clause_sociale = models.BooleanField("clause sociale", null=True, blank=True)
    considerations_sociales = models.JSONField("considérations sociales", default=list, blank=True)
    groupement = models.CharField("groupement", max_length=40, blank=True)
    sous_traitance_declaree = models.BooleanField("sous-traitance déclarée", null=True, blank=True)
    modifications = models.JSONField("modifications publiées", default=list, blank=True)
    defauts = models.JSONField("défauts de la donnée", default=list, blank=True)
    source = models.CharField("source", max_length=120, blank=True)
    empreinte = models.CharField(max_length=64, editable=False)
    importe_le = models.DateTimeField("importé le")
    mis_a_jour_le = models.DateTimeField("mis à jour le")

    objects = MarchePublieQuerySet.as_manager()

    class Meta:
        verbose_name = "marché publié"
        verbose_name_plural = "marchés publiés"
        ordering = ["-date_notification", "acheteur_id", "identifiant"]
        constraints = [
            models.UniqueConstraint(fields=["acheteur_id", "identifiant"], name="un_marche_publie_par_cle"),
            models.CheckConstraint(
                condition=~Q(acheteur_id="") & ~Q(identifiant=""), name="marche_publie_acheteur_et_identifiant"
            ),
        ]
        indexes = [
            models.Index(fields=["-date_notification"], name="marche_publie_notif"),
            models.Index(fields=["clause_sociale", "travaux"], name="marche_publie_filtres"),
        ]

    def __str__(self) -> str:
        return self.titre_corrige or self.objet or self.identifiant


class VersionMarchePublie(models.Model):
    """One published version of the record, in order of publication; the last one is the current content."""

    marche_publie = models.ForeignKey(MarchePublie, models.CASCADE, related_name="versions")
    rang = models.PositiveIntegerField("rang")
    date_publication = models.DateField("publication", null=True, blank=True)
    montant = MontantField("montant HT", null=True, blank=True)
    duree_mois = models.PositiveIntegerField("durée (mois)", null=True, blank=True)
    contenu = models.JSONField("contenu", default=dict)
    empreinte = models.CharField(max_length=64)
    importe_le = models.DateTimeField("importée le")

    class Meta:
        verbose_name = "version publiée"
        ordering = ["marche_publie", "rang"]
        constraints = [models.UniqueConstraint(fields=["marche_publie", "rang"], name="un_rang_par_version_publiee")]

    def __str__(self) -> str:
        return f"version {self.rang}"


class TitulaireMarchePublie(models.Model):
    """A holder as published (its SIRET may be wrong: kept and flagged, never dropped)."""

    marche_publie = models.ForeignKey(MarchePublie, models.CASCADE, related_name="titulaires")
    identifiant = models.CharField("identifiant", max_length=40, blank=True)
    type_identifiant = models.CharField("type d'identifiant", max_length=30, blank=True)
    nom = models.CharField("nom", max_length=300, blank=True)
    a_verifier = models.BooleanField("SIRET à vérifier", default=False)

    class Meta:
        verbose_name = "titulaire publié"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.nom or self.identifiant


class Marche(models.Model):
    """A contract that the office follows, taken over from the official record or typed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    marche_publie = models.OneToOneField(
        MarchePublie, models.PROTECT, null=True, blank=True, related_name="marche", verbose_name="donnée officielle"
    )
    operation = models.ForeignKey(
        "chantiers.Operation", models.PROTECT, related_name="+", related_query_name="marche", verbose_name="opération"
    )
    acheteur = models.ForeignKey(
        "entreprises.Organisation",
        models.PROTECT,
        related_name="+",
        related_query_name="marche_achete",
        verbose_name="acheteur",
    )
    office = models.ForeignKey(
        "entreprises.Organisation",
        models.PROTECT,
        related_name="+",
        related_query_name="marche_suivi",
        verbose_name="structure de facilitation",
    )
    numero = models.CharField("numéro de marché", max_length=80)
    numero_plie = models.CharField(max_length=80, db_index=True, editable=False)
    objet = models.CharField("objet", max_length=500)
    objet_plie = models.CharField(max_length=500, editable=False)
    nature = models.CharField("nature", max_length=20, choices=choix(NatureMarche), default=NatureMarche.MARCHE_PUBLIC)
    dispositif = models.CharField(
        "dispositif", max_length=25, choices=choix(TypeDispositif), default=TypeDispositif.CONDITION_EXECUTION
    )
    ccag_version = models.CharField("CCAG visé", max_length=40, blank=True)
    date_envoi_avis = models.DateField("envoi de l'avis de marché", null=True, blank=True)
    valeur_estimee = MontantField("valeur estimée HT", null=True, blank=True)
    motif_derogation = models.CharField("motif de dérogation (L2112-2-1)", max_length=200, blank=True)
    montant = MontantField("montant HT", null=True, blank=True)
    date_notification = models.DateField("notification", null=True, blank=True)
    duree_mois = models.PositiveIntegerField("durée (mois)", null=True, blank=True)
    groupement_solidaire = models.BooleanField("groupement solidaire", null=True, blank=True)
    cree_le = models.DateTimeField("repris le")
    cree_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    annule_motif = models.CharField("motif d'annulation", max_length=300, blank=True)

    objects = MarcheQuerySet.as_manager()

    class Meta:
        verbose_name = "marché"
        verbose_name_plural = "marchés"
        ordering = ["-date_notification", "numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["acheteur", "numero"],
                condition=Q(annule_le__isnull=True),
                name="un_marche_suivi_par_acheteur_et_numero",
                violation_error_message="Ce numéro de marché est déjà suivi pour cet acheteur.",
            ),
            models.CheckConstraint(
                condition=Q(annule_le__isnull=True) | ~Q(annule_motif=""),
                name="marche_annule_avec_motif",
                violation_error_message="Annuler un marché demande un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero} – {self.objet}"


class Lot(models.Model):
    """A lot: its own works dates, sites, parties and obligation; lots are never pooled."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    marche = models.ForeignKey(Marche, models.CASCADE, related_name="lots")
    numero = models.CharField("numéro", max_length=20, default="1")
    intitule = models.CharField("intitulé", max_length=300)
    intitule_plie = models.CharField(max_length=300, editable=False)
    corps_etat = models.ForeignKey(
        "clauses.PartMainOeuvre", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="corps d'état"
    )
    metier = models.ForeignKey("socle.Metier", models.SET_NULL, null=True, blank=True, related_name="+")
    montant = MontantField("montant HT", null=True, blank=True)
    debut_travaux = models.DateField("début des travaux", null=True, blank=True)
    fin_travaux = models.DateField("fin des travaux", null=True, blank=True)
    reception_le = models.DateField("réception", null=True, blank=True)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "lot"
        ordering = ["marche", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["marche", "numero"], name="un_numero_par_lot"),
            models.CheckConstraint(
                condition=Q(debut_travaux__isnull=True)
                | Q(fin_travaux__isnull=True)
                | Q(fin_travaux__gte=F("debut_travaux")),
                name="lot_dates_ordonnees",
                violation_error_message="La fin des travaux précède leur début.",
            ),
        ]

    def __str__(self) -> str:
        return f"Lot {self.numero} – {self.intitule}"


class LotChantier(models.Model):
    """A lot on a site; shares of a lot sum to 100.00 over its sites."""

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="sites")
    chantier = models.ForeignKey("chantiers.Chantier", models.PROTECT, related_name="+", related_query_name="lot_site")
    part = CentiemesField("part (%)", default=Decimal("100.00"))

    class Meta:
        verbose_name = "chantier du lot"
        ordering = ["lot", "-part", "chantier__nom_plie"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "chantier"], name="un_chantier_une_fois_par_lot"),
            models.CheckConstraint(
                condition=Q(part__gt=Decimal("0")) & Q(part__lte=Decimal("100")), name="part_de_lot_entre_0_et_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} sur {self.chantier}"


class Intervenant(models.Model):
    """An organisation on a lot with a role; a subcontractor is accepted under a mandant (rank n under rank n-1)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lot = models.ForeignKey(Lot, models.CASCADE, related_name="intervenants")
    organisation = models.ForeignKey(
        "entreprises.Organisation", models.PROTECT, related_name="+", related_query_name="intervention"
    )
    role = models.CharField("rôle", max_length=15, choices=choix(RoleIntervenant))
    rang = models.PositiveSmallIntegerField("rang", default=0, help_text="1 et plus pour un sous-traitant.")
    mandant = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="sous_intervenants", verbose_name="intervient sous"
    )
    accepte_le = models.DateField("accepté le (DC4)", null=True, blank=True)
    dispense_declarer = models.BooleanField("dispensé de déclarer", default=False)
    du = models.DateField("du", null=True, blank=True)
    au = models.DateField("au", null=True, blank=True)

    objects = IntervenantQuerySet.as_manager()

    class Meta:
        verbose_name = "intervenant"
        ordering = ["lot", "rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "organisation", "role"],
                condition=Q(au__isnull=True),
                name="un_role_par_organisation_et_lot",
                violation_error_message="Cette organisation tient déjà ce rôle sur ce lot.",
            ),
            models.UniqueConstraint(
                fields=["lot"],
                condition=Q(role__in=["TITULAIRE", "MANDATAIRE"], au__isnull=True),
                name="un_chef_de_file_par_lot",
                violation_error_message="Un lot a un seul titulaire ou mandataire à la fois.",
            ),
            models.CheckConstraint(
                condition=~Q(role="SOUS_TRAITANT") | Q(rang__gte=1, mandant__isnull=False),
                name="sous_traitant_a_un_rang_et_un_mandant",
                violation_error_message="Un sous-traitant a un rang et intervient sous une autre entreprise.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class SuiviClause(models.Model):
    """Who follows a clause, between two dates; handing over closes one row and opens another."""

    clause = models.ForeignKey("clauses.ClauseInsertion", models.CASCADE, related_name="suivis")
    facilitateur = models.ForeignKey(
        "entreprises.Membre", models.PROTECT, related_name="+", related_query_name="suivi_clause"
    )
    rang = models.CharField("rang", max_length=10, choices=choix(RangSuivi), default=RangSuivi.PRINCIPAL)
    du = models.DateField("du")
    au = models.DateField("au", null=True, blank=True)
    motif = models.CharField("motif", max_length=300, blank=True)
    cree_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    cree_le = models.DateTimeField("enregistré le")

    objects = SuiviQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi d'une clause"
        ordering = ["clause", "rang", "-du"]
        constraints = [
            models.UniqueConstraint(
                fields=["clause"],
                condition=Q(rang="PRINCIPAL", au__isnull=True),
                name="un_facilitateur_principal_a_la_fois",
                violation_error_message="Une clause a un seul facilitateur principal à la fois.",
            ),
            models.CheckConstraint(condition=Q(au__isnull=True) | Q(au__gte=F("du")), name="suivi_dates_ordonnees"),
        ]

    def __str__(self) -> str:
        return f"{self.facilitateur} suit {self.clause}"
