"""Visiting pages with a browser: what makes a page unacceptable (axe, width, console, outside request).

Used by the captures (outils/captures.py) and by the browser tests (tests/navigateur/test_accessibilite.py).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from outils.commun import Echec

LARGE, ETROIT = 1280, 360
"""Widths in CSS pixels at which every page is looked at."""

DRAPEAUX = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--lang=fr",
]

_DEBORDEMENT = """() => {
  const racine = document.documentElement;
  if (racine.scrollWidth <= racine.clientWidth) return null;
  const coupables = [...document.querySelectorAll("body *")].filter((e) => {
    const boite = e.getBoundingClientRect();
    if (boite.right <= racine.clientWidth + 1 || boite.width === 0) return false;
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
      if (getComputedStyle(p).overflowX !== "visible") return false;
    }
    return true;
  });
  const dits = coupables.slice(0, 3).map((e) => e.tagName.toLowerCase() + (e.className ? "." + e.className : ""));
  return racine.scrollWidth + " px au lieu de " + racine.clientWidth + " : " + dits.join(", ");
}"""


def chemin_chromium() -> str | None:
    """Where the machine's Chromium is, or None."""
    noms = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((trouve for nom in noms if (trouve := shutil.which(nom))), None)


@contextmanager
def navigateur() -> Iterator[Any]:
    """Debian's Chromium under Playwright. Raises Echec when it is not installed."""
    chemin = chemin_chromium()
    if chemin is None:
        raise Echec("Chromium est absent (apt-get install chromium).")
    from playwright.sync_api import sync_playwright

    bac_a_sable = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        ouvert = playwright.chromium.launch(
            executable_path=chemin, args=[*DRAPEAUX, *bac_a_sable], env={**os.environ, "LANGUAGE": "fr"}
        )
        yield ouvert
        ouvert.close()


class Plaintes(list[str]):
    """What pages complained about: console errors, script errors, requests to other hosts, answers in 5xx."""

    def ecouter(self, page: Any) -> None:
        """From now on, what this page complains about is written down here."""
        page.on("console", lambda m: self.append(f"console : {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda erreur: self.append(f"script : {erreur}"))
        page.on("request", self._requete)
        page.on("response", self._reponse)

    def _reponse(self, reponse: Any) -> None:
        if reponse.status >= 500 or (reponse.status >= 400 and not reponse.request.is_navigation_request()):
            self.append(f"réponse {reponse.status} : {reponse.url}")

    def _requete(self, requete: Any) -> None:
        adresse = urlsplit(requete.url)
        if adresse.scheme in {"http", "https", "ws", "wss"} and adresse.hostname not in {"127.0.0.1", "localhost"}:
            self.append(f"requête au dehors : {requete.url}")

    def prendre(self) -> list[str]:
        """The complaints so far; the list is empty again."""
        prises, self[:] = list(self), []
        return prises


def debordement(page: Any) -> str:
    """Empty, or how far the page runs out of its width and because of what."""
    return page.evaluate(_DEBORDEMENT) or ""


def fautes_axe(page: Any) -> list[str]:
    """One line per axe rule broken on the page: the rule, its help, the first elements."""
    from axe_playwright_python.sync_playwright import Axe

    lignes = []
    for faute in Axe().run(page).response["violations"]:
        cibles = [str(noeud["target"][0]) for noeud in faute["nodes"]]
        suite = f" (+ {len(cibles) - 3})" if len(cibles) > 3 else ""
        lignes.append(f"axe {faute['id']} : {faute['help']} — {' ; '.join(cibles[:3])}{suite}")
    return lignes
