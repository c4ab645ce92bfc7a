"""The actor, and who manages which team."""

from __future__ import annotations

import pytest

from entreprises import policies, selectors
from entreprises.policies import Acteur, Action
from entreprises.rules import Nature, Role, roles_possibles
from tests.fabriques.comptes import un_utilisateur
from tests.fabriques.entreprises import SYSTEME, un_acteur, un_membre, une_invitation, une_organisation

pytestmark = pytest.mark.django_db


def test_l_acteur_connait_son_espace_actif_et_tous_ses_espaces(django_assert_num_queries):
    personne = un_utilisateur()
    paie = un_membre(role=Role.PAIE, utilisateur=personne)
    facilitation = un_membre(role=Role.FACILITATEUR, utilisateur=personne)
    with django_assert_num_queries(1):
        acteur = selectors.acteur_de(personne, facilitation.uuid)
        assert acteur.organisation.nom
    assert acteur.role is Role.FACILITATEUR
    assert acteur.est_facilitation
    assert not acteur.est_entreprise
    assert acteur.a_un_espace(Role.PAIE)
    assert acteur.organisations(Role.PAIE) == {paie.organisation_id}
    assert acteur.organisations() == {paie.organisation_id, facilitation.organisation_id}
    assert acteur.organisations_actives(Role.PAIE) == frozenset()
    assert acteur.dans(paie).est_entreprise


def test_un_espace_demande_qui_n_est_pas_le_sien_ne_donne_rien():
    personne, intrus = un_membre(), un_membre()
    acteur = selectors.acteur_de(personne.utilisateur, intrus.uuid)
    assert acteur.espace == personne
    with pytest.raises(ValueError, match="siens"):
        acteur.dans(intrus)


def test_un_visiteur_et_un_compte_ferme_n_ont_aucun_droit():
    from django.contrib.auth.models import AnonymousUser

    ferme = un_membre().utilisateur
    ferme.is_active = False
    for utilisateur in (None, AnonymousUser(), ferme):
        acteur = selectors.acteur_de(utilisateur)
        assert acteur == Acteur(utilisateur=None)
        assert not any(policies.peut(acteur, action, une_organisation()) for action in Action)


MATRICE = {
    Role.REFERENT: {Action.CREER_ORGANISATION},
    Role.PAIE: {Action.CREER_ORGANISATION},
    Role.CONDUITE: set(),
    Role.MANDATAIRE: {Action.CREER_ORGANISATION},
    Role.FACILITATEUR: {
        Action.CREER_ORGANISATION,
        Action.ENREGISTRER_SUCCESSION,
        Action.INVITER_GESTIONNAIRE,
        Action.MODIFIER_ORGANISATION,
    },
    Role.RESPONSABLE: {
        Action.CREER_ORGANISATION,
        Action.ENREGISTRER_SUCCESSION,
        Action.INVITER_GESTIONNAIRE,
        Action.MODIFIER_ORGANISATION,
    },
    Role.MAITRE_OUVRAGE: {Action.CREER_ORGANISATION},
    Role.COLLECTIVITE: set(),
    Role.PRESCRIPTEUR: set(),
    Role.REDACTION: set(),
    Role.AUDITEUR: set(),
    Role.ADMINISTRATION: set(Action),
}


@pytest.mark.parametrize("role", list(Role))
def test_ce_que_chaque_role_peut_sur_l_entreprise_d_un_autre(role):
    acteur, organisation = un_acteur(role=role), une_organisation()
    assert {action for action in Action if policies.peut(acteur, action, organisation)} == MATRICE[role]


def test_une_action_inconnue_est_une_erreur():
    with pytest.raises(ValueError, match="inventee"):
        policies.peut(SYSTEME, "entreprises.inventee")


@pytest.mark.parametrize("nature", list(Nature))
def test_chaque_nature_a_un_role_qui_gere_l_equipe_et_lui_seul(nature):
    organisation = une_organisation(nature=nature)
    gestionnaires = [
        role
        for role in roles_possibles(nature)
        if policies.gere(un_acteur(role=role, organisation=organisation), organisation)
    ]
    assert gestionnaires == [roles_possibles(nature)[0]]


def test_les_listes_de_membres_et_d_invitations_s_arretent_a_sa_propre_equipe():
    acteur, autre = un_acteur(), un_acteur()
    une_invitation(organisation=autre.organisation)
    assert list(policies.membres_geres(acteur)) == [acteur.espace]
    assert not policies.invitations_gerees(acteur).exists()
    assert list(policies.organisations_gerees(acteur)) == [acteur.organisation]
