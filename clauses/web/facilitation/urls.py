"""Addresses of the office, under /facilitation/."""

from __future__ import annotations

from clauses.web.facilitation import urls_besoins, urls_marches, urls_validation

app_name = "facilitation"

urlpatterns = [*urls_validation.urlpatterns, *urls_marches.urlpatterns, *urls_besoins.urlpatterns]
