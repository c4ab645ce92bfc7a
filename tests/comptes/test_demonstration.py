"""The demonstration's accounts: their password is public, so they open nothing elsewhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.fabriques.comptes import un_utilisateur

pytestmark = pytest.mark.django_db

SECRET = "chantier-solidaire-93"


@pytest.fixture
def compte():
    return un_utilisateur(email="facilitation@demo.invalid", mot_de_passe=SECRET)


def se_connecter(client, email):
    return client.post(reverse("account_login"), {"login": email, "password": SECRET})


def test_le_compte_de_demonstration_entre_dans_une_demonstration(client, settings, compte):
    settings.DEMONSTRATION = True
    se_connecter(client, compte.email)
    assert client.session.get("_auth_user_id") == str(compte.pk)


def test_le_meme_mot_de_passe_est_refuse_ailleurs_comme_un_mauvais(client, settings, compte):
    settings.DEMONSTRATION = False
    reponse = se_connecter(client, compte.email)
    assert reponse.status_code == 200
    assert "_auth_user_id" not in client.session


def test_une_session_ouverte_se_ferme_quand_la_demonstration_s_arrete(client, settings, compte):
    settings.DEMONSTRATION = True
    client.force_login(compte)
    assert client.get(reverse("comptes:mon_compte")).status_code == 200
    settings.DEMONSTRATION = False
    reponse = client.get(reverse("comptes:mon_compte"))
    assert reponse.status_code == 302
    assert reponse.url.startswith(reverse("account_login"))


def test_les_autres_comptes_entrent_partout(client, settings):
    settings.DEMONSTRATION = False
    autre = un_utilisateur(email="claire@exemple.test", mot_de_passe=SECRET)
    se_connecter(client, autre.email)
    assert client.session.get("_auth_user_id") == str(autre.pk)
