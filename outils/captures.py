"""A picture of each page in each role, at 1280 and 360 px, on a demonstration database of its own.

    python -m outils.captures [--roles facilitation entreprise] [--pages 40] [--taille essai]

Pictures go to captures/<role>/<width>-<page>.png. Each page is also judged: axe, console errors, requests to another
host, width at 360 px. The summary lists what is wrong; the program ends with status 1 when there is anything.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from outils.commun import (
    PYTHON,
    RACINE,
    VAR,
    Echec,
    dire,
    empreinte,
    est_fait,
    etape,
    executer,
    marquer,
    principal,
)
from outils.donnees import demarrer_django
from outils.lancer import port_libre
from outils.visite import ETROIT, LARGE, Plaintes, debordement, fautes_axe, navigateur

DOSSIER = RACINE / "captures"
BASE = VAR / "captures" / "base.sqlite3"
TAMPON = BASE.with_suffix(".fait")
PUBLIC = "public"
PAGES_MAX = 45
INCONNUE = "/adresse-inconnue/"

LAISSEES = re.compile(
    r"^/(compte/logout|static|media|documents|sante|robots|sitemap|gestion/.+|redaction/.+)"
    r"|\.(csv|xlsx|geojson|json|pdf|xml)$|/(pieces|justificatifs)/|/changer/$"
)
"""Addresses that are no page of ours: files, leaving, the inside of the libraries' back offices."""

AU_TRAVAIL = re.compile(
    r"^/(espace|mon-compte|compte|entreprise|facilitation|parcours|maitrise-ouvrage|collectivite|audit|gestion|redaction)/"
)

BIBLIOTHEQUES = ("/gestion/", "/redaction/")
"""Pages of libraries: a picture of the first one, without judgement."""


@dataclass
class Releve:
    """What was seen of all roles."""

    pages: int = 0
    fautes: dict[str, list[str]] = field(default_factory=dict)

    def noter(self, ou: str, fautes: list[str]) -> None:
        """Write down the faults of a page, each once."""
        if fautes:
            self.fautes.setdefault(ou, []).extend(f for f in dict.fromkeys(fautes) if f not in self.fautes.get(ou, []))


def premier_port(depuis: int = 8900) -> int:
    """A free port of the loopback."""
    return next(port for port in range(depuis, depuis + 100) if port_libre(port))


def preparer(port: int, taille: str) -> None:
    """Environment and demonstration data of the captures; kept for the next time, until the migrations change."""
    BASE.parent.mkdir(parents=True, exist_ok=True)
    etat = empreinte(sorted(RACINE.glob("*/migrations/*.py")), taille)
    if not est_fait(TAMPON, etat):
        for suffixe in ("", "-wal", "-shm"):
            BASE.with_name(BASE.name + suffixe).unlink(missing_ok=True)
        TAMPON.unlink(missing_ok=True)
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{BASE}",
        "DEBUG": "0",
        "DEMONSTRATION": "1",
        "PORT": str(port),
        "ADRESSE_SITE": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "CARTE_TUILES": "",
    }
    with etape("données de démonstration des captures"):
        executer([PYTHON, "manage.py", "migrate", "--noinput", "-v0"], echec="La base des captures est à refaire.")
        executer([PYTHON, "manage.py", "createcachetable"], echec="Le cache des captures ne s'est pas créé.")
        executer([PYTHON, "manage.py", "charger_reference"], echec="Les données de référence n'ont pas été chargées.")
        executer(
            [PYTHON, "manage.py", "charger_demo", "--taille", taille],
            echec=f"La démonstration n'a pas été chargée : supprimez {BASE} et recommencez.",
        )
        marquer(TAMPON, etat)
        executer([PYTHON, "-m", "outils.donnees"], echec="Les fichiers statiques n'ont pas été rassemblés.")
    demarrer_django()


def servir(port: int) -> subprocess.Popen[bytes]:
    """The web server, waiting until it answers."""
    commande = [str(PYTHON), "-m", "gunicorn", "--config", "outils/gunicorn_conf.py", "config.wsgi:application"]
    serveur = subprocess.Popen(commande, cwd=RACINE, stdin=subprocess.DEVNULL, start_new_session=True)
    limite = time.monotonic() + 60
    while time.monotonic() < limite and serveur.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/", timeout=5):
                return serveur
        except urllib.error.HTTPError:
            return serveur
        except OSError:
            time.sleep(0.3)
    raise Echec("Le serveur des captures n'a pas répondu.")


def session_de(courriel: str) -> str | None:
    """The key of a new session of this account, or None when the demonstration has no such account."""
    from django.test import Client

    from comptes.models import Utilisateur

    utilisateur = Utilisateur.objects.filter(email=courriel, is_active=True).first()
    if utilisateur is None:
        return None
    client = Client()
    client.force_login(utilisateur)
    return client.cookies["sessionid"].value


def nom_de_page(adresse: str) -> str:
    """What two addresses of the same page share: the URL's name (the path for the editors' pages)."""
    from django.urls import Resolver404, resolve

    decoupee = urlsplit(adresse)
    try:
        trouve = resolve(decoupee.path)
    except Resolver404:
        return ""
    nom = trouve.view_name or ""
    if not nom or nom.startswith("wagtail"):
        nom = decoupee.path.strip("/") or "accueil"
    libres = [str(v) for k, v in trouve.kwargs.items() if k in {"nom", "acte"}]
    onglet = re.findall(r"(?:^|&)(voir|onglet|vue)=([\w-]+)", decoupee.query)
    return "-".join([nom, *libres, *(f"{k}-{v}" for k, v in onglet)]).replace(":", "-").replace("/", "-")


def parcourir(page: Any, base: str, depart: list[str], limite: int, *, au_travail: bool) -> Iterator[tuple[str, str]]:
    """Open pages breadth first by their links, one per kind of page; yields (name, address) of each one open.

    `au_travail` leaves the public site aside: it is the same for all.
    """
    a_voir, connues = list(depart), set()
    while a_voir and len(connues) < limite:
        adresse = a_voir.pop(0)
        chemin = urlsplit(adresse).path
        if LAISSEES.search(chemin) or "format=" in adresse or (au_travail and not AU_TRAVAIL.match(chemin)):
            continue
        nom = nom_de_page(adresse)
        if not nom or nom in connues:
            continue
        connues.add(nom)
        reponse = page.goto(urljoin(base, adresse), wait_until="load")
        page.wait_for_load_state("networkidle")
        if reponse is None or (reponse.status != 200 and adresse not in depart):
            if reponse is not None and reponse.status != 405:
                dire(f"  {reponse.status} {adresse}")
            continue
        yield nom, adresse
        liens = page.eval_on_selector_all("a[href]:not([download])", "liens => liens.map((a) => a.href)")
        a_voir += [lien[len(base) :] for lien in liens if lien.startswith(f"{base}/")]


def photographier(chrome: Any, base: str, role: str, session: str | None, limite: int, releve: Releve) -> int:
    """All pages of a role; how many."""
    contexte = chrome.new_context(base_url=base, locale="fr-FR", timezone_id="Europe/Paris")
    if session:
        contexte.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    plaintes, page = Plaintes(), contexte.new_page()
    page.set_viewport_size({"width": LARGE, "height": 900})
    page.set_default_timeout(30_000)
    plaintes.ecouter(page)
    dossier = DOSSIER / role
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir(parents=True)
    depart = ["/espace/", "/mon-compte/", "/espace/choisir/"] if session else ["/", "/compte/login/", INCONNUE]
    vues = 0
    for nom, adresse in parcourir(page, base, depart, limite, au_travail=bool(session)):
        vues += 1
        ou, juge = f"{role} {adresse}", not urlsplit(page.url).path.startswith(BIBLIOTHEQUES)
        nom = nom_de_page(page.url) or nom
        for largeur in (LARGE, ETROIT):
            page.set_viewport_size({"width": largeur, "height": 900 if largeur == LARGE else 760})
            page.evaluate("window.scrollTo(0, 0)")  # full pages are drawn from where the reader stands
            page.wait_for_timeout(120)
            page.screenshot(path=dossier / f"{largeur}-{nom}.png", full_page=True)
            if juge:
                releve.noter(ou, [f"à {largeur} px, {faute}" for faute in fautes_axe(page)])
        trop_large = debordement(page)
        page.set_viewport_size({"width": LARGE, "height": 900})
        vue = [plainte for plainte in plaintes.prendre() if "status of 404" not in plainte or adresse != INCONNUE]
        if juge:
            releve.noter(ou, [*vue, *([f"déborde à {ETROIT} px : {trop_large}"] if trop_large else [])])
    contexte.close()
    return vues


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--roles", nargs="+", help="public, ou le nom d'un compte de démonstration ; tous si absent")
    analyseur.add_argument("--pages", type=int, default=PAGES_MAX, help="pages par rôle, au plus")
    analyseur.add_argument("--taille", choices=("complete", "essai"), default="complete")
    options = analyseur.parse_args()
    port = premier_port()
    preparer(port, options.taille)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop lives in this thread
    from config.demo.comptes import COMPTES  # needs Django

    adresses = {compte.nom: compte.email for compte in COMPTES}
    roles = options.roles or [PUBLIC, *adresses]
    sessions = {role: session_de(adresses[role]) for role in roles if role != PUBLIC}
    serveur = servir(port)
    releve = Releve()
    try:
        with navigateur() as chrome:
            for role in roles:
                if role != PUBLIC and sessions[role] is None:
                    dire(f"○ {role} : pas de compte dans cette démonstration")
                    continue
                with etape(role):
                    base = f"http://127.0.0.1:{port}"
                    releve.pages += photographier(chrome, base, role, sessions.get(role), options.pages, releve)
    finally:
        os.killpg(serveur.pid, signal.SIGTERM)
        serveur.wait(timeout=20)
    return conclure(releve)


def conclure(releve: Releve) -> int:
    """The summary; 1 when a page has a fault."""
    for ou, fautes in releve.fautes.items():
        dire(f"\n✗ {ou}")
        for faute in fautes:
            dire(f"    {faute}")
    total = sum(len(fautes) for fautes in releve.fautes.values())
    dossier = DOSSIER.relative_to(RACINE) if DOSSIER.is_relative_to(RACINE) else Path(DOSSIER)
    dire(f"\n{releve.pages} pages vues à {LARGE} et {ETROIT} px dans {dossier}/, {total} fautes.")
    return 1 if total else 0


if __name__ == "__main__":
    principal(main)
