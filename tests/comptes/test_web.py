"""Login, password, sessions, second factor, one's own page."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from comptes import services
from entreprises.rules import Role
from tests.fabriques.comptes import MOT_DE_PASSE, un_utilisateur
from tests.fabriques.entreprises import un_membre

pytestmark = pytest.mark.django_db


def se_connecter(client, email, mot_de_passe=MOT_DE_PASSE):
    return client.post(reverse("account_login"), {"login": email, "password": mot_de_passe})


def test_on_se_connecte_par_adresse_et_on_arrive_dans_son_espace(client):
    un_utilisateur(email="awa@exemple.test")
    reponse = se_connecter(client, "Awa@Exemple.test")
    assert reponse.status_code == 302
    assert reponse.url == reverse("entreprises:accueil")


def test_l_identifiant_de_session_change_a_la_connexion(client):
    un_utilisateur(email="awa@exemple.test")
    client.get(reverse("account_login"))
    session = client.session
    session["panier"] = 1
    session.save()
    avant = session.session_key
    client.cookies["sessionid"] = avant
    se_connecter(client, "awa@exemple.test")
    assert client.session.session_key != avant
    assert not Session.objects.filter(session_key=avant).exists()


def test_personne_n_ouvre_un_compte_sans_invitation(client):
    assert "sur invitation" in client.get(reverse("account_signup")).content.decode()
    client.post(
        reverse("account_signup"), {"email": "a@exemple.test", "password1": MOT_DE_PASSE, "password2": MOT_DE_PASSE}
    )
    assert not Session.objects.exists()
    assert not services.Utilisateur.objects.exists()


def test_la_page_de_mot_de_passe_oublie_ne_dit_pas_si_le_compte_existe(client):
    un_utilisateur(email="awa@exemple.test")
    reponses = [client.post(reverse("account_reset_password"), {"email": e}) for e in ("awa@exemple.test", "x@e.test")]
    assert {(r.status_code, r.url) for r in reponses} == {(302, reverse("account_reset_password_done"))}
    assert len(mail.outbox) == 2


def test_un_echec_de_connexion_dit_la_meme_chose_et_fait_le_meme_calcul_que_l_adresse_soit_connue_ou_non(
    client, monkeypatch
):
    from django.contrib.auth.hashers import MD5PasswordHasher

    calculs = []
    encoder = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a, **k: calculs.append(1) or encoder(self, *a, **k))
    un_utilisateur(email="awa@exemple.test")
    resultats = []
    for adresse in ("awa@exemple.test", "inconnue@exemple.test"):
        calculs.clear()
        texte = se_connecter(client, adresse, "pas le bon mot de passe").content.decode()
        erreurs = re.findall(r'role="alert".*?</div>', texte, re.S)
        resultats.append((erreurs, len(calculs)))
    assert resultats[0] == resultats[1]
    assert resultats[0][0]


def test_le_lien_de_mot_de_passe_oublie_sert_une_seule_fois(client):
    un_utilisateur(email="awa@exemple.test")
    client.post(reverse("account_reset_password"), {"email": "awa@exemple.test"})
    lien = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    page = client.get(lien, follow=True)
    nouveau = "une autre phrase bien longue"
    client.post(page.request["PATH_INFO"], {"password1": nouveau, "password2": nouveau})
    client.logout()
    assert se_connecter(client, "awa@exemple.test", nouveau).status_code == 302
    client.logout()
    assert 'name="password1"' not in client.get(lien, follow=True).content.decode()


def test_changer_de_mot_de_passe_ferme_les_sessions_ouvertes_ailleurs(client, client_2):
    utilisateur = un_utilisateur(email="awa@exemple.test")
    se_connecter(client, "awa@exemple.test")
    se_connecter(client_2, "awa@exemple.test")
    nouveau = "une autre phrase bien longue"
    reponse = client.post(
        reverse("account_change_password"),
        {"oldpassword": MOT_DE_PASSE, "password1": nouveau, "password2": nouveau},
    )
    assert reponse.status_code == 302
    utilisateur.refresh_from_db()
    assert utilisateur.check_password(nouveau)
    assert client_2.get(reverse("comptes:mon_compte")).status_code == 302


@pytest.fixture
def client_2():
    from django.test import Client

    return Client()


def test_se_deconnecter_ferme_la_session_et_ne_se_fait_pas_par_une_simple_visite(client):
    un_utilisateur(email="awa@exemple.test")
    se_connecter(client, "awa@exemple.test")
    client.get(reverse("account_logout"))
    assert client.get(reverse("comptes:mon_compte")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("comptes:mon_compte")).status_code == 302


@pytest.mark.parametrize("autre_poste", [True, False])
def test_dix_essais_rates_arretent_le_curieux_mais_pas_la_proprietaire_depuis_son_poste(settings, client, autre_poste):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}
    cache.clear()
    un_utilisateur(email="awa@exemple.test")
    for _ in range(12):
        se_connecter(client, "awa@exemple.test", "pas le bon")
    adresse = "198.51.100.7" if autre_poste else "127.0.0.1"
    reponse = client.post(
        reverse("account_login"), {"login": "awa@exemple.test", "password": MOT_DE_PASSE}, REMOTE_ADDR=adresse
    )
    assert (reponse.status_code == 302) is autre_poste
    cache.clear()


def test_mon_compte_change_nom_et_telephone(client):
    utilisateur = un_utilisateur(email="awa@exemple.test")
    client.force_login(utilisateur)
    reponse = client.post(
        reverse("comptes:mon_compte"), {"prenom": "Aïssata", "nom": "Ba", "telephone": "01 23 45 67 89"}
    )
    assert reponse.status_code == 302
    utilisateur.refresh_from_db()
    assert (str(utilisateur), utilisateur.telephone) == ("Aïssata Ba", "01 23 45 67 89")
    assert client.post(reverse("comptes:mon_compte"), {"nom": ""}).status_code == 200


def test_l_adresse_change_apres_le_mot_de_passe_et_une_confirmation_par_la_nouvelle(client):
    utilisateur = un_utilisateur(email="awa@exemple.test")
    se_connecter(client, "awa@exemple.test")
    verification = client.post(reverse("account_email"), {"email": "nouvelle@exemple.test", "action_add": ""})
    assert reverse("account_reauthenticate") in verification.url
    assert mail.outbox == []
    client.post(verification.url, {"password": MOT_DE_PASSE})
    utilisateur.refresh_from_db()
    assert utilisateur.email == "awa@exemple.test"
    message = next(m for m in mail.outbox if m.to == ["nouvelle@exemple.test"])
    lien = re.search(r"http://[^/]+(/\S+)", message.body).group(1)
    client.post(lien)
    utilisateur.refresh_from_db()
    assert utilisateur.email == "nouvelle@exemple.test"


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.RESPONSABLE, Role.ADMINISTRATION])
def test_les_roles_sensibles_ne_voient_rien_sans_seconde_protection(settings, client, role):
    settings.MFA_OBLIGATOIRE = True
    membre = un_membre(role=role)
    client.force_login(membre.utilisateur)
    for adresse in (reverse("entreprises:accueil"), reverse("comptes:mon_compte"), reverse("admin:index")):
        assert client.get(adresse).url == reverse("mfa_activate_totp")
    Authenticator.objects.create(user=membre.utilisateur, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get(reverse("comptes:mon_compte")).status_code == 200


def test_un_referent_n_a_pas_besoin_de_seconde_protection(settings, client):
    settings.MFA_OBLIGATOIRE = True
    client.force_login(un_membre(role=Role.REFERENT).utilisateur)
    assert client.get(reverse("comptes:mon_compte")).status_code == 200


@pytest.mark.parametrize("nom", ["account_email", "account_change_password", "mfa_index", "account_login"])
def test_les_pages_de_compte_sont_en_francais_et_sans_style_en_ligne(client, nom):
    if nom != "account_login":
        se_connecter(client, un_utilisateur().email)
    texte = client.get(reverse(nom)).content.decode()
    assert 'style="' not in texte
    assert "Sign In" not in texte
    assert '<html lang="fr"' in texte
