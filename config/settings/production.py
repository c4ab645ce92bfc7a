"""Production: HTTPS only, every secret from the environment (docs/exploitation.md)."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *  # noqa: F403
from config.settings.base import booleen, origine
from config.settings.securite import politique_de_contenu

PLAN_IGN = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
    "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)

_absentes = [
    nom
    for nom in ("SECRET_KEY", "CLE_DEPOTS", "ALLOWED_HOSTS", "DATABASE_URL", "ADRESSE_SITE")
    if not os.environ.get(nom)
]
if _absentes:
    raise ImproperlyConfigured(f"Variables d'environnement absentes : {', '.join(_absentes)} (voir .env.example)")

DEBUG = False

CARTE_TUILES = os.environ.get("CARTE_TUILES", PLAN_IGN)
CONTENT_SECURITY_POLICY = {"DIRECTIVES": politique_de_contenu(origine(CARTE_TUILES))}

if booleen("MANDATAIRE_TLS", False):  # a reverse proxy ends TLS and always sets this header itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = booleen("REDIRIGER_HTTPS", True)
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]  # probes ask on the loopback
SECURE_HSTS_SECONDS = int(os.environ.get("HSTS_SECONDES") or 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = booleen("HSTS_SOUS_DOMAINES", True)
SECURE_HSTS_PRELOAD = booleen("HSTS_PRECHARGE", False)
# Entering browsers' preload lists binds the whole domain for years: its owner decides, not this software.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
MFA_OBLIGATOIRE = booleen("MFA_OBLIGATOIRE", True)
MFA_OBLIGATOIRE = booleen("MFA_OBLIGATOIRE", True)

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("SMTP_HOTE") or "localhost"
EMAIL_PORT = int(os.environ.get("SMTP_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("SMTP_UTILISATEUR", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_MOT_DE_PASSE", "")
EMAIL_USE_TLS = booleen("SMTP_STARTTLS", False)
EMAIL_TIMEOUT = 20
