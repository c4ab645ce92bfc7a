"""Deciding on a person in a real browser: the rule answers as one ticks; an address is looked up and goes away."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Error

from clauses.models import Referentiel
from clauses.rules.etats import EtatDemande
from outils.visite import ETROIT, debordement, fautes_axe
from parcours.models import Decision
from parcours.web import accord
from socle.geocodage import ResultatGeocodage, StatutGeocodage
from socle.horloge import aujourdhui
from tests.fabriques.declarations import une_scene
from tests.fabriques.demandes import une_demande
from tests.fabriques.socle import un_quartier
from tests.navigateur.test_engagement_de_bout_en_bout import remplir_date, se_connecter

pytestmark = pytest.mark.django_db(transaction=True)
ADRESSE = "14 rue du Canari, Saint-Denis"
TROUVE = ResultatGeocodage(StatutGeocodage.TROUVE, lat=48.91, lon=2.31, score=0.93, label="14 Rue du Canari")


def test_le_rsa_et_l_adresse_en_quartier_se_jugent_a_mesure(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("charger_reference", verbosity=0)
    monkeypatch.setattr(accord, "geocoder", lambda adresse, **options: TROUVE)
    un_quartier("QN09302M", "Franc Moisin")
    scene = une_scene(personnes=0, referentiel=Referentiel.objects.get(code="anru"))
    demande = une_demande(scene, debut=aujourdhui() + timedelta(days=7))
    se_connecter(page, scene.facilitation.utilisateur.email)
    chemin = f"/parcours/demandes/{demande.uuid}/"
    page.goto(chemin)
    avis = page.locator("#avis")

    assert not page.locator("input[name=datee_RSA]").is_visible()
    page.get_by_label("Bénéficiaire du RSA").check()
    avis.get_by_text("le justificatif n'est pas daté").first.wait_for()
    remplir_date(page.locator("input[name=datee_RSA]"), aujourdhui())
    avis.get_by_text("Ce référentiel demande aussi").first.wait_for()

    page.get_by_label("Habitant d'un quartier prioritaire").check()
    remplir_date(page.locator("input[name=datee_QPV]"), aujourdhui())
    avis.get_by_text("l'adresse reste à situer").first.wait_for()
    # Leaving the address asks the rule, before the place is known: its answer comes last and must not stay.
    en_retard: list[Any] = []
    page.route("**/objections/", lambda route: en_retard.append(route))
    page.locator("input[name=adresse]").fill(ADRESSE)
    page.get_by_role("button", name="Chercher le quartier").click()
    page.locator("#quartier").get_by_text("Dans le quartier Franc Moisin (QN09302M, liste 2024).").wait_for()
    assert en_retard
    page.unroute("**/objections/")
    for route in en_retard:
        with suppress(Error):  # already given up by the page
            route.continue_()
    page.wait_for_timeout(500)
    avis.get_by_text("La règle ne fait pas d'objection.").wait_for()
    assert page.locator("input[name=adresse]").input_value() == ""
    assert page.url.endswith(chemin)

    assert not fautes_axe(page)
    page.set_viewport_size({"width": ETROIT, "height": 740})
    assert not debordement(page)
    page.get_by_role("button", name="Accepter la demande").click()
    page.wait_for_url("**/parcours/demandes/")
    demande.refresh_from_db()
    assert demande.etat == EtatDemande.ACCEPTEE
    assert Decision.objects.get().qpv_code == "QN09302M"
