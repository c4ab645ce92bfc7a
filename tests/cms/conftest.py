"""The public site with its first pages, as `charger_reference` makes it."""

from __future__ import annotations

import pytest

from cms.models import AccueilPage
from config.reference.services.site import charger_droits_redaction, charger_site_public


@pytest.fixture
def accueil(db: None) -> AccueilPage:
    """The home, with the whole first tree under it and the editors' rights."""
    charger_site_public()
    charger_droits_redaction()
    return AccueilPage.objects.get()
