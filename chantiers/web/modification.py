"""Changing a site: its sheet and communes, its point, its phases; its operation; cancelled when entered by mistake."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chantiers import services
from chantiers.models import Chantier, PhaseChantier
from chantiers.policies import Action, exiger
from chantiers.web.formulaires import ChantierForm, Communes, MotifForm, OperationForm, PhaseForm, PointForm
from chantiers.web.vues import chantier_ou_404, fil
from clauses.policies import chantiers_visibles, operations_visibles
from clauses.services.lieux import annuler_chantier
from entreprises.rules import ROLES_FACILITATION, Role
from socle.erreurs import ErreurMetier
from socle.formulaires import Formulaire
from socle.gardes import politique

ROLES = (*ROLES_FACILITATION, Role.MAITRE_OUVRAGE, Role.ADMINISTRATION)


@politique("chantiers.modifier", roles=ROLES)
@require_http_methods(["GET", "POST"])
def modifier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Name, other names, address, public description, communes with their shares."""
    chantier = _modifiable(request, uuid)
    form = ChantierForm(request.POST or None, initial=ChantierForm.depuis(chantier))
    parts = [{"commune": p.commune, "part": p.part} for p in chantier.communes.select_related("commune")]
    communes = Communes(request.POST or None, initial=parts, prefix="communes")
    if request.method == "POST" and all([form.is_valid(), communes.is_valid()]):
        try:
            services.modifier_chantier(
                acteur=request.acteur, chantier=chantier, communes=communes.parts(), **form.cleaned_data
            )
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "La fiche du chantier est enregistrée.")
            return redirect("lieux:chantier", chantier.uuid)
    contexte = {"chantier": chantier, "form": form, "communes": communes, "fil": fil(chantier, "Modifier la fiche")}
    fautes = form.errors or communes.total_error_count()
    return render(request, "chantiers/modifier.html", contexte, status=422 if fautes else 200)


@politique("chantiers.point", roles=ROLES)
@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The point of the site, typed or placed on a small map."""
    chantier = _modifiable(request, uuid)
    initial = {"latitude": chantier.latitude, "longitude": chantier.longitude}
    form = PointForm(request.POST or None, initial=initial, prefix="point")
    if request.method == "POST" and form.is_valid():
        services.placer(acteur=request.acteur, chantier=chantier, **form.cleaned_data)
        messages.success(request, "Le point du chantier est posé.")
        return redirect("lieux:chantier", chantier.uuid)
    contexte = {"chantier": chantier, "form": form, "fil": fil(chantier, "Placer sur la carte")}
    return render(request, "chantiers/point.html", contexte, status=422 if form.errors else 200)


@politique("chantiers.annuler", roles=ROLES)
@require_http_methods(["GET", "POST"])
def annuler(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cancel a site entered by mistake."""
    chantier = _modifiable(request, uuid)

    def agir(form: Formulaire) -> str:
        annuler_chantier(acteur=request.acteur, chantier=chantier, **form.cleaned_data)
        return "Le chantier est annulé."

    texte = "Il disparaît des listes et de la carte. C'est refusé tant qu'un lot suivi s'y construit."
    return _acte(request, chantier, MotifForm, agir, "Annuler ce chantier", "Annuler le chantier", texte, grave=True)


@politique("chantiers.ajouter_phase", roles=ROLES)
@require_http_methods(["GET", "POST"])
def ajouter_phase(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new dated phase."""
    chantier = _modifiable(request, uuid)

    def agir(form: Formulaire) -> str:
        services.ajouter_phase(acteur=request.acteur, chantier=chantier, **form.cleaned_data)
        return "La phase est ajoutée."

    return _acte(request, chantier, PhaseForm, agir, "Ajouter une phase", "Ajouter la phase", AIDE_PHASE)


@politique("chantiers.phase", roles=ROLES)
@require_http_methods(["GET", "POST"])
def phase(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a phase: confirm its dates, then note what was observed."""
    une = _phase(request, uuid)

    def agir(form: Formulaire) -> str:
        services.modifier_phase(acteur=request.acteur, phase=une, **form.cleaned_data)
        return "La phase est enregistrée."

    return _acte(
        request, une.chantier, PhaseForm, agir, f"Phase : {une}", "Enregistrer la phase", AIDE_PHASE,
        initial=PhaseForm.depuis(une),
    )  # fmt: skip


@politique("chantiers.retirer_phase", roles=ROLES)
@require_http_methods(["GET", "POST"])
def retirer_phase(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take away a phase entered by mistake."""
    une = _phase(request, uuid)

    def agir(form: Formulaire) -> str:
        services.retirer_phase(acteur=request.acteur, phase=une, **form.cleaned_data)
        return "La phase est retirée."

    return _acte(request, une.chantier, MotifForm, agir, f"Retirer la phase : {une}", "Retirer la phase", grave=True)


@politique("chantiers.modifier_operation", roles=ROLES)
@require_http_methods(["GET", "POST"])
def operation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Name, programme and public description of an operation."""
    une = get_object_or_404(operations_visibles(request.acteur, partout=True), uuid=uuid)
    exiger(request.acteur, Action.MODIFIER_OPERATION, une)
    form = OperationForm(request.POST or None, initial=OperationForm.depuis(une))
    premier = une.chantiers.filter(annule_le__isnull=True).order_by("nom_plie", "pk").first()
    retour = reverse("lieux:chantier", args=[premier.uuid]) if premier else reverse("lieux:chantiers")
    if request.method == "POST" and form.is_valid():
        try:
            services.modifier_operation(acteur=request.acteur, operation=une, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "L'opération est enregistrée.")
            return redirect(retour)
    contexte = {
        "form": form,
        "titre": f"Opération : {une}",
        "sous_titre": str(une.maitre_ouvrage),
        "bouton": "Enregistrer l'opération",
        "retour": retour,
        "fil": [
            {"libelle": "Chantiers", "url": reverse("lieux:chantiers")},
            {"libelle": une.nom, "url": ""},
        ],
    }
    return render(request, "chantiers/acte.html", contexte, status=422 if form.errors else 200)


AIDE_PHASE = (
    "Prévue : annoncée. Confirmée : décidée et écrite. Observée : constatée sur place. "
    "La date la plus sûre est celle que le public voit ; les autres restent à côté."
)


def _modifiable(request: HttpRequest, uuid: UUID) -> Chantier:
    chantier = chantier_ou_404(request, uuid)
    exiger(request.acteur, Action.MODIFIER_CHANTIER, chantier)
    return chantier


def _phase(request: HttpRequest, uuid: UUID) -> PhaseChantier:
    visibles = PhaseChantier.objects.filter(chantier__in=chantiers_visibles(request.acteur, partout=True))
    une = get_object_or_404(visibles.select_related("chantier__operation"), uuid=uuid)
    exiger(request.acteur, Action.MODIFIER_CHANTIER, une.chantier)
    return une


def _acte(
    request: HttpRequest,
    chantier: Chantier,
    sorte: type[Formulaire],
    agir: Callable[[Formulaire], str],
    titre: str,
    bouton: str,
    explication: str = "",
    *,
    initial: dict[str, object] | None = None,
    grave: bool = False,
) -> HttpResponse:
    """One form, one act; a refusal keeps what was typed."""
    form = sorte(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            fait = agir(form)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, fait)
            return redirect("lieux:chantier", chantier.uuid)
    contexte = {
        "form": form,
        "titre": titre,
        "sous_titre": chantier.nom,
        "explication": explication,
        "bouton": bouton,
        "grave": grave,
        "retour": reverse("lieux:chantier", args=[chantier.uuid]),
        "fil": fil(chantier, titre),
    }
    return render(request, "chantiers/acte.html", contexte, status=422 if form.errors else 200)
