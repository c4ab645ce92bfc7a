"""Components in a real browser: accessibility, narrow screens, keyboard, and nothing typed lost."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["/vitrine/", "/vitrine/public/", "/vitrine/erreur/404/", "/vitrine/erreur/403/"]


@pytest.fixture(autouse=True)
def _adresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "config.vitrine"


@pytest.mark.parametrize("largeur", [1280, 360])
@pytest.mark.parametrize("adresse", PAGES)
def test_axe_ne_trouve_rien(page: Any, plaintes: list[str], adresse: str, largeur: int) -> None:
    page.set_viewport_size({"width": largeur, "height": 860})
    page.goto(adresse, wait_until="networkidle")
    resultat = Axe().run(page)

    assert resultat.violations_count == 0, resultat.generate_report()
    plaintes[:] = [p for p in plaintes if "status of 40" not in p]


@pytest.mark.parametrize("adresse", PAGES)
def test_rien_ne_deborde_a_320_pixels(page: Any, plaintes: list[str], adresse: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(adresse, wait_until="networkidle")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    plaintes[:] = [p for p in plaintes if "status of 40" not in p]


def test_au_clavier_on_parcourt_on_coche_on_ouvre_et_on_revient(page: Any) -> None:
    page.goto("/vitrine/", wait_until="networkidle")
    page.evaluate("document.activeElement.blur()")
    for touche in ["j", "j", "x"]:
        page.keyboard.press(touche)
    assert page.inner_text("[data-selection-compte]") == "1 ligne cochée"
    assert page.inner_text("[data-selection-libelle]") == "Valider la ligne"

    page.keyboard.press("Enter")
    page.wait_for_selector("#panneau-contenu [data-panneau-titre]")
    assert page.inner_text("#panneau-titre") == "Nguyen, Karim – octobre 2026"
    page.keyboard.press("Escape")
    assert page.is_hidden("#panneau")
    assert page.evaluate("document.activeElement.textContent") == "Nguyen, Karim"


def test_les_raccourcis_d_une_touche_se_coupent(page: Any) -> None:
    page.goto("/vitrine/", wait_until="networkidle")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.uncheck("[data-raccourcis-actifs]")
    page.keyboard.press("Escape")
    page.keyboard.press("?")

    assert page.locator("dialog[open]").count() == 0


def test_la_grille_compte_en_centiemes_et_marque_l_illisible(page: Any) -> None:
    page.goto("/vitrine/", wait_until="networkidle")
    case = page.locator("input[data-colonne='l1']").first
    case.fill("0,10")
    assert page.inner_text("[data-total-colonne='l1']") == "151,77"
    case.fill("dix")
    assert case.get_attribute("aria-invalid") == "true"
    case.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.ligne") == "Ngu"


def test_un_bloc_colle_remplit_les_cases_et_dit_ce_qu_il_n_a_pas_pris(page: Any) -> None:
    page.goto("/vitrine/", wait_until="networkidle")
    page.locator("input[data-ligne='Ngu'][data-colonne='l1']").evaluate(
        """case_ => { const presse = new DataTransfer();
        presse.setData("text/plain", "10\\t1\\n20\\t2");
        const colle = { clipboardData: presse, bubbles: true, cancelable: true };
        case_.dispatchEvent(new ClipboardEvent("paste", colle)); }"""
    )

    assert page.inner_text("[data-total-ligne='Ngu']") == "11,00"
    assert page.inner_text("[data-total-ligne='Lop']") == "2,00"
    assert "1 valeur collée" in page.inner_text("[data-grille-dit]")


def test_un_brouillon_refuse_garde_la_saisie_et_le_dit(page: Any, plaintes: list[str]) -> None:
    page.goto("/vitrine/", wait_until="networkidle")
    page.route("**/vitrine/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    case = page.locator("input[data-colonne='l1']").first
    case.fill("99")
    page.wait_for_selector("#etat-brouillon[data-etat='echec']")

    assert "votre saisie reste ici" in page.inner_text("#etat-brouillon").lower()
    assert case.input_value() == "99"
    plaintes.clear()


def test_sans_javascript_les_menus_s_ouvrent_sur_telephone(chromium: Any, live_server: Any) -> None:
    contexte = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = contexte.new_page()
    page.goto("/vitrine/public/")
    page.click(".bouton-menu")
    assert page.is_visible("#menu")
    page.goto("/vitrine/")
    page.click(".bouton-rail")
    assert page.is_visible("#rail")
    contexte.close()
