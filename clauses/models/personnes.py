"""People at work under a clause: identity, windows of eligibility, work contracts, requests, sealed proofs.

Nothing here, nor below `parcours`, knows by which criterion a person is eligible.
"""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from clauses.querysets import AvisQuerySet, BeneficiaireQuerySet, ContratQuerySet, DemandeQuerySet
from clauses.rules.etats import EtatDemande
from clauses.rules.vocabulaire import Modalite, OrigineFenetre, TypeContrat
from socle.centiemes import CentiemesField
from socle.mots import choix


class Beneficiaire(models.Model):
    """A person with at least one clause contract (or a request for one), as the employer knows her."""

    class Sexe(models.TextChoices):
        FEMME = "F", "Femme"
        HOMME = "H", "Homme"
        NON_DIT = "", "Non renseigné"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    nom = models.CharField("nom", max_length=100)
    prenom = models.CharField("prénom", max_length=100)
    nom_usage = models.CharField("nom d'usage", max_length=100, blank=True)
    nom_plie = models.CharField(max_length=100, editable=False)
    prenom_plie = models.CharField(max_length=100, editable=False)
    date_naissance = models.DateField("date de naissance", null=True, blank=True)
    sexe = models.CharField("sexe", max_length=1, choices=Sexe, blank=True)
    commune = models.ForeignKey(
        "socle.Territoire", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("courriel", blank=True)
    premier_contrat_le = models.DateField("premier contrat de clause", null=True, blank=True)
    information_version = models.CharField("notice d'information", max_length=20, blank=True)
    information_canal = models.CharField("canal d'information", max_length=20, blank=True)
    informee_le = models.DateField("informée le", null=True, blank=True)
    cree_le = models.DateTimeField("créée le")
    efface_le = models.DateTimeField("effacée le", null=True, blank=True)
    annule_le = models.DateTimeField("annulée le", null=True, blank=True)
    annule_motif = models.CharField("motif d'annulation", max_length=300, blank=True)

    objects = BeneficiaireQuerySet.as_manager()

    class Meta:
        verbose_name = "bénéficiaire"
        ordering = ["nom_plie", "prenom_plie"]
        indexes = [models.Index(fields=["nom_plie", "prenom_plie", "date_naissance"], name="beneficiaire_identite")]
        constraints = [
            models.CheckConstraint(
                condition=Q(efface_le__isnull=True) | Q(date_naissance__isnull=True, telephone="", email=""),
                name="personne_effacee_sans_identite",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip() or "Personne effacée"


class FenetreEligibilite(models.Model):
    """A window in which a clause contract of this référentiel may start; never shortened by a lost status.

    `prolongee_au`: the office put its end off to that day; hours of contracts begun in it count until then too.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    beneficiaire = models.ForeignKey(Beneficiaire, models.CASCADE, related_name="fenetres")
    referentiel = models.ForeignKey("clauses.Referentiel", models.PROTECT, related_name="+")
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)
    prolongee_au = models.DateField("prolongée au", null=True, blank=True)
    origine = models.CharField("origine", max_length=10, choices=choix(OrigineFenetre))
    source = models.CharField("source", max_length=120, blank=True)
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    enregistre_le = models.DateTimeField("enregistrée le")
    annule_le = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "fenêtre d'éligibilité"
        ordering = ["beneficiaire", "referentiel", "debut"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="fenetre_dates_ordonnees"
            ),
            models.CheckConstraint(condition=~Q(origine="REPRISE") | ~Q(source=""), name="fenetre_reprise_sourcee"),
            models.CheckConstraint(
                condition=Q(prolongee_au__isnull=True) | Q(fin__isnull=False, prolongee_au=F("fin")),
                name="fenetre_prolongee_a_sa_fin",
            ),
        ]

    def __str__(self) -> str:
        return f"Éligible du {self.debut:%d/%m/%Y}"

    def couvre(self, jour: date) -> bool:
        """A contract may start that day."""
        return self.debut <= jour and (self.fin is None or jour <= self.fin)


class ContratTravail(models.Model):
    """A work contract under a clause: person × employer × user company × clause, with dated periods."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    beneficiaire = models.ForeignKey(Beneficiaire, models.PROTECT, related_name="contrats")
    clause = models.ForeignKey("clauses.ClauseInsertion", models.PROTECT, related_name="contrats")
    intervenant = models.ForeignKey(
        "clauses.Intervenant", models.PROTECT, related_name="contrats", verbose_name="intervenant qui déclare"
    )
    employeur = models.ForeignKey(
        "entreprises.Organisation", models.PROTECT, related_name="+", related_query_name="contrat_employeur"
    )
    entreprise_utilisatrice = models.ForeignKey(
        "entreprises.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="contrat_utilisatrice",
    )
    type_contrat = models.CharField("type de contrat", max_length=25, choices=choix(TypeContrat))
    modalite = models.CharField("modalité", max_length=20, choices=choix(Modalite))
    metier = models.ForeignKey("socle.Metier", models.SET_NULL, null=True, blank=True, related_name="+")
    debut = models.DateField("début")
    fin = models.DateField("fin", null=True, blank=True)
    heures_hebdo = CentiemesField("heures par semaine", default=Decimal("35.00"))
    nb_missions = models.PositiveIntegerField("nombre de missions", default=1)
    copie_recue_le = models.DateField("copie du contrat reçue le", null=True, blank=True)
    cree_le = models.DateTimeField("enregistré le")
    cree_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    annule_motif = models.CharField("motif d'annulation", max_length=300, blank=True)

    objects = ContratQuerySet.as_manager()

    class Meta:
        verbose_name = "contrat de travail"
        verbose_name_plural = "contrats de travail"
        ordering = ["beneficiaire", "debut"]
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiaire", "intervenant", "employeur", "clause", "debut"],
                condition=Q(annule_le__isnull=True),
                name="un_contrat_par_personne_employeur_clause_et_debut",
                violation_error_message="Ce contrat est déjà enregistré.",
            ),
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="contrat_dates_ordonnees"
            ),
            models.CheckConstraint(
                condition=Q(annule_le__isnull=True) | ~Q(annule_motif=""), name="contrat_annule_avec_motif"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_contrat_display()} depuis le {self.debut:%d/%m/%Y}"


class PeriodeContrat(models.Model):
    """A dated period (a mission) of a work contract."""

    contrat = models.ForeignKey(ContratTravail, models.CASCADE, related_name="periodes")
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "période"
        ordering = ["contrat", "debut"]
        constraints = [
            models.UniqueConstraint(fields=["contrat", "debut"], name="une_periode_par_debut"),
            models.CheckConstraint(
                condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="periode_dates_ordonnees"
            ),
        ]

    def __str__(self) -> str:
        return f"du {self.debut:%d/%m/%Y}"


class DemandeValidation(models.Model):
    """A contractor's request that a new person be recognised (demande de validation du public)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    beneficiaire = models.ForeignKey(Beneficiaire, models.PROTECT, related_name="demandes")
    contrat = models.OneToOneField(ContratTravail, models.PROTECT, related_name="demande")
    referentiel = models.ForeignKey("clauses.Referentiel", models.PROTECT, related_name="+")
    etat = models.CharField("état", max_length=12, choices=choix(EtatDemande), default=EtatDemande.DEPOSEE)
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    complete_le = models.DateTimeField("complète le", null=True, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")
    effet_le = models.DateField("effet", null=True, blank=True)
    motif = models.ForeignKey("clauses.Motif", models.PROTECT, null=True, blank=True, related_name="+")
    reponse = models.CharField("réponse à l'entreprise", max_length=500, blank=True)

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de validation du public"
        verbose_name_plural = "demandes de validation du public"
        ordering = ["contrat__debut", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat__in=["ACCEPTEE", "REFUSEE"], decidee_le__isnull=False, decidee_par__isnull=False)
                | (~Q(etat__in=["ACCEPTEE", "REFUSEE"]) & Q(decidee_le__isnull=True)),
                name="demande_decidee_datee_et_signee",
            ),
            models.CheckConstraint(condition=~Q(etat="REFUSEE") | ~Q(reponse=""), name="demande_refusee_expliquee"),
        ]

    def __str__(self) -> str:
        return f"Demande du {self.deposee_le:%d/%m/%Y}"

    @property
    def attend(self) -> bool:
        """Not decided yet, whether or not a proof is missing."""
        return self.etat in (EtatDemande.DEPOSEE, EtatDemande.INCOMPLETE)


class DepotScelle(models.Model):
    """A proof sent with a request: encrypted bytes under a random name; only `parcours` opens it."""

    demande = models.ForeignKey(DemandeValidation, models.CASCADE, related_name="depots")
    nom_coffre = models.CharField(max_length=80, unique=True, editable=False)
    taille = models.PositiveIntegerField("taille")
    depose_le = models.DateTimeField("déposé le")
    detruit_le = models.DateTimeField("détruit le", null=True, blank=True)

    class Meta:
        verbose_name = "dépôt scellé"
        verbose_name_plural = "dépôts scellés"
        ordering = ["demande", "pk"]

    def __str__(self) -> str:
        return f"Justificatif déposé le {self.depose_le:%d/%m/%Y}"


class AvisPersonne(models.Model):
    """What a person says of her hours of a month: "c'est juste", or not. A new word replaces the former, which stays.

    Hers alone, from her carnet; no word of text, so that nothing sensitive is written here.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    beneficiaire = models.ForeignKey(Beneficiaire, models.CASCADE, related_name="avis")
    mois = models.DateField("mois")
    juste = models.BooleanField("c'est juste")
    dit_le = models.DateTimeField("dit le")
    remplace_le = models.DateTimeField("remplacé le", null=True, blank=True)
    traite_le = models.DateTimeField("traité le", null=True, blank=True)
    traite_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")
    traite_motif = models.CharField("ce qui a été fait", max_length=300, blank=True)

    objects = AvisQuerySet.as_manager()

    class Meta:
        verbose_name = "avis de la personne"
        verbose_name_plural = "avis des personnes"
        ordering = ["-mois", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiaire", "mois"],
                condition=Q(remplace_le__isnull=True),
                name="un_avis_en_vigueur_par_personne_et_mois",
            ),
            models.CheckConstraint(condition=Q(mois__day=1), name="avis_mois_au_premier"),
            models.CheckConstraint(
                condition=Q(traite_le__isnull=True) | (Q(traite_par__isnull=False) & ~Q(traite_motif="")),
                name="avis_traite_signe_et_motive",
                violation_error_message="Dites ce qui a été fait.",
            ),
        ]

    def __str__(self) -> str:
        return f"{'Juste' if self.juste else 'Pas juste'}, dit le {self.dit_le:%d/%m/%Y}"


class LimiteMembre(models.Model):
    """Limits a member of a firm to some lots or sites (none: the whole firm)."""

    membre = models.ForeignKey("entreprises.Membre", models.CASCADE, related_name="+", related_query_name="limite")
    lot = models.ForeignKey("clauses.Lot", models.CASCADE, null=True, blank=True, related_name="+")
    chantier = models.ForeignKey("chantiers.Chantier", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "limite d'un membre"
        constraints = [
            models.CheckConstraint(
                condition=Q(lot__isnull=False, chantier__isnull=True) | Q(lot__isnull=True, chantier__isnull=False),
                name="limite_a_un_lot_ou_un_chantier",
            ),
            models.UniqueConstraint(fields=["membre", "lot"], name="une_limite_par_lot"),
            models.UniqueConstraint(fields=["membre", "chantier"], name="une_limite_par_chantier"),
        ]

    def __str__(self) -> str:
        return f"{self.membre} limité à {self.lot or self.chantier}"


class JournalPersonne(models.Model):
    """Who did what on a person's file (no free text about her: coded acts only)."""

    beneficiaire = models.ForeignKey(Beneficiaire, models.CASCADE, related_name="journal")
    acte = models.CharField("acte", max_length=40)
    le = models.DateTimeField("le")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    motif = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "ligne de journal"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.acte} le {self.le:%d/%m/%Y}"
