"""Giving a person the link to her carnet, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from parcours.policies import candidats_visibles
from parcours.services import carnet as services
from parcours.web.roles import ROLES
from socle.gardes import politique
from socle.messages import adresse_site


@politique("parcours.lien_carnet", roles=ROLES)
@never_cache
@require_POST
def lien(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new link, shown on this page and nowhere else; `acte=revoquer` closes the one she has."""
    candidat = get_object_or_404(
        candidats_visibles(request.acteur, partout=True).select_related("beneficiaire"), uuid=uuid
    )
    if request.POST.get("acte") == "revoquer":
        services.revoquer(acteur=request.acteur, candidat=candidat)
        messages.success(request, "Le lien est fermé : il n'ouvre plus rien.")
        return redirect("parcours:candidat", candidat.uuid)
    fait, secret = services.ouvrir_lien(acteur=request.acteur, candidat=candidat)
    adresse = adresse_site() + reverse("parcours:carnet", args=[secret])
    return render(request, "parcours/lien_carnet.html", {"candidat": candidat, "lien": fait, "adresse": adresse})
