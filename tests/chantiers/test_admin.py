"""Programmes, trades, territories and criteria: rows that the administration edits, and nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from chantiers.models import Programme
from entreprises.rules import Role
from parcours.models import Critere
from socle.models import Metier
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_chantier, un_programme, un_referentiel

pytestmark = pytest.mark.django_db
LISTES = ("chantiers_programme", "socle_metier", "socle_territoire", "parcours_critere")


def _client(role: Role) -> Client:
    acteur = un_acteur(role=role)
    acteur.utilisateur.is_staff = True
    acteur.utilisateur.save(update_fields=["is_staff"])
    client = Client()
    client.force_login(acteur.utilisateur)
    return client


@pytest.mark.parametrize("liste", LISTES)
def test_l_administration_seule_ouvre_ces_lignes(liste: str) -> None:
    adresse = reverse(f"admin:{liste}_changelist")
    assert _client(Role.ADMINISTRATION).get(adresse).status_code == 200
    assert _client(Role.FACILITATEUR).get(adresse).status_code == 403


def test_un_programme_renomme_leve_les_versions_publiques() -> None:
    programme, chantier = un_programme("Avant"), un_chantier()
    version = chantier.version_publique
    envoi = {"code": programme.code, "slug": programme.slug, "nom": "Après", "ordre": 1, "actif": "on"}
    reponse = _client(Role.ADMINISTRATION).post(reverse("admin:chantiers_programme_change", args=[programme.pk]), envoi)
    assert reponse.status_code == 302
    assert Programme.objects.get(pk=programme.pk).nom == "Après"
    chantier.refresh_from_db()
    assert chantier.version_publique == version + 1


def test_un_metier_ajoute_se_cherche_sans_accents() -> None:
    envoi = {"code": "F1603", "libelle": "Électricité du bâtiment", "famille": "", "ordre": 1, "actif": "on"}
    assert _client(Role.ADMINISTRATION).post(reverse("admin:socle_metier_add"), envoi).status_code == 302
    assert Metier.objects.get(code="F1603").libelle_plie == "electricite du batiment"


def test_un_critere_change_l_age_de_sa_preuve() -> None:
    critere = Critere.objects.create(referentiel=un_referentiel(), code="rsa", libelle="Bénéficiaire du RSA")
    envoi = {
        "referentiel": critere.referentiel_id, "code": "rsa", "libelle": critere.libelle, "age_preuve_mois": 6,
        "niveau": 1, "suffit_seul": "on", "actif": "on", "ordre": 0, "sorte_preuve": critere.sorte_preuve,
    }  # fmt: skip
    client = _client(Role.ADMINISTRATION)
    assert client.post(reverse("admin:parcours_critere_change", args=[critere.pk]), envoi).status_code == 302
    critere.refresh_from_db()
    assert critere.age_preuve_mois == 6
