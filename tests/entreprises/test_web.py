"""Spaces, teams and invitations on screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from comptes.models import Utilisateur
from entreprises import selectors, services
from entreprises.models import Invitation, Membre
from entreprises.rules import EtatMembre, Role
from entreprises.web.accueil import ACCUEILS
from entreprises.web.urls import urlpatterns
from socle.gardes import Politique
from socle.horloge import a_l_instant, maintenant
from socle.identifiants import siret_de_demo
from tests.fabriques.comptes import MOT_DE_PASSE, un_utilisateur
from tests.fabriques.entreprises import SYSTEME, un_acteur, un_membre, une_invitation

pytestmark = pytest.mark.django_db


def connecte(client, membre):
    client.force_login(membre.utilisateur)
    return client


def lien(invitation):
    return reverse("entreprises:invitation", args=[selectors.jeton_invitation(invitation)])


COMPTE = {"prenom": "Ali", "nom": "Ben", "mot_de_passe": MOT_DE_PASSE, "confirmation": MOT_DE_PASSE}


def test_chaque_vue_nomme_sa_politique():
    assert all(isinstance(chemin.callback.politique, Politique) for chemin in urlpatterns)
    publiques = {chemin.name for chemin in urlpatterns if chemin.callback.politique.publique}
    assert publiques == {"invitation"}
    assert {c.name for c in urlpatterns if not getattr(c.callback, "login_required", True)} == publiques


def test_chaque_role_a_un_accueil():
    assert set(ACCUEILS) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_chaque_role_arrive_quelque_part(client, role):
    reponse = connecte(client, un_membre(role=role)).get(reverse("entreprises:accueil"))
    assert reponse.status_code == 302
    assert reponse.url != reverse("entreprises:accueil")


def test_sans_aucun_espace_la_page_dit_quoi_faire(client):
    client.force_login(un_utilisateur())
    assert client.get(reverse("entreprises:accueil")).url == reverse("entreprises:espaces")
    assert "Demandez une invitation" in client.get(reverse("entreprises:espaces")).content.decode()


def test_on_change_d_espace_sans_se_deconnecter_et_la_session_change_d_identifiant(client):
    personne = un_utilisateur()
    entreprise = un_membre(role=Role.REFERENT, utilisateur=personne)
    office = un_membre(role=Role.FACILITATEUR, utilisateur=personne)
    client.force_login(personne)
    assert client.get(reverse("entreprises:espaces")).context["acteur"].espace == entreprise
    avant = client.session.session_key
    client.post(reverse("entreprises:changer_espace"), {"espace": office.uuid})
    assert client.session.session_key != avant
    assert client.get(reverse("entreprises:espaces")).context["acteur"].espace == office


def test_on_n_entre_pas_dans_l_espace_d_un_autre(client):
    autre = un_membre()
    connecte(client, un_membre())
    assert client.post(reverse("entreprises:changer_espace"), {"espace": autre.uuid}).status_code == 404
    assert client.post(reverse("entreprises:changer_espace"), {"espace": "n'importe quoi"}).status_code == 404
    assert client.get(reverse("entreprises:changer_espace")).status_code == 405


def test_changer_d_espace_ne_renvoie_pas_vers_un_autre_site(client):
    membre = un_membre()
    connecte(client, membre)
    reponse = client.post(
        reverse("entreprises:changer_espace"), {"espace": membre.uuid, "suite": "https://ailleurs.test/"}
    )
    assert "ailleurs" not in reponse.url


def test_un_espace_suspendu_ou_retire_ne_s_ouvre_plus_meme_session_ouverte(client):
    personne = un_utilisateur()
    garde = un_membre(role=Role.PAIE, utilisateur=personne)
    perdu = un_membre(role=Role.REFERENT, utilisateur=personne)
    client.force_login(personne)
    client.post(reverse("entreprises:changer_espace"), {"espace": perdu.uuid})
    Membre.objects.filter(pk=perdu.pk).update(etat=EtatMembre.SUSPENDU)
    assert client.get(reverse("entreprises:espaces")).context["acteur"].espaces == (garde,)
    assert client.get(reverse("entreprises:equipe")).status_code == 404


def test_un_membre_retire_perd_sa_session_tout_de_suite(client):
    acteur = un_acteur()
    paie = un_membre(organisation=acteur.organisation, role=Role.PAIE)
    connecte(client, paie)
    assert client.get(reverse("entreprises:espaces")).status_code == 200
    services.retirer_membre(acteur=acteur, membre=paie)
    reponse = client.get(reverse("entreprises:espaces"))
    assert reponse.status_code == 302
    assert reverse("account_login") in reponse.url


def test_une_page_d_un_autre_de_ses_espaces_s_ouvre_et_le_dit(client):
    personne = un_utilisateur()
    un_membre(role=Role.PAIE, utilisateur=personne)
    un_membre(role=Role.FACILITATEUR, utilisateur=personne)
    client.force_login(personne)
    reponse = client.get(reverse("entreprises:inviter_entreprise"))
    assert reponse.status_code == 200
    assert "un autre de vos espaces" in reponse.content.decode()
    assert reponse.wsgi_request.acteur.role is Role.FACILITATEUR


def test_une_page_d_un_role_qu_on_n_a_pas_est_refusee(client):
    assert connecte(client, un_membre()).get(reverse("entreprises:inviter_entreprise")).status_code == 403


def test_la_page_de_l_equipe_montre_les_siens_et_pas_ceux_d_en_face(client):
    moi, autre = un_membre(), un_membre(utilisateur=un_utilisateur(nom="Voisine"))
    collegue = un_membre(organisation=moi.organisation, role=Role.PAIE, utilisateur=un_utilisateur(nom="Collègue"))
    invitation = une_invitation(organisation=moi.organisation, email="attendue@exemple.test")
    texte = connecte(client, moi).get(reverse("entreprises:equipe")).content.decode()
    assert "Collègue" in texte
    assert "attendue@exemple.test" in texte
    assert "Voisine" not in texte
    for nom, uuid in (("retirer_membre", autre.uuid), ("suspendre_membre", autre.uuid), ("changer_role", autre.uuid)):
        assert client.get(reverse(f"entreprises:{nom}", args=[uuid])).status_code == 404
        assert client.post(reverse(f"entreprises:{nom}", args=[uuid]), {"motif": "x"}).status_code == 404
    connecte(client, autre)
    for nom in ("relancer_invitation", "revoquer_invitation"):
        assert client.post(reverse(f"entreprises:{nom}", args=[invitation.uuid])).status_code == 404
    assert client.post(reverse("entreprises:retablir_membre", args=[collegue.uuid])).status_code == 404


def test_qui_ne_gere_pas_l_equipe_ne_la_voit_pas_et_n_y_invite_personne(client):
    referent = un_membre()
    connecte(client, un_membre(organisation=referent.organisation, role=Role.PAIE))
    assert client.get(reverse("entreprises:equipe")).status_code == 404
    assert client.post(reverse("entreprises:inviter"), {"email": "a@e.test", "role": "PAIE"}).status_code == 404
    assert client.get(reverse("entreprises:retirer_membre", args=[referent.uuid])).status_code == 404


@pytest.mark.parametrize("taille", [3, 30])
def test_la_page_de_l_equipe_coute_autant_pour_trois_ou_trente_personnes(client, django_assert_max_num_queries, taille):
    moi = un_membre()
    for _ in range(taille):
        un_membre(organisation=moi.organisation, role=Role.PAIE)
        une_invitation(organisation=moi.organisation, role=Role.PAIE, acteur=selectors.acteur_de(moi.utilisateur))
    connecte(client, moi)
    client.get(reverse("entreprises:equipe"))
    with django_assert_max_num_queries(18):  # 8 for the page, the rest for the rail's counters
        assert client.get(reverse("entreprises:equipe")).status_code == 200


def test_inviter_relancer_annuler_depuis_la_page(client):
    moi = un_membre()
    connecte(client, moi)
    page = {"email": "a@exemple.test", "role": Role.PAIE, "prenom": "", "nom": ""}
    assert client.post(reverse("entreprises:inviter"), page).status_code == 302
    refus = client.post(reverse("entreprises:inviter"), page)
    assert refus.status_code == 200
    assert "déjà invitée" in refus.content.decode()
    invitation = Invitation.objects.get()
    client.post(reverse("entreprises:relancer_invitation", args=[invitation.uuid]))
    client.post(reverse("entreprises:revoquer_invitation", args=[invitation.uuid]))
    invitation.refresh_from_db()
    assert invitation.revoquee_le is not None
    suite = client.post(reverse("entreprises:relancer_invitation", args=[invitation.uuid]), follow=True)
    assert "déjà acceptée ou annulée" in suite.content.decode()


def test_retirer_suspendre_retablir_changer_de_role_depuis_la_page(client):
    moi = un_membre()
    paie = un_membre(organisation=moi.organisation, role=Role.PAIE)
    connecte(client, moi)
    assert client.post(reverse("entreprises:suspendre_membre", args=[paie.uuid]), {"motif": ""}).status_code == 200
    client.post(reverse("entreprises:suspendre_membre", args=[paie.uuid]), {"motif": "Congé"})
    client.post(reverse("entreprises:retablir_membre", args=[paie.uuid]))
    client.post(reverse("entreprises:changer_role", args=[paie.uuid]), {"role": Role.CONDUITE})
    conduite = Membre.objects.actifs().get(utilisateur=paie.utilisateur)
    assert conduite.role == Role.CONDUITE
    client.post(reverse("entreprises:retirer_membre", args=[conduite.uuid]), {"motif": ""})
    assert not Membre.objects.actifs().filter(utilisateur=paie.utilisateur).exists()


def test_le_dernier_referent_confirme_avant_de_partir(client):
    moi = un_membre()
    connecte(client, moi)
    adresse = reverse("entreprises:retirer_membre", args=[moi.uuid])
    assert "il ne restera personne" in client.get(adresse).content.decode()
    assert client.post(adresse, {"motif": ""}).status_code == 200
    client.post(adresse, {"motif": "", "confirmer_dernier": "on"})
    moi.refresh_from_db()
    assert moi.etat == EtatMembre.RETIRE


def test_la_facilitatrice_invite_une_entreprise_depuis_sa_page(client):
    connecte(client, un_membre(role=Role.FACILITATEUR))
    donnees = {
        "siret": siret_de_demo(9),
        "nom_entreprise": "Bâti Nord",
        "nature": "ENTREPRISE",
        "email": "chef@exemple.test",
    }
    assert client.post(reverse("entreprises:inviter_entreprise"), donnees).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.organisation.siret, invitation.role) == (siret_de_demo(9), Role.REFERENT)
    refus = client.post(reverse("entreprises:inviter_entreprise"), {**donnees, "siret": "12"})
    assert refus.status_code == 200


def test_suivre_le_lien_ouvre_un_compte_et_mene_dans_l_espace(client):
    invitation = une_invitation(email="chef@exemple.test")
    page = client.get(lien(invitation))
    assert page.status_code == 200
    assert "no-cache" in page["Cache-Control"]
    faible = client.post(lien(invitation), {**COMPTE, "mot_de_passe": "court", "confirmation": "court"})
    assert faible.status_code == 200
    assert client.post(lien(invitation), {**COMPTE, "confirmation": "autre chose"}).status_code == 200
    assert client.post(lien(invitation), COMPTE).url == reverse("entreprises:accueil")
    suite = client.get(reverse("entreprises:espaces"))
    assert suite.context["acteur"].organisation == invitation.organisation
    client.logout()
    assert client.get(lien(invitation)).status_code == 410
    assert (
        client.post(reverse("account_login"), {"login": "chef@exemple.test", "password": MOT_DE_PASSE}).status_code
        == 302
    )


def test_suivre_le_lien_avec_un_compte_demande_de_se_connecter_puis_de_confirmer(client):
    chef = un_utilisateur(email="chef@exemple.test")
    invitation = une_invitation(email="chef@exemple.test")
    assert "Vous avez déjà un compte" in client.get(lien(invitation)).content.decode()
    client.post(lien(invitation), COMPTE)
    assert not Membre.objects.filter(organisation=invitation.organisation).exists()
    client.force_login(chef)
    assert "Rejoindre" in client.get(lien(invitation)).content.decode()
    assert not Membre.objects.filter(organisation=invitation.organisation).exists()
    client.post(lien(invitation))
    assert client.get(reverse("entreprises:espaces")).context["acteur"].organisation == invitation.organisation


def test_le_lien_ne_sert_pas_a_un_autre_compte(client):
    invitation = une_invitation(email="chef@exemple.test")
    connecte(client, un_membre())
    assert client.post(lien(invitation)).status_code == 403
    invitation.refresh_from_db()
    assert invitation.acceptee_le is None


def test_un_lien_faux_expire_ou_annule_le_dit(client):
    assert client.get(reverse("entreprises:invitation", args=["faux:jeton"])).status_code == 404
    invitation = une_invitation()
    with a_l_instant(maintenant() + timedelta(days=31)):
        page = client.get(lien(invitation))
        assert page.status_code == 410
        assert "a expiré" in page.content.decode()
        assert client.post(lien(invitation), COMPTE).status_code == 410
    services.revoquer_invitation(acteur=SYSTEME, invitation=invitation)
    assert "annulée" in client.get(lien(invitation)).content.decode()
    assert client.post(lien(invitation), COMPTE).status_code == 410
    assert not Utilisateur.objects.filter(email=invitation.email).exists()


def test_le_rail_montre_mon_equipe_a_qui_la_gere(client):
    referent = un_membre()
    paie = un_membre(organisation=referent.organisation, role=Role.PAIE)

    def cles(membre):
        contexte = connecte(client, membre).get(reverse("entreprises:espaces")).context
        return {element["cle"] for element in contexte["rail"]}

    assert "equipe" in cles(referent)
    assert "equipe" not in cles(paie)


def test_une_session_en_usage_se_prolonge_mais_pas_a_chaque_page(client):
    connecte(client, un_membre())
    instant = maintenant()
    with a_l_instant(instant):
        client.get(reverse("entreprises:espaces"))
        marque = client.session["vue_a"]
    with a_l_instant(instant + timedelta(minutes=5)):
        client.get(reverse("entreprises:espaces"))
        assert client.session["vue_a"] == marque
    with a_l_instant(instant + timedelta(minutes=11)):
        client.get(reverse("entreprises:espaces"))
        assert client.session["vue_a"] > marque


def test_qui_essaie_des_liens_au_hasard_est_ralenti(client):
    cache.clear()
    adresse = reverse("entreprises:invitation", args=["au-hasard"])
    with a_l_instant(maintenant()):  # the window of a minute must not turn during the test
        codes = [client.get(adresse).status_code for _ in range(61)]
    assert codes[0] == 404
    assert codes[-1] == 429
    cache.clear()


def test_le_courriel_d_invitation_dit_qui_invite_ou_et_jusqu_a_quand(django_capture_on_commit_callbacks):
    acteur = un_acteur(utilisateur=un_utilisateur(prenom="Lina", nom="Roux"))
    with django_capture_on_commit_callbacks(execute=True):
        invitation = une_invitation(organisation=acteur.organisation, acteur=acteur)
    message = mail.outbox[0]
    html = message.alternatives[0][0]
    for texte in (message.body, html):
        assert "Lina Roux vous invite" in texte
        assert str(acteur.organisation) in texte
        assert lien(invitation) in texte
