"""Programmes in the technical administration: a new name or order is on every public face at once."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from chantiers.models import Programme
from chantiers.policies import Action, peut
from chantiers.services import enregistrer_programme


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    """Added and changed through the service; never deleted (an inactive programme is no longer proposed)."""

    list_display = ("nom", "code", "slug", "ordre", "actif")
    prepopulated_fields = {"slug": ("nom",)}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff and peut(request.acteur, Action.REGLER_PROGRAMME)  # type: ignore[attr-defined]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else dict(self.prepopulated_fields)  # an address that was published stays

    def save_model(self, request: HttpRequest, obj: Programme, form: Any, change: bool) -> None:
        enregistrer_programme(acteur=request.acteur, programme=obj)  # type: ignore[attr-defined]
