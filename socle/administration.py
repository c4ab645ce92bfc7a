"""The technical administration: one answer of the policies opens a table whole."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class DroitsDeReglage:
    """Who may (`autorise`) may see, add and change; deleting is said apart. For a table or for rows inside one."""

    supprimables = False

    def autorise(self, request: HttpRequest) -> bool:
        """May this person edit these rows? To be answered by the app's policies."""
        raise NotImplementedError

    def _peut(self, request: HttpRequest) -> bool:
        return request.user.is_staff and self.autorise(request)  # type: ignore[union-attr]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._peut(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._peut(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._peut(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._peut(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.supprimables and self._peut(request)


class LignesReglees(DroitsDeReglage, admin.ModelAdmin):
    """Rows that an administrator edits."""
