"""Validation with the keyboard alone: a month of 128 lines at once, lines one by one, and what brings them back.

The focus is looked at after each act: on a line, never lost to the page.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from clauses.models import Alerte, LigneHeures, Lot
from clauses.rules.vocabulaire import OrigineLigne, UsageMotif
from clauses.selectors.verification import verifier
from socle.horloge import aujourdhui
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_contrat, un_mois_soumis, un_motif, une_scene
from tests.navigateur.test_engagement_de_bout_en_bout import se_connecter

pytestmark = pytest.mark.django_db(transaction=True)

PROPRES, SIGNALEES = 120, 8
HEURES_PROPRES = "13\u202f140,00\u00a0h"
ACTIVE = "[data-ligne-clavier].ligne-active:focus"


def presser(page: Any, *touches: str) -> None:
    for touche in touches:
        page.keyboard.press(touche)


def etats() -> dict[str, int]:
    return {
        etat: LigneHeures.objects.filter(etat=etat).count() for etat in ("SOUMISE", "VALIDEE", "PARTIELLE", "RENVOYEE")
    }


def une_scene_suivie(personnes: int) -> tuple[Scene, Mois]:
    """A firm with so many people under contract, and its last month."""
    call_command("charger_reference", verbosity=0)
    mois = Mois.depuis(aujourdhui()).precedent()
    scene = une_scene(personnes=0, heures_dues=40_000, fin=(mois + 12).dernier_jour)
    Lot.objects.update(fin_travaux=(mois + 12).dernier_jour)
    scene.contrats = [
        un_contrat(intervenant=scene.intervenant, clause=scene.clause, debut=(mois - 2).premier_jour)
        for _ in range(personnes)
    ]
    return scene, mois


def ouvrir_la_liste(page: Any, scene: Scene, adresse: str = "/facilitation/a-valider/") -> Any:
    """The list, its live region marked so that one sees whether it is still the same element after an act."""
    se_connecter(page, scene.facilitation.utilisateur.email)
    page.goto(adresse)
    page.evaluate("document.getElementById('messages').dataset.temoin = 'la même'")
    return page.locator("[data-ligne-clavier]")


def annonce(page: Any, texte: str) -> None:
    """The live region, still the one of the beginning, says it."""
    region = page.locator("#messages[aria-live='polite'][data-temoin='la même']")
    region.get_by_text(texte).wait_for()
    expect(page.locator(".htmx-request, .htmx-settling")).to_have_count(0)
    page.locator(ACTIVE).wait_for()


def rang_actif(page: Any) -> int:
    """Which line holds the focus; -1 when it is elsewhere."""
    return page.evaluate(
        "Array.from(document.querySelectorAll('[data-ligne-clavier]')).indexOf(document.activeElement)"
    )


def test_cent_vingt_lignes_se_valident_au_clavier_et_huit_attendent(page):
    scene, mois = une_scene_suivie(PROPRES + SIGNALEES)
    un_mois_soumis(scene, [90 + rang % 40 for rang in range(PROPRES)] + [175] * (SIGNALEES - 1) + [215], mois=mois)
    assert Alerte.objects.actives().exclude(gravite="INFO").values("ligne").distinct().count() == SIGNALEES
    lignes = ouvrir_la_liste(page, scene)
    assert lignes.count() == PROPRES + SIGNALEES

    # Nothing ticked: the capital asks about all the clean ones; Escape leaves everything as it was.
    presser(page, "j", "Shift+V")
    question = page.get_by_role("dialog", name=f"Valider {PROPRES} lignes, {HEURES_PROPRES} ?")
    question.wait_for()
    presser(page, "Escape")
    question.wait_for(state="hidden")
    assert page.locator("[data-selection-ligne]:checked").count() == 0
    assert rang_actif(page) == 0
    assert etats()["SOUMISE"] == PROPRES + SIGNALEES

    # Ticked ones, fewer: the question is about these.
    presser(page, "j", "x", "Shift+V")
    page.get_by_role("dialog", name=re.compile(r"^Valider 1 ligne, \d+,00\sh \?$")).wait_for()
    presser(page, "Escape", "x", "Shift+X")
    page.get_by_role("status").filter(has_text=f"{PROPRES} lignes cochées").wait_for(state="attached")
    presser(page, "Shift+V", "Enter")
    annonce(page, f"{PROPRES} lignes validées, {HEURES_PROPRES}. Il en reste {SIGNALEES}.")
    assert etats() == {"SOUMISE": SIGNALEES, "VALIDEE": PROPRES, "PARTIELLE": 0, "RENVOYEE": 0}
    assert lignes.count() == SIGNALEES
    page.locator("#rail").get_by_text(str(SIGNALEES), exact=True).wait_for(state="attached")  # the menu counts anew

    # What was done at once is undone from the same screen by one key, once.
    presser(page, "u")
    annonce(page, f"{PROPRES} validations annulées par contre-écriture")
    assert etats()["SOUMISE"] == PROPRES + SIGNALEES
    assert lignes.count() == PROPRES + SIGNALEES
    assert page.locator("[data-raccourci-page='u']").count() == 0
    presser(page, "u")
    presser(page, "Shift+V", "Enter")
    annonce(page, f"{PROPRES} lignes validées")

    # The eight that ask a question are looked at one by one: v validates the second and goes on to the third.
    presser(page, "k", "k", "k", "k", "j", "v")
    annonce(page, f"1 ligne validée, 175,00\u00a0h. Il en reste {SIGNALEES - 1}.")
    lignes.nth(1).get_by_role("link", name="Annuler la validation").wait_for()
    assert rang_actif(page) == 2
    assert etats()["VALIDEE"] == PROPRES + 1
    presser(page, "Enter")
    page.locator("#panneau :text('Historique')").first.wait_for()
    presser(page, "Escape", "u")
    annonce(page, f"1 validation annulée par contre-écriture : la ligne attend de nouveau. Il en reste {SIGNALEES}.")
    assert rang_actif(page) == 1
    assert etats()["SOUMISE"] == SIGNALEES
    assert list(verifier()) == []


def test_ligne_a_ligne_le_curseur_avance_et_ne_se_perd_jamais(page):
    """v down to the last line, a send-back from the panel, a refusal that opens the panel by itself."""
    scene, mois = une_scene_suivie(4)
    lignes_du_mois = un_mois_soumis(scene, [100, 101, 102, 103], mois=mois)
    derniere = lignes_du_mois[-1]
    LigneHeures.objects.filter(pk=derniere.pk).update(
        origine=OrigineLigne.POUR_COMPTE, saisie_par=scene.facilitation.utilisateur
    )
    motif = un_motif(UsageMotif.RENVOI)
    lignes = ouvrir_la_liste(page, scene, f"/facilitation/mois/{derniere.declaration.uuid}/")
    page.keyboard.press("j")
    for reste in (3, 2):
        presser(page, "v")
        annonce(page, f"Il en reste {reste}.")
        assert rang_actif(page) == 4 - reste

    presser(page, "r")
    formulaire = page.locator("#panneau form[action$='/renvoyer/']")
    formulaire.locator("select").select_option(str(motif.pk))
    formulaire.locator("textarea").fill("Joignez le contrat signé.")
    formulaire.get_by_role("button", name="Renvoyer pour correction").click()
    page.locator("#messages").get_by_text("La ligne est renvoyée à l'entreprise. Il en reste 1.").wait_for()
    lignes.nth(2).get_by_text("Joignez le contrat signé.").wait_for()
    presser(page, "Escape")
    page.locator(ACTIVE).wait_for()
    assert rang_actif(page) == 3, "la ligne renvoyée a été redessinée : la suivante qui attend prend le curseur"

    # The hours he entered himself: the refusal opens the panel, where the reason is asked; the row stays.
    presser(page, "v")
    page.locator("#panneau").get_by_text("Vous avez saisi ces heures").first.wait_for()
    assert lignes.count() == 4
    assert page.evaluate("document.activeElement !== document.body && !!document.activeElement.closest('#panneau')")
    page.locator("#panneau form[action$='/valider/'] textarea").fill("Aucun collègue cette semaine.")
    page.locator("#panneau").get_by_role("button", name="Valider la ligne").click()
    page.locator("#messages").get_by_text("1 ligne validée, 103,00\u00a0h. Il n'en reste aucune.").wait_for()
    lignes.nth(3).get_by_role("link", name="Annuler la validation").wait_for()
    presser(page, "Escape")
    page.locator(ACTIVE).wait_for()
    assert rang_actif(page) == 3, "plus rien n'attend : le curseur reste où il est"
    assert etats() == {"SOUMISE": 0, "VALIDEE": 3, "PARTIELLE": 0, "RENVOYEE": 1}

    presser(page, "u")
    annonce(page, "Il en reste 1.")
    assert rang_actif(page) == 3
    presser(page, "u")
    assert etats()["SOUMISE"] == 1


def test_une_touche_tenue_n_agit_qu_une_fois_et_entree_sur_une_case_n_envoie_rien(page):
    scene, mois = une_scene_suivie(3)
    un_mois_soumis(scene, [100, 101, 102], mois=mois)
    lignes = ouvrir_la_liste(page, scene)
    lignes.first.locator("[data-selection-ligne]").focus()
    presser(page, "Enter")
    page.keyboard.press("j")
    page.keyboard.down("v")
    page.keyboard.down("v")
    annonce(page, "Il en reste 2.")
    page.keyboard.down("v")
    page.keyboard.up("v")
    presser(page, "?")
    aide = page.get_by_role("dialog", name="Raccourcis clavier")
    assert aide.get_by_text("annuler la dernière validation").count() == 1
    assert etats()["SOUMISE"] == 2


def test_apres_tout_un_mois_le_curseur_va_au_mois_suivant(page):
    scene, mois = une_scene_suivie(2)
    for rang in range(3):
        un_mois_soumis(scene, [100 + rang, 101 + rang], mois=mois - 2 + rang)
    lignes = ouvrir_la_liste(page, scene, "/facilitation/a-valider/?tri=mois")
    page.get_by_role("button", name="Valider les 2 lignes sans alerte").nth(1).click()
    annonce(page, "2 lignes validées, 203,00\u00a0h. Il en reste 4.")
    assert lignes.count() == 4
    assert rang_actif(page) == 2


def test_la_session_finie_mene_a_la_connexion_et_rien_n_est_valide(page):
    scene, mois = une_scene_suivie(1)
    un_mois_soumis(scene, 100, mois=mois)
    ouvrir_la_liste(page, scene)
    page.context.clear_cookies(name="sessionid")
    presser(page, "j", "v")
    page.wait_for_url(re.compile("/compte/login/.*a-valider"))
    assert etats()["SOUMISE"] == 1


def test_sans_javascript_le_meme_bouton_valide_les_lignes_cochees(chromium, live_server):
    scene, mois = une_scene_suivie(3)
    un_mois_soumis(scene, [100, 101, 102], mois=mois)
    contexte = chromium.new_context(base_url=live_server.url, locale="fr-FR", java_script_enabled=False)
    try:
        page = contexte.new_page()
        se_connecter(page, scene.facilitation.utilisateur.email)
        page.goto("/facilitation/a-valider/")
        bouton = page.get_by_role("button", name="Valider les lignes cochées")
        bouton.click()
        assert "Aucune ligne cochée : rien n'est validé." in page.locator("#messages").inner_text()
        for rang in (0, 2):
            page.locator("[data-selection-ligne]").nth(rang).check()
        bouton.click()
        assert "2 lignes validées, 202,00\u00a0h. Il en reste 1." in page.locator("#messages").inner_text()
        page.get_by_role("button", name="Annuler la validation de ces 2 lignes").click()
        assert etats()["SOUMISE"] == 3
    finally:
        contexte.close()
