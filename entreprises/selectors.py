"""What pages and services need to know of organisations, teams and actors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core import signing
from django.db.models import Prefetch, Q, QuerySet

from comptes.models import Utilisateur
from comptes.querysets import normaliser_courriel
from entreprises.models import Invitation, Membre, NomOrganisation, Organisation, SuccessionOrganisation
from entreprises.policies import Acteur
from entreprises.rules import EtatInvitation, EtatMembre, role_gestionnaire
from socle.horloge import aujourdhui, maintenant

SUCCESSIONS_MAX = 10
SEL_INVITATION = "entreprises.invitation"


def acteur_de(utilisateur: Utilisateur | None, uuid_espace: UUID | str | None = None) -> Acteur:
    """The actor for a logged-in user, in one query; the first space when the asked one is not (any more) hers.

    A closed account or an anonymous visitor has no space at all.
    """
    if utilisateur is None or not utilisateur.is_authenticated or not utilisateur.is_active:
        return Acteur(utilisateur=None)
    espaces = tuple(
        Membre.objects.filter(utilisateur=utilisateur, etat=EtatMembre.ACTIF)
        .select_related("organisation", "organisation__territoire")
        .order_by("pk")
    )
    demande = str(uuid_espace) if uuid_espace else ""
    actif = next((e for e in espaces if str(e.uuid) == demande), espaces[0] if espaces else None)
    return Acteur(utilisateur=utilisateur, espace=actif, espaces=espaces)


def organisation_par_siret(siret: str) -> Organisation | None:
    """The organisation of this SIRET (spaces tolerated), or None."""
    siret = "".join(siret.split())
    return Organisation.objects.filter(siret=siret).first() if siret else None


def organisation_actuelle(organisation: Organisation, au: date | None = None) -> Organisation:
    """Follow recorded successions up to that day (today by default): who holds the file now."""
    jour = au or aujourdhui()
    vues = {organisation.pk}
    for _ in range(SUCCESSIONS_MAX):
        suite = (
            SuccessionOrganisation.objects.filter(ancienne=organisation, date_effet__lte=jour)
            .select_related("nouvelle")
            .order_by("-date_effet", "-pk")
            .first()
        )
        if suite is None or suite.nouvelle_id in vues:
            break
        organisation = suite.nouvelle
        vues.add(organisation.pk)
    return organisation


def nom_au(organisation: Organisation, jour: date) -> str:
    """The name it bore that day; today's name when no dated one fits."""
    return (
        NomOrganisation.objects.filter(
            Q(du__isnull=True) | Q(du__lte=jour), Q(au__isnull=True) | Q(au__gte=jour), organisation=organisation
        )
        .order_by("-du")
        .values_list("nom", flat=True)
        .first()
        or organisation.nom
    )


@dataclass(frozen=True)
class InvitationVue:
    """An open invitation with its state of the moment."""

    invitation: Invitation
    etat: EtatInvitation

    @property
    def expiree(self) -> bool:
        return self.etat is EtatInvitation.EXPIREE


@dataclass(frozen=True)
class Equipe:
    """The team page: members in place, open invitations, and how many may manage."""

    organisation: Organisation
    membres: tuple[Membre, ...]
    invitations: tuple[InvitationVue, ...]
    gestionnaires: int


def equipe(organisation: Organisation, au: datetime | None = None) -> Equipe:
    """The team of an organisation, in two queries."""
    instant = au or maintenant()
    membres = tuple(
        Membre.objects.filter(organisation=organisation)
        .en_place()
        .select_related("utilisateur", "organisation")
        .order_by("utilisateur__nom", "utilisateur__prenom", "pk")
    )
    invitations = tuple(
        InvitationVue(invitation, invitation.etat(instant))
        for invitation in Invitation.objects.filter(organisation=organisation).ouvertes().select_related("invite_par")
    )
    gestionnaires = sum(est_gestionnaire_actif(membre) for membre in membres)
    return Equipe(organisation, membres, invitations, gestionnaires)


def est_gestionnaire_actif(membre: Membre) -> bool:
    """This membership manages its organisation today (organisation and user must be loaded)."""
    return (
        membre.etat == EtatMembre.ACTIF
        and membre.utilisateur.is_active
        and membre.role == role_gestionnaire(membre.organisation.nature)
    )


def est_seul_gestionnaire(membre: Membre) -> bool:
    """Nobody else could manage the team if this member left."""
    if not est_gestionnaire_actif(membre):
        return False
    autres = Membre.objects.filter(organisation=membre.organisation, role=membre.role).actifs()
    return not autres.exclude(pk=membre.pk).exists()


def organisations_sans_referent() -> QuerySet[Organisation]:
    """Organisations with (past) members where nobody active may manage the team: an item for the facilitators."""
    return Organisation.objects.sans_gestionnaire().order_by("nom_plie")


def contacts(organisation: Organisation) -> QuerySet[Membre]:
    """The active members one may call in this organisation, managers first by role order of the screen."""
    return Membre.objects.filter(organisation=organisation).actifs().select_related("utilisateur").order_by("pk")


def contacts_de(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """The same organisations, each with `contacts_actifs` loaded in one more query (for lists)."""
    actifs = Membre.objects.actifs().select_related("utilisateur").order_by("pk")
    return organisations.prefetch_related(Prefetch("membres", queryset=actifs, to_attr="contacts_actifs"))


def invitation_par_uuid(uuid: UUID) -> Invitation | None:
    """The invitation behind a followed link, whatever its state."""
    return Invitation.objects.filter(uuid=uuid).select_related("organisation", "invite_par").first()


def compte_existant(email: str) -> bool:
    """An account answers to this address."""
    return Utilisateur.objects.filter(email=normaliser_courriel(email), anonymise_le__isnull=True).exists()


def jeton_invitation(invitation: Invitation) -> str:
    """What the link of the e-mail carries: the signed random key of the invitation, nothing of the person."""
    return signing.Signer(salt=SEL_INVITATION).sign(invitation.uuid.hex)


def invitation_du_jeton(jeton: str) -> Invitation | None:
    """The invitation of a followed link, whatever its state; None when the signature is wrong."""
    try:
        cle = UUID(signing.Signer(salt=SEL_INVITATION).unsign(jeton))
    except (signing.BadSignature, ValueError):
        return None
    return invitation_par_uuid(cle)
