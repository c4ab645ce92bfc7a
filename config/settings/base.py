"""Settings common to every environment; values come from the environment (.env.example)."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.environnement import base_de_donnees, booleen, charger_fichier, liste, origine

BASE_DIR = Path(__file__).resolve().parent.parent.parent
if not os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".test"):
    charger_fichier(BASE_DIR / ".env")
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = liste("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = liste("CSRF_TRUSTED_ORIGINS")
DEMONSTRATION = booleen("DEMONSTRATION", False)

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "cms",
    "parcours",
    "clauses",
    "chantiers",
    "entreprises",
    "comptes",
    "socle",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",  # templates of the field renderer (templates/bootstrap5/field.html)
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "entreprises.web.middleware.EspaceMiddleware",
    "entreprises.web.middleware.DoubleFacteurMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    # Below CSPMiddleware: it marks the answers of Wagtail's back office before the header is written.
    "config.securite.PolitiqueDesEditeurs",
    "allauth.account.middleware.AccountMiddleware",
    "entreprises.web.middleware.DoubleFacteurMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "wagtail.contrib.settings.context_processors.settings",
                "config.contexte.plateforme",
                "config.contexte.espaces",
                "cms.contexte.menus",
            ],
        },
    },
]

DATABASES = {"default": base_de_donnees(os.environ.get("DATABASE_URL", ""), VAR_DIR / "base.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "comptes.Utilisateur"

# One cache for all web processes and machines: counters of attempts must not be counted per process.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_partage"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
COURRIEL_REFUSE = "comptes.services.noter_retour"
# What a closed need ends above `clauses`, in the same transaction: people proposed for it are proposed no more.
BESOIN_FERME = "parcours.services.mises_en_relation.retirer_du_besoin"
# The clock of the office (manage.py taches_periodiques): idempotent, locked, missed runs are caught up.
TACHES_PERIODIQUES = {
    "purge_file": {"fonction": "socle.file_attente.purger", "toutes_les_minutes": 1440},
    "purge_sessions": {"fonction": "comptes.taches.purger_sessions", "toutes_les_minutes": 1440},
    "imports_oublies": {"fonction": "clauses.taches.oublier_les_imports", "toutes_les_minutes": 60},
    "renvois": {"fonction": "clauses.taches.annoncer_les_renvois", "toutes_les_minutes": 5},
    "relances": {"fonction": "clauses.taches.relancer", "toutes_les_minutes": 60},
    "reprises": {"fonction": "clauses.taches.oublier_reprises", "toutes_les_minutes": 60},
    "fichiers_d_heures": {"fonction": "clauses.taches.oublier_fichiers_d_heures", "toutes_les_minutes": 60},
    "demandes_publiques": {"fonction": "parcours.taches.signaler_les_demandes_muettes", "toutes_les_minutes": 1440},
    "fins_de_contrat": {"fonction": "parcours.taches.signaler_les_fins_de_contrat", "toutes_les_minutes": 1440},
    "conservation": {"fonction": "clauses.taches.purger", "toutes_les_minutes": 1440},
    "grand_livre": {"fonction": "clauses.taches.verifier_le_grand_livre", "toutes_les_minutes": 1440},
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("fr", "Français")]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# var/vendor/ receives the browser assets as vendor/<library>/… (outils/actifs.py).
STATICFILES_DIRS = [BASE_DIR / "static_src", VAR_DIR / "vendor"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media" / "public"
# Private files never stand under MEDIA_ROOT: no address leads to them, a view checks rights and streams.
MEDIA_PRIVE = VAR_DIR / "media" / "prive"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "prive": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_PRIVE, "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a month of a large site in one grid
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "composants/tableau.html"

WAGTAIL_SITE_NAME = "Bâtissons nos emplois"
WAGTAILADMIN_BASE_URL = os.environ.get("ADRESSE_SITE") or "http://127.0.0.1:8000"
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "txt", "xlsx", "zip"]
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # an embed would be a third-party request
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

ADRESSE_SITE = WAGTAILADMIN_BASE_URL

# Sealed deposits (proofs sent with a request): a key and a folder of their own.
DEPOTS_ROOT = VAR_DIR / "media" / "depots"
CLE_DEPOTS = os.environ.get("CLE_DEPOTS", "")
CLES_DEPOTS_ANCIENNES = tuple(liste("CLES_DEPOTS_ANCIENNES"))

# Tile layer over the schematic base layer: a {z}/{x}/{y} address, empty for none.
CARTE_TUILES = os.environ.get("CARTE_TUILES", "")
BAN_DOMAINE = os.environ.get("BAN_DOMAINE", "data.geopf.fr/geocodage")
# serveur: payroll files (DSN) are filtered while they are received; interdite: they are not accepted at all.
DSN_LECTURE = os.environ.get("DSN_LECTURE", "serveur")
if DSN_LECTURE not in ("serveur", "interdite"):
    raise ImproperlyConfigured("DSN_LECTURE vaut « serveur » ou « interdite ».")

# Dotted path of the SMS provider's class (socle/messages.py, PasserelleSMS); empty: people are told by e-mail only.
SMS_BACKEND = os.environ.get("SMS_BACKEND", "")
DEFAULT_FROM_EMAIL = os.environ.get("COURRIEL_EXPEDITEUR") or "Bâtissons nos emplois <ne-pas-repondre@example.org>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

from config.settings.comptes import *  # noqa: E402, F403
from config.settings.securite import *  # noqa: E402, F403
from config.settings.securite import politique_de_contenu  # noqa: E402

CONTENT_SECURITY_POLICY = {"DIRECTIVES": politique_de_contenu(origine(CARTE_TUILES))}
