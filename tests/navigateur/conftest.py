"""Browser tests: Debian's Chromium driven by Playwright; a page that complains fails its test.

Run them by `make test COULOIRS=navigateur`, which gives the server's threads a database file of their own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop lives in the thread of the test

DRAPEAUX = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder belongs to the browser lane."""
    for essai in items:
        if "/tests/navigateur/" in essai.path.as_posix():
            essai.add_marker(pytest.mark.navigateur)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, one for the session; its absence skips, or fails under CI=true."""
    chemin = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chemin:
        message = "Chromium absent (apt-get install chromium)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    from playwright.sync_api import sync_playwright

    bac_a_sable = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        navigateur = playwright.chromium.launch(executable_path=chemin, args=[*DRAPEAUX, *bac_a_sable])
        yield navigateur
        navigateur.close()


ABANDON = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx writes for a request that the page gave up for a later one (hx-sync); a failed one says something else."""


def _est_une_plainte(message: Any) -> bool:
    return message.type == "error" and not message.text.startswith(ABANDON)


class Plaintes(list[str]):
    """What a page complained about: console errors, script errors, requests to other hosts, failed answers."""

    def ecouter(self, page: Any) -> None:
        page.on("console", lambda m: self.append(f"console : {m.text}") if _est_une_plainte(m) else None)
        page.on("pageerror", lambda erreur: self.append(f"script : {erreur}"))
        page.on("request", self._requete)
        page.on("response", lambda r: self.append(f"{r.status} : {r.url}") if r.status >= 500 else None)

    def _requete(self, requete: Any) -> None:
        adresse = urlsplit(requete.url)
        if adresse.scheme in {"http", "https", "ws", "wss"} and adresse.hostname not in {"127.0.0.1", "localhost"}:
            self.append(f"requête au dehors : {requete.url}")


@pytest.fixture
def plaintes() -> Plaintes:
    """The complaints of the test's pages; a test that expects one removes it from the list."""
    return Plaintes()


@pytest.fixture
def page(chromium: Any, live_server: Any, plaintes: Plaintes) -> Iterator[Any]:
    """A fresh page in French, whose relative addresses lead to the test server; must end without a complaint."""
    contexte = chromium.new_context(
        base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 900}
    )
    contexte.on("page", plaintes.ecouter)
    onglet = contexte.new_page()
    onglet.set_default_timeout(30_000)
    yield onglet
    contexte.close()
    assert not plaintes, "\n".join(plaintes)
