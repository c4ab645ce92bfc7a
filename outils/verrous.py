"""Recompile the lock files: versions and hashes, for every Python the product runs on, no address of a registry."""

from __future__ import annotations

from outils.actifs import npm
from outils.commun import RACINE, VENV, Echec, etape, executer, principal

PYTHON_LE_PLUS_ANCIEN = "3.11"
LISTES = ("requirements-uv", "requirements", "requirements-dev")


def main() -> int:
    for liste in LISTES:
        with etape(f"{liste}.txt"):
            executer(
                [
                    *(
                        VENV / "bin" / "uv",
                        "pip",
                        "compile",
                        "--quiet",
                        "--upgrade",
                        "--universal",
                        "--generate-hashes",
                    ),
                    *("--no-header", "--python-version", PYTHON_LE_PLUS_ANCIEN, f"{liste}.in", "-o", f"{liste}.txt"),
                ],
                env={"UV_PYTHON_DOWNLOADS": "never", "UV_CUSTOM_COMPILE_COMMAND": "make verrous"},
                echec=f"La compilation de {liste}.in a échoué.",
            )
    with etape("package-lock.json"):
        commande, env = npm()
        executer(
            [*commande, "update", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"],
            env=env,
            echec="npm update a échoué.",
        )
    verrou = (RACINE / "package-lock.json").read_text(encoding="utf-8")
    if '"resolved"' in verrou:
        raise Echec("package-lock.json porte des adresses : npm 10.9 ou plus récent est nécessaire pour verrouiller.")
    return 0


if __name__ == "__main__":
    principal(main)
