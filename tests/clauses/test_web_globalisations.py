"""Pooling on the pages: an agreement from the clause's page, a line shared by the office, by the firm, ended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from clauses.models import Affectation, ConventionGlobalisation, LigneHeures
from entreprises.rules import Role
from socle.periodes import Mois
from tests.clauses.test_services_globalisations import un_accord, une_autre_clause
from tests.fabriques.declarations import Scene, un_mois_saisi, un_mois_soumis, une_scene
from tests.fabriques.entreprises import un_acteur

pytestmark = pytest.mark.django_db
MOIS = Mois(2025, 9)


@pytest.fixture
def scene() -> Scene:
    return une_scene()


def test_un_accord_s_enregistre_depuis_la_clause_se_lit_sur_les_deux_et_se_termine(
    client: Client, scene: Scene
) -> None:
    autre = une_autre_clause(scene)
    client.force_login(scene.facilitation.utilisateur)
    adresse = reverse("facilitation:globaliser", args=[scene.clause.uuid])
    assert adresse in client.get(reverse("facilitation:clause", args=[scene.clause.uuid])).content.decode()
    donnees = {"entreprise": scene.entreprise.uuid, "clauses": [autre.uuid], "reference": "Accord 12",
               "signee_le": "2025-09-01", "debut": "01/09/2025", "fin": ""}  # fmt: skip
    sans_reference = client.post(adresse, donnees | {"reference": ""})
    assert sans_reference.status_code == 422
    assert "2025-09-01" in sans_reference.content.decode(), "ce qui était tapé reste"
    fiche = client.post(adresse, donnees, follow=True)
    assert "Accord 12" in unescape(fiche.content.decode())
    assert "Accord 12" in client.get(reverse("facilitation:clause", args=[autre.uuid])).content.decode()
    fin = reverse("facilitation:terminer_globalisation", args=[ConventionGlobalisation.objects.get().uuid])
    client.post(fin, {"le": "2025-12-31", "motif": "Chantier fini"})
    assert ConventionGlobalisation.objects.get().fin == date(2025, 12, 31)


def test_la_facilitatrice_repartit_une_ligne_en_attente(client: Client, scene: Scene) -> None:
    autre = une_autre_clause(scene)
    un_accord(scene, autre)
    [ligne] = un_mois_soumis(scene, 100, mois=MOIS)
    client.force_login(scene.facilitation.utilisateur)
    page = reverse("facilitation:repartir_ligne", args=[ligne.uuid])
    assert page in client.get(reverse("facilitation:ligne", args=[ligne.uuid])).content.decode()
    refusee = client.post(page, {f"h_{scene.clause.uuid.hex}": "60", f"h_{autre.uuid.hex}": "41,5"})
    assert refusee.status_code == 422
    assert "Les parts font 101,5" in unescape(refusee.content.decode())
    assert 'value="41,5"' in refusee.content.decode()
    lue = client.post(page, {f"h_{scene.clause.uuid.hex}": "60", f"h_{autre.uuid.hex}": "40"}, follow=True)
    assert "Les heures sont réparties." in unescape(lue.content.decode())
    assert dict(Affectation.objects.values_list("clause_id", "heures")) == {scene.clause.pk: D(60), autre.pk: D(40)}


def test_l_entreprise_repartit_avant_d_envoyer(client: Client, scene: Scene) -> None:
    autre = une_autre_clause(scene)
    un_accord(scene, autre)
    un_mois_saisi(scene, 100, mois=MOIS)
    ligne = LigneHeures.objects.get()
    client.force_login(scene.paie.utilisateur)
    page = reverse("entreprise:repartir_ligne", args=[ligne.uuid])
    assert page in client.get(reverse("entreprise:ligne", args=[ligne.uuid])).content.decode()
    client.post(page, {f"h_{scene.clause.uuid.hex}": "25", f"h_{autre.uuid.hex}": "75"})
    assert dict(Affectation.objects.values_list("clause_id", "heures")) == {scene.clause.pk: D(25), autre.pk: D(75)}


def test_sans_accord_la_page_le_dit_et_l_office_d_a_cote_n_entre_pas(client: Client, scene: Scene) -> None:
    [ligne] = un_mois_soumis(scene, 100, mois=MOIS)
    client.force_login(scene.facilitation.utilisateur)
    page = reverse("facilitation:repartir_ligne", args=[ligne.uuid])
    assert "Rien à répartir" in unescape(client.get(page).content.decode())
    assert "Rien à réunir" in unescape(
        client.get(reverse("facilitation:globaliser", args=[scene.clause.uuid])).content.decode()
    )
    client.force_login(un_acteur(role=Role.FACILITATEUR).utilisateur)
    assert client.get(page).status_code == 404
    assert client.get(reverse("facilitation:globaliser", args=[scene.clause.uuid])).status_code == 404
