"""« Besoins ouverts »: what the firms of the office look for; a need opened from a clause, its page, its acts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clauses.models import ClauseInsertion
from clauses.policies import Action, clauses_visibles, peut
from clauses.selectors import besoins as lecture
from clauses.selectors.besoins_a_ouvrir import LieuBesoin, clauses_ou_chercher, depart, lieux_de_la_clause
from clauses.selectors.besoins_deduits import besoin_deduit
from clauses.selectors.obligations import clause_avec_objets
from clauses.selectors.reglages import reglages_au, validites_usuelles
from clauses.selectors.tableau import perimetre_par_defaut
from clauses.web.commun import besoins as commun
from clauses.web.commun.besoins_listes import COLONNES, FiltresBesoinsForm
from entreprises.rules import ROLES_FACILITATION
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.web import adresses_des_fichiers, paginer, telecharger


@politique("facilitation.besoins", roles=ROLES_FACILITATION)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    """The needs of the portfolio (or of the office), by start; `?format=xlsx|csv` holds exactly the filtered rows."""
    perimetre = request.GET.get("perimetre", "")
    if perimetre not in lecture.PERIMETRES:
        perimetre = perimetre_par_defaut(request.acteur)
    choix = lecture.choix_de_l_office(request.acteur, perimetre)
    form = FiltresBesoinsForm(request.GET, choix=choix, perimetre=perimetre)
    filtres = form.filtres()
    besoins = lecture.besoins_de_l_office(request.acteur, filtres)
    if fichier := telecharger(request, lecture.habiller(besoins), COLONNES, nom="besoins"):
        return fichier
    page = paginer(request, besoins)
    contexte = {
        "form": form,
        "filtres": filtres,
        "page": page,
        "vues": lecture.habiller(page.object_list),
        "clauses": list(clauses_ou_chercher(request.acteur, perimetre)),
        **adresses_des_fichiers(request),
    }
    return render(request, "clauses/facilitation/besoins.html", contexte)


@politique("facilitation.ouvrir_un_besoin", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def ouvrir(request: HttpRequest) -> HttpResponse:
    """The form of a need on a clause (`?clause=`), filled from its lot and from what its figures give."""
    if not request.GET.get("clause"):
        messages.info(request, "Choisissez d'abord l'engagement pour lequel vous cherchez quelqu'un.")
        return redirect("facilitation:besoins")
    clause = _clause(request, request.GET["clause"])
    lieux = lieux_de_la_clause(clause)
    deduit = besoin_deduit(clause)
    initial = commun.initial_de_depart(lieux[0], depart(lieux[0], deduit)) if lieux else {}
    form = _form(request, lieux, initial)
    if request.method == "POST" and form.is_valid() and (ouvert := form.ouvrir(request.acteur)):
        messages.success(request, f"Besoin ouvert : {ouvert.dit}, pour {ouvert.intervenant.organisation}.")
        return redirect("facilitation:besoin", uuid=ouvert.uuid)
    contexte = {
        "form": form,
        "lieux": lieux,
        "clause": clause,
        "deduit": deduit,
        "titre": "Ouvrir un besoin",
        "bouton": "Ouvrir le besoin",
        "retour": reverse("facilitation:clause", args=[clause.uuid]),
    }
    return _page(request, contexte, form)


@politique("facilitation.besoin", roles=ROLES_FACILITATION)
@require_GET
def besoin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One need: its facts and what may be done with it."""
    return render(request, "clauses/facilitation/besoin.html", {"vu": _besoin(request, uuid)})


@politique("facilitation.modifier_un_besoin", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def modifier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change an open need."""
    vu = _besoin(request, uuid)
    lieux = commun.lieux_du_besoin(vu.besoin, lieux_de_la_clause(vu.besoin.clause))
    form = _form(request, lieux, commun.initial_du_besoin(vu.besoin))
    if request.method == "POST" and form.is_valid() and form.modifier(request.acteur, vu.besoin):
        messages.success(request, "Le besoin est modifié.")
        return redirect("facilitation:besoin", uuid=uuid)
    contexte = {
        "form": form,
        "lieux": lieux,
        "clause": vu.besoin.clause,
        "titre": "Modifier le besoin",
        "bouton": "Enregistrer",
        "retour": reverse("facilitation:besoin", args=[uuid]),
    }
    return _page(request, contexte, form)


@politique("facilitation.acte_sur_un_besoin", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def acte(request: HttpRequest, uuid: UUID, acte: str) -> HttpResponse:
    """Filled, cancelled (with a reason), opened again."""
    vu, voulu = _besoin(request, uuid), commun.lire_acte(acte)
    form = commun.ActeBesoinForm(request.POST if request.method == "POST" else None, acte=voulu)
    if request.method == "POST" and commun.changer(request.acteur, vu, voulu, form):
        messages.success(request, commun.MOTS_DES_ACTES[voulu].fait)
        return redirect("facilitation:besoin", uuid=uuid)
    contexte = commun.page_d_acte(vu, voulu, form, reverse("facilitation:besoin", args=[uuid]))
    return render(request, "composants/confirmation.html", contexte, status=422 if form.errors else 200)


def _besoin(request: HttpRequest, uuid: UUID) -> lecture.BesoinVu:
    vu = lecture.besoin_suivi(request.acteur, uuid)
    if vu is None:
        raise Http404("Ce besoin n'est pas de votre structure.")
    return vu


def _clause(request: HttpRequest, texte: str) -> ClauseInsertion:
    """The clause that the address names, of the actor's office; 404 otherwise."""
    try:
        uuid = UUID(texte)
    except ValueError:
        raise Http404("Cette clause n'existe pas.") from None
    visibles = clause_avec_objets(clauses_visibles(request.acteur, partout=True))
    clause = get_object_or_404(visibles.select_related("lot__metier", "lot__corps_etat__metier"), uuid=uuid)
    if not peut(request.acteur, Action.OUVRIR_BESOIN, clause):
        raise Http404("Cette clause n'est pas de votre structure.")
    return clause


def _form(request: HttpRequest, lieux: list[LieuBesoin], initial: dict[str, Any]) -> commun.BesoinForm:
    validites = validites_usuelles(reglages_au(aujourdhui()))
    return commun.BesoinForm(request.POST or None, lieux=lieux, validites=validites, office=True, initial=initial)


def _page(request: HttpRequest, contexte: dict[str, Any], form: commun.BesoinForm) -> HttpResponse:
    statut = 422 if form.errors else 200
    return render(request, "clauses/facilitation/besoin_formulaire.html", contexte, status=statut)
