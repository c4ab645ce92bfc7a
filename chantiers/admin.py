"""Programmes in the technical administration: a new name or order is on every public face at once."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from chantiers.models import Programme
from chantiers.policies import Action, peut
from chantiers.services import enregistrer_programme
from socle.administration import LignesReglees


@admin.register(Programme)
class ProgrammeAdmin(LignesReglees):
    """Added and changed through the service; never deleted (an inactive programme is no longer proposed)."""

    list_display = ("nom", "code", "slug", "ordre", "actif")
    prepopulated_fields = {"slug": ("nom",)}

    def autorise(self, request: HttpRequest) -> bool:
        return peut(request.acteur, Action.REGLER_PROGRAMME)  # type: ignore[attr-defined]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)  # an address that was published stays

    def save_model(self, request: HttpRequest, obj: Programme, form: Any, change: bool) -> None:
        enregistrer_programme(acteur=request.acteur, programme=obj)  # type: ignore[attr-defined]
