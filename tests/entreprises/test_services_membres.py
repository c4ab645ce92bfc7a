"""Members: removed, suspended, given another role; rights end at once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from entreprises import selectors, services
from entreprises.models import Invitation, JournalOrganisation, Membre
from entreprises.rules import ActeOrganisation, EtatMembre, Nature, Role
from socle.erreurs import DroitRefuse, RegleViolee, TransitionInterdite
from tests.fabriques.comptes import un_utilisateur
from tests.fabriques.entreprises import SYSTEME, un_acteur, un_membre, une_invitation, une_organisation

pytestmark = pytest.mark.django_db


def test_retirer_un_collegue_ferme_ses_sessions_et_garde_ses_dates(client):
    acteur = un_acteur()
    paie = un_membre(organisation=acteur.organisation, role=Role.PAIE)
    client.force_login(paie.utilisateur)
    services.retirer_membre(acteur=acteur, membre=paie)
    paie.refresh_from_db()
    assert paie.etat == EtatMembre.RETIRE
    assert paie.jusqu_au is not None
    assert client.get("/mon-compte/").status_code == 302
    with pytest.raises(TransitionInterdite):
        services.retirer_membre(acteur=acteur, membre=paie)


def test_une_personne_retiree_peut_revenir_et_a_deux_periodes():
    acteur = un_acteur()
    paie = un_membre(organisation=acteur.organisation, role=Role.PAIE)
    services.retirer_membre(acteur=acteur, membre=paie)
    retour = un_membre(organisation=acteur.organisation, role=Role.PAIE, utilisateur=paie.utilisateur)
    assert retour != paie
    assert Membre.objects.filter(utilisateur=paie.utilisateur).count() == 2


def test_la_base_refuse_deux_fois_le_meme_role_en_place():
    membre = un_membre()
    with pytest.raises(IntegrityError), transaction.atomic():
        Membre.objects.create(utilisateur=membre.utilisateur, organisation=membre.organisation, role=membre.role)


def test_suspendre_demande_un_motif_et_retablir_rend_les_droits():
    acteur = un_acteur()
    paie = un_membre(organisation=acteur.organisation, role=Role.PAIE)
    with pytest.raises(RegleViolee):
        services.suspendre_membre(acteur=acteur, membre=paie, motif="")
    services.suspendre_membre(acteur=acteur, membre=paie, motif="Absence longue")
    assert selectors.acteur_de(paie.utilisateur).espaces == ()
    with pytest.raises(RegleViolee, match="suspendue"):
        un_membre(organisation=acteur.organisation, role=Role.PAIE, utilisateur=paie.utilisateur)
    services.retablir_membre(acteur=acteur, membre=paie)
    assert [e.role for e in selectors.acteur_de(paie.utilisateur).espaces] == [Role.PAIE]
    assert JournalOrganisation.objects.get(acte=ActeOrganisation.SUSPENSION).motif == "Absence longue"


def test_la_base_refuse_une_suspension_sans_motif_dans_le_journal():
    organisation = une_organisation()
    with pytest.raises(IntegrityError), transaction.atomic():
        JournalOrganisation.objects.create(organisation=organisation, acte=ActeOrganisation.SUSPENSION)


def test_on_ne_se_suspend_pas_soi_meme():
    acteur = un_acteur()
    with pytest.raises(RegleViolee):
        services.suspendre_membre(acteur=acteur, membre=acteur.espace, motif="Essai")


def test_le_dernier_referent_ne_part_pas_en_silence():
    acteur = un_acteur()
    with pytest.raises(RegleViolee) as refus:
        services.retirer_membre(acteur=acteur, membre=acteur.espace)
    assert refus.value.code == services.CODE_DERNIER
    assert acteur.organisation not in selectors.organisations_sans_referent()
    services.retirer_membre(acteur=acteur, membre=acteur.espace, confirmer_dernier=True)
    assert list(selectors.organisations_sans_referent()) == [acteur.organisation]
    assert JournalOrganisation.objects.filter(acte=ActeOrganisation.SANS_REFERENT).count() == 1


def test_une_organisation_dont_le_seul_referent_est_suspendu_ou_ferme_est_signalee():
    from comptes import services as comptes

    suspendue, fermee, jamais = un_membre(), un_membre(), une_organisation()
    administration = un_acteur(role=Role.ADMINISTRATION)
    services.suspendre_membre(acteur=administration, membre=suspendue, motif="Litige", confirmer_dernier=True)
    comptes.fermer(utilisateur=fermee.utilisateur, auteur=None, motif="Départ")
    signalees = set(selectors.organisations_sans_referent())
    assert {suspendue.organisation, fermee.organisation} == signalees
    assert jamais not in signalees


def test_un_second_referent_permet_au_premier_de_partir():
    acteur = un_acteur()
    un_membre(organisation=acteur.organisation)
    services.retirer_membre(acteur=acteur, membre=acteur.espace)
    assert not selectors.organisations_sans_referent().exists()


def test_changer_de_role_clot_l_ancien_et_ouvre_le_nouveau():
    acteur = un_acteur()
    paie = un_membre(organisation=acteur.organisation, role=Role.PAIE)
    conduite = services.changer_role(acteur=acteur, membre=paie, role=Role.CONDUITE)
    assert [e.role for e in selectors.acteur_de(paie.utilisateur).espaces] == [Role.CONDUITE]
    assert JournalOrganisation.objects.get(acte=ActeOrganisation.CHANGEMENT_ROLE).motif == "PAIE → CONDUITE"
    with pytest.raises(RegleViolee):
        services.changer_role(acteur=acteur, membre=conduite, role=Role.FACILITATEUR)
    with pytest.raises(RegleViolee):
        services.changer_role(acteur=acteur, membre=acteur.espace, role=Role.PAIE)


def test_on_peut_quitter_une_equipe_qu_on_ne_gere_pas_mais_pas_y_retirer_les_autres():
    referent = un_acteur()
    paie = un_acteur(role=Role.PAIE, organisation=referent.organisation)
    with pytest.raises(DroitRefuse):
        services.retirer_membre(acteur=paie, membre=referent.espace)
    services.retirer_membre(acteur=paie, membre=paie.espace)
    assert selectors.acteur_de(paie.utilisateur).espaces == ()


def test_le_referent_d_une_autre_entreprise_ne_touche_pas_a_cette_equipe():
    acteur, autre = un_acteur(), un_membre()
    for acte in (
        lambda: services.retirer_membre(acteur=acteur, membre=autre),
        lambda: services.suspendre_membre(acteur=acteur, membre=autre, motif="x"),
        lambda: services.changer_role(acteur=acteur, membre=autre, role=Role.PAIE),
        lambda: services.ajouter_membre(
            acteur=acteur, organisation=autre.organisation, utilisateur=acteur.utilisateur, role=Role.REFERENT
        ),
    ):
        with pytest.raises(DroitRefuse):
            acte()


def test_l_acces_au_site_editorial_et_a_l_administration_suit_les_roles():
    redaction = un_membre(role=Role.REDACTION)
    assert redaction.utilisateur.groups.filter(name=services.GROUPE_REDACTION).exists()
    administration = un_membre(role=Role.ADMINISTRATION)
    administration.utilisateur.refresh_from_db()
    assert administration.utilisateur.is_staff
    services.retirer_membre(acteur=SYSTEME, membre=redaction, confirmer_dernier=True)
    services.retirer_membre(acteur=SYSTEME, membre=administration, confirmer_dernier=True)
    administration.utilisateur.refresh_from_db()
    assert not administration.utilisateur.is_staff
    assert not redaction.utilisateur.groups.exists()


def test_effacer_un_compte_ne_laisse_ni_nom_ni_adresse_nulle_part():
    from django.apps import apps

    administration = un_acteur(role=Role.ADMINISTRATION)
    referent = un_acteur()
    invitation = une_invitation(organisation=referent.organisation, email="zoe.canari@exemple.test")
    membre = services.accepter_en_creant_un_compte(
        invitation=invitation, prenom="Zoé", nom="Canari", mot_de_passe="une phrase bien longue"
    )
    une_invitation(organisation=une_organisation(), email="zoe.canari@exemple.test")
    services.effacer_compte(acteur=administration, utilisateur=membre.utilisateur, motif="Demande")
    with pytest.raises(DroitRefuse):
        services.effacer_compte(acteur=referent, utilisateur=un_utilisateur())
    for modele in (*apps.get_app_config("comptes").get_models(), *apps.get_app_config("entreprises").get_models()):
        for ligne in modele.objects.values_list():
            assert "canari" not in str(ligne).lower(), modele
    assert not Invitation.objects.ouvertes().exists()


def test_un_office_est_gere_par_sa_ou_son_responsable():
    office = une_organisation(nature=Nature.OFFICE)
    facilitateur = un_acteur(role=Role.FACILITATEUR, organisation=office)
    responsable = un_acteur(role=Role.RESPONSABLE, organisation=office)
    with pytest.raises(DroitRefuse):
        services.retirer_membre(acteur=facilitateur, membre=responsable.espace, confirmer_dernier=True)
    services.retirer_membre(acteur=responsable, membre=facilitateur.espace)
