"""Reading the environment: the `.env` file, lists, booleans, DATABASE_URL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def charger_fichier(chemin: Path) -> None:
    """Read `NAME=value` lines into the environment; a variable already set wins. No file, no effect.

    Blank lines and lines starting with `#` are ignored; quotes around a value are removed.
    """
    if not chemin.is_file():
        return
    for ligne in chemin.read_text(encoding="utf-8").splitlines():
        nom, egal, valeur = ligne.strip().partition("=")
        if egal and not nom.startswith("#"):
            os.environ.setdefault(nom.strip(), valeur.strip().strip("\"'"))


def liste(nom: str, defaut: str = "") -> list[str]:
    """A comma-separated variable as a list without blanks."""
    return [morceau.strip() for morceau in os.environ.get(nom, defaut).split(",") if morceau.strip()]


def booleen(nom: str, defaut: bool) -> bool:
    """True for 1, true, oui, yes (any case); `defaut` when the variable is absent or empty."""
    valeur = os.environ.get(nom, "").strip().lower()
    return valeur in {"1", "true", "oui", "yes"} if valeur else defaut


def origine(url: str) -> str:
    """`https://host:port` of an address, as a content policy names it; empty for an empty or relative address."""
    parties = urlsplit(url)
    return f"{parties.scheme}://{parties.netloc}" if parties.scheme and parties.netloc else ""


def base_de_donnees(url: str, fichier_sqlite: Path | str) -> dict[str, Any]:
    """A Django database dictionary from `DATABASE_URL`; SQLite in `fichier_sqlite` when empty.

    Accepts `sqlite:///path` (four slashes for an absolute path) and
    `postgres://user:password@host:port/name?option=value` (an empty host with `?host=/folder`
    is a local socket). Raises ValueError otherwise.
    """
    if not url or url.startswith("sqlite:"):
        nom = url.removeprefix("sqlite:///") if url else str(fichier_sqlite)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": nom or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    parties = urlsplit(url)
    if parties.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL : sqlite:///… ou postgres://… attendu")
    options: dict[str, Any] = dict(parse_qsl(parties.query))
    hote = options.pop("host", "") or (parties.hostname or "")
    port_en_option = options.pop("port", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parties.path.lstrip("/")),
        "USER": unquote(parties.username or ""),
        "PASSWORD": unquote(parties.password or ""),
        "HOST": hote,
        "PORT": str(parties.port or port_en_option),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
