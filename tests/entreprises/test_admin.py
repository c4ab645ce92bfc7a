"""The Django admin writes through the services and deletes nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from comptes.models import JournalCompte, Utilisateur
from entreprises import services
from entreprises.models import JournalOrganisation, Membre, Organisation
from entreprises.rules import ActeOrganisation, EtatMembre, Nature, Role
from socle.identifiants import siret_de_demo
from tests.fabriques.comptes import un_utilisateur
from tests.fabriques.entreprises import un_membre, une_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    services.preparer_groupes()
    client.force_login(un_membre(role=Role.ADMINISTRATION).utilisateur)
    return client


FICHE = {
    "nature": Nature.ENTREPRISE,
    "nom": "Bâti Nord",
    "siret": siret_de_demo(3),
    **{f"{prefixe}-{champ}_FORMS": 0 for prefixe in ("noms", "journal") for champ in ("TOTAL", "INITIAL")},
}


def test_une_organisation_se_cree_par_le_service_et_laisse_une_trace(admin):
    assert admin.post(reverse("admin:entreprises_organisation_add"), FICHE).status_code == 302
    organisation = Organisation.objects.get(siret=siret_de_demo(3))
    assert organisation.nom_plie == "bati nord"
    trace = JournalOrganisation.objects.get(organisation=organisation, acte=ActeOrganisation.CREATION)
    assert trace.auteur is not None


def test_un_siret_faux_ou_deja_pris_est_dit_a_cote_du_champ(admin):
    une_organisation(siret=siret_de_demo(3))
    for siret in (siret_de_demo(3), "12345678901234"):
        page = admin.post(reverse("admin:entreprises_organisation_add"), {**FICHE, "siret": siret})
        assert page.status_code == 200
        assert "siret" in page.context["adminform"].form.errors


def test_l_administration_change_la_nature_d_une_fiche(admin):
    organisation = une_organisation(siret=siret_de_demo(3))
    adresse = reverse("admin:entreprises_organisation_change", args=[organisation.pk])
    assert admin.post(adresse, {**FICHE, "nature": Nature.EI}).status_code == 302
    organisation.refresh_from_db()
    assert organisation.est_siae


def test_un_membre_s_ajoute_et_se_retire_par_les_services(admin):
    organisation, personne = une_organisation(), un_utilisateur()
    valeurs = {"utilisateur": personne.pk, "organisation": organisation.pk, "role": Role.FACILITATEUR}
    assert admin.post(reverse("admin:entreprises_membre_add"), valeurs).status_code == 200
    assert admin.post(reverse("admin:entreprises_membre_add"), {**valeurs, "role": Role.PAIE}).status_code == 302
    membre = Membre.objects.get(utilisateur=personne)
    liste = reverse("admin:entreprises_membre_changelist")
    for action, etat in (
        ("suspendre", EtatMembre.SUSPENDU),
        ("retablir", EtatMembre.ACTIF),
        ("retirer", EtatMembre.RETIRE),
    ):
        admin.post(liste, {"action": action, "_selected_action": [membre.pk]})
        membre.refresh_from_db()
        assert membre.etat == etat


def test_un_compte_s_ouvre_se_ferme_et_ne_se_supprime_pas(admin):
    vides = {f"journal-{champ}_FORMS": 0 for champ in ("TOTAL", "INITIAL")}
    valeurs = {"email": "Zoe@Exemple.test", "prenom": "Zoé", "nom": "Ba", "telephone": "", **vides}
    assert admin.post(reverse("admin:comptes_utilisateur_add"), valeurs).status_code == 302
    zoe = Utilisateur.objects.get(email="zoe@exemple.test")
    assert not zoe.has_usable_password()
    liste = reverse("admin:comptes_utilisateur_changelist")
    admin.post(liste, {"action": "fermer", "_selected_action": [zoe.pk]})
    zoe.refresh_from_db()
    assert not zoe.is_active
    assert JournalCompte.objects.filter(utilisateur=zoe, auteur__isnull=False).count() == 2
    assert admin.post(reverse("admin:comptes_utilisateur_delete", args=[zoe.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("nom", ["organisation", "membre", "invitation", "successionorganisation"])
def test_chaque_liste_s_ouvre(admin, nom):
    une_organisation()
    assert admin.get(reverse(f"admin:entreprises_{nom}_changelist")).status_code == 200


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATION])
def test_les_autres_roles_n_entrent_pas(client, role):
    client.force_login(un_membre(role=role).utilisateur)
    assert client.get(reverse("admin:index")).status_code in (302, 403)
    assert client.get(reverse("admin:comptes_utilisateur_changelist")).status_code in (302, 403)
