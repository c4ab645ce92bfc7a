"""The prescriber's home: whom his organisation referred, and what became of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clauses.services.personnes import Identite
from entreprises.rules import ROLES_FACILITATION, Role
from parcours import selectors
from parcours.selectors.carnet import lien_en_cours
from parcours.services import candidats
from parcours.web.colonnes import CANDIDATS
from parcours.web.formulaires import CandidatForm, FiltresCandidatsForm
from socle.erreurs import RegleViolee
from socle.gardes import politique
from socle.web import adresses_des_fichiers, paginer, telecharger

ROLES = (Role.PRESCRIPTEUR, *ROLES_FACILITATION)


@politique("parcours.accueil_prescription", roles=(Role.PRESCRIPTEUR,))
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    """The candidates of the organisation, with where each stands."""
    form = FiltresCandidatsForm(request.GET)
    form.is_valid()
    filtres = {"statut": form.cleaned_data.get("statut") or "", "q": form.cleaned_data.get("q") or ""}
    candidats_vus = selectors.candidats(request.acteur, **filtres)
    if fichier := telecharger(request, candidats_vus, CANDIDATS, nom="candidats"):
        return fichier
    contexte = adresses_des_fichiers(request) | {
        "form": form,
        "actifs": any(filtres.values()),
        "page": paginer(request, candidats_vus),
        "organisation": request.acteur.organisation,
    }
    return render(request, "parcours/accueil_prescription.html", contexte)


@politique("parcours.saisir_candidat", roles=ROLES)
@require_http_methods(["GET", "POST"])
def saisir(request: HttpRequest) -> HttpResponse:
    """Enter a person, as little as needed to call her back."""
    form = CandidatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        donnees = dict(form.cleaned_data)
        informee = donnees.pop("informee")
        metiers = [metier for rang in "123" if (metier := donnees.pop(f"metier_{rang}"))]
        try:
            candidat = candidats.saisir(
                acteur=request.acteur, identite=Identite(**donnees), metiers=metiers, informee=informee
            )
        except RegleViolee as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"{candidat} est orienté·e : la structure de facilitation prend le relais.")
            return redirect("parcours:candidat", candidat.uuid)
    retour = "parcours:accueil_prescription" if request.acteur.est_prescription else "entreprises:accueil"
    contexte = {"form": form, "retour": reverse(retour)}
    return render(request, "parcours/saisir_candidat.html", contexte, status=422 if form.errors else 200)


@politique("parcours.candidat", roles=ROLES)
@require_GET
def candidat(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A candidate: identity, trades, steps, contracts."""
    dossier = selectors.dossier_candidat(request.acteur, uuid)
    if dossier is None:
        raise Http404("Cette personne n'est pas dans votre liste.")
    return render(
        request,
        "parcours/candidat.html",
        {
            "dossier": dossier,
            "candidat": dossier.candidat,
            "lien_carnet": lien_en_cours(dossier.candidat),
        },
    )
