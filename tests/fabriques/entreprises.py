"""Builders of organisations, memberships, invitations and actors."""

from __future__ import annotations

from itertools import count

from comptes.models import Utilisateur
from entreprises import services
from entreprises.models import Invitation, Membre, Organisation
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role, role_gestionnaire
from entreprises.selectors import acteur_de
from socle.identifiants import siret_de_demo
from tests.fabriques.comptes import un_utilisateur

SYSTEME = Acteur.du_systeme()
_numero = count(1)

_NATURE_DU_ROLE = {
    Role.FACILITATEUR: Nature.OFFICE,
    Role.RESPONSABLE: Nature.OFFICE,
    Role.MAITRE_OUVRAGE: Nature.MAITRE_OUVRAGE,
    Role.COLLECTIVITE: Nature.COLLECTIVITE,
    Role.PRESCRIPTEUR: Nature.PRESCRIPTEUR,
    Role.REDACTION: Nature.EDITEUR,
    Role.AUDITEUR: Nature.PLATEFORME,
    Role.ADMINISTRATION: Nature.PLATEFORME,
}


def une_organisation(
    *, nom: str = "", nature: str = Nature.ENTREPRISE, siret: str = "", **champs: object
) -> Organisation:
    """An organisation with a SIRET of its own."""
    n = next(_numero)
    organisation, _ = services.trouver_ou_creer_organisation(
        acteur=SYSTEME,
        siret=siret or siret_de_demo(50_000 + n),
        nom=nom or f"Organisation {n}",
        nature=nature,
        **champs,
    )
    return organisation


def un_membre(
    *, role: str = Role.REFERENT, organisation: Organisation | None = None, utilisateur: Utilisateur | None = None
) -> Membre:
    """A membership; the organisation gets the nature that fits the role."""
    organisation = organisation or une_organisation(nature=_NATURE_DU_ROLE.get(Role(role), Nature.ENTREPRISE))
    return services.ajouter_membre(
        acteur=SYSTEME, organisation=organisation, utilisateur=utilisateur or un_utilisateur(), role=role
    )


def un_acteur(
    *, role: str = Role.REFERENT, organisation: Organisation | None = None, utilisateur: Utilisateur | None = None
) -> Acteur:
    """The actor of a new membership, active in it."""
    membre = un_membre(role=role, organisation=organisation, utilisateur=utilisateur)
    return acteur_de(membre.utilisateur, membre.uuid)


def une_invitation(
    *, organisation: Organisation | None = None, role: str = "", email: str = "", acteur: Acteur | None = None
) -> Invitation:
    """An open invitation."""
    organisation = organisation or une_organisation()
    return services.inviter(
        acteur=acteur or SYSTEME,
        organisation=organisation,
        role=role or role_gestionnaire(organisation.nature),
        email=email or f"invitee{next(_numero)}@exemple.test",
    )
