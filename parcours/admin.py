"""Criteria of eligibility in the technical administration: who counts under a référentiel, by which proof, how old."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from clauses.policies import Action, peut
from parcours.models import Critere, CumulCriteres
from parcours.services.criteres import enregistrer_critere, enregistrer_cumul, supprimer_cumul
from socle.administration import LignesReglees


@admin.register(Critere)
class CritereAdmin(LignesReglees):
    """Added and changed through the service; never deleted, since decisions name them."""

    list_display = (
        *("libelle", "code", "referentiel", "niveau", "condition", "age_preuve_mois", "duree_mois"),
        *("sensible", "actif", "ordre"),
    )
    list_filter = ("referentiel", "niveau", "actif", "sensible")
    list_select_related = ("referentiel",)
    search_fields = ("libelle", "code")

    def autorise(self, request: HttpRequest) -> bool:
        return peut(request.acteur, Action.REGLER)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Critere, form: Any, change: bool) -> None:
        enregistrer_critere(acteur=request.acteur, critere=obj)  # type: ignore[attr-defined]


@admin.register(CumulCriteres)
class CumulAdmin(LignesReglees):
    """How many criteria of level 2 a référentiel asks, per nature of employer; no row: they do not add up."""

    list_display = ("referentiel", "nature_employeur", "nombre")
    list_filter = ("referentiel",)
    list_select_related = ("referentiel",)
    supprimables = True

    def autorise(self, request: HttpRequest) -> bool:
        return peut(request.acteur, Action.REGLER)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: CumulCriteres, form: Any, change: bool) -> None:
        enregistrer_cumul(acteur=request.acteur, cumul=obj)  # type: ignore[attr-defined]

    def delete_model(self, request: HttpRequest, obj: CumulCriteres) -> None:
        supprimer_cumul(acteur=request.acteur, cumul=obj)  # type: ignore[attr-defined]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CumulCriteres]) -> None:
        for cumul in queryset:
            supprimer_cumul(acteur=request.acteur, cumul=cumul)  # type: ignore[attr-defined]
