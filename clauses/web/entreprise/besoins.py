"""« Chercher quelqu'un » and « Mes besoins »: a need opened in two screens, its page, its acts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clauses.selectors import besoins as lecture
from clauses.selectors.besoins_a_ouvrir import LieuBesoin, depart, lieux_de_la_firme
from clauses.selectors.reglages import reglages_au, validites_usuelles
from clauses.web.commun import besoins as commun
from clauses.web.commun.besoins_listes import COLONNES, FiltresBesoinsForm
from clauses.web.entreprise.commun import rendre
from entreprises.rules import ROLES_ENTREPRISE
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.web import adresses_des_fichiers, paginer, telecharger


@politique("clauses.mes_besoins", roles=ROLES_ENTREPRISE)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    """The needs of the firm, by start; `?format=xlsx|csv` holds exactly the filtered rows."""
    form = FiltresBesoinsForm(request.GET, choix=lecture.choix_de_la_firme(request.acteur))
    filtres = form.filtres()
    besoins = lecture.besoins_de_la_firme(request.acteur, filtres)
    if fichier := telecharger(request, lecture.habiller(besoins), COLONNES, nom="mes-besoins"):
        return fichier
    page = paginer(request, besoins)
    contexte = {
        "form": form,
        "filtres": filtres,
        "page": page,
        "vues": lecture.habiller(page.object_list),
        "ou_chercher": bool(lieux_de_la_firme(request.acteur)),
        **adresses_des_fichiers(request),
    }
    return rendre(request, "besoins.html", contexte)


@politique("clauses.ouvrir_un_besoin", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def ouvrir(request: HttpRequest) -> HttpResponse:
    """The form, filled from the lot (`?lot=`) and its site; sent, back to the list."""
    lieux = lieux_de_la_firme(request.acteur)
    lieu = _lieu_demande(request, lieux)
    initial = commun.initial_de_depart(lieu, depart(lieu)) if lieu else {"nombre": 1, "debut": aujourdhui()}
    form = _form(request, lieux, initial)
    if request.method == "POST" and form.is_valid() and (besoin := form.ouvrir(request.acteur)):
        messages.success(request, f"Besoin ouvert : {besoin.dit}. Votre facilitateur·rice le voit dès maintenant.")
        return redirect("entreprise:besoins")
    contexte = {"form": form, "lieux": lieux, "titre": "Chercher quelqu'un", "bouton": "Ouvrir le besoin"}
    contexte["retour"] = reverse("entreprise:besoins")
    return rendre(request, "besoin_formulaire.html", contexte, status=422 if form.errors else 200)


@politique("clauses.besoin_de_l_entreprise", roles=ROLES_ENTREPRISE)
@require_GET
def besoin(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One need: its facts and what may be done with it."""
    return rendre(request, "besoin.html", {"vu": _besoin(request, uuid)})


@politique("clauses.modifier_un_besoin", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def modifier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change an open need."""
    vu = _besoin(request, uuid)
    lieux = commun.lieux_du_besoin(vu.besoin, lieux_de_la_firme(request.acteur))
    form = _form(request, lieux, commun.initial_du_besoin(vu.besoin))
    if request.method == "POST" and form.is_valid() and form.modifier(request.acteur, vu.besoin):
        messages.success(request, "Le besoin est modifié.")
        return redirect("entreprise:besoin", uuid=uuid)
    contexte = {"form": form, "lieux": lieux, "titre": "Modifier le besoin", "bouton": "Enregistrer"}
    contexte["retour"] = reverse("entreprise:besoin", args=[uuid])
    return rendre(request, "besoin_formulaire.html", contexte, status=422 if form.errors else 200)


@politique("clauses.acte_sur_un_besoin", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def acte(request: HttpRequest, uuid: UUID, acte: str) -> HttpResponse:
    """Filled, cancelled (with a reason), opened again."""
    vu, voulu = _besoin(request, uuid), commun.lire_acte(acte)
    form = commun.ActeBesoinForm(request.POST if request.method == "POST" else None, acte=voulu)
    if request.method == "POST" and commun.changer(request.acteur, vu, voulu, form):
        messages.success(request, commun.MOTS_DES_ACTES[voulu].fait)
        return redirect("entreprise:besoin", uuid=uuid)
    contexte = commun.page_d_acte(vu, voulu, form, reverse("entreprise:besoin", args=[uuid]))
    return rendre(request, "confirmation.html", contexte, status=422 if form.errors else 200)


def _besoin(request: HttpRequest, uuid: UUID) -> lecture.BesoinVu:
    vu = lecture.besoin_sien(request.acteur, uuid)
    if vu is None:
        raise Http404("Ce besoin n'est pas de votre entreprise.")
    return vu


def _form(request: HttpRequest, lieux: list[LieuBesoin], initial: dict[str, Any]) -> commun.BesoinForm:
    validites = validites_usuelles(reglages_au(aujourdhui()))
    return commun.BesoinForm(request.POST or None, lieux=lieux, validites=validites, office=False, initial=initial)


def _lieu_demande(request: HttpRequest, lieux: list[LieuBesoin]) -> LieuBesoin | None:
    """The first site of the lot that the address names, or of the only lot; 404 when the lot is not theirs."""
    texte = request.GET.get("lot", "")
    if not texte:
        return lieux[0] if lieux and len({li.clause.pk for li in lieux}) == 1 else None
    trouve = next((li for li in lieux if str(li.intervenant.lot.uuid) == texte), None)
    if trouve is None:
        raise Http404("Ce lot n'est pas de votre entreprise.")
    return trouve
