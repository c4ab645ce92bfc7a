"""Settings of the test lanes: the database is chosen by TEST_DATABASE_URL (SQLite in memory when empty)."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403
from config.settings.base import base_de_donnees

SECRET_KEY = "cle-des-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": base_de_donnees(os.environ.get("TEST_DATABASE_URL", ""), ":memory:")}
if os.environ.get("TEST_SQLITE_FICHIER"):  # browser tests: the server's threads need their own connections
    # Named twice: a base "in memory" before it is created would make all threads share one connection, and crash.
    DATABASES["default"] |= {"NAME": os.environ["TEST_SQLITE_FICHIER"]}
    DATABASES["default"]["TEST"] = {"NAME": os.environ["TEST_SQLITE_FICHIER"]}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
BAN_DOMAINE = ""
MEDIA_PRIVE = Path(tempfile.gettempdir()) / "bne-tests" / "prive"
DEPOTS_ROOT = Path(tempfile.gettempdir()) / "bne-tests" / "depots"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "prive": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ACCOUNT_RATE_LIMITS = False
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
SMS_BACKEND = "socle.messages.SMSConsole"
