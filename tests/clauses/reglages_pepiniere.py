"""Settings of the processes that test_tues.py kills: the whole product on a database of its own, short leases."""

from __future__ import annotations

import os
from pathlib import Path

from config.settings.test import *  # noqa: F403
from config.settings.test import STORAGES, base_de_donnees

DATABASES = {"default": base_de_donnees(os.environ["DATABASE_URL"], ":memory:")}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
STORAGES["prive"] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {"location": Path(os.environ["BNE_DOSSIER"])},
}
FILE_DUREE_BAIL = 0.05
FILE_BATTEMENT = 0.01
FILE_REPRISE = 1
FILE_TENTATIVES_MAX = 1000
FILE_REESSAI_SECONDES = 0
