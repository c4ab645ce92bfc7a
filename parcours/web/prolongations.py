"""Prolonging a window of eligibility: a later end and its reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clauses.rules.phrases import jour
from entreprises.rules import ROLES_FACILITATION
from parcours import selectors
from parcours.services import prolongations
from parcours.web.commun import suite_sure
from parcours.web.formulaires import ProlongerForm
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.gardes import politique


@politique("parcours.prolonger", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def prolonger(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One window, what its firm reads today, and the form; a refusal keeps what was typed."""
    dossier = selectors.dossier_fenetre(request.acteur, uuid)
    if dossier is None:
        raise Http404("Cette fenêtre n'est pas à prolonger par vous.")
    form = ProlongerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            prolongee = prolongations.prolonger(acteur=request.acteur, fenetre=dossier.fenetre, **form.cleaned_data)
        except (RegleViolee, ConflitEcriture) as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"La fenêtre est prolongée jusqu'au {jour(prolongee.fin)}.")
            return redirect(suite_sure(request) or reverse("parcours:prolonger", args=[uuid]))
    contexte = {
        "form": form,
        "dossier": dossier,
        "fenetre": dossier.fenetre,
        "suite": suite_sure(request),
        "fil": [
            {"libelle": "Personnes à valider", "url": reverse("parcours:demandes")},
            {"libelle": str(dossier.fenetre.beneficiaire), "url": ""},
        ],
    }
    return render(request, "parcours/prolonger.html", contexte, status=422 if form.errors else 200)
