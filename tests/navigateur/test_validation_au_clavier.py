"""A facilitator's month of 128 lines, with the keyboard alone: the 120 clean ones go at once, the 8 others stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from clauses.models import Alerte, LigneHeures, Lot
from clauses.selectors.verification import verifier
from socle.horloge import aujourdhui
from socle.periodes import Mois
from tests.fabriques.declarations import un_contrat, un_mois_soumis, une_scene
from tests.navigateur.test_engagement_de_bout_en_bout import se_connecter

pytestmark = pytest.mark.django_db(transaction=True)

PROPRES, SIGNALEES = 120, 8


def presser(page: Any, *touches: str) -> None:
    for touche in touches:
        page.keyboard.press(touche)


def etats() -> dict[str, int]:
    return {
        etat: LigneHeures.objects.filter(etat=etat).count() for etat in ("SOUMISE", "VALIDEE", "PARTIELLE", "RENVOYEE")
    }


def test_cent_vingt_lignes_se_valident_au_clavier_et_huit_attendent(page):
    call_command("charger_reference", verbosity=0)
    mois = Mois.depuis(aujourdhui()).precedent()
    scene = une_scene(personnes=0, heures_dues=40_000, fin=(mois + 12).dernier_jour)
    Lot.objects.update(fin_travaux=(mois + 12).dernier_jour)
    scene.contrats = [
        un_contrat(intervenant=scene.intervenant, clause=scene.clause, debut=(mois - 2).premier_jour)
        for _ in range(PROPRES + SIGNALEES)
    ]
    un_mois_soumis(scene, [90 + rang % 40 for rang in range(PROPRES)] + [175] * (SIGNALEES - 1) + [215], mois=mois)
    assert Alerte.objects.actives().exclude(gravite="INFO").values("ligne").distinct().count() == SIGNALEES

    se_connecter(page, scene.facilitation.utilisateur.email)
    page.goto("/facilitation/a-valider/")
    assert page.locator("[data-ligne-clavier]").count() == PROPRES + SIGNALEES
    presser(page, "j", "Shift+X")
    assert page.get_by_role("status").filter(has_text=f"{PROPRES} lignes cochées").count() == 1
    with page.expect_navigation():
        presser(page, "Shift+V")
    assert f"{PROPRES} lignes validées" in page.content()
    assert etats() == {"SOUMISE": SIGNALEES, "VALIDEE": PROPRES, "PARTIELLE": 0, "RENVOYEE": 0}

    # The eight that ask a question are looked at one by one: v validates the second, without leaving the list.
    assert page.locator("[data-ligne-clavier]").count() == SIGNALEES
    presser(page, "j", "j", "v")
    page.locator("[data-ligne-clavier]").nth(1).get_by_role("link", name="Annuler la validation").wait_for()
    page.wait_for_function("document.activeElement.matches('[data-ligne-clavier].ligne-active')")
    assert etats()["VALIDEE"] == PROPRES + 1
    presser(page, "j", "Enter")
    page.locator("#panneau :text('Historique')").first.wait_for()
    presser(page, "Escape")

    # What was done at once is undone from the same screen.
    page.get_by_role("button", name=f"Annuler la validation de ces {PROPRES} lignes").focus()
    with page.expect_navigation():
        presser(page, "Enter")
    assert etats()["SOUMISE"] == PROPRES + SIGNALEES - 1
    assert list(verifier()) == []
