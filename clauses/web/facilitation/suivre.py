"""Following a contract: one form from the official record (or blank), then the obligation of each lot."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from clauses.models import Marche, MarchePublie
from clauses.policies import Action, exiger, marches_visibles, peut
from clauses.selectors import marches as selecteurs
from clauses.services.journal import LIBELLES_ACTES
from clauses.services.marches import LotSaisi
from clauses.services.marches import ajouter_lot as ajouter
from clauses.services.prise_en_suivi import prendre_en_suivi
from clauses.web.facilitation import saisie_marche
from clauses.web.facilitation.formulaires_suivi import LotForm
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.identifiants import normaliser_siret


@politique("facilitation.suivre_marche", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def suivre(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an official contract over: everything it says is filled in."""
    publie = get_object_or_404(MarchePublie.objects.prefetch_related("titulaires"), uuid=uuid)
    deja = Marche.objects.filter(marche_publie=publie).select_related("office").first()
    if deja is not None:
        messages.info(request, f"Ce marché est déjà suivi par {deja.office}.")
        return redirect("facilitation:marche_publie", uuid=publie.uuid)
    return _formulaire(request, publie)


@politique("facilitation.saisir_marche", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def saisir(request: HttpRequest) -> HttpResponse:
    """Type a contract that the official data does not hold."""
    return _formulaire(request, None)


@politique("facilitation.marche", roles=ROLES_FACILITATION)
@require_GET
def marche(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A followed contract: its lots, each with its clause or what is still to set."""
    suivi = get_object_or_404(
        marches_visibles(request.acteur, partout=True)
        .distinct()
        .select_related("operation__programme", "operation__maitre_ouvrage", "acheteur", "office", "marche_publie"),
        uuid=uuid,
    )
    contexte = {
        "marche": suivi,
        "lots": selecteurs.lots_du_marche(suivi),
        "journal": selecteurs.journal_du_marche(suivi),
        "libelles_actes": LIBELLES_ACTES,
        "peut_gerer": peut(request.acteur, Action.GERER_MARCHE, suivi),
    }
    return render(request, "clauses/facilitation/marche.html", contexte)


@politique("facilitation.ajouter_lot", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def ajouter_lot(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A lot joins a followed contract, on the sites of its first lot; then its obligation."""
    suivi = get_object_or_404(marches_visibles(request.acteur, partout=True).distinct(), uuid=uuid)
    exiger(request.acteur, Action.GERER_MARCHE, suivi)
    form = LotForm(request.POST or None, corps=selecteurs.corps_d_etat())
    if request.method == "POST" and form.is_valid():
        sites = selecteurs.sites_du_premier_lot(suivi)
        try:
            lot = ajouter(acteur=request.acteur, marche=suivi, saisie=LotSaisi(**form.cleaned_data), sites=sites)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"{lot} est ajouté. Il reste à fixer son obligation.")
            return redirect("facilitation:creer_clause", uuid=lot.uuid)
    contexte = {"form": form, "marche": suivi, "titre": "Ajouter un lot", "bouton": "Ajouter le lot"}
    return render(request, "clauses/facilitation/acte.html", contexte)


def _formulaire(request: HttpRequest, publie: MarchePublie | None) -> HttpResponse:
    siret_tolere = normaliser_siret(publie.acheteur_id) if publie else ""
    geocodage = ""
    if request.method == "POST":
        remis = saisie_marche.acte_de_mise_en_page(request)
        if remis is not None:
            geocodage = remis.pop("geocodage", "")
            formulaires = saisie_marche.construire(request.acteur, initial=remis, siret_tolere=siret_tolere)
        else:
            formulaires = saisie_marche.construire(request.acteur, donnees=request.POST, siret_tolere=siret_tolere)
            if formulaires.valides and (suite := _prendre(request, formulaires, publie)):
                return suite
    else:
        initial = saisie_marche.initial_du_publie(publie) if publie else saisie_marche.INITIAL_VIDE
        formulaires = saisie_marche.construire(request.acteur, initial=initial, siret_tolere=siret_tolere)
    contexte = {"f": formulaires, "publie": publie, "geocodage": geocodage}
    return render(request, "clauses/facilitation/suivre_marche.html", contexte)


def _prendre(request: HttpRequest, formulaires, publie: MarchePublie | None) -> HttpResponse | None:
    """Write, and go on to the obligation of the first lot; None when the service refused (said beside the field)."""
    try:
        suivi = prendre_en_suivi(
            acteur=request.acteur,
            prise=saisie_marche.lire(formulaires, tolerant=publie is not None),
            marche_publie=publie,
        )
    except ErreurMetier as erreur:
        formulaires.refuser(erreur)
        return None
    lot = suivi.lots.order_by("pk").first()
    messages.success(request, f"Marché {suivi.numero} pris en suivi. Il reste à fixer son obligation.")
    return redirect("facilitation:creer_clause", uuid=lot.uuid)
