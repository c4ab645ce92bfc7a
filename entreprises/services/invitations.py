"""Invitations by e-mail link: sent, sent again, cancelled, accepted with or without an account."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from comptes import services as comptes
from comptes.models import Utilisateur
from comptes.querysets import normaliser_courriel
from entreprises.models import Invitation, Membre, Organisation
from entreprises.policies import Acteur, Action, exiger, peut
from entreprises.rules import ActeOrganisation, EtatInvitation, EtatMembre, Nature, Role, role_gestionnaire
from entreprises.services.courriels import programmer_invitation
from entreprises.services.journal import noter
from entreprises.services.membres import _entrer, _role_permis
from entreprises.services.organisations import trouver_ou_creer_organisation
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import maintenant

DUREE = timedelta(days=30)
"""Long-lived on purpose: people of small firms read their mail late."""


def inviter(
    *, acteur: Acteur, organisation: Organisation, role: str, email: str, prenom: str = "", nom: str = ""
) -> Invitation:
    """Ask somebody by e-mail to join in this role; the link holds for `DUREE`.

    An open invitation that has expired is sent again. RegleViolee when already invited or already a member.
    A facilitator may invite only the first manager of a firm, and never herself.
    """
    _exiger_invitation(acteur, organisation, role)
    _role_permis(organisation, role)
    email = _courriel_valide(email)
    if acteur.utilisateur is not None and email == acteur.utilisateur.email:
        raise RegleViolee("On ne s'invite pas soi-même.", champ="email")
    en_place = Membre.objects.filter(organisation=organisation, role=role, utilisateur__email=email).en_place().first()
    if en_place is not None:
        mot = "suspendue dans" if en_place.etat == EtatMembre.SUSPENDU else "déjà membre de"
        raise RegleViolee(f"Cette personne est {mot} l'équipe, dans ce rôle.", champ="email")
    ouverte = Invitation.objects.ouvertes().filter(organisation=organisation, role=role, email=email).first()
    if ouverte is not None and ouverte.etat(maintenant()) is EtatInvitation.EXPIREE:
        return relancer_invitation(acteur=acteur, invitation=ouverte)
    instant = maintenant()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                organisation=organisation,
                role=role,
                email=email,
                prenom=prenom.strip(),
                nom=nom.strip(),
                invite_par=acteur.utilisateur,
                envoyee_le=instant,
                expire_le=instant + DUREE,
            )
            noter(organisation, ActeOrganisation.INVITATION, acteur, invitation=invitation, motif=Role(role).libelle)
            programmer_invitation(invitation)
    except IntegrityError as erreur:
        raise RegleViolee("Cette personne est déjà invitée dans ce rôle.", champ="email") from erreur
    return invitation


def inviter_entreprise(
    *,
    acteur: Acteur,
    siret: str,
    nom: str,
    email: str,
    nature: str = Nature.ENTREPRISE,
    prenom_contact: str = "",
    nom_contact: str = "",
) -> tuple[Organisation, Invitation]:
    """Find the firm by SIRET (create it only when unknown) and invite its first manager, in one transaction."""
    with transaction.atomic():
        organisation, _ = trouver_ou_creer_organisation(acteur=acteur, siret=siret, nom=nom, nature=nature)
        invitation = inviter(
            acteur=acteur,
            organisation=organisation,
            role=role_gestionnaire(organisation.nature),
            email=email,
            prenom=prenom_contact,
            nom=nom_contact,
        )
    return organisation, invitation


def relancer_invitation(*, acteur: Acteur, invitation: Invitation) -> Invitation:
    """Send the same link again and give it a new life; earlier mails keep working."""
    _exiger_invitation(acteur, invitation.organisation, invitation.role)
    instant = maintenant()
    with transaction.atomic():
        ouvertes = Invitation.objects.ouvertes().filter(pk=invitation.pk)
        if not ouvertes.update(envoyee_le=instant, expire_le=instant + DUREE):
            raise TransitionInterdite("Cette invitation est déjà acceptée ou annulée.")
        noter(invitation.organisation, ActeOrganisation.RELANCE_INVITATION, acteur, invitation=invitation)
        programmer_invitation(invitation)
    invitation.refresh_from_db(fields=["envoyee_le", "expire_le"])
    return invitation


def revoquer_invitation(*, acteur: Acteur, invitation: Invitation, motif: str = "") -> None:
    """The link stops working at once."""
    _exiger_invitation(acteur, invitation.organisation, invitation.role)
    with transaction.atomic():
        if not Invitation.objects.ouvertes().filter(pk=invitation.pk).update(revoquee_le=maintenant()):
            raise TransitionInterdite("Cette invitation est déjà acceptée ou annulée.")
        noter(
            invitation.organisation, ActeOrganisation.REVOCATION_INVITATION, acteur, invitation=invitation, motif=motif
        )


def accepter_invitation(*, utilisateur: Utilisateur, invitation: Invitation) -> Membre:
    """A logged-in person joins. The invitation must have been sent to her own address: DroitRefuse otherwise."""
    if utilisateur.email != invitation.email:
        raise DroitRefuse("Cette invitation a été envoyée à une autre adresse que celle de votre compte.")
    with transaction.atomic():
        return _accepter(invitation, utilisateur)


def accepter_en_creant_un_compte(
    *, invitation: Invitation, prenom: str, nom: str, mot_de_passe: str, telephone: str = ""
) -> Membre:
    """The invited person has no account: create it (her address is proven by the link), then join.

    RegleViolee(champ=…) for a missing name, a weak password, or an account that exists already.
    """
    if not nom.strip():
        raise RegleViolee("Indiquez votre nom.", champ="nom")
    if not prenom.strip():
        raise RegleViolee("Indiquez votre prénom.", champ="prenom")
    with transaction.atomic():
        _verifier_ouverte(Invitation.objects.select_for_update().get(pk=invitation.pk))
        utilisateur = comptes.creer(
            auteur=None,
            email=invitation.email,
            prenom=prenom,
            nom=nom,
            telephone=telephone,
            mot_de_passe=mot_de_passe,
        )
        return _accepter(invitation, utilisateur)


def _accepter(invitation: Invitation, utilisateur: Utilisateur) -> Membre:
    """One winner: the conditional update refuses a second use, an expired or a cancelled invitation."""
    instant = maintenant()
    acceptee = Invitation.objects.en_attente(instant).filter(pk=invitation.pk)
    if not acceptee.update(acceptee_le=instant, acceptee_par=utilisateur):
        _verifier_ouverte(Invitation.objects.get(pk=invitation.pk))
        raise TransitionInterdite("Cette invitation a déjà servi.")
    membre, _ = _entrer(
        Acteur(utilisateur=utilisateur),
        invitation.organisation,
        utilisateur,
        invitation.role,
        ActeOrganisation.ACCEPTATION,
        invitation=invitation,
    )
    return membre


def _verifier_ouverte(invitation: Invitation) -> None:
    phrases = {
        EtatInvitation.ACCEPTEE: "Cette invitation a déjà servi.",
        EtatInvitation.REVOQUEE: "Cette invitation a été annulée par la personne qui l'a envoyée.",
        EtatInvitation.EXPIREE: "Cette invitation a expiré. Demandez qu'on vous la renvoie.",
    }
    phrase = phrases.get(invitation.etat(maintenant()))
    if phrase is not None:
        raise TransitionInterdite(phrase)


def _exiger_invitation(acteur: Acteur, organisation: Organisation, role: str) -> None:
    if peut(acteur, Action.INVITER, organisation):
        return
    exiger(acteur, Action.INVITER_GESTIONNAIRE, organisation)
    if role != role_gestionnaire(organisation.nature):
        raise DroitRefuse("Vous pouvez seulement inviter la personne qui gérera cette équipe.")


def _courriel_valide(email: str) -> str:
    email = normaliser_courriel(email)
    try:
        validate_email(email)
    except ValidationError as erreur:
        raise RegleViolee("Cette adresse électronique n'est pas valable.", champ="email") from erreur
    return email
