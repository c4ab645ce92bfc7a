"""The entries behind the validated hours of a clause: their sum is the figure shown, at both times."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from clauses.selectors.ecritures import ecritures_de
from clauses.selectors.situations import situation_au, situation_de
from clauses.services import validation
from entreprises.rules import Role
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def scene() -> Scene:
    """Two months of two people: September validated in October, October in November; one September line undone."""
    scene = une_scene(personnes=2)
    with a_l_instant(datetime(2025, 10, 10, 9, tzinfo=PARIS)):
        septembre = un_mois_soumis(scene, [100, 60], mois=Mois(2025, 9))
        validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in septembre])
    with a_l_instant(datetime(2025, 11, 10, 9, tzinfo=PARIS)):
        octobre = un_mois_soumis(scene, [80, 40], mois=Mois(2025, 10))
        validation.valider(acteur=scene.facilitation, lignes=[li.uuid for li in octobre])
        validation.annuler_validation(acteur=scene.facilitation, lignes=[septembre[1].uuid], texte="Mauvais lot")
    return scene


def page_de(client: Client, scene: Scene, question: str = "") -> str:
    return unescape(client.get(reverse("facilitation:ecritures", args=[scene.clause.uuid]) + question).content.decode())


def compte(page: str) -> int:
    """Rows of the table."""
    return page.count('<th scope="row" class="etroit">')


def test_la_somme_des_ecritures_est_le_chiffre_affiche_et_rejoue(scene: Scene) -> None:
    scene.clause.refresh_from_db()
    maintenant = situation_de(scene.clause)
    lues = ecritures_de(scene.clause, jusqu_au=maintenant.arrete_au)
    assert lues.total == maintenant.situation.validees == Decimal("220.00")
    assert sum(m.heures for m in lues.rangs) == lues.total
    avant = situation_au(scene.clause, date(2025, 9, 30), date(2025, 10, 31))
    rejouees = ecritures_de(
        scene.clause, jusqu_au=date(2025, 9, 30), connues_au=datetime(2025, 10, 31, 23, 59, tzinfo=PARIS)
    )
    assert rejouees.total == avant.situation.validees == Decimal("160.00")
    assert rejouees.rangs.count() == 2


def test_la_facilitatrice_lit_chaque_ecriture_et_ouvre_sa_ligne(client: Client, scene: Scene) -> None:
    client.force_login(scene.facilitation.utilisateur)
    fiche = client.get(reverse("facilitation:clause", args=[scene.clause.uuid])).content.decode()
    assert reverse("facilitation:ecritures", args=[scene.clause.uuid]) in fiche
    page = page_de(client, scene)
    assert "220,00" in page
    assert "Chaîne vérifiée à l'instant, de l'écriture n° 1 à l'écriture n° 5" in page
    assert compte(page) == 5
    assert "du n° 2" in page
    for contrat in scene.contrats:
        assert contrat.beneficiaire.nom in page
    un_mois = page_de(client, scene, "?mois=2025-09")
    assert compte(un_mois) == 3
    assert "100,00" in un_mois
    rejouee = page_de(client, scene, "?travaillees=2025-09-30&connues=2025-10-31")
    assert "telles que connues le 31 octobre 2025" in rejouee
    assert compte(rejouee) == 2


def test_l_annexe_nominative_est_pour_l_office_et_l_auditeur_ne_lit_aucun_nom(client: Client, scene: Scene) -> None:
    adresse = reverse("facilitation:ecritures", args=[scene.clause.uuid]) + "?format=csv"

    def fichier(acteur) -> str:
        client.force_login(acteur.utilisateur)
        return b"".join(client.get(adresse).streaming_content).decode("utf-8-sig")

    de_l_office = fichier(scene.facilitation)
    rangs = list(csv.DictReader(io.StringIO(de_l_office), delimiter=";"))
    assert len(rangs) == 5
    assert sum(Decimal(r["Heures"].replace(",", ".")) for r in rangs) == Decimal("220.00")
    noms = [c.beneficiaire.nom for c in scene.contrats]
    assert all(nom in de_l_office for nom in noms)
    auditeur = un_acteur(role=Role.AUDITEUR)
    assert not any(nom in fichier(auditeur) for nom in noms)
    assert not any(nom in page_de(client, scene) for nom in noms)


def test_le_nombre_de_requetes_ne_suit_pas_le_nombre_d_ecritures(
    client: Client, scene: Scene, django_assert_max_num_queries
) -> None:
    client.force_login(scene.facilitation.utilisateur)
    adresse = reverse("facilitation:ecritures", args=[scene.clause.uuid])
    client.get(adresse)
    with django_assert_max_num_queries(30):
        client.get(adresse)
