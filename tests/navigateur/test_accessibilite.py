"""Every page of every role in a real browser: axe, width of a phone, console, outside requests, keyboard.

The pages come from the URL configuration, as in the permission matrix: a new page is looked at without a line here.
A page that several roles share is looked at in the first of them.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from cms.models import ReglagesSite
from entreprises.rules import Role
from outils.visite import ETROIT, LARGE, Plaintes, debordement, fautes_axe
from tests.securite.matrice import portes
from tests.securite.monde import ANONYME, Monde, un_monde

pytestmark = pytest.mark.django_db(transaction=True)

FAMILLES = {
    "public": (ANONYME,),
    "entreprise": (Role.REFERENT, Role.CONDUITE),
    "facilitation": (Role.FACILITATEUR, Role.RESPONSABLE),
    "lecteurs": (Role.MAITRE_OUVRAGE, Role.COLLECTIVITE, Role.PRESCRIPTEUR, Role.AUDITEUR),
}

PROPRES = {Role.CONDUITE: ("entreprise:",), Role.RESPONSABLE: ("facilitation:accueil", "facilitation:clauses")}
"""Second role of a family: the pages that differ for it."""

COMPTE = ("/compte/email/", "/compte/password/change/", "/compte/2fa/", "/compte/logout/")
PUBLIQUES = (
    "/",
    "/compte/login/",
    "/compte/password/reset/",
    "/compte/signup/",
    "/adresse-inconnue/",
    "/actualites/",
    "/accessibilite/",
    "/mentions-legales/",
)
EXCUSEES = ("status of 404", "status of 403")
"""Complaints of the browser about a page whose status is what we came to look at."""


@pytest.fixture
def monde() -> Monde:
    """The public site of the first day and a whole world."""
    call_command("charger_reference", verbosity=0)
    assert ReglagesSite.objects.exists()
    return un_monde("Notremonde", 1)


def pages(monde: Monde, role: str) -> list[str]:
    """Addresses to look at in this role."""
    voulues = PROPRES.get(role)
    siennes = [
        chemin
        for adresse, chemin in portes(monde, role)
        if (role == ANONYME or not adresse.politique.publique) and (voulues is None or adresse.nom.startswith(voulues))
    ]
    if role == ANONYME:
        return [*PUBLIQUES, *siennes]
    return [*siennes, *(COMPTE if role == Role.REFERENT else ())]


def est_une_page(page: Any, chemin: str) -> bool:
    """A whole page of the browser (not a file, an act without a page, a fragment, or a redirection)."""
    reponse = page.request.get(chemin, max_redirects=0)
    en_html = "text/html" in reponse.headers.get("content-type", "") and reponse.status in {200, 403, 404}
    return en_html and "<html" in reponse.text()


@pytest.mark.parametrize("famille", FAMILLES)
def test_aucune_page_n_a_de_faute(page: Any, plaintes: list[str], live_server: Any, monde: Monde, famille: str) -> None:
    fautes, vues = [], []
    for role in FAMILLES[famille]:
        page.context.clear_cookies()
        if role != ANONYME:
            page.context.add_cookies([{"name": "sessionid", "value": monde.sessions[role], "url": live_server.url}])
        for chemin in pages(monde, role):
            if not est_une_page(page, chemin):
                continue
            vues.append(chemin)
            fautes += [f"{role} {chemin} : {faute}" for faute in _fautes(page, plaintes, chemin)]
    assert len(vues) >= 6
    assert not fautes, "\n".join(fautes)


def _fautes(page: Any, plaintes: list[str], chemin: str) -> list[str]:
    """All that is wrong with one page, wide and narrow."""
    page.set_viewport_size({"width": LARGE, "height": 900})
    page.goto(chemin, wait_until="load")
    page.wait_for_load_state("networkidle")
    fautes = fautes_axe(page)
    page.set_viewport_size({"width": ETROIT, "height": 740})
    page.wait_for_timeout(60)
    if trop := debordement(page):
        fautes.append(f"déborde à {ETROIT} px : {trop}")
    fautes += [f"à {ETROIT} px, {faute}" for faute in fautes_axe(page) if faute not in fautes]
    fautes += [plainte for plainte in plaintes if not any(excuse in plainte for excuse in EXCUSEES)]
    plaintes.clear()
    return fautes


ACCUEILS = {
    ANONYME: "/",
    Role.REFERENT: "/entreprise/",
    Role.FACILITATEUR: "/facilitation/a-valider/",
    Role.MAITRE_OUVRAGE: "/maitrise-ouvrage/",
}

_FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e), b = e.getBoundingClientRect();
  const trait = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0;
  return { quoi: e.outerHTML.slice(0, 90), vu: trait || s.boxShadow !== "none", place: b.width > 0 && b.height > 0 };
}"""


@pytest.mark.parametrize("role", ACCUEILS)
def test_au_clavier_on_evite_le_menu_et_le_foyer_se_voit(page: Any, live_server: Any, monde: Monde, role: str) -> None:
    if role != ANONYME:
        page.context.add_cookies([{"name": "sessionid", "value": monde.sessions[role], "url": live_server.url}])
    page.goto(ACCUEILS[role], wait_until="networkidle")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.evitement') !== null"), (
        "le premier arrêt n'est pas l'évitement"
    )
    for _ in range(20):
        foyer = page.evaluate(_FOCUS)
        if foyer is None:
            break
        assert foyer["vu"], f"foyer invisible : {foyer['quoi']}"
        assert foyer["place"], f"foyer sans place : {foyer['quoi']}"
        page.keyboard.press("Tab")

    page.goto(ACCUEILS[role], wait_until="networkidle")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body || document.activeElement.closest('main') !== null")


def test_une_page_fautive_est_prise(page: Any, plaintes: Plaintes, live_server: Any) -> None:
    """A control: an image without a text, and a block too wide, are seen."""
    page.set_viewport_size({"width": ETROIT, "height": 700})
    page.set_content("<html lang='fr'><title>x</title><main><h1>x</h1><img src='data:,'><pre>" + "x" * 900 + "</pre>")
    assert any("image-alt" in faute for faute in fautes_axe(page))
    assert "px au lieu de" in debordement(page)
    assert get_user_model().objects.count() == 0
    plaintes.clear()
