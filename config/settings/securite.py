"""Content policy, cookies, headers and logs common to every environment."""

from __future__ import annotations

from typing import Any

from csp.constants import NONCE, NONE, SELF


def politique_de_contenu(origine_tuiles: str = "") -> dict[str, Any]:
    """The public content policy: own files and nonces only; `origine_tuiles` may serve map images."""
    return {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *([origine_tuiles] if origine_tuiles else [])],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }


X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"sans_donnees_personnelles": {"()": "config.journalisation.SansDonneesPersonnelles"}},
    "formatters": {"ligne": {"()": "config.journalisation.LigneSansDonneesPersonnelles"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "ligne",
            "filters": ["sans_donnees_personnelles"],
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers (console in debug, mail to administrators) would bypass the filter.
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django_tasks": {"level": "WARNING"},  # two lines per task otherwise
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
