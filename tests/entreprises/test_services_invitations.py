"""Invitations: sent, sent again, cancelled, accepted once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from comptes.models import Utilisateur
from entreprises import selectors, services
from entreprises.models import Invitation, JournalOrganisation, Membre, Organisation
from entreprises.rules import ActeOrganisation, EtatInvitation, Nature, Role
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from socle.horloge import a_l_instant, maintenant
from socle.identifiants import siret_de_demo
from tests.fabriques.comptes import MOT_DE_PASSE, un_utilisateur
from tests.fabriques.entreprises import un_acteur, un_membre, une_invitation, une_organisation

pytestmark = pytest.mark.django_db


def ouvrir(invitation, **champs):
    valeurs = {"prenom": "Ali", "nom": "Ben", "mot_de_passe": MOT_DE_PASSE, **champs}
    return services.accepter_en_creant_un_compte(invitation=invitation, **valeurs)


def test_le_courriel_part_apres_l_enregistrement_et_son_lien_ne_porte_rien_de_la_personne(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        invitation = une_invitation(email="Chef@Exemple.test")
    message = mail.outbox[0]
    assert message.to == ["chef@exemple.test"]
    assert str(invitation.organisation) in message.subject
    lien = next(mot for mot in message.body.split() if "/invitation/" in mot)
    assert "chef" not in lien
    assert selectors.invitation_du_jeton(lien.rstrip("/").rsplit("/", 1)[1]) == invitation
    assert selectors.invitation_du_jeton("n-importe-quoi") is None


def test_une_invitation_annulee_avant_l_envoi_ne_part_pas(django_capture_on_commit_callbacks):
    acteur = un_acteur()
    with django_capture_on_commit_callbacks(execute=True):
        invitation = une_invitation(organisation=acteur.organisation, acteur=acteur)
        services.revoquer_invitation(acteur=acteur, invitation=invitation)
    assert mail.outbox == []


def test_une_nouvelle_personne_ouvre_son_compte_et_entre_dans_l_equipe():
    invitation = une_invitation(email="chef@exemple.test")
    membre = ouvrir(invitation)
    assert membre.organisation == invitation.organisation
    assert membre.utilisateur.email == "chef@exemple.test"
    assert membre.utilisateur.check_password(MOT_DE_PASSE)
    invitation.refresh_from_db()
    assert invitation.etat(maintenant()) is EtatInvitation.ACCEPTEE
    journal = JournalOrganisation.objects.get(acte=ActeOrganisation.ACCEPTATION)
    assert (journal.auteur, journal.membre, journal.invitation) == (membre.utilisateur, membre, invitation)


def test_un_compte_existant_rejoint_avec_sa_propre_adresse_seulement():
    invitation = une_invitation(email="chef@exemple.test")
    with pytest.raises(DroitRefuse):
        services.accepter_invitation(utilisateur=un_utilisateur(), invitation=invitation)
    chef = un_utilisateur(email="chef@exemple.test")
    assert services.accepter_invitation(utilisateur=chef, invitation=invitation).utilisateur == chef


def test_une_invitation_ne_sert_qu_une_fois():
    invitation = une_invitation(email="chef@exemple.test")
    membre = ouvrir(invitation)
    services.retirer_membre(acteur=un_acteur(role=Role.ADMINISTRATION), membre=membre, confirmer_dernier=True)
    with pytest.raises(TransitionInterdite, match="déjà servi"):
        services.accepter_invitation(utilisateur=membre.utilisateur, invitation=invitation)
    with pytest.raises(TransitionInterdite, match="déjà servi"):
        ouvrir(invitation)
    assert Utilisateur.objects.filter(email="chef@exemple.test").count() == 1


def test_une_invitation_expiree_ou_annulee_ne_sert_plus():
    acteur = un_acteur()
    annulee = une_invitation(organisation=acteur.organisation, acteur=acteur)
    services.revoquer_invitation(acteur=acteur, invitation=annulee)
    with pytest.raises(TransitionInterdite, match="annulée"):
        ouvrir(annulee)
    expiree = une_invitation(organisation=acteur.organisation, acteur=acteur)
    with a_l_instant(maintenant() + timedelta(days=30, minutes=1)), pytest.raises(TransitionInterdite, match="expiré"):
        ouvrir(expiree)
    with pytest.raises(TransitionInterdite):
        services.relancer_invitation(acteur=acteur, invitation=annulee)
    assert Membre.objects.filter(organisation=acteur.organisation).count() == 1


def test_renvoyer_rouvre_une_invitation_expiree_et_inviter_de_nouveau_fait_pareil():
    acteur = un_acteur()
    invitation = une_invitation(organisation=acteur.organisation, acteur=acteur, email="a@exemple.test")
    with pytest.raises(RegleViolee, match="déjà invitée"):
        une_invitation(organisation=acteur.organisation, acteur=acteur, email="a@exemple.test")
    with a_l_instant(maintenant() + timedelta(days=40)):
        meme = une_invitation(organisation=acteur.organisation, acteur=acteur, email="a@exemple.test")
        assert meme == invitation
        assert meme.etat(maintenant()) is EtatInvitation.EN_ATTENTE
        assert ouvrir(meme).organisation == acteur.organisation


def test_on_n_invite_ni_un_membre_ni_soi_meme_ni_dans_un_role_qui_n_existe_pas():
    acteur = un_acteur()
    paie = un_membre(organisation=acteur.organisation, role=Role.PAIE)
    for email, role in (
        (paie.utilisateur.email, Role.PAIE),
        (acteur.utilisateur.email, Role.PAIE),
        ("a@exemple.test", Role.FACILITATEUR),
        ("pas une adresse", Role.PAIE),
    ):
        with pytest.raises(RegleViolee):
            une_invitation(organisation=acteur.organisation, acteur=acteur, email=email, role=role)
    assert not Invitation.objects.exists()


def test_un_mot_de_passe_faible_ne_consomme_pas_l_invitation():
    invitation = une_invitation()
    with pytest.raises(RegleViolee) as refus:
        ouvrir(invitation, mot_de_passe="court")
    assert refus.value.champ == "mot_de_passe"
    assert ouvrir(invitation)


def test_la_facilitatrice_invite_le_referent_d_une_entreprise_trouvee_par_siret():
    acteur = un_acteur(role=Role.FACILITATEUR)
    connue = une_organisation(siret=siret_de_demo(7), nom="Bâti Nord")
    organisation, invitation = services.inviter_entreprise(
        acteur=acteur, siret=siret_de_demo(7), nom="Bati-nord SARL", email="chef@exemple.test"
    )
    assert organisation == connue
    assert invitation.role == Role.REFERENT
    assert Organisation.objects.filter(siret=siret_de_demo(7)).count() == 1
    with pytest.raises(DroitRefuse):
        une_invitation(organisation=connue, acteur=acteur, role=Role.PAIE)
    with pytest.raises(DroitRefuse):
        une_invitation(organisation=une_organisation(nature=Nature.OFFICE), acteur=acteur)


def test_inviter_une_entreprise_inconnue_avec_une_mauvaise_adresse_ne_cree_rien():
    acteur = un_acteur(role=Role.FACILITATEUR)
    with pytest.raises(RegleViolee):
        services.inviter_entreprise(acteur=acteur, siret=siret_de_demo(7), nom="Bâti Nord", email="non")
    assert not Organisation.objects.filter(siret=siret_de_demo(7)).exists()


def test_le_referent_d_une_autre_entreprise_n_invite_pas_ici():
    with pytest.raises(DroitRefuse):
        une_invitation(organisation=une_organisation(), acteur=un_acteur())


def test_la_base_refuse_deux_invitations_ouvertes_pour_la_meme_personne():
    invitation = une_invitation()
    copie = Invitation.objects.get(pk=invitation.pk)
    copie.pk, copie.uuid = None, selectors.UUID(int=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.bulk_create([copie])
