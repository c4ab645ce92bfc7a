"""Accounts: made, closed, anonymised, never deleted."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from comptes import services
from comptes.models import ActeCompte, JournalCompte, Utilisateur
from socle.erreurs import ConflitEcriture, RegleViolee, TransitionInterdite
from tests.fabriques.comptes import MOT_DE_PASSE, un_utilisateur

pytestmark = pytest.mark.django_db


def test_l_adresse_est_gardee_en_minuscules_et_trouvee_quelle_que_soit_la_casse():
    utilisateur = un_utilisateur(email="  Awa.Diallo@Exemple.TEST ")
    assert utilisateur.email == "awa.diallo@exemple.test"
    assert Utilisateur.objects.get_by_natural_key("AWA.diallo@exemple.test") == utilisateur


def test_la_base_refuse_une_adresse_en_majuscules():
    with pytest.raises(IntegrityError), transaction.atomic():
        Utilisateur.objects.bulk_create([Utilisateur(email="Awa@exemple.test")])


def test_une_adresse_deja_prise_est_refusee_avec_une_phrase():
    un_utilisateur(email="awa@exemple.test")
    with pytest.raises(RegleViolee) as refus:
        un_utilisateur(email="AWA@exemple.test")
    assert refus.value.champ == "email"


@pytest.mark.parametrize("faible", ["court", "12345678901234", "awa.diallo.awa.diallo", "azertyuiop"])
def test_un_mot_de_passe_faible_est_refuse(faible):
    with pytest.raises(RegleViolee) as refus:
        un_utilisateur(email="awa.diallo.awa.diallo@exemple.test", mot_de_passe=faible)
    assert refus.value.champ == "mot_de_passe"
    assert not Utilisateur.objects.exists()


def test_fermer_un_compte_demande_un_motif_et_ferme_ses_sessions(client):
    utilisateur = un_utilisateur()
    client.force_login(utilisateur)
    with pytest.raises(RegleViolee):
        services.fermer(utilisateur=utilisateur, auteur=None, motif=" ")
    services.fermer(utilisateur=utilisateur, auteur=None, motif="Départ")
    assert client.get("/mon-compte/").status_code == 302
    with pytest.raises(TransitionInterdite):
        services.fermer(utilisateur=utilisateur, auteur=None, motif="Départ")
    services.rouvrir(utilisateur=utilisateur, auteur=None)
    actes = set(JournalCompte.objects.filter(utilisateur=utilisateur).values_list("acte", flat=True))
    assert actes == {ActeCompte.CREATION, ActeCompte.FERMETURE, ActeCompte.REOUVERTURE}


def test_anonymiser_efface_tout_ce_qui_nomme_la_personne_et_garde_le_compte():
    utilisateur = un_utilisateur(prenom="Awa", nom="Diallo", email="awa@exemple.test", telephone="06 00 00 00 00")
    services.anonymiser(utilisateur=utilisateur, auteur=None)
    garde = Utilisateur.objects.get(pk=utilisateur.pk)
    valeurs = " ".join(str(valeur) for valeur in Utilisateur.objects.filter(pk=garde.pk).values_list()[0])
    assert "Awa" not in valeurs
    assert "Diallo" not in valeurs
    assert "awa@" not in valeurs
    assert "06 00" not in valeurs
    assert str(garde) == "Compte supprimé"
    assert not garde.check_password(MOT_DE_PASSE)
    assert not EmailAddress.objects.filter(user=garde).exists()
    with pytest.raises(ConflitEcriture):
        services.anonymiser(utilisateur=utilisateur, auteur=None)
    with pytest.raises(TransitionInterdite):
        services.rouvrir(utilisateur=utilisateur, auteur=None)
