"""Who acts, and what he may do with organisations and teams.

`Acteur` is what every service of every app takes first: the user, the active space, all spaces.
Lists use the active space; an object's page may be opened from any of the user's spaces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import Q, QuerySet

from comptes.models import Utilisateur
from entreprises.models import Invitation, Membre, Organisation
from entreprises.rules import (
    NATURES_EMPLOYEUSES,
    ROLES_ENTREPRISE,
    ROLES_FACILITATION,
    Nature,
    Role,
    role_gestionnaire,
)
from socle.erreurs import DroitRefuse


@dataclass(frozen=True)
class Acteur:
    """A person acting now. `espaces` holds active memberships only; `systeme` is the platform itself."""

    utilisateur: Utilisateur | None
    espace: Membre | None = None
    espaces: tuple[Membre, ...] = ()
    systeme: bool = False

    @classmethod
    def du_systeme(cls) -> Acteur:
        """The platform itself: imports, periodic tasks, reference data. Logged without author."""
        return cls(utilisateur=None, systeme=True)

    @property
    def organisation(self) -> Organisation | None:
        """Organisation of the active space."""
        return self.espace.organisation if self.espace else None

    @property
    def role(self) -> Role | None:
        """Role of the active space."""
        return Role(self.espace.role) if self.espace else None

    def a_role(self, *roles: str) -> bool:
        """The active space has one of these roles."""
        return self.espace is not None and self.espace.role in roles

    def a_un_espace(self, *roles: str) -> bool:
        """Any of the spaces has one of these roles."""
        return any(espace.role in roles for espace in self.espaces)

    def espaces_de(self, *roles: str) -> tuple[Membre, ...]:
        """The spaces with one of these roles (all when none is named)."""
        return tuple(espace for espace in self.espaces if not roles or espace.role in roles)

    def organisations(self, *roles: str) -> frozenset[int]:
        """Keys of the organisations where any space has one of these roles (all when none is named)."""
        return frozenset(espace.organisation_id for espace in self.espaces_de(*roles))

    def organisations_actives(self, *roles: str) -> frozenset[int]:
        """The active space's organisation key, if its role is one of these; else empty. For lists."""
        if self.espace is None or (roles and self.espace.role not in roles):
            return frozenset()
        return frozenset({self.espace.organisation_id})

    def territoires(self, *roles: str) -> frozenset[int]:
        """Keys of the territories of the organisations of these spaces."""
        cles = (espace.organisation.territoire_id for espace in self.espaces_de(*roles))
        return frozenset(cle for cle in cles if cle is not None)

    def dans(self, espace: Membre) -> Acteur:
        """The same person, acting in another of her spaces. ValueError when it is not hers."""
        if espace not in self.espaces:
            raise ValueError("Cet espace n'est pas l'un des siens.")
        return replace(self, espace=espace)

    @property
    def est_entreprise(self) -> bool:
        return self.a_role(*ROLES_ENTREPRISE)

    @property
    def est_facilitation(self) -> bool:
        return self.a_role(*ROLES_FACILITATION)

    @property
    def est_responsable(self) -> bool:
        return self.a_role(Role.RESPONSABLE)

    @property
    def est_maitrise_ouvrage(self) -> bool:
        return self.a_role(Role.MAITRE_OUVRAGE)

    @property
    def est_collectivite(self) -> bool:
        return self.a_role(Role.COLLECTIVITE)

    @property
    def est_prescription(self) -> bool:
        return self.a_role(Role.PRESCRIPTEUR)

    @property
    def est_redaction(self) -> bool:
        return self.a_role(Role.REDACTION)

    @property
    def est_audit(self) -> bool:
        return self.a_role(Role.AUDITEUR)

    @property
    def est_administration(self) -> bool:
        return self.a_role(Role.ADMINISTRATION)


class Action(StrEnum):
    """Everything one may ask to do with an organisation or its team."""

    CREER_ORGANISATION = "entreprises.creer_organisation"
    ENREGISTRER_SUCCESSION = "entreprises.enregistrer_succession"
    EFFACER_COMPTE = "entreprises.effacer_compte"
    GERER_EQUIPE = "entreprises.gerer_equipe"
    INVITER = "entreprises.inviter"
    INVITER_GESTIONNAIRE = "entreprises.inviter_gestionnaire"
    MODIFIER_ORGANISATION = "entreprises.modifier_organisation"
    QUITTER = "entreprises.quitter"


NATURES_INVITEES = NATURES_EMPLOYEUSES | {Nature.MAITRE_OUVRAGE, Nature.PRESCRIPTEUR, Nature.COLLECTIVITE}
"""Organisations whose first manager a facilitator may invite; never an office or the platform."""

_CREATEURS = (
    *ROLES_FACILITATION,
    Role.MAITRE_OUVRAGE,
    Role.REFERENT,
    Role.PAIE,  # who adds a person to the month names her employer (temporary work agency, GEIQ…) by its SIRET
    Role.MANDATAIRE,
    Role.ADMINISTRATION,
)


def peut(acteur: Acteur, action: Action, objet: Organisation | Membre | None = None) -> bool:
    """Whether this person may do this, from any of her spaces. Raises ValueError on an unknown action."""
    action = Action(action)
    if acteur.systeme:
        return True
    if acteur.utilisateur is None or not acteur.utilisateur.is_active:
        return False
    if acteur.a_un_espace(Role.ADMINISTRATION):
        return True
    if action is Action.CREER_ORGANISATION:
        return acteur.a_un_espace(*_CREATEURS)
    if action is Action.QUITTER:
        return isinstance(objet, Membre) and objet.utilisateur_id == acteur.utilisateur.pk
    if action is Action.EFFACER_COMPTE:
        return False
    if not isinstance(objet, Organisation):
        return False
    if action in (Action.GERER_EQUIPE, Action.INVITER):
        return gere(acteur, objet)
    facilite = acteur.a_un_espace(*ROLES_FACILITATION) and objet.nature in NATURES_INVITEES
    if action is Action.ENREGISTRER_SUCCESSION:
        return facilite
    return facilite or gere(acteur, objet)  # INVITER_GESTIONNAIRE, MODIFIER_ORGANISATION


def exiger(acteur: Acteur, action: Action, objet: Organisation | Membre | None = None) -> None:
    """Raise DroitRefuse unless `peut`."""
    if not peut(acteur, action, objet):
        raise DroitRefuse("Vous n'avez pas le droit de faire cela dans cette organisation.")


def gere(acteur: Acteur, organisation: Organisation) -> bool:
    """One of the spaces manages this organisation's team (a firm: its référent)."""
    role = role_gestionnaire(organisation.nature)
    return any(espace.organisation_id == organisation.pk and espace.role == role for espace in acteur.espaces)


def gestion_possible(acteur: Acteur) -> bool:
    """The active space manages its organisation's team (shows "Mon équipe")."""
    return acteur.espace is not None and acteur.espace.role == role_gestionnaire(acteur.espace.organisation.nature)


def organisations_gerees(acteur: Acteur) -> QuerySet[Organisation]:
    """The organisations whose team this person manages, from any of her spaces."""
    if acteur.systeme or acteur.a_un_espace(Role.ADMINISTRATION):
        return Organisation.objects.all()
    cles = [e.organisation_id for e in acteur.espaces if e.role == role_gestionnaire(e.organisation.nature)]
    return Organisation.objects.filter(pk__in=cles)


def membres_geres(acteur: Acteur) -> QuerySet[Membre]:
    """The memberships this person may act on: those of the teams she manages, and her own."""
    siens = Q(utilisateur=acteur.utilisateur) if acteur.utilisateur else Q(pk__in=[])
    return Membre.objects.filter(Q(organisation__in=organisations_gerees(acteur)) | siens)


def invitations_gerees(acteur: Acteur) -> QuerySet[Invitation]:
    """The invitations this person may resend or cancel: her teams', and those she sent."""
    siennes = Q(invite_par=acteur.utilisateur) if acteur.utilisateur else Q(pk__in=[])
    return Invitation.objects.filter(Q(organisation__in=organisations_gerees(acteur)) | siennes)


def roles_a_inviter(acteur: Acteur, organisation: Organisation, roles: Iterable[Role]) -> tuple[Role, ...]:
    """Among these roles, those that this person may offer: all in her own team, else only the managing one."""
    if peut(acteur, Action.INVITER, organisation):
        return tuple(roles)
    if peut(acteur, Action.INVITER_GESTIONNAIRE, organisation):
        return tuple(role for role in roles if role == role_gestionnaire(organisation.nature))
    return ()
