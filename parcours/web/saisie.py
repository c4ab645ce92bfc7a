"""Entering a person, with her look-alikes said while one types, and again before anything is written."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clauses.services.personnes import Identite
from parcours.rules.ressemblance import Identite as IdentiteComparee
from parcours.selectors.ressemblances import Semblables, semblables
from parcours.services import candidats
from parcours.web.formulaires import CandidatForm, IdentiteTapeeForm
from parcours.web.roles import ROLES
from socle.erreurs import RegleViolee
from socle.gardes import politique
from socle.limites import limiter


@politique("parcours.saisir_candidat", roles=ROLES)
@require_http_methods(["GET", "POST"])
def saisir(request: HttpRequest) -> HttpResponse:
    """Enter a person, as little as needed to call her back; look-alikes in reach are shown once before."""
    form = CandidatForm(request.POST or None)
    proches, a_confirmer = Semblables(), False
    if request.method == "POST" and form.is_valid():
        proches = _semblables(request, form)
        a_confirmer = bool(proches.visibles) and "confirmee" not in request.POST
        if not a_confirmer and (reponse := _enregistrer(request, form, proches)):
            return reponse
    retour = "parcours:accueil_prescription" if request.acteur.est_prescription else "parcours:candidats"
    contexte = {"form": form, "retour": reverse(retour), "semblables": proches, "a_confirmer": bool(proches.visibles)}
    statut = 422 if form.errors or a_confirmer else 200
    return render(request, "parcours/saisir_candidat.html", contexte, status=statut)


@politique("parcours.ressemblances", roles=ROLES)
@limiter("ressemblances", par_minute=60)
@require_POST
def ressemblances(request: HttpRequest) -> HttpResponse:
    """Who looks like the person being typed; sent in the body, so that no address or log holds a name."""
    form = IdentiteTapeeForm(request.POST)
    proches = _semblables(request, form)
    return render(request, "parcours/_semblables.html", {"semblables": proches, "a_confirmer": bool(proches.visibles)})


def _semblables(request: HttpRequest, form: CandidatForm | IdentiteTapeeForm) -> Semblables:
    form.is_valid()
    lus = form.cleaned_data
    identite = IdentiteComparee(lus.get("nom", ""), lus.get("prenom", ""), lus.get("date_naissance"))
    return semblables(request.acteur, identite)


def _enregistrer(request: HttpRequest, form: CandidatForm, proches: Semblables) -> HttpResponse | None:
    """Her page once she is entered; None when the service refuses (the form says why)."""
    donnees = dict(form.cleaned_data)
    informee = donnees.pop("informee")
    metiers = [metier for rang in "123" if (metier := donnees.pop(f"metier_{rang}"))]
    try:
        candidat = candidats.saisir(
            acteur=request.acteur, identite=Identite(**donnees), metiers=metiers, informee=informee
        )
    except RegleViolee as erreur:
        form.refuser(erreur)
        return None
    messages.success(request, f"{candidat} est orienté·e : la structure de facilitation prend le relais.")
    if proches.ailleurs and request.acteur.est_prescription:
        messages.info(request, "Une personne ressemblante est déjà suivie : la structure de facilitation vérifiera.")
    return redirect("parcours:candidat", candidat.uuid)
