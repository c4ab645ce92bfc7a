"""Who belongs to a team: added, removed, suspended, given another role. Rights end at once."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from comptes import services as comptes
from comptes.models import Utilisateur
from entreprises.models import Invitation, Membre, Organisation
from entreprises.policies import Acteur, Action, exiger, peut
from entreprises.rules import ActeOrganisation, EtatMembre, Role, roles_possibles
from entreprises.selectors import est_seul_gestionnaire
from entreprises.services.acces import aligner_acces
from entreprises.services.journal import noter
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import maintenant

CODE_DERNIER = "dernier_gestionnaire"


def ajouter_membre(*, acteur: Acteur, organisation: Organisation, utilisateur: Utilisateur, role: str) -> Membre:
    """A person joins without invitation (administration, demo data); an existing membership is returned as is."""
    exiger(acteur, Action.GERER_EQUIPE, organisation)
    membre, _ = _entrer(acteur, organisation, utilisateur, role, ActeOrganisation.AJOUT)
    return membre


def retirer_membre(*, acteur: Acteur, membre: Membre, motif: str = "", confirmer_dernier: bool = False) -> Membre:
    """The person leaves this role in this organisation; every session of hers ends at once.

    Removing the last manager asks for `confirmer_dernier`: RegleViolee(code="dernier_gestionnaire") otherwise,
    and the organisation then appears in `selectors.organisations_sans_referent`.
    """
    _droit_sur(acteur, membre)
    with transaction.atomic():
        membre = _verrouiller(membre)
        seul = _dernier(membre, confirmer_dernier)
        _changer(membre, EtatMembre.RETIRE, depuis=(EtatMembre.ACTIF, EtatMembre.SUSPENDU))
        noter(membre.organisation, ActeOrganisation.RETRAIT, acteur, membre=membre, motif=motif)
        _fin_de_droits(acteur, membre, seul)
    return membre


def suspendre_membre(*, acteur: Acteur, membre: Membre, motif: str, confirmer_dernier: bool = False) -> Membre:
    """The membership gives no right until `retablir_membre`; sessions end at once. The reason is required."""
    exiger(acteur, Action.GERER_EQUIPE, membre.organisation)
    if not motif.strip():
        raise RegleViolee("Indiquez pourquoi cette personne est suspendue.", champ="motif")
    if acteur.utilisateur is not None and membre.utilisateur_id == acteur.utilisateur.pk:
        raise RegleViolee("On ne se suspend pas soi-même.")
    with transaction.atomic():
        membre = _verrouiller(membre)
        seul = _dernier(membre, confirmer_dernier)
        _changer(membre, EtatMembre.SUSPENDU, depuis=(EtatMembre.ACTIF,))
        noter(membre.organisation, ActeOrganisation.SUSPENSION, acteur, membre=membre, motif=motif)
        _fin_de_droits(acteur, membre, seul)
    return membre


def retablir_membre(*, acteur: Acteur, membre: Membre, motif: str = "") -> Membre:
    """A suspended membership gives its rights again."""
    exiger(acteur, Action.GERER_EQUIPE, membre.organisation)
    with transaction.atomic():
        membre = _verrouiller(membre)
        _changer(membre, EtatMembre.ACTIF, depuis=(EtatMembre.SUSPENDU,))
        noter(membre.organisation, ActeOrganisation.REACTIVATION, acteur, membre=membre, motif=motif)
        aligner_acces(membre.utilisateur)
    return membre


def changer_role(*, acteur: Acteur, membre: Membre, role: str, confirmer_dernier: bool = False) -> Membre:
    """End this membership and open one in another role of the same organisation; returns the new one."""
    exiger(acteur, Action.GERER_EQUIPE, membre.organisation)
    _role_permis(membre.organisation, role)
    if membre.role == role:
        return membre
    with transaction.atomic():
        membre = _verrouiller(membre)
        seul = _dernier(membre, confirmer_dernier)
        _changer(membre, EtatMembre.RETIRE, depuis=(EtatMembre.ACTIF,))
        nouveau, _ = _entrer(
            acteur,
            membre.organisation,
            membre.utilisateur,
            role,
            ActeOrganisation.CHANGEMENT_ROLE,
            motif=f"{membre.role} → {role}",
        )
        if seul:
            noter(membre.organisation, ActeOrganisation.SANS_REFERENT, acteur, membre=membre)
    return nouveau


def effacer_compte(*, acteur: Acteur, utilisateur: Utilisateur, motif: str = "") -> None:
    """Anonymise a person for good: memberships end, her open invitations go, her address leaves every row."""
    exiger(acteur, Action.EFFACER_COMPTE)
    with transaction.atomic():
        courriel = utilisateur.email
        for membre in Membre.objects.filter(utilisateur=utilisateur).en_place().select_related("organisation"):
            retirer_membre(acteur=acteur, membre=membre, motif=motif, confirmer_dernier=True)
        instant = maintenant()
        siennes = Invitation.objects.filter(email=courriel)
        siennes.ouvertes().update(revoquee_le=instant)
        concernees = siennes | Invitation.objects.filter(acceptee_par=utilisateur)
        for invitation in concernees:
            adresse = f"{invitation.uuid}@{comptes.DOMAINE_ANONYME}"
            Invitation.objects.filter(pk=invitation.pk).update(email=adresse, prenom="", nom="")
        comptes.anonymiser(utilisateur=utilisateur, auteur=acteur.utilisateur, motif=motif)


def _entrer(
    acteur: Acteur,
    organisation: Organisation,
    utilisateur: Utilisateur,
    role: str,
    acte: ActeOrganisation,
    *,
    invitation: Invitation | None = None,
    motif: str = "",
) -> tuple[Membre, bool]:
    """The active membership in this role: (membre, created). A suspended one is not lifted by the back door."""
    _role_permis(organisation, role)
    try:
        with transaction.atomic():
            membre = Membre.objects.create(
                utilisateur=utilisateur, organisation=organisation, role=role, depuis=maintenant()
            )
    except IntegrityError:
        membre = Membre.objects.en_place().get(utilisateur=utilisateur, organisation=organisation, role=role)
        if membre.etat == EtatMembre.SUSPENDU:
            raise RegleViolee("Cette personne est suspendue dans cette organisation : rétablissez-la.") from None
        return membre, False
    noter(organisation, acte, acteur, membre=membre, invitation=invitation, motif=motif)
    aligner_acces(utilisateur)
    return membre, True


def _role_permis(organisation: Organisation, role: str) -> None:
    if role not in roles_possibles(organisation.nature):
        raise RegleViolee(f"Le rôle « {Role(role).libelle} » n'existe pas dans cette organisation.", champ="role")


def _droit_sur(acteur: Acteur, membre: Membre) -> None:
    """Manage the team, or leave it oneself."""
    if not (peut(acteur, Action.GERER_EQUIPE, membre.organisation) or peut(acteur, Action.QUITTER, membre)):
        raise DroitRefuse("Vous ne gérez pas cette équipe.")


def _verrouiller(membre: Membre) -> Membre:
    """Lock the organisation first: two managers leaving at the same time see each other."""
    Organisation.objects.select_for_update().get(pk=membre.organisation_id)
    return (
        Membre.objects.select_for_update(of=("self",)).select_related("organisation", "utilisateur").get(pk=membre.pk)
    )


def _dernier(membre: Membre, confirme: bool) -> bool:
    seul = est_seul_gestionnaire(membre)
    if seul and not confirme:
        raise RegleViolee(
            "C'est la dernière personne qui peut gérer cette équipe. Nommez-en une autre, ou confirmez : "
            "les facilitateurs en seront avertis.",
            code=CODE_DERNIER,
        )
    return seul


def _changer(membre: Membre, vers: EtatMembre, *, depuis: tuple[EtatMembre, ...]) -> None:
    """The only writer of the state; refuses when it changed meanwhile."""
    fin = maintenant() if vers is EtatMembre.RETIRE else None
    if not Membre.objects.filter(pk=membre.pk, etat__in=depuis).update(etat=vers, jusqu_au=fin):
        raise TransitionInterdite("Cette personne a déjà changé d'état : rechargez la page.")
    membre.etat, membre.jusqu_au = vers, fin


def _fin_de_droits(acteur: Acteur, membre: Membre, seul: bool) -> None:
    comptes.fermer_sessions(utilisateur=membre.utilisateur)
    aligner_acces(membre.utilisateur)
    if seul:
        noter(membre.organisation, ActeOrganisation.SANS_REFERENT, acteur, membre=membre)
