"""What every contractor page shares: the facilitator's phone, months in addresses, the grid's address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from clauses.policies import saisit
from clauses.selectors.entreprise.engagements import facilitateurs, interventions
from entreprises.rules import ROLES_ENTREPRISE, ROLES_FACILITATION
from socle.horloge import aujourdhui
from socle.periodes import Mois

PREMIER_MOIS = Mois(2000, 1)
ROLES_QUI_SAISISSENT = (*ROLES_ENTREPRISE, *ROLES_FACILITATION)
"""Readers of the month's pages: the firm, and the office that enters for one (`?pour=`)."""


def rendre(request: HttpRequest, gabarit: str, contexte: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A contractor page, with « mon facilitateur » at hand (the page may give its own `contacts`)."""
    if "contacts" not in contexte:
        contexte["contacts"] = facilitateurs(interventions(request.acteur))
    contexte.setdefault("saisit", saisit(request.acteur))
    return render(request, f"clauses/entreprise/{gabarit}", contexte, status=status)


def lire_mois(texte: str) -> Mois:
    """The month of an address; 404 when it is not one, or has not begun."""
    try:
        mois = Mois.lire(texte)
    except ValueError:
        raise Http404("Ce mois n'existe pas.") from None
    if not PREMIER_MOIS <= mois <= Mois.depuis(aujourdhui()):
        raise Http404("Ce mois ne se déclare pas.")
    return mois


def lire_pour(request: HttpRequest) -> UUID | None:
    """The partner's party for whom hours are entered (`?pour=`); 404 when unreadable."""
    texte = request.GET.get("pour", "")
    if not texte:
        return None
    try:
        return UUID(texte)
    except ValueError:
        raise Http404("Cette entreprise n'existe pas.") from None


def adresse(nom: str, mois: Mois, pour: UUID | None = None) -> str:
    """The address of a page of the month, for the same partner."""
    chemin = reverse(f"entreprise:{nom}", args=[mois.iso])
    return f"{chemin}?pour={pour}" if pour else chemin
