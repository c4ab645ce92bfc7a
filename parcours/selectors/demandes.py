"""Requests to decide, with what helps to decide them; the criterion for those who may know it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from clauses.models import (
    ContratTravail,
    DemandeValidation,
    DepotScelle,
    FenetreEligibilite,
    LigneHeures,
    Referentiel,
)
from clauses.rules.etats import EtatDemande
from entreprises.models import Organisation
from entreprises.policies import Acteur
from parcours.models import Critere, Decision, JournalCandidat
from parcours.policies import decisions_visibles, demandes_a_decider
from parcours.selectors.fenetres import FenetreVue, fenetres_vues

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
    fenetres: tuple[FenetreVue, ...]
    lignes: tuple[LigneHeures, ...]
    decision: Decision | None
    passees: tuple[Decision, ...]
    journal: tuple[JournalCandidat, ...]

    @property
    def en_attente(self) -> bool:
        return self.demande.etat in (EtatDemande.DEPOSEE, EtatDemande.INCOMPLETE)


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
    visibles = (
        decisions_visibles(acteur)
        .select_related("critere", "referentiel", "auteur")
        .prefetch_related("complements__critere")
    )
    return DossierDemande(
        demande=demande,
        depots=tuple(depots_de(demande)),
        fenetres=fenetres_vues(
            acteur,
            FenetreEligibilite.objects.filter(beneficiaire=demande.beneficiaire, annule_le__isnull=True).select_related(
                "referentiel"
            ),
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
    """The favourable decision behind a contract's eligibility, with its criteria, for those who may know them."""
    return (
        decisions_visibles(acteur)
        .favorables()
        .filter(
            beneficiaire_id=contrat.beneficiaire_id,
            referentiel_id=contrat.clause.referentiel_id,
            critere__isnull=False,
        )
        .select_related("critere")
        .prefetch_related("complements__critere")
        .first()
    )
