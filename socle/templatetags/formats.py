"""Template filters: {{ total|heures }}, {{ date|jour }}… the same functions as reports and e-mails."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template

from socle import presentation
from socle.periodes import Mois

register = template.Library()


@register.filter
def heures(valeur: Any, decimales: int | None = None) -> str:
    """ "1 234,50 h"; `|heures:0` for whole hours."""
    return presentation.heures(valeur, decimales=decimales)


@register.filter
def euros(valeur: Any) -> str:
    """ "1 234 €"."""
    return presentation.euros(valeur)


@register.filter
def entier(valeur: int | None) -> str:
    """ "12 345"."""
    return presentation.entier(valeur)


@register.filter
def pourcent(valeur: Any, decimales: int = 0) -> str:
    """ "87 %" from 87."""
    return presentation.pourcent(valeur, decimales)


@register.filter
def jour(valeur: date | None) -> str:
    """ "4 décembre 2020"."""
    return presentation.jour(valeur)


@register.filter
def jour_court(valeur: date | None) -> str:
    """ "4 décembre", without the year."""
    return presentation.jour(valeur, annee=False)


@register.filter
def mois(valeur: Mois | date | None) -> str:
    """ "octobre 2026"."""
    return presentation.mois(valeur)


@register.filter
def de_mois(valeur: Mois | date | None) -> str:
    """ "d'octobre 2026", "de mars 2026"."""
    return presentation.de_mois(valeur)


@register.filter
def instant(valeur: datetime | None) -> str:
    """ "12 mai 2026 à 14 h 32"."""
    return presentation.instant(valeur)


@register.filter
def siret(valeur: str | None) -> str:
    """ "123 456 789 00012"."""
    return presentation.presenter_siret(valeur or "")
