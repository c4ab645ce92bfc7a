"""Look-alikes of a candidate: merged after both are shown side by side, told apart, or merge undone."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from clauses.models import Beneficiaire
from entreprises.rules import ROLES_FACILITATION
from parcours.models import Candidat
from parcours.selectors.fiche import fiche_du_candidat
from parcours.selectors.fusions import apport, fusion_visible, fusionnables
from parcours.services import fusions
from parcours.services.ressemblances import ecarter
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.gardes import politique


@politique("parcours.fusionner", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def fusionner(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Both records side by side with what would move; posting merges the other into this one."""
    candidat, autre = _fiches(request, uuid)
    if autre is None:
        return redirect("parcours:candidat", uuid)
    erreur = ""
    if request.method == "POST":
        try:
            fusions.fusionner(acteur=request.acteur, candidat=candidat, autre=autre)
        except (RegleViolee, ConflitEcriture) as refus:
            erreur = refus.message
        else:
            messages.success(request, "Les deux fiches n'en font plus qu'une ; ses heures et son parcours sont réunis.")
            return redirect("parcours:candidat", uuid)
    contexte = {
        "candidat": candidat,
        "autre": autre,
        "fiches": [
            ("Fiche gardée", candidat.beneficiaire, apport(candidat.beneficiaire)),
            ("Fiche réunie à la première", autre, apport(autre)),
        ],
        "erreur": erreur,
        "delai": fusions.delai_annulation(),
        "fil": [
            {"libelle": "Candidats", "url": reverse("parcours:candidats")},
            {"libelle": str(candidat), "url": reverse("parcours:candidat", args=[uuid])},
            {"libelle": "Fusionner", "url": ""},
        ],
    }
    return render(request, "parcours/fusionner.html", contexte, status=422 if erreur else 200)


@politique("parcours.ecarter_ressemblance", roles=ROLES_FACILITATION)
@require_POST
def ecarter_ressemblance(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """These are two persons: the pair is no longer proposed."""
    candidat, autre = _fiches(request, uuid)
    if autre is not None:
        ecarter(acteur=request.acteur, candidat=candidat, autre=autre)
        messages.success(request, "Ce sont deux personnes : la ressemblance ne sera plus proposée.")
    return redirect("parcours:candidat", uuid)


@politique("parcours.defaire_fusion", roles=ROLES_FACILITATION)
@require_POST
def defaire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Undo a merge: the other record comes back with what it had."""
    trouvee = fusion_visible(request.acteur, uuid)
    if trouvee is None:
        raise Http404("Cette fusion n'est pas dans votre liste.")
    fusion, candidat = trouvee
    try:
        fusions.defaire(acteur=request.acteur, fusion=fusion)
    except (RegleViolee, ConflitEcriture) as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "La fusion est défaite : les deux fiches sont à nouveau séparées.")
    return redirect("parcours:candidat", candidat.uuid)


def _fiches(request: HttpRequest, uuid: UUID) -> tuple[Candidat, Beneficiaire | None]:
    """The candidate of the address and the other record that the request names; 404 when one is out of reach."""
    candidat = fiche_du_candidat(request.acteur, uuid)
    if candidat is None:
        raise Http404("Cette personne n'est pas dans votre liste.")
    nom = request.POST.get("avec") or request.GET.get("avec", "")
    if not nom:
        return candidat, None
    try:
        autre = fusionnables(request.acteur, candidat).filter(uuid=UUID(nom)).first()
    except ValueError:
        autre = None
    if autre is None:
        raise Http404("Cette fiche n'est pas à fusionner avec celle-ci.")
    return candidat, autre
