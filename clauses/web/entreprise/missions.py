"""The missions of a lent person's contract: one more, from the contract's own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from clauses.services import missions
from clauses.web.entreprise.formulaires import JustificatifForm, MissionForm
from clauses.web.entreprise.personnes import lire_contrat, mission_ajoutee, rendre_contrat
from entreprises.rules import ROLES_ENTREPRISE
from socle.erreurs import ErreurMetier
from socle.gardes import politique


@politique("clauses.ajouter_mission", roles=ROLES_ENTREPRISE)
@require_POST
def ajouter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A mission more; the page of the contract that holds it: this one, or the one that a long interruption opens."""
    lu = lire_contrat(request, uuid)
    if not lu.accepte_mission:
        raise Http404("Ce contrat ne reçoit pas de mission.")
    form = MissionForm(request.POST)
    if form.is_valid():
        try:
            contrat = missions.ajouter_mission(acteur=request.acteur, contrat=lu.contrat, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            if contrat.nb_missions > 1:
                messages.success(request, f"{mission_ajoutee(contrat)}.")
            else:
                messages.success(request, "Cette mission ne suit pas le contrat précédent : elle en ouvre un autre.")
            return redirect("entreprise:contrat", contrat.uuid)
    return rendre_contrat(request, lu, JustificatifForm(), form, status=422)
