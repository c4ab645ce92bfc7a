"""What the pages of pathways read: requests to decide, criteria, candidates of a prescriber."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from clauses.models import (
    ContratTravail,
    DemandeValidation,
    DepotScelle,
    FenetreEligibilite,
    LigneHeures,
    Referentiel,
)
from clauses.querysets import somme_heures
from clauses.rules.etats import EtatDemande
from entreprises.models import Organisation
from entreprises.policies import Acteur
from parcours.models import Candidat, Critere, Decision, JournalCandidat, MetierCandidat
from parcours.policies import candidats_visibles, decisions_visibles, demandes_a_decider
from socle.horloge import aujourdhui, en_paris
from socle.identifiants import plier

EN_ATTENTE = "EN_ATTENTE"


def demandes(acteur: Acteur, *, etat: str = EN_ATTENTE, entreprise: UUID | str = "") -> QuerySet[DemandeValidation]:
    """Requests that the actor may decide, by start of the contract; `etat` a state, EN_ATTENTE, or "" for all."""
    trouvees = demandes_a_decider(acteur)
    if etat == EN_ATTENTE:
        trouvees = trouvees.filter(
            etat__in=[EtatDemande.DEPOSEE, EtatDemande.INCOMPLETE], contrat__annule_le__isnull=True
        )
    elif etat:
        trouvees = trouvees.filter(etat=etat)
    if entreprise:
        trouvees = trouvees.filter(contrat__employeur__uuid=entreprise)
    return (
        trouvees.select_related(
            "beneficiaire",
            "contrat__employeur",
            "contrat__intervenant__lot__marche",
            "contrat__intervenant__organisation",
            "referentiel",
        )
        .annotate(
            nb_depots=Count("depots", filter=Q(depots__detruit_le__isnull=True), distinct=True),
            nb_lignes=Count("contrat__lignes", filter=Q(contrat__lignes__etat="SOUMISE"), distinct=True),
        )
        .order_by("contrat__debut", "pk")
    )


def employeurs_des_demandes(acteur: Acteur) -> QuerySet[Organisation]:
    """The firms whose requests the actor may decide."""
    return Organisation.objects.filter(pk__in=demandes_a_decider(acteur).values("contrat__employeur_id")).order_by(
        "nom_plie"
    )


@dataclass(frozen=True)
class DossierDemande:
    """A request with what helps to decide it."""

    demande: DemandeValidation
    depots: tuple[DepotScelle, ...]
    fenetres: tuple[FenetreEligibilite, ...]
    lignes: tuple[LigneHeures, ...]
    decision: Decision | None
    passees: tuple[Decision, ...]
    journal: tuple[JournalCandidat, ...]

    @property
    def en_attente(self) -> bool:
        return self.demande.etat in (EtatDemande.DEPOSEE, EtatDemande.INCOMPLETE)

    @property
    def tardive(self) -> bool:
        """The complete request came after the contract's start: the decision must be reasoned."""
        complete = self.demande.complete_le
        jour: date = en_paris(complete).date() if complete else aujourdhui()
        return jour > self.demande.contrat.debut


def dossier_demande(acteur: Acteur, uuid: UUID) -> DossierDemande | None:
    """The request with its proofs, windows, hours waiting and log; None when it is not the actor's to decide."""
    demande = (
        demandes_a_decider(acteur, partout=True)
        .filter(uuid=uuid)
        .select_related(
            "beneficiaire__commune",
            "contrat__employeur",
            "contrat__entreprise_utilisatrice",
            "contrat__metier",
            "contrat__clause",
            "contrat__intervenant__organisation",
            "contrat__intervenant__lot__marche__operation",
            "referentiel",
            "deposee_par",
            "decidee_par",
        )
        .first()
    )
    if demande is None:
        return None
    visibles = decisions_visibles(acteur).select_related("critere", "referentiel", "auteur")
    return DossierDemande(
        demande=demande,
        depots=tuple(depots_de(demande)),
        fenetres=tuple(
            FenetreEligibilite.objects.filter(beneficiaire=demande.beneficiaire, annule_le__isnull=True).select_related(
                "referentiel"
            )
        ),
        lignes=tuple(
            LigneHeures.objects.filter(contrat=demande.contrat)
            .exclude(etat="BROUILLON")
            .select_related("declaration", "chantier")
            .order_by("declaration__mois")
        ),
        decision=visibles.filter(demande=demande).first(),
        passees=tuple(visibles.filter(beneficiaire=demande.beneficiaire).exclude(demande=demande)),
        journal=tuple(JournalCandidat.objects.filter(demande=demande).select_related("auteur")),
    )


def depots_de(demande: DemandeValidation) -> QuerySet[DepotScelle]:
    """The proofs not destroyed, in the order of their deposit: an address names one by its rank from 1."""
    return DepotScelle.objects.filter(demande=demande, detruit_le__isnull=True).order_by("pk")


def criteres(referentiel: Referentiel) -> QuerySet[Critere]:
    """The criteria in use under a référentiel."""
    return Critere.objects.filter(referentiel=referentiel, actif=True)


def critere_visible(acteur: Acteur, contrat: ContratTravail) -> Decision | None:
    """The favourable decision behind a contract's eligibility, with its criterion, for those who may know it."""
    return (
        decisions_visibles(acteur)
        .favorables()
        .filter(beneficiaire_id=contrat.beneficiaire_id, referentiel_id=contrat.clause.referentiel_id)
        .select_related("critere")
        .first()
    )


def candidats(acteur: Acteur, *, statut: str = "", q: str = "") -> QuerySet[Candidat]:
    """Candidates in reach (a prescriber: whom his organisation referred), newest first, with trades loaded."""

    trouves = candidats_visibles(acteur)
    if statut:
        trouves = trouves.filter(statut=statut)
    for mot in plier(q).split():
        trouves = trouves.filter(Q(beneficiaire__nom_plie__contains=mot) | Q(beneficiaire__prenom_plie__contains=mot))
    metiers = MetierCandidat.objects.select_related("metier").order_by("rang")
    return (
        trouves.select_related("beneficiaire__commune", "saisi_par", "prescripteur")
        .prefetch_related(Prefetch("metiers", queryset=metiers))
        .annotate(
            nb_relations=Count("mises_en_relation", distinct=True),
            nb_contrats=Count(
                "beneficiaire__contrats", filter=Q(beneficiaire__contrats__annule_le__isnull=True), distinct=True
            ),
        )
        .order_by("-cree_le", "-pk")
    )


@dataclass(frozen=True)
class DossierCandidat:
    """A candidate with the steps of the pathway and what came of it (never the criterion)."""

    candidat: Candidat
    etapes: tuple
    contrats: tuple[ContratTravail, ...]


def dossier_candidat(acteur: Acteur, uuid: UUID) -> DossierCandidat | None:
    """One candidate from any of the actor's spaces; None when out of reach."""
    candidat = (
        candidats_visibles(acteur, partout=True)
        .filter(uuid=uuid)
        .select_related("beneficiaire__commune", "prescripteur", "saisi_par")
        .prefetch_related(Prefetch("metiers", queryset=MetierCandidat.objects.select_related("metier")))
        .first()
    )
    if candidat is None:
        return None
    return DossierCandidat(
        candidat=candidat,
        etapes=tuple(candidat.etapes.select_related("auteur").order_by("-debut", "-pk")),
        contrats=tuple(
            ContratTravail.objects.en_vigueur()
            .filter(beneficiaire=candidat.beneficiaire)
            .select_related("employeur")
            .annotate(validees=somme_heures("lignes__heures_retenues"))
            .order_by("-debut")
        ),
    )
