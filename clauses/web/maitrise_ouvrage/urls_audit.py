"""Addresses of the auditor."""

from __future__ import annotations

from django.urls import path

from clauses.web.maitrise_ouvrage import lecteurs

app_name = "auditeur"

urlpatterns = [
    path("", lecteurs.auditeur, name="accueil"),
    path("engagements/<uuid:uuid>/", lecteurs.clause_auditeur, name="clause"),
    path("engagements/<uuid:uuid>/grand-livre/", lecteurs.grand_livre, name="grand_livre"),
]
