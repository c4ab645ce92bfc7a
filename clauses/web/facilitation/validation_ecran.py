"""The screen on which lines are decided: where to go back, what still waits there, what was just validated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from clauses.models import LigneHeures
from clauses.selectors import validation as lecture
from clauses.selectors.reste_a_valider import reste_de_la_liste, reste_du_mois
from clauses.web.facilitation.validation_formulaires import AnnulerForm, FiltresForm
from entreprises.policies import Acteur
from socle.presentation import entier

CLE_RECENTES = "validees_a_l_instant"


def suite_sure(request: HttpRequest) -> str:
    """Where to go back: the address the form carried when it is ours, else the list."""
    suite = request.POST.get("suite", "") or request.GET.get("suite", "")
    if suite and url_has_allowed_host_and_scheme(suite, {request.get_host()}, request.is_secure()):
        return suite
    return reverse("facilitation:a_valider")


def ecran(request: HttpRequest) -> str:
    """Path and query of the screen of the act: the page that htmx is on, else where the form goes back to."""
    return request.htmx.current_url_abs_path or suite_sure(request)


def filtres_de(acteur: Acteur, parametres: QueryDict) -> tuple[FiltresForm, lecture.FiltresValidation]:
    """The filters of the list, as its address holds them: the form to draw, and what it asks."""
    perimetre = parametres.get("perimetre", lecture.MIEN)
    form = FiltresForm(parametres, choix=lecture.choix_de_filtres(acteur, perimetre))
    return form, form.filtres()


def phrase_du_reste(request: HttpRequest) -> str:
    """ "Il en reste 12.": lines that still wait on this screen; the portfolio's, for an act done elsewhere."""
    adresse = urlsplit(ecran(request))
    try:
        lieu = resolve(adresse.path)
    except Resolver404:
        lieu = None
    if lieu is not None and lieu.view_name == "facilitation:mois":
        reste = reste_du_mois(request.acteur, lieu.kwargs["uuid"])
    else:
        liste = lieu is not None and lieu.view_name == "facilitation:a_valider"
        _, filtres = filtres_de(request.acteur, QueryDict(adresse.query if liste else ""))
        reste = reste_de_la_liste(request.acteur, filtres)
    return f"Il en reste {entier(reste)}." if reste else "Il n'en reste aucune."


def retenir_recentes(request: HttpRequest, lignes: Iterable[LigneHeures]) -> None:
    """Remember the lines just validated: the next undo of the screen takes these back."""
    request.session[CLE_RECENTES] = [str(ligne.uuid) for ligne in lignes]


def oublier_recentes(request: HttpRequest) -> None:
    """Nothing more to take back: an undo is done once."""
    request.session.pop(CLE_RECENTES, None)


def recentes(request: HttpRequest) -> dict[str, Any]:
    """What the region of the last validation shows, and its undo sends."""
    return {
        "recentes": lecture.encore_validees(request.acteur, request.session.get(CLE_RECENTES, [])),
        "annuler": AnnulerForm(initial={"texte": "Validation faite par erreur."}, auto_id="lot_%s"),
        "suite": ecran(request) if request.htmx else request.get_full_path(),
    }
