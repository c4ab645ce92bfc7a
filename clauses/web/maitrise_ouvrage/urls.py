"""Addresses of the contracting body."""

from __future__ import annotations

from django.urls import path

from clauses.web.maitrise_ouvrage import clauses, operations

app_name = "maitrise_ouvrage"

urlpatterns = [
    path("", operations.accueil, name="accueil"),
    path("operations/<uuid:uuid>/", operations.operation, name="operation"),
    path("operations/<uuid:uuid>/aviser/", operations.aviser, name="aviser"),
    path("engagements/<uuid:uuid>/", clauses.clause, name="clause"),
    path("engagements/<uuid:uuid>/reduire/", clauses.reduire, name="reduire"),
    path("engagements/<uuid:uuid>/exonerer/", clauses.exonerer_penalite, name="exonerer"),
]
