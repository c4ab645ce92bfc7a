"""The pathway: candidates, criteria and decisions of eligibility, steps, certificates, referrals, outcomes.

Stands above `clauses`: nothing below can import it, so that no criterion reaches a contractor or the public.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from entreprises.rules import Nature
from parcours.querysets import (
    CandidatQuerySet,
    DecisionQuerySet,
    DemandePubliqueQuerySet,
    FusionQuerySet,
    MiseEnRelationQuerySet,
)
from parcours.rules.canal import Canal
from parcours.rules.etapes import EtatMiseEnRelation, StatutParcours
from parcours.rules.pass_iae import ecrire_numero
from parcours.rules.vocabulaire import (
    Frein,
    IssueDecision,
    IssueEnchainement,
    NatureEtape,
    NatureSortie,
    NiveauFormation,
    NiveauFrancais,
    SortePreuve,
)
from socle.centiemes import CentiemesField
from socle.mots import choix


class Critere(models.Model):
    """A criterion by which a person counts under a référentiel, its proof and the age the proof may have."""

    referentiel = models.ForeignKey(
        "clauses.Referentiel", models.CASCADE, related_name="+", related_query_name="critere"
    )
    code = models.SlugField("code", max_length=20)
    libelle = models.CharField("public", max_length=200)
    preuve = models.CharField("justificatif usuel", max_length=300, blank=True)
    sorte_preuve = models.CharField(
        "se prouve par", max_length=15, choices=choix(SortePreuve), default=SortePreuve.JUSTIFICATIF
    )
    age_preuve_mois = models.PositiveSmallIntegerField(
        "âge maximal du justificatif (mois)", default=3, null=True, blank=True, help_text="Vide : sans date ni limite."
    )
    duree_mois = models.PositiveSmallIntegerField("durée de la fenêtre (mois)", null=True, blank=True)
    age_maximal = models.PositiveSmallIntegerField("âge maximal à l'embauche", null=True, blank=True)
    age_minimal = models.PositiveSmallIntegerField("âge minimal à l'embauche", null=True, blank=True)
    mois_minimal = models.PositiveSmallIntegerField(
        "mois à établir", null=True, blank=True, help_text="Durée de recherche ou d'inactivité que le dossier établit."
    )
    niveau = models.PositiveSmallIntegerField(
        "niveau (1 suffit seul, 2 se cumule)", default=1, choices=[(1, "Niveau 1"), (2, "Niveau 2")]
    )
    suffit_seul = models.BooleanField("suffit seul", default=True)
    condition = models.BooleanField(
        "condition du référentiel", default=False, help_text="Demandée en plus d'un critère, quel qu'il soit."
    )
    sensible = models.BooleanField("donnée sensible (RGPD art. 9 ou 10)", default=False)
    avis_motive = models.BooleanField("demande un avis motivé", default=False)
    actif = models.BooleanField("actif", default=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "critère d'éligibilité"
        verbose_name_plural = "critères d'éligibilité"
        ordering = ["referentiel", "ordre", "code"]
        constraints = [
            models.UniqueConstraint(fields=["referentiel", "code"], name="un_critere_par_referentiel"),
            models.CheckConstraint(
                condition=Q(suffit_seul=False) | Q(niveau=1, condition=False),
                name="critere_de_niveau_2_ou_condition_ne_suffit_pas",
                violation_error_message="Un critère de niveau 2, ou une condition, ne suffit pas seul.",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class CumulCriteres(models.Model):
    """How many criteria of level 2 a référentiel asks, for a nature of employer (blank: all others)."""

    referentiel = models.ForeignKey("clauses.Referentiel", models.CASCADE, related_name="+", related_query_name="cumul")
    nature_employeur = models.CharField(
        "employeur", max_length=20, choices=choix(Nature), blank=True, help_text="Vide : tous les autres employeurs."
    )
    nombre = models.PositiveSmallIntegerField("critères de niveau 2 demandés")

    class Meta:
        verbose_name = "cumul de critères"
        verbose_name_plural = "cumuls de critères"
        ordering = ["referentiel", "nature_employeur"]
        constraints = [
            models.UniqueConstraint(fields=["referentiel", "nature_employeur"], name="un_cumul_par_employeur"),
            models.CheckConstraint(
                condition=Q(nombre__gte=1),
                name="cumul_d_un_critere_au_moins",
                violation_error_message="Il faut un critère au moins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nombre} pour {self.get_nature_employeur_display() or 'les autres employeurs'}"


class Candidat(models.Model):
    """A person of the pathway; identity is the beneficiary's, one for one."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    beneficiaire = models.OneToOneField(
        "clauses.Beneficiaire", models.CASCADE, related_name="+", related_query_name="candidat"
    )
    statut = models.CharField("statut", max_length=20, choices=choix(StatutParcours), default=StatutParcours.ORIENTE)
    niveau = models.CharField("niveau de formation", max_length=2, choices=choix(NiveauFormation), blank=True)
    experience_mois = models.PositiveSmallIntegerField("expérience (mois)", null=True, blank=True)
    permis_b = models.BooleanField("permis B", null=True, blank=True)
    vehicule = models.BooleanField("véhicule", null=True, blank=True)
    rayon_km = models.PositiveSmallIntegerField("rayon de mobilité (km)", null=True, blank=True)
    minutes_trajet = models.PositiveSmallIntegerField("trajet accepté (minutes)", null=True, blank=True)
    horaires_decales = models.BooleanField("prise de poste tôt ou de nuit possible", null=True, blank=True)
    disponible_le = models.DateField("disponible le", null=True, blank=True)
    heures_cherchees = CentiemesField("heures cherchées par semaine", null=True, blank=True)
    niveau_francais = models.CharField("niveau de français", max_length=2, choices=choix(NiveauFrancais), blank=True)
    taille_epi = models.CharField("taille d'EPI", max_length=10, blank=True)
    latitude = models.FloatField("latitude (commune)", null=True, blank=True)
    longitude = models.FloatField("longitude (commune)", null=True, blank=True)
    prescripteur = models.ForeignKey(
        "entreprises.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="candidat_prescrit",
    )
    saisi_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    cree_le = models.DateTimeField("créé le")
    dernier_contact_le = models.DateField("dernier contact", null=True, blank=True)
    autres_prescripteurs = models.ManyToManyField(
        "entreprises.Organisation",
        blank=True,
        related_name="+",
        related_query_name="candidat_aussi_prescrit",
        verbose_name="autres prescripteurs",
    )
    revision = models.PositiveIntegerField("révision de la fiche", default=0, editable=False)
    # Attributes frozen at the first clause contract, for people indicators.
    entree_le = models.DateField("entrée dans le dispositif", null=True, blank=True)
    entree_attributs = models.JSONField("attributs figés à l'entrée", default=dict, blank=True)

    objects = CandidatQuerySet.as_manager()

    class Meta:
        verbose_name = "candidat"
        ordering = ["beneficiaire__nom_plie", "beneficiaire__prenom_plie"]
        indexes = [models.Index(fields=["statut", "disponible_le"], name="candidat_disponible")]

    def __str__(self) -> str:
        return str(self.beneficiaire)


class MetierCandidat(models.Model):
    """A trade the person looks for, in order of preference.

    Below, what a shortlist sorts people by, copied from the candidate by services/reperes.py so that one index answers:
    nothing else may write them, and `manage.py verifier_reperes` compares them with their source.
    """

    candidat = models.ForeignKey(Candidat, models.CASCADE, related_name="metiers")
    metier = models.ForeignKey("socle.Metier", models.PROTECT, related_name="+", related_query_name="metier_candidat")
    rang = models.PositiveSmallIntegerField("rang", default=1)
    experience_mois = models.PositiveSmallIntegerField("expérience (mois)", default=0)
    cle = models.UUIDField("clé du candidat", null=True, editable=False)
    placable = models.BooleanField("à placer", default=False, editable=False)
    disponible_le = models.DateField("disponible le", null=True, editable=False)
    latitude = models.FloatField("latitude (commune)", null=True, editable=False)
    longitude = models.FloatField("longitude (commune)", null=True, editable=False)

    class Meta:
        verbose_name = "métier recherché"
        ordering = ["candidat", "rang"]
        indexes = [
            models.Index(
                fields=["metier", "latitude", "longitude", "disponible_le", "cle", "candidat", "rang"],
                condition=Q(placable=True),
                name="metier_candidat_a_placer",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["candidat", "metier"], name="un_metier_par_candidat"),
            models.CheckConstraint(
                condition=Q(placable=False) | Q(cle__isnull=False),
                name="metier_a_placer_a_sa_cle",
                violation_error_message="Une ligne à placer porte la clé de son candidat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metier} (choix {self.rang})"


class FreinCandidat(models.Model):
    """A barrier as a tick and an action; never free text about health."""

    candidat = models.ForeignKey(Candidat, models.CASCADE, related_name="freins")
    frein = models.CharField("frein", max_length=15, choices=choix(Frein))
    action = models.CharField("action engagée", max_length=40, blank=True)
    leve_le = models.DateField("levé le", null=True, blank=True)

    class Meta:
        verbose_name = "frein"
        constraints = [models.UniqueConstraint(fields=["candidat", "frein"], name="un_frein_par_candidat")]

    def __str__(self) -> str:
        return self.get_frein_display()


class ReferentCandidat(models.Model):
    """One referent at a time, dated."""

    candidat = models.ForeignKey(Candidat, models.CASCADE, related_name="referents")
    membre = models.ForeignKey(
        "entreprises.Membre", models.PROTECT, related_name="+", related_query_name="referent_candidat"
    )
    du = models.DateField("du")
    au = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "référent"
        ordering = ["candidat", "-du"]
        constraints = [
            models.UniqueConstraint(fields=["candidat"], condition=Q(au__isnull=True), name="un_referent_a_la_fois"),
            models.CheckConstraint(condition=Q(au__isnull=True) | Q(au__gte=F("du")), name="referent_dates_ordonnees"),
        ]

    def __str__(self) -> str:
        return str(self.membre)


class Certificat(models.Model):
    """A dated certificate (CACES, AIPR, SST…) with its end."""

    candidat = models.ForeignKey(Candidat, models.CASCADE, related_name="certificats")
    code = models.CharField("certificat", max_length=30)
    obtenu_le = models.DateField("obtenu le", null=True, blank=True)
    expire_le = models.DateField("expire le", null=True, blank=True)

    class Meta:
        verbose_name = "certificat"
        ordering = ["candidat", "code"]
        constraints = [
            models.UniqueConstraint(fields=["candidat", "code", "obtenu_le"], name="un_certificat_par_date"),
        ]

    def __str__(self) -> str:
        return self.code


class PreuveExaminee(models.Model):
    """Abstract: what was shown for a criterion, as the facilitator read it."""

    preuve_datee_le = models.DateField("justificatif daté du", null=True, blank=True)
    expire_le = models.DateField("droit ouvert jusqu'au", null=True, blank=True)
    mois_etablis = models.PositiveSmallIntegerField("mois établis", null=True, blank=True)

    class Meta:
        abstract = True


class Decision(PreuveExaminee):
    """A decision of eligibility: person × référentiel × date, with its criterion; `clauses` reads only the window.

    `critere` is the main one; those that count with it (level 2, condition) are its `complements`. Of an address, only
    the neighbourhood and its list are kept.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    beneficiaire = models.ForeignKey(
        "clauses.Beneficiaire", models.PROTECT, related_name="+", related_query_name="decision"
    )
    referentiel = models.ForeignKey("clauses.Referentiel", models.PROTECT, related_name="+")
    demande = models.OneToOneField(
        "clauses.DemandeValidation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="decision",
    )
    fenetre = models.ForeignKey(
        "clauses.FenetreEligibilite",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="decision",
    )
    issue = models.CharField("issue", max_length=12, choices=choix(IssueDecision))
    critere = models.ForeignKey(Critere, models.PROTECT, null=True, blank=True, related_name="decisions")
    pass_iae = models.CharField("numéro de PASS IAE", max_length=12, blank=True)
    pass_debut = models.DateField("PASS IAE du", null=True, blank=True)
    pass_fin = models.DateField("PASS IAE au", null=True, blank=True)
    qpv_code = models.CharField("quartier prioritaire", max_length=12, blank=True)
    qpv_generation = models.PositiveSmallIntegerField("liste des quartiers", null=True, blank=True)
    deja_couverte = models.BooleanField("une fenêtre était déjà ouverte", default=False)
    debut = models.DateField("fenêtre du", null=True, blank=True)
    fin = models.DateField("au", null=True, blank=True)
    motif = models.CharField("motif", max_length=500, blank=True)
    hors_delai = models.BooleanField("demande tardive", default=False)
    decidee_le = models.DateTimeField("décidée le")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision d'éligibilité"
        verbose_name_plural = "décisions d'éligibilité"
        ordering = ["-decidee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(issue="FAVORABLE")
                | Q(debut__isnull=False) & (Q(critere__isnull=False) | Q(deja_couverte=True)),
                name="decision_favorable_a_un_critere_et_un_debut",
                violation_error_message="Une décision favorable a un critère et une date de début.",
            ),
            models.CheckConstraint(
                condition=~Q(issue="DEFAVORABLE") | ~Q(motif=""),
                name="decision_defavorable_motivee",
                violation_error_message="Une décision défavorable est motivée.",
            ),
            models.CheckConstraint(
                condition=Q(hors_delai=False) | ~Q(motif=""),
                name="decision_hors_delai_motivee",
                violation_error_message="Une demande tardive demande une décision motivée.",
            ),
            models.CheckConstraint(
                condition=Q(qpv_code="", qpv_generation__isnull=True)
                | (~Q(qpv_code="") & Q(qpv_generation__isnull=False)),
                name="decision_quartier_avec_sa_liste",
                violation_error_message="Un quartier se garde avec sa liste.",
            ),
            models.CheckConstraint(
                condition=Q(pass_iae="")
                | Q(pass_debut__isnull=False, pass_fin__isnull=False, pass_fin__gte=F("pass_debut")),
                name="decision_pass_avec_ses_dates",
                violation_error_message="Un PASS IAE se garde avec ses dates.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_issue_display()} le {self.decidee_le:%d/%m/%Y}"

    @property
    def pass_ecrit(self) -> str:
        """The number of the PASS IAE as printed."""
        return ecrire_numero(self.pass_iae)


class CritereComplementaire(PreuveExaminee):
    """A criterion that counts beside the decision's main one: another of level 2, or a condition of the référentiel."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="complements")
    critere = models.ForeignKey(Critere, models.PROTECT, related_name="complements")

    class Meta:
        verbose_name = "critère complémentaire"
        verbose_name_plural = "critères complémentaires"
        ordering = ["decision", "critere__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "critere"], name="un_critere_une_fois_par_decision"),
        ]

    def __str__(self) -> str:
        return str(self.critere)


class Prolongation(models.Model):
    """A window put off, with the reason that only the office reads; `clauses` holds the new end."""

    fenetre = models.ForeignKey(
        "clauses.FenetreEligibilite", models.CASCADE, related_name="+", related_query_name="prolongation"
    )
    fin_avant = models.DateField("fin avant")
    fin_apres = models.DateField("fin après")
    motif = models.CharField("motif", max_length=500)
    enregistree_le = models.DateTimeField("enregistrée le")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "prolongation"
        ordering = ["fenetre", "enregistree_le", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin_apres__gt=F("fin_avant")),
                name="prolongation_plus_loin",
                violation_error_message="La nouvelle fin vient après l'ancienne.",
            ),
            models.CheckConstraint(
                condition=~Q(motif=""),
                name="prolongation_motivee",
                violation_error_message="Une prolongation demande un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"jusqu'au {self.fin_apres:%d/%m/%Y}"


class Etape(models.Model):
    """A dated step of the pathway, with author and note, across employers and sites."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidat = models.ForeignKey(Candidat, models.CASCADE, related_name="etapes")
    nature = models.CharField("nature", max_length=20, choices=choix(NatureEtape))
    de = models.CharField("statut avant", max_length=20, blank=True)
    vers = models.CharField("statut après", max_length=20, choices=choix(StatutParcours), blank=True)
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)
    note = models.CharField("note", max_length=500, blank=True)
    contrat = models.ForeignKey("clauses.ContratTravail", models.SET_NULL, null=True, blank=True, related_name="+")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    enregistree_le = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "étape"
        ordering = ["candidat", "debut", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(fin__isnull=True) | Q(fin__gte=F("debut")), name="etape_dates_ordonnees")
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} le {self.debut:%d/%m/%Y}"


class MiseEnRelation(models.Model):
    """A candidate proposed for a need, with score and reasons as shown that day, and dated answers."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    besoin = models.ForeignKey(
        "clauses.Besoin", models.CASCADE, related_name="+", related_query_name="mise_en_relation"
    )
    candidat = models.ForeignKey(Candidat, models.CASCADE, related_name="mises_en_relation")
    etat = models.CharField("état", max_length=12, choices=choix(EtatMiseEnRelation), default="PROPOSEE")
    score = models.PositiveSmallIntegerField("score affiché", null=True, blank=True)
    raisons = models.JSONField("raisons affichées", default=list, blank=True)
    proposee_le = models.DateTimeField("proposée le")
    proposee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    canal = models.CharField("la personne est prévenue", max_length=8, choices=choix(Canal), blank=True)
    reponse_candidat_le = models.DateTimeField("réponse de la personne", null=True, blank=True)
    reponse_entreprise_le = models.DateTimeField("réponse de l'entreprise", null=True, blank=True)
    motif_code = models.CharField("motif codé", max_length=40, blank=True)
    contrat = models.ForeignKey("clauses.ContratTravail", models.SET_NULL, null=True, blank=True, related_name="+")
    close_le = models.DateTimeField("close le", null=True, blank=True)

    objects = MiseEnRelationQuerySet.as_manager()

    class Meta:
        verbose_name = "mise en relation"
        verbose_name_plural = "mises en relation"
        ordering = ["-proposee_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["besoin", "candidat"], condition=Q(close_le__isnull=True), name="une_mise_en_relation_ouverte"
            ),
            models.CheckConstraint(
                condition=~Q(etat="REFUSEE") | ~Q(motif_code=""), name="mise_en_relation_refus_motive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidat} → {self.besoin}"


class Sortie(models.Model):
    """Outcome of a pathway, at exit and at +3, +6, +12 months; "inconnu" is a value, kept in the denominator."""

    candidat = models.ForeignKey(Candidat, models.CASCADE, related_name="sorties")
    echeance_mois = models.PositiveSmallIntegerField("mois après la sortie", default=0)
    nature = models.CharField("situation", max_length=20, choices=choix(NatureSortie))
    date_sortie = models.DateField("sortie le")
    constatee_le = models.DateField("constatée le", null=True, blank=True)
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    enregistree_le = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "sortie"
        ordering = ["candidat", "echeance_mois"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidat", "date_sortie", "echeance_mois"], name="une_situation_par_echeance"
            ),
            models.CheckConstraint(condition=Q(echeance_mois__in=[0, 3, 6, 12]), name="sortie_echeance_connue"),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} à +{self.echeance_mois} mois"


class LienCarnet(models.Model):
    """A personal link to the carnet de parcours. The secret itself is shown once and never kept: only its hash is."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    candidat = models.ForeignKey(Candidat, models.CASCADE, related_name="liens_carnet")
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, related_name="+")
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)
    revoque_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")
    ouvert_le = models.DateTimeField("ouvert pour la dernière fois le", null=True, blank=True)

    class Meta:
        verbose_name = "lien vers le carnet"
        verbose_name_plural = "liens vers le carnet"
        ordering = ["candidat", "-cree_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidat"], condition=Q(revoque_le__isnull=True), name="un_lien_de_carnet_a_la_fois"
            ),
            models.CheckConstraint(condition=Q(expire_le__gt=F("cree_le")), name="lien_de_carnet_dates_ordonnees"),
        ]

    def __str__(self) -> str:
        return f"Lien du {self.cree_le:%d/%m/%Y}"


class DemandePublique(models.Model):
    """ "Travailler sur ce chantier": a deposit from the public; deleted after 6 months without follow-up."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    chantier = models.ForeignKey(
        "chantiers.Chantier",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        related_query_name="demande_publique",
    )
    nom = models.CharField("nom", max_length=120)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("courriel", blank=True)
    commune = models.ForeignKey("socle.Territoire", models.SET_NULL, null=True, blank=True, related_name="+")
    metier = models.ForeignKey("socle.Metier", models.SET_NULL, null=True, blank=True, related_name="+")
    deposee_le = models.DateTimeField("déposée le")
    responsable = models.ForeignKey("entreprises.Membre", models.PROTECT, null=True, blank=True, related_name="+")
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    escaladee_le = models.DateTimeField("signalée le", null=True, blank=True)
    candidat = models.ForeignKey(Candidat, models.SET_NULL, null=True, blank=True, related_name="demandes_publiques")

    objects = DemandePubliqueQuerySet.as_manager()

    class Meta:
        verbose_name = "demande du public"
        verbose_name_plural = "demandes du public"
        ordering = ["deposee_le"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(telephone="") | ~Q(email=""),
                name="demande_publique_joignable",
                violation_error_message="Indiquez un téléphone ou un courriel.",
            ),
        ]

    def __str__(self) -> str:
        return f"Demande du {self.deposee_le:%d/%m/%Y}"


class Enchainement(models.Model):
    """A work contract that ends soon, told once; open until a contract follows or somebody says that none is sought.

    The person is the contract's, so that a merge carries it without a word.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contrat = models.OneToOneField(
        "clauses.ContratTravail", models.CASCADE, related_name="+", related_query_name="enchainement"
    )
    signale_le = models.DateTimeField("signalé le")
    clos_le = models.DateTimeField("clos le", null=True, blank=True)
    clos_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")
    issue = models.CharField("issue", max_length=20, choices=choix(IssueEnchainement), blank=True)

    class Meta:
        verbose_name = "fin de contrat à enchaîner"
        verbose_name_plural = "fins de contrat à enchaîner"
        ordering = ["signale_le"]
        constraints = [
            models.CheckConstraint(
                condition=Q(clos_le__isnull=True, issue="") | (Q(clos_le__isnull=False) & ~Q(issue="")),
                name="enchainement_clos_avec_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"Fin de contrat signalée le {self.signale_le:%d/%m/%Y}"


class Fusion(models.Model):
    """Two records recognised as one person: which rows moved, so that it can be undone. The absorbed record stays."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    gardee = models.ForeignKey(
        "clauses.Beneficiaire", models.CASCADE, related_name="+", related_query_name="fusion_gardee"
    )
    absorbee = models.ForeignKey(
        "clauses.Beneficiaire", models.CASCADE, related_name="+", related_query_name="fusion_absorbee"
    )
    deplaces = models.JSONField("ce qui a bougé", default=dict)
    le = models.DateTimeField("le")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    annulee_par = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, blank=True, related_name="+")

    objects = FusionQuerySet.as_manager()

    class Meta:
        verbose_name = "fusion de fiches"
        verbose_name_plural = "fusions de fiches"
        ordering = ["-le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbee"], condition=Q(annulee_le__isnull=True), name="une_fusion_par_fiche_absorbee"
            ),
            models.CheckConstraint(condition=~Q(gardee=F("absorbee")), name="fusion_de_deux_fiches"),
        ]

    def __str__(self) -> str:
        return f"Fusion du {self.le:%d/%m/%Y}"


class JournalCandidat(models.Model):
    """Who read or changed a candidate's file (sensitive reads are written too)."""

    candidat = models.ForeignKey(Candidat, models.CASCADE, null=True, blank=True, related_name="journal")
    demande = models.ForeignKey("clauses.DemandeValidation", models.CASCADE, null=True, blank=True, related_name="+")
    acte = models.CharField("acte", max_length=40)
    le = models.DateTimeField("le")
    auteur = models.ForeignKey("comptes.Utilisateur", models.PROTECT, null=True, related_name="+")
    motif = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "ligne de journal"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.acte} le {self.le:%d/%m/%Y}"
