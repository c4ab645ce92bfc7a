"""Addresses of the numbered statements, the same for all who read them."""

from __future__ import annotations

from django.urls import path

from clauses.web.commun import releves

app_name = "releves"

urlpatterns = [
    path("<uuid:uuid>/releve.pdf", releves.pdf, name="pdf"),
    path("<uuid:uuid>/releve.xlsx", releves.classeur, name="classeur"),
]
