"""Development and demonstration on one machine (default settings)."""

from __future__ import annotations

import os

from config.settings.base import *  # noqa: F403
from config.settings.base import STORAGES, VAR_DIR, booleen

SECRET_KEY = os.environ.get("SECRET_KEY") or "cle-de-developpement-sans-valeur-hors-de-cette-machine"
DEBUG = booleen("DEBUG", True)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
DEMONSTRATION = booleen("DEMONSTRATION", True)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "courriels"

if DEBUG:  # files are read where they are written: no collectstatic after each change
    STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SMS_BACKEND = "socle.messages.SMSConsole"
