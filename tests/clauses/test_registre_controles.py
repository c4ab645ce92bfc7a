"""The register prints itself: severities per référentiel and period, set in the administration, read by all offices."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chantiers.models import Chantier
from clauses.models import Alerte, SeveriteControle
from clauses.rules.controles import CONTROLES, VARIANTES
from clauses.selectors.registre_controles import Severites, registre
from entreprises.rules import Role
from tests.fabriques.declarations import MOIS, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_chantier, un_referentiel

pytestmark = pytest.mark.django_db


def regler(code: str, gravite: str, du: date, au: date | None = None, referentiel=None) -> SeveriteControle:
    return SeveriteControle.objects.create(
        code=code, gravite=gravite, valide_du=du, valide_au=au, referentiel=referentiel
    )


def test_chaque_controle_a_ses_limites_et_chaque_limite_son_controle():
    assert {v.controle for v in VARIANTES.values()} == set(CONTROLES)
    assert [c.controle.code for c in registre(date(2026, 1, 1))] == list(CONTROLES)


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2025, 8, 31), {}),
        (date(2025, 9, 1), {"A5": "INFO"}),
        (date(2025, 9, 30), {"A5": "INFO"}),
        (date(2025, 10, 1), {}),
    ],
)
def test_une_gravite_vaut_entre_deux_dates(jour, attendu):
    regler("A5", "INFO", date(2025, 9, 1), date(2025, 9, 30))
    assert Severites().de(None, jour) == attendu


def test_le_referentiel_l_emporte_et_la_plus_recente_remplace():
    anru, autre = un_referentiel(), un_referentiel()
    regler("A6", "INFO", date(2025, 1, 1))
    regler("A6", "BLOCAGE", date(2025, 6, 1))
    regler("A6", "AUCUNE", date(2025, 1, 1), referentiel=anru)
    severites = Severites()
    assert severites.de(anru.pk, date(2025, 9, 1)) == {"A6": "AUCUNE"}
    assert severites.de(autre.pk, date(2025, 9, 1)) == {"A6": "BLOCAGE"}
    assert severites.de(autre.pk, date(2025, 5, 31)) == {"A6": "INFO"}


def test_une_fin_avant_le_debut_est_refusee():
    ligne = SeveriteControle(code="A5", gravite="INFO", valide_du=date(2025, 9, 1), valide_au=date(2025, 8, 31))
    with pytest.raises(ValidationError, match="La fin ne précède pas le début"):
        ligne.full_clean()


def test_le_mois_travaille_decide_de_la_gravite():
    scene = une_scene()
    regler("A5b", "BLOCAGE", MOIS.premier_jour, MOIS.dernier_jour, scene.clause.referentiel)
    [septembre], [octobre] = un_mois_soumis(scene, 170), un_mois_soumis(scene, 170, mois=MOIS + 1)
    assert Alerte.objects.get(ligne=septembre, code="A5").gravite == "BLOCAGE"
    assert Alerte.objects.get(ligne=octobre, code="A5").gravite == "ALERTE"


def page(acteur) -> str:
    client = Client()
    client.force_login(acteur.utilisateur)
    reponse = client.get(reverse("facilitation:controles"))
    assert reponse.status_code == 200
    return unescape(reponse.content.decode())


@pytest.mark.parametrize("role", [Role.FACILITATEUR, Role.RESPONSABLE, Role.ADMINISTRATION])
def test_la_page_montre_tout_le_registre_et_ce_qui_est_regle(role):
    referentiel = un_referentiel("Grand Paris")
    regler("A13b", "AUCUNE", date(2020, 1, 1), referentiel=referentiel)
    regler("A7b", "BLOCAGE", date(2020, 1, 1))
    texte = page(un_acteur(role=role))
    for controle in CONTROLES.values():
        assert controle.limite in texte
    for variante in VARIANTES.values():
        assert variante.constat in texte
    assert "Grand Paris : désactivé" in texte
    assert texte.count("réglée par l'administration") == 1
    assert ("Régler les gravités" in texte) is (role == Role.ADMINISTRATION)


def test_la_page_ne_coute_pas_plus_de_requetes_avec_deux_cents_reglages():
    acteur = un_acteur(role=Role.ADMINISTRATION)
    with CaptureQueriesContext(connection) as sans_reglage:
        page(acteur)
    for annee in range(1990, 2020):
        for code in ("A5a", "A5b", "A6", "A7a", "A9", "A10", "A13b"):
            regler(code, "INFO", date(annee, 1, 1))
    with CaptureQueriesContext(connection) as avec_reglages:
        page(acteur)
    assert len(avec_reglages) <= len(sans_reglage)


def test_l_administration_regle_une_gravite_qui_est_journalisee_sans_toucher_aux_pages_publiques():
    un_chantier()
    avant = list(Chantier.objects.values_list("version_publique", flat=True))
    acteur = un_acteur(role=Role.ADMINISTRATION)
    client = Client()
    client.force_login(acteur.utilisateur)
    adresse = reverse("admin:clauses_severitecontrole_add")
    donnees = {"code": "A5c", "referentiel": "", "gravite": "BLOCAGE", "valide_du": "2026-01-01", "valide_au": ""}
    assert client.post(adresse, donnees | {"code": "A99"}).status_code == 200
    assert not SeveriteControle.objects.exists()
    assert client.post(adresse, donnees).status_code == 302
    ligne = SeveriteControle.objects.get()
    assert (ligne.code, ligne.gravite) == ("A5c", "BLOCAGE")
    entree = LogEntry.objects.get()
    assert (entree.user, entree.object_id) == (acteur.utilisateur, str(ligne.pk))
    assert list(Chantier.objects.values_list("version_publique", flat=True)) == avant
