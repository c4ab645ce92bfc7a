"""What a contracting body, a local authority and an auditor read: operations, engagements, ledger; no person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from chantiers.models import Operation
from clauses.models import (
    AvisEntreprise,
    ClauseInsertion,
    DecisionPublication,
    ExonerationPenalite,
    Intervenant,
    MouvementHeures,
    MouvementObligation,
    Solde,
    Suspension,
    TermePenalite,
)
from clauses.policies import clauses_visibles, operations_visibles
from clauses.rules.heures import Contexte, EtatEngagement, Situation, agreger, etat, mot_etat
from clauses.rules.vocabulaire import NiveauPublication
from clauses.selectors.situations import SituationClause, situations_des_clauses
from entreprises.models import Membre, Organisation
from entreprises.policies import Acteur
from entreprises.rules import Role
from socle.horloge import aujourdhui
from socle.identifiants import plier

ORDRE_DES_ETATS = (
    EtatEngagement.EN_RETARD,
    EtatEngagement.TERMINE_NON_ATTEINT,
    EtatEngagement.A_SURVEILLER,
    EtatEngagement.SUSPENDU,
    EtatEngagement.DANS_LE_RYTHME,
    EtatEngagement.A_VENIR,
    EtatEngagement.ATTEINT,
    EtatEngagement.SANS_ENGAGEMENT,
)


@dataclass(frozen=True)
class Bilan:
    """Figures and state of several engagements together."""

    situation: Situation
    contexte: Contexte

    @property
    def etat(self) -> EtatEngagement:
        return etat(self.situation, self.contexte)

    @property
    def mot(self) -> str:
        return mot_etat(self.etat, self.situation)


@dataclass(frozen=True)
class OperationSuivie:
    """An operation with its engagements summed, and what is public of it."""

    operation: Operation
    bilan: Bilan
    clauses: tuple[SituationClause, ...]
    niveau: NiveauPublication
    decidee: bool

    @property
    def arrete_au(self) -> date | None:
        """The oldest as-of of its engagements."""
        return min((s.arrete_au for s in self.clauses), default=None)


def bilan(situations: Iterable[SituationClause]) -> Bilan:
    """Sums of engagements, by the one rule."""
    return Bilan(*agreger((s.situation, s.contexte) for s in situations))


def operations_suivies(acteur: Acteur, *, q: str = "") -> list[OperationSuivie]:
    """The operations of the active space, the most worrying first; a fixed number of queries."""
    operations = operations_visibles(acteur).filter(annule_le__isnull=True).select_related("programme")
    if acteur.est_maitrise_ouvrage and acteur.organisation is not None:
        operations = operations.filter(maitre_ouvrage=acteur.organisation) | operations.filter(
            pk__in=clauses_visibles(acteur).values("lot__marche__operation_id")
        )
    for mot in plier(q).split():
        operations = operations.filter(nom_plie__contains=mot)
    liste = list(operations.order_by("nom_plie"))
    par_operation: dict[int, list[SituationClause]] = defaultdict(list)
    clauses = clauses_visibles(acteur).en_vigueur().filter(lot__marche__operation__in=liste).avec_objets()
    for situation in situations_des_clauses(clauses).values():
        par_operation[situation.clause.lot.marche.operation_id].append(situation)
    niveaux = dict(DecisionPublication.objects.en_vigueur_le(aujourdhui()).values_list("operation_id", "niveau"))
    suivies = [
        OperationSuivie(
            operation=o,
            bilan=bilan(par_operation[o.pk]),
            clauses=tuple(par_operation[o.pk]),
            niveau=NiveauPublication(niveaux.get(o.pk, NiveauPublication.TOTAUX)),
            decidee=o.pk in niveaux,
        )
        for o in liste
    ]
    return sorted(suivies, key=lambda s: (ORDRE_DES_ETATS.index(s.bilan.etat), s.operation.nom_plie))


@dataclass(frozen=True)
class DossierOperation:
    """One operation: engagements, publication and its history, firms told and not told."""

    suivie: OperationSuivie
    decisions: tuple[DecisionPublication, ...]
    avis: tuple[AvisEntreprise, ...]
    a_aviser: tuple[Organisation, ...]


def dossier_operation(acteur: Acteur, uuid: UUID) -> DossierOperation | None:
    """An operation of any of the actor's spaces; None when it is not his to see."""
    operation = (
        operations_visibles(acteur, partout=True)
        .filter(uuid=uuid)
        .select_related("programme", "maitre_ouvrage")
        .first()
    )
    if operation is None:
        return None
    clauses = clauses_visibles(acteur, partout=True).en_vigueur().filter(lot__marche__operation=operation)
    situations = tuple(situations_des_clauses(clauses.avec_objets()).values())
    decisions = tuple(
        DecisionPublication.objects.filter(operation=operation).select_related("decidee_par").order_by("-effet_le")
    )
    en_vigueur = next((d for d in decisions if d.effet_le <= aujourdhui()), None)
    avis = tuple(
        AvisEntreprise.objects.filter(operation=operation)
        .select_related("organisation", "envoye_par")
        .order_by("organisation__nom_plie")
    )
    prevenues = {a.organisation_id for a in avis}
    return DossierOperation(
        suivie=OperationSuivie(
            operation=operation,
            bilan=bilan(situations),
            clauses=situations,
            niveau=NiveauPublication(en_vigueur.niveau if en_vigueur else NiveauPublication.TOTAUX),
            decidee=en_vigueur is not None,
        ),
        decisions=decisions,
        avis=avis,
        a_aviser=tuple(o for o in entreprises_de(operation) if o.pk not in prevenues),
    )


def entreprises_de(operation: Operation) -> QuerySet[Organisation]:
    """The firms that owe on the lots of an operation with a clause in force."""
    clauses = ClauseInsertion.objects.en_vigueur().filter(lot=OuterRef("lot"))
    presentes = (
        Intervenant.objects.debiteurs()
        .actifs_le(aujourdhui())
        .filter(Exists(clauses), lot__marche__operation=operation)
    )
    return Organisation.objects.filter(pk__in=presentes.values("organisation_id")).order_by("nom_plie")


def contacts_a_aviser(organisations: Sequence[Organisation]) -> dict[int, list[str]]:
    """firm → e-mail addresses of its référents."""
    adresses: dict[int, list[str]] = defaultdict(list)
    membres = Membre.objects.actifs().filter(organisation__in=organisations, role=Role.REFERENT)
    for organisation_id, email in membres.values_list("organisation_id", "utilisateur__email"):
        adresses[organisation_id].append(email)
    return adresses


@dataclass(frozen=True)
class DossierClause:
    """An engagement as a reader without people sees it: what is owed, done month by month, acts, penalties."""

    situation: SituationClause
    mouvements: tuple[MouvementObligation, ...]
    suspensions: tuple[Suspension, ...]
    termes: tuple[TermePenalite, ...]
    exonerations: tuple[ExonerationPenalite, ...]
    intervenants: tuple[Intervenant, ...]
    mois: tuple[dict, ...]


def dossier_clause(acteur: Acteur, uuid: UUID) -> DossierClause | None:
    """A clause of any of the actor's spaces; None when it is not his to see."""
    clause = clauses_visibles(acteur, partout=True).filter(uuid=uuid).avec_objets().first()
    if clause is None:
        return None
    return DossierClause(
        situation=situations_des_clauses([clause])[clause.pk],
        mouvements=tuple(MouvementObligation.objects.filter(clause=clause).select_related("auteur")),
        suspensions=tuple(Suspension.objects.filter(clause=clause).order_by("debut")),
        termes=tuple(TermePenalite.objects.filter(clause=clause)),
        exonerations=tuple(ExonerationPenalite.objects.filter(clause=clause).select_related("auteur")),
        intervenants=tuple(Intervenant.objects.filter(lot_id=clause.lot_id).select_related("organisation")),
        mois=tuple(Solde.objects.filter(clause=clause).par_mois()),
    )


def engagements(acteur: Acteur, *, q: str = "", etat_voulu: str = "") -> list[SituationClause]:
    """Engagements in force of the active space, filtered; the most worrying first."""
    clauses = clauses_visibles(acteur).en_vigueur()
    for mot in plier(q).split():
        clauses = (
            clauses.filter(lot__marche__operation__nom_plie__contains=mot)
            | clauses.filter(lot__marche__numero_plie__contains=mot)
            | clauses.filter(lot__intitule_plie__contains=mot)
        )
    situations = situations_des_clauses(clauses.avec_objets()).values()
    retenues = [s for s in situations if not etat_voulu or s.etat == etat_voulu]
    return sorted(
        retenues, key=lambda s: (ORDRE_DES_ETATS.index(s.etat), s.clause.lot.marche.operation.nom_plie, s.clause.pk)
    )


def grand_livre(clause: ClauseInsertion) -> QuerySet[MouvementHeures]:
    """The rows of the ledger of a clause in their order, without the erasable details."""
    return MouvementHeures.objects.filter(clause=clause).select_related("chantier", "contrepasse").order_by("numero")
