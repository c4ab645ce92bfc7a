"""A month that its person says is not right: what was declared, then what was done about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clauses.selectors.avis_personnes import mois_conteste
from clauses.services import avis_personnes
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.formulaires import Formulaire, champ_motif
from socle.gardes import politique


class TraiterForm(Formulaire):
    """What was done once the person was spoken to."""

    motif = champ_motif("Ce qui a été fait", "Exemple : appelée, deux jours corrigés. Elle voit que c'est vérifié.")


@politique("facilitation.avis", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def avis(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The person's word beside the lines; POST says what was done. The blocking alert is lifted on the line itself."""
    vu = mois_conteste(request.acteur, uuid)
    if vu is None:
        raise Http404("Ce mois n'est pas de vos engagements.")
    form = TraiterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            avis_personnes.traiter(
                acteur=request.acteur,
                avis=vu.avis,
                motif=form.cleaned_data["motif"],
            )
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "C'est noté : la personne le lit dans son carnet.")
            return redirect("facilitation:accueil")
    contexte = {"vu": vu, "avis": vu.avis, "form": form}
    return render(request, "clauses/facilitation/avis.html", contexte, status=422 if form.errors else 200)
