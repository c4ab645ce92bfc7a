"""Criteria of eligibility in the technical administration: who counts under a référentiel, by which proof, how old."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from clauses.policies import Action, peut
from parcours.models import Critere
from parcours.services.criteres import enregistrer_critere


@admin.register(Critere)
class CritereAdmin(admin.ModelAdmin):
    """Added and changed through the service; never deleted, since decisions name them."""

    list_display = ("libelle", "code", "referentiel", "age_preuve_mois", "duree_mois", "sensible", "actif", "ordre")
    list_filter = ("referentiel", "actif", "sensible")
    list_select_related = ("referentiel",)
    search_fields = ("libelle", "code")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_staff and peut(request.acteur, Action.REGLER)  # type: ignore[attr-defined]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Critere, form: Any, change: bool) -> None:
        enregistrer_critere(acteur=request.acteur, critere=obj)  # type: ignore[attr-defined]
