"""Who may know what of a pathway: the criterion is for the facilitators of the file and whoever entered it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from clauses.models import ContratTravail, DemandeValidation, FenetreEligibilite, LotChantier, SuiviClause
from clauses.policies import Action as ActionClause
from clauses.policies import besoins_visibles
from clauses.policies import peut as peut_clause
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION, Role
from parcours.models import Candidat, Decision, DemandePublique, MiseEnRelation
from socle.erreurs import DroitRefuse
from socle.horloge import aujourdhui


class Action(StrEnum):
    """Every act on pathways that a right guards."""

    DECIDER = "decider"
    OUVRIR_DEPOT = "ouvrir_depot"
    PROLONGER = "prolonger"
    SAISIR_CANDIDAT = "saisir_candidat"
    VOIR_CANDIDAT = "voir_candidat"
    PROPOSER = "proposer"
    OUVRIR_CARNET = "ouvrir_carnet"
    REPONDRE_DEMANDE = "repondre_demande"
    MODIFIER_CANDIDAT = "modifier_candidat"
    NOMMER_REFERENT = "nommer_referent"
    FUSIONNER = "fusionner"
    ENCHAINER = "enchainer"


def contrats_du_dossier(acteur: Acteur, *, partout: bool = False) -> QuerySet[ContratTravail]:
    """Work contracts whose file is the actor's: of clauses followed today, all those of the office for its lead."""
    espaces = acteur.espaces if partout else ((acteur.espace,) if acteur.espace else ())
    offices = [e.organisation_id for e in espaces if e.role == Role.RESPONSABLE]
    membres = [e.pk for e in espaces if e.role in ROLES_FACILITATION]
    suivis = SuiviClause.objects.filter(clause=OuterRef("clause"), facilitateur_id__in=membres)
    return ContratTravail.objects.filter(
        Q(intervenant__lot__marche__office_id__in=offices) | Exists(suivis.actifs_le(aujourdhui()))
    )


def demandes_a_decider(acteur: Acteur, *, partout: bool = False) -> QuerySet[DemandeValidation]:
    """Requests whose decision belongs to the actor: those of the contracts of his files."""
    siens = contrats_du_dossier(acteur, partout=partout).filter(pk=OuterRef("contrat"))
    return DemandeValidation.objects.filter(Exists(siens))


def fenetres_prolongeables(acteur: Acteur) -> QuerySet[FenetreEligibilite]:
    """Windows with an end, of people who have a contract in force under that référentiel in the actor's files."""
    siens = contrats_du_dossier(acteur, partout=True).filter(
        beneficiaire=OuterRef("beneficiaire"), clause__referentiel=OuterRef("referentiel"), annule_le__isnull=True
    )
    fenetres = FenetreEligibilite.objects.filter(annule_le__isnull=True, fin__isnull=False)
    return fenetres if acteur.systeme else fenetres.filter(Exists(siens))


def decisions_visibles(acteur: Acteur) -> QuerySet[Decision]:
    """Decisions (with their criterion) of the requests the actor may decide."""
    return Decision.objects.filter(demande__in=demandes_a_decider(acteur, partout=True))


def candidats_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[Candidat]:
    """Facilitation sees the pool; a prescriber sees whom his organisation referred. Never erased or merged records."""
    espaces = acteur.espaces if partout else ((acteur.espace,) if acteur.espace else ())
    if acteur.systeme or any(e.role in ROLES_FACILITATION for e in espaces):
        return Candidat.objects.suivis()
    prescripteurs = [e.organisation_id for e in espaces if e.role == Role.PRESCRIPTEUR]
    return Candidat.objects.du_prescripteur(prescripteurs).suivis()


def relations_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[MiseEnRelation]:
    """Referrals of the needs that the actor may read: the office's, or those proposed to his firm."""
    return MiseEnRelation.objects.filter(
        besoin__in=besoins_visibles(acteur, partout=partout), candidat__beneficiaire__efface_le__isnull=True
    )


def demandes_publiques_visibles(acteur: Acteur, *, partout: bool = False) -> QuerySet[DemandePublique]:
    """Requests of the public for sites where the actor's office follows a clause."""
    espaces = acteur.espaces if partout else ((acteur.espace,) if acteur.espace else ())
    offices = [e.organisation_id for e in espaces if e.role in ROLES_FACILITATION]
    sites = LotChantier.objects.filter(lot__marche__office_id__in=offices, lot__clauses__isnull=False)
    return DemandePublique.objects.filter(chantier_id__in=sites.values("chantier_id"))


def peut(acteur: Acteur, action: Action, obj: Any = None) -> bool:
    """May the actor do this (on this object)?"""
    action = Action(action)
    if acteur.systeme:
        return True
    match action:
        case Action.DECIDER | Action.OUVRIR_DEPOT:
            if obj is None:
                return acteur.a_un_espace(*ROLES_FACILITATION)
            return (
                peut_clause(acteur, ActionClause.DECIDER_DEMANDE, obj)
                and demandes_a_decider(acteur, partout=True).filter(pk=obj.pk).exists()
            )
        case Action.PROLONGER:
            return obj is not None and fenetres_prolongeables(acteur).filter(pk=obj.pk).exists()
        case Action.SAISIR_CANDIDAT:
            return acteur.a_un_espace(*ROLES_FACILITATION, Role.PRESCRIPTEUR)
        case Action.PROPOSER:
            return peut_clause(acteur, ActionClause.VALIDER, obj)
        case Action.REPONDRE_DEMANDE:
            return demandes_publiques_visibles(acteur, partout=True).filter(pk=obj.pk).exists()
        case Action.ENCHAINER:
            return contrats_du_dossier(acteur, partout=True).filter(pk=obj.contrat_id).exists()
        case Action.NOMMER_REFERENT | Action.FUSIONNER:
            if not acteur.a_un_espace(*ROLES_FACILITATION):
                return False
            return obj is None or candidats_visibles(acteur, partout=True).filter(pk=obj.pk).exists()
        case Action.VOIR_CANDIDAT | Action.MODIFIER_CANDIDAT | Action.OUVRIR_CARNET:
            return obj is not None and candidats_visibles(acteur, partout=True).filter(pk=obj.pk).exists()
    return False


def exiger(acteur: Acteur, action: Action, obj: Any = None) -> None:
    """Raise DroitRefuse unless `peut`."""
    if not peut(acteur, action, obj):
        raise DroitRefuse("Vous n'avez pas le droit de faire cela sur ce dossier.")
