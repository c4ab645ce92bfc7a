"""The contracting body: its operations, what is public of them, and the notices to firms."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clauses.policies import Action, peut
from clauses.selectors import maitrise_ouvrage as lecture
from clauses.services import publication
from clauses.web.maitrise_ouvrage.colonnes import OPERATIONS
from clauses.web.maitrise_ouvrage.formulaires import PublicationForm, RechercheForm
from entreprises.rules import Role
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.web import adresses_des_fichiers, paginer, telecharger

ROLES = (Role.MAITRE_OUVRAGE,)


@politique("clauses.accueil_maitrise_ouvrage", roles=ROLES)
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    """Its operations with their state, owed and done, and their publication."""
    form = RechercheForm(request.GET)
    form.is_valid()
    suivies = lecture.operations_suivies(request.acteur, q=form.cleaned_data.get("q", ""))
    if fichier := telecharger(request, suivies, OPERATIONS, nom="operations"):
        return fichier
    contexte = adresses_des_fichiers(request) | {
        "form": form,
        "actifs": bool(form.cleaned_data.get("q")),
        "page": paginer(request, suivies),
        "bilan": lecture.bilan(s for o in suivies for s in o.clauses),
        "organisation": request.acteur.organisation,
        "sans_decision": sum(1 for o in suivies if not o.decidee and o.clauses),
    }
    return render(request, "clauses/maitrise_ouvrage/accueil.html", contexte)


@politique("clauses.operation_maitrise_ouvrage", roles=ROLES)
@require_http_methods(["GET", "POST"])
def operation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One operation; a POST decides its publication."""
    dossier = _dossier(request, uuid)
    suivie = dossier.suivie
    initial = {"niveau": suivie.niveau, "effet_le": aujourdhui()}
    form = PublicationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            resultat = publication.decider(acteur=request.acteur, operation=suivie.operation, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            _dire(request, resultat)
            return redirect("maitrise_ouvrage:operation", uuid)
    contexte = {
        "dossier": dossier,
        "suivie": suivie,
        "form": form,
        "peut_decider": peut(request.acteur, Action.DECIDER_PUBLICATION, suivie.operation),
        "fil": [
            {"libelle": "Mes opérations", "url": reverse("maitrise_ouvrage:accueil")},
            {"libelle": suivie.operation.nom, "url": ""},
        ],
    }
    return render(request, "clauses/maitrise_ouvrage/operation.html", contexte, status=422 if form.errors else 200)


@politique("clauses.aviser_entreprise", roles=ROLES)
@require_POST
def aviser(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record that a firm was told by letter."""
    dossier = _dossier(request, uuid)
    firmes = lecture.entreprises_de(dossier.suivie.operation)
    organisation = get_object_or_404(firmes, uuid=_uuid(request.POST.get("organisation", "")))
    publication.aviser(acteur=request.acteur, operation=dossier.suivie.operation, organisation=organisation)
    messages.success(request, f"{organisation} est notée comme avisée par courrier.")
    return redirect("maitrise_ouvrage:operation", uuid)


def _dossier(request: HttpRequest, uuid: UUID) -> lecture.DossierOperation:
    dossier = lecture.dossier_operation(request.acteur, uuid)
    if dossier is None:
        raise Http404("Cette opération n'est pas la vôtre.")
    return dossier


def _uuid(texte: str) -> UUID:
    try:
        return UUID(texte)
    except ValueError:
        raise Http404("Entreprise inconnue.") from None


def _dire(request: HttpRequest, resultat: publication.ResultatPublication) -> None:
    messages.success(request, "La décision de publication est enregistrée.")
    if resultat.avisees:
        messages.info(request, f"Avisées par courriel : {', '.join(str(o) for o in resultat.avisees)}.")
    if resultat.sans_contact:
        noms = ", ".join(str(o) for o in resultat.sans_contact)
        messages.warning(request, f"Personne à qui écrire chez {noms} : avisez par courrier, puis notez-le ci-dessous.")
