"""Settings of the worker that tests start as a real process and kill: only what the queue needs, short leases."""

from __future__ import annotations

import os

from config.environnement import base_de_donnees

SECRET_KEY = "cle-des-tests"
USE_TZ = True
TIME_ZONE = "Europe/Paris"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["config.apps.ConfigConfig", "socle", "django_tasks", "django_tasks_db", "django.contrib.contenttypes"]
DATABASES = {"default": base_de_donnees(os.environ.get("DATABASE_URL", ""), ":memory:")}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
FILE_DUREE_BAIL = 1.5
FILE_BATTEMENT = 0.2
FILE_REPRISE = 0.6
