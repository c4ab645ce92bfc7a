"""The missions of a lent person's contract: one more from the contract's own page, or one taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clauses.services import missions
from clauses.web.entreprise.commun import rendre
from clauses.web.entreprise.formulaires import JustificatifForm, MissionForm, RetraitForm
from clauses.web.entreprise.personnes import lire_contrat, mission_ajoutee, rendre_contrat
from entreprises.rules import ROLES_ENTREPRISE
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.presentation import jour


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


@politique("clauses.retirer_mission", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def retirer(request: HttpRequest, uuid: UUID, du: str) -> HttpResponse:
    """A mission entered by mistake, taken back with a reason: the one that starts that day."""
    lu = lire_contrat(request, uuid)
    mission = next((m for m in lu.missions if m.debut.isoformat() == du), None)
    if mission is None or not lu.retire_mission:
        raise Http404("Cette mission ne se retire pas.")
    form = RetraitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            missions.retirer_mission(
                acteur=request.acteur, contrat=lu.contrat, debut=mission.debut, **form.cleaned_data
            )
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "La mission est retirée du contrat.")
            return redirect("entreprise:contrat", uuid)
    contexte = {
        "titre": f"Retirer la mission du {jour(mission.debut)} ?",
        "texte": f"Elle a été saisie par erreur dans le contrat de {lu.contrat.beneficiaire}. "
        "Le journal garde votre motif.",
        "consequences": [
            "Les dates du contrat suivent les autres missions.",
            "Les heures déjà saisies restent dans la grille : vérifiez-les.",
        ],
        "bouton": "Retirer cette mission",
        "retour": reverse("entreprise:contrat", args=[uuid]),
        "grave": True,
        "form": form,
    }
    return rendre(request, "confirmation.html", contexte)
