"""Official contracts: the list with its filters and exports, the page of one, the upload of a file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from clauses.models import MarchePublie
from clauses.policies import Action, peut
from clauses.selectors import marches as selecteurs
from clauses.services import decp, imports
from clauses.web.facilitation.colonnes import MARCHES_PUBLIES
from clauses.web.facilitation.filtres import FiltresPubliesForm
from clauses.web.facilitation.formulaires_import import ImportForm, TitreForm
from entreprises.rules import ROLES_FACILITATION, Role
from socle.erreurs import RegleViolee
from socle.gardes import politique
from socle.web import adresse_avec, paginer, telecharger_csv, telecharger_xlsx

LECTEURS = (*ROLES_FACILITATION, Role.AUDITEUR)


@politique("facilitation.marches_publies", roles=LECTEURS)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    """The official contracts, filtered; `format=xlsx|csv` downloads exactly what is filtered."""
    form = FiltresPubliesForm(request.GET)
    filtres = form.filtres()
    publies = selecteurs.marches_publies(request.acteur, filtres)
    if (forme := request.GET.get("format")) in ("xlsx", "csv"):
        telecharger = telecharger_xlsx if forme == "xlsx" else telecharger_csv
        return telecharger(publies, MARCHES_PUBLIES, nom="marches-publies")
    contexte = {
        "form": form,
        "filtres": filtres,
        "page": paginer(request, publies),
        "url_xlsx": adresse_avec(request, format="xlsx"),
        "url_csv": adresse_avec(request, format="csv"),
        "peut_suivre": peut(request.acteur, Action.SUIVRE_MARCHE),
    }
    return render(request, "clauses/facilitation/marches_publies.html", contexte)


@politique("facilitation.marche_publie", roles=LECTEURS)
@require_http_methods(["GET", "POST"])
def fiche(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One official contract: content, holders, versions with their differences, defects; its title by hand."""
    publie = get_object_or_404(
        MarchePublie.objects.select_related("commune", "marche__office").prefetch_related("titulaires", "versions"),
        uuid=uuid,
    )
    form = TitreForm(request.POST or None, initial={"titre": publie.titre_corrige})
    if request.method == "POST" and form.is_valid():
        decp.corriger_titre(acteur=request.acteur, marche_publie=publie, **form.cleaned_data)
        messages.success(request, "Le titre est enregistré.")
        return redirect("facilitation:marche_publie", uuid=publie.uuid)
    contexte = {
        "publie": publie,
        "form": form,
        "marche": getattr(publie, "marche", None),
        "titulaires": selecteurs.titulaires_publies(publie),
        "versions": selecteurs.versions_publiees(publie),
        "proches": selecteurs.contrats_proches(publie),
        "peut_suivre": peut(request.acteur, Action.SUIVRE_MARCHE),
    }
    return render(request, "clauses/facilitation/marche_publie.html", contexte)


@politique("facilitation.importer_marches", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def importer(request: HttpRequest) -> HttpResponse:
    """Send a file of official data; the result has a page of its own, found again from here."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        fichier = form.cleaned_data["fichier"]
        try:
            cle = imports.deposer(
                acteur=request.acteur,
                fichier=fichier,
                nom=fichier.name,
                taille=fichier.size,
                departements=form.cleaned_data["departements"],
            )
        except RegleViolee as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"Fichier reçu : {fichier.name}.")
            return redirect("facilitation:import_marches", cle=cle)
    contexte = {"form": form, "derniers": imports.derniers_imports()}
    return render(request, "clauses/facilitation/importer_marches.html", contexte)


@politique("facilitation.import_marches", roles=ROLES_FACILITATION)
@require_GET
def resultat(request: HttpRequest, cle: UUID) -> HttpResponse:
    """What an import gave: counts, refused records with their reason; being read, or unreadable."""
    trouve = imports.resultat_import(cle)
    if trouve is None:
        raise Http404("Cet import n'existe pas ou n'est plus gardé.")
    return render(request, "clauses/facilitation/import_marches.html", {"resultat": trouve})
