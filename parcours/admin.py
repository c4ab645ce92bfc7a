"""Criteria of eligibility in the technical administration: who counts under a référentiel, by which proof, how old."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from clauses.policies import Action, peut
from parcours.models import Critere
from parcours.services.criteres import enregistrer_critere
from socle.administration import LignesReglees


@admin.register(Critere)
class CritereAdmin(LignesReglees):
    """Added and changed through the service; never deleted, since decisions name them."""

    list_display = ("libelle", "code", "referentiel", "age_preuve_mois", "duree_mois", "sensible", "actif", "ordre")
    list_filter = ("referentiel", "actif", "sensible")
    list_select_related = ("referentiel",)
    search_fields = ("libelle", "code")

    def autorise(self, request: HttpRequest) -> bool:
        return peut(request.acteur, Action.REGLER)  # type: ignore[attr-defined]

    def save_model(self, request: HttpRequest, obj: Critere, form: Any, change: bool) -> None:
        enregistrer_critere(acteur=request.acteur, critere=obj)  # type: ignore[attr-defined]
