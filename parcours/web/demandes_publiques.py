"""Requests of the public: call back, then answered, a candidate, or erased."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from clauses.services.personnes import Identite
from entreprises.rules import ROLES_FACILITATION
from parcours.policies import demandes_publiques_visibles
from parcours.selectors.demandes_publiques import demandes_publiques
from parcours.services import demandes_publiques as services
from parcours.web.formulaires import CandidatRappeleForm
from socle.erreurs import ErreurMetier, RegleViolee
from socle.gardes import politique
from socle.web import paginer


@politique("parcours.demandes_publiques", roles=ROLES_FACILITATION)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    """Those that wait; `?toutes=1` the answered ones too."""
    toutes = request.GET.get("toutes") == "1"
    page = paginer(request, demandes_publiques(request.acteur, toutes=toutes))
    return render(request, "parcours/demandes_publiques.html", {"page": page, "toutes": toutes})


@politique("parcours.demande_publique", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def demande(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request: `repondre`, `effacer`, or the candidate's form filled from what was left."""
    visibles = demandes_publiques_visibles(request.acteur, partout=True)
    objet = get_object_or_404(visibles.select_related("chantier", "commune", "metier"), uuid=uuid)
    acte = request.POST.get("acte", "") if request.method == "POST" else ""
    form = CandidatRappeleForm(request.POST if acte == "candidat" else None, initial=_debut(objet))
    try:
        if acte == "repondre":
            services.repondre(acteur=request.acteur, demande=objet)
            messages.success(request, "C'est noté : la personne a eu une réponse.")
            return redirect("parcours:demandes_publiques")
        if acte == "effacer":
            services.effacer(acteur=request.acteur, demande=objet)
            messages.success(request, "La demande est effacée.")
            return redirect("parcours:demandes_publiques")
        if acte == "candidat" and form.is_valid():
            return _candidat(request, objet, form)
    except RegleViolee as erreur:
        form.refuser(erreur)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    contexte = {"demande": objet, "form": form}
    return render(request, "parcours/demande_publique.html", contexte, status=422 if form.errors else 200)


def _candidat(request: HttpRequest, objet, form: CandidatRappeleForm) -> HttpResponse:
    donnees = {nom: form.cleaned_data[nom] for nom in ("nom", "prenom", "date_naissance", "commune", "telephone")}
    candidat = services.devenir_candidat(
        acteur=request.acteur,
        demande=objet,
        identite=Identite(**donnees, email=objet.email),
        metier=form.cleaned_data["metier_1"],
    )
    messages.success(request, f"{candidat} est suivi·e : sa demande a sa réponse.")
    return redirect("parcours:candidat", candidat.uuid)


def _debut(objet) -> dict[str, object]:
    """A whole name is split on its first space: the facilitator corrects it at the call."""
    prenom, _, nom = objet.nom.partition(" ")
    return {
        "prenom": prenom if nom else "",
        "nom": nom or prenom,
        "telephone": objet.telephone,
        "commune": objet.commune_id,
        "metier_1": objet.metier_id,
    }
