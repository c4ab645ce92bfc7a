"""Checks that need no test: format, lint, templates, import contracts, migrations, production settings."""

from __future__ import annotations

import os
import subprocess
import time

from outils.commun import PYTHON, RACINE, VENV, dire, principal

BIN = VENV / "bin"
# Enough for production settings to load; nothing connects to it.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "valeur-factice-assez-longue-pour-la-verification-0123456789-abcdefghij",
    "CLE_DEPOTS": "autre-valeur-factice",
    "ALLOWED_HOSTS": "exemple.invalid",
    "ADRESSE_SITE": "https://exemple.invalid",
    "DATABASE_URL": "sqlite:///:memory:",
    "DEMONSTRATION": "0",
}
TEST = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "TEST_DATABASE_URL": ""}

VERIFICATIONS = (
    ("mise en forme (ruff format)", [BIN / "ruff", "format", "--check", "."], {}),
    ("lecture du code (ruff check)", [BIN / "ruff", "check", "."], {}),
    ("gabarits (djlint)", [BIN / "djlint", "templates", "--lint", "--quiet"], {}),
    ("contrats d'import (lint-imports)", [BIN / "lint-imports", "--no-cache"], {}),
    (
        "migrations complètes",
        [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", "--skip-checks"],
        TEST,
    ),
    (
        "réglages de production (check --deploy)",
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    ),
)


def main() -> int:
    rates = []
    for nom, commande, env in VERIFICATIONS:
        debut = time.monotonic()
        fait = subprocess.run(
            [str(mot) for mot in commande],
            cwd=RACINE,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        dire(f"{'✗' if fait.returncode else '✓'} {nom} ({time.monotonic() - debut:.1f} s)")
        if fait.returncode:
            rates.append(nom)
            dire(fait.stdout.rstrip())
    dire(f"\n{len(VERIFICATIONS) - len(rates)} vérifications réussies, {len(rates)} en échec")
    return 1 if rates else 0


if __name__ == "__main__":
    principal(main)
