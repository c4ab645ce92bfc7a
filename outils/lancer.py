"""Start the platform on one machine: web server, worker and periodic tasks, stopped together.

    python -m outils.lancer [--developpement]

Prepares the data (outils/donnees.py), starts the programs, prints the address and the demonstration accounts, then
watches. Ctrl-C or SIGTERM stops all that was started. A worker that dies is started again; a dead web server ends all.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from outils.commun import PYTHON, RACINE, Echec, dire, etape, executer, principal
from outils.donnees import COMPTES, PID, serveur_en_marche

PATIENCE = 10.0
"""Seconds left to a program to end by itself before it is killed."""


@dataclass
class Programme:
    """A program that must stay up; `vital` ends the whole platform when it dies."""

    nom: str
    commande: list[str]
    vital: bool = False
    processus: subprocess.Popen[bytes] | None = None
    relance_a: float = 0.0

    def demarrer(self) -> None:
        """Start it in a session of its own, so that a Ctrl-C on the terminal reaches only the supervisor."""
        self.processus = subprocess.Popen(
            self.commande, cwd=RACINE, env=os.environ, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def vivant(self) -> bool:
        """True while it runs."""
        return self.processus is not None and self.processus.poll() is None

    def signaler(self, numero: int) -> None:
        """Send a signal to it and to all it started."""
        if self.processus is not None:
            try:
                os.killpg(self.processus.pid, numero)
            except ProcessLookupError:
                return


def manage(*mots: str) -> list[str]:
    """A management command as a program."""
    return [str(PYTHON), "manage.py", *mots]


def programmes(port: int, *, developpement: bool) -> list[Programme]:
    """What runs: the web server, the worker, the clock of the periodic tasks."""
    if developpement:
        web = manage("runserver", f"127.0.0.1:{port}")
    else:
        web = [str(PYTHON), "-m", "gunicorn", "--config", "outils/gunicorn_conf.py", "config.wsgi:application"]
    return [
        Programme("web", web, vital=True),
        Programme("ouvrier", manage("ouvrier", "--intervalle", "2")),
        Programme("tâches périodiques", manage("taches_periodiques", "--boucle")),
    ]


def port_libre(port: int) -> bool:
    """True when nothing listens there on the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Surveillance:
    """Starts the programs, watches them, stops them."""

    def __init__(self, port: int, *, developpement: bool) -> None:
        self.port = port
        self.programmes = programmes(port, developpement=developpement)
        self.arret = False

    def demander_arret(self, numero: int, cadre: object) -> None:
        self.arret = True

    def lancer(self) -> int:
        """Run until a signal or the death of the web server; 0 when it was asked to stop."""
        for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(numero, self.demander_arret)
        PID.write_text(str(os.getpid()), encoding="utf-8")
        try:
            # The web server first and alone: it answers sooner, and what the others do can wait for that.
            web, *autres = self.programmes
            web.demarrer()
            repond = self.attendre_web()
            if not self.arret:
                for programme in autres:
                    programme.demarrer()
            if repond:
                self.annoncer()
            return self.veiller()
        finally:
            self.arreter()
            PID.unlink(missing_ok=True)

    def attendre_web(self, secondes: float = 60) -> bool:
        """True once the web server answers anything; False when it died or was asked to stop meanwhile."""
        limite = time.monotonic() + secondes
        while not self.arret and self.programmes[0].vivant() and time.monotonic() < limite:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sante/", timeout=5):
                    return True
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.2)
        return False

    def annoncer(self) -> None:
        """The address and the demonstration accounts."""
        dire(f"\nBâtissons nos emplois : http://127.0.0.1:{self.port}/")
        if COMPTES.is_file():
            dire(COMPTES.read_text(encoding="utf-8").rstrip())
        dire(f"Courriels (rien ne part) : http://127.0.0.1:{self.port}/demo/courriels/\nCtrl-C pour tout arrêter.\n")

    def veiller(self) -> int:
        """One look per half second."""
        while not self.arret:
            maintenant = time.monotonic()
            for programme in self.programmes:
                if programme.vivant():
                    continue
                if programme.vital:
                    dire(f"✗ Le programme « {programme.nom} » s'est arrêté : arrêt de l'ensemble.")
                    return 1
                if maintenant >= programme.relance_a:
                    dire(f"  « {programme.nom} » s'est arrêté, il est relancé.")
                    programme.relance_a = maintenant + 5
                    programme.demarrer()
            time.sleep(0.5)
        dire("Arrêt…")
        return 0

    def arreter(self) -> None:
        """Ask all to end, wait, kill what is left with its children."""
        for programme in self.programmes:
            programme.signaler(signal.SIGTERM)
        limite = time.monotonic() + PATIENCE
        while any(p.vivant() for p in self.programmes) and time.monotonic() < limite:
            time.sleep(0.1)
        for programme in self.programmes:
            programme.signaler(signal.SIGKILL)
            if programme.processus is not None:
                programme.processus.wait()


def main() -> int:
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--developpement", action="store_true", help="serveur de Django, relu à chaque changement")
    options = analyseur.parse_args()
    sys.path.insert(0, str(RACINE))
    from config.environnement import charger_fichier

    charger_fichier(RACINE / ".env")
    port = int(os.environ.get("PORT") or 8000)
    os.environ["PORT"] = str(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ.setdefault("DEBUG", "1" if options.developpement else "0")
    os.environ.setdefault("ADRESSE_SITE", f"http://127.0.0.1:{port}")
    if serveur_en_marche():
        raise Echec(f"La plateforme tourne déjà (processus {PID.read_text()}).")
    if not port_libre(port):
        raise Echec(f"Le port {port} est pris : PORT=8001 make run")
    with etape("base de données, données de démonstration, fichiers statiques"):
        executer([PYTHON, "-m", "outils.donnees", "--demo"], echec="La préparation des données a échoué.")
    return Surveillance(port, developpement=options.developpement).lancer()


if __name__ == "__main__":
    principal(main)
