"""Each role lands on its own home; whoever has several spaces switches without logging out."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from entreprises.models import Membre
from entreprises.rules import Role
from entreprises.web.gardes import politique
from entreprises.web.session import entrer_dans

ACCUEILS: dict[str, str] = {
    Role.REFERENT: "entreprise:accueil",
    Role.PAIE: "entreprise:accueil",
    Role.CONDUITE: "entreprise:accueil",
    Role.MANDATAIRE: "entreprise:accueil",
    Role.FACILITATEUR: "facilitation:accueil",
    Role.RESPONSABLE: "facilitation:accueil",
    Role.MAITRE_OUVRAGE: "maitrise_ouvrage:accueil",
    Role.COLLECTIVITE: "collectivite:accueil",
    Role.PRESCRIPTEUR: "parcours:accueil_prescription",
    Role.AUDITEUR: "auditeur:accueil",
    Role.REDACTION: "wagtailadmin_home",
    Role.ADMINISTRATION: "admin:index",
}
"""Name of the home address of each role. A missing one falls back on the page of spaces."""


def adresse_accueil(espace: Membre | None) -> str:
    """The address of the home of this space; the page of spaces when there is none."""
    if espace is not None:
        try:
            return reverse(ACCUEILS[Role(espace.role)])
        except NoReverseMatch:
            pass
    return reverse("entreprises:espaces")


@politique("entreprises.accueil")
def accueil(request: HttpRequest) -> HttpResponse:
    """Send to the home of the active space."""
    return redirect(adresse_accueil(request.acteur.espace))


@politique("entreprises.espaces")
def espaces(request: HttpRequest) -> HttpResponse:
    """All the spaces of this person, each with its home; the empty state says whom to ask."""
    lignes = [(espace, adresse_accueil(espace)) for espace in request.acteur.espaces]
    return render(request, "entreprises/espaces.html", {"lignes": lignes})


@politique("entreprises.changer_espace")
@require_POST
def changer(request: HttpRequest) -> HttpResponse:
    """Make another own space active. Somebody else's, or a lost one: 404."""
    demande = request.POST.get("espace", "")
    espace = next((e for e in request.acteur.espaces if str(e.uuid) == demande), None)
    if espace is None:
        raise Http404("Cet espace n'est pas le vôtre.")
    entrer_dans(request, espace)
    suite = request.POST.get("suite", "")
    if not url_has_allowed_host_and_scheme(suite, {request.get_host()}, request.is_secure()):
        suite = adresse_accueil(espace)
    return redirect(suite)
