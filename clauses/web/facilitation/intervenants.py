"""Parties of a lot: invited, gone, excused from declaring; and the cancelling of a whole contract."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clauses.models import ClauseInsertion, Intervenant
from clauses.policies import Action, exiger, lots_visibles, marches_visibles
from clauses.rules.etats import EtatClause
from clauses.services import marches, successions
from clauses.web.facilitation.formulaires_actes import AnnulationForm
from clauses.web.facilitation.formulaires_intervenants import DepartForm, DispenseForm, InvitationForm, SuccessionForm
from entreprises.rules import ROLES_FACILITATION, role_gestionnaire
from entreprises.services import inviter as inviter_gestionnaire
from entreprises.services import trouver_ou_creer_organisation
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.horloge import aujourdhui


@politique("facilitation.inviter_intervenant", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def inviter(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Invite the first manager of a company of the lot: its sheet exists, only the person is missing."""
    intervenant = _intervenant(request, uuid)
    exiger(request.acteur, Action.INVITER_ENTREPRISE, intervenant)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organisation = intervenant.organisation
        try:
            invitation = inviter_gestionnaire(
                acteur=request.acteur,
                organisation=organisation,
                role=role_gestionnaire(organisation.nature),
                **form.cleaned_data,
            )
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"{organisation} est invitée : un lien est parti à {invitation.email}.")
            return _retour(intervenant)
    texte = "La personne invitée gérera l'équipe de l'entreprise : elle pourra y inviter ses collègues."
    return _page(request, form, f"Inviter {intervenant.organisation}", "Envoyer l'invitation", intervenant, texte)


@politique("facilitation.retirer_intervenant", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def retirer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A company leaves the lot."""
    intervenant = _intervenant(request, uuid)
    form = DepartForm(request.POST or None, initial={"au": aujourdhui()})
    if request.method == "POST" and form.is_valid():
        try:
            marches.retirer_intervenant(acteur=request.acteur, intervenant=intervenant, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"{intervenant.organisation} a quitté le lot.")
            return _retour(intervenant)
    texte = "Ce que l'entreprise a déclaré reste. Elle ne déclare plus les mois suivants."
    titre = f"Retirer {intervenant.organisation} du lot"
    return _page(request, form, titre, "Retirer l'intervenant", intervenant, texte, grave=True)


@politique("facilitation.succeder_intervenant", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def succeder(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another establishment takes a company's place (change of SIRET, merger), on the lots ticked, in one act."""
    intervenant = _intervenant(request, uuid)
    places = _places(request, intervenant)
    form = SuccessionForm(request.POST or None, places=places, initial={"le": aujourdhui().replace(day=1)})
    if request.method == "POST" and form.is_valid():
        lus = form.cleaned_data
        try:
            nouvelle, _ = trouver_ou_creer_organisation(
                acteur=request.acteur, siret=lus["siret"], nom=lus["nom"], nature=intervenant.organisation.nature
            )
            prises = successions.succeder(
                acteur=request.acteur, intervenants=lus["places"], nouvelle=nouvelle, le=lus["le"], motif=lus["motif"]
            )
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            pluriel = "s" if len(prises) > 1 else ""
            messages.success(
                request, f"{nouvelle} prend la suite sur {len(prises)} lot{pluriel} : invitez-y quelqu'un."
            )
            return redirect("facilitation:inviter_intervenant", uuid=prises[0].uuid)
    texte = (
        "Ce que l'entreprise a déclaré reste à son nom. Les contrats de travail en cours continuent chez la nouvelle, "
        "avec leur date de début et la même durée de comptage."
    )
    titre = f"Qui prend la suite de {intervenant.organisation} ?"
    return _page(request, form, titre, "Enregistrer la succession", intervenant, texte)


@politique("facilitation.dispenser_intervenant", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def dispenser(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A member of the group declares by itself, or leaves it to the lead."""
    intervenant = _intervenant(request, uuid)
    form = DispenseForm(request.POST or None, initial={"dispense": intervenant.dispense_declarer})
    if request.method == "POST" and form.is_valid():
        try:
            marches.dispenser_de_declarer(acteur=request.acteur, intervenant=intervenant, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "C'est enregistré.")
            return _retour(intervenant)
    return _page(request, form, f"Déclarations de {intervenant.organisation}", "Enregistrer", intervenant)


@politique("facilitation.annuler_marche", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def annuler_marche(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cancel a contract entered by mistake, with a reason."""
    marche = get_object_or_404(marches_visibles(request.acteur, partout=True).distinct(), uuid=uuid)
    exiger(request.acteur, Action.GERER_MARCHE, marche)
    form = AnnulationForm(request.POST or None, clause=None)
    if request.method == "POST" and form.is_valid():
        try:
            marches.annuler_marche(acteur=request.acteur, marche=marche, motif=form.motif)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"Le marché {marche.numero} est annulé.")
            return redirect("facilitation:clauses")
    contexte = {
        "form": form,
        "marche": marche,
        "titre": f"Annuler le marché {marche.numero}",
        "bouton": "Annuler le marché",
        "explication": "Ses clauses sont annulées et la donnée officielle peut de nouveau être suivie. "
        "C'est refusé tant que des heures y sont validées.",
        "grave": True,
    }
    return render(request, "clauses/facilitation/acte.html", contexte)


def _intervenant(request: HttpRequest, uuid: UUID) -> Intervenant:
    intervenant = get_object_or_404(
        Intervenant.objects.filter(lot__in=lots_visibles(request.acteur, partout=True)).select_related(
            "organisation", "lot__marche__operation"
        ),
        uuid=uuid,
    )
    exiger(request.acteur, Action.GERER_MARCHE, intervenant)
    return intervenant


def _places(request: HttpRequest, intervenant: Intervenant) -> QuerySet[Intervenant]:
    """Where the same company stands today, on the lots of the office."""
    siens = Intervenant.objects.filter(
        organisation=intervenant.organisation_id,
        au__isnull=True,
        lot__in=lots_visibles(request.acteur, partout=True),
        lot__marche__office=intervenant.lot.marche.office_id,
    )
    return siens.select_related("lot__marche__operation", "organisation").order_by("lot__marche__numero_plie", "pk")


def _clause_de(intervenant: Intervenant) -> ClauseInsertion | None:
    return ClauseInsertion.objects.filter(lot_id=intervenant.lot_id).exclude(etat=EtatClause.ANNULEE).first()


def _retour(intervenant: Intervenant) -> HttpResponse:
    clause = _clause_de(intervenant)
    if clause is not None:
        return redirect("facilitation:clause", uuid=clause.uuid)
    return redirect("facilitation:marche", uuid=intervenant.lot.marche.uuid)


def _page(
    request: HttpRequest,
    form: object,
    titre: str,
    bouton: str,
    intervenant: Intervenant,
    explication: str = "",
    *,
    grave: bool = False,
) -> HttpResponse:
    contexte = {
        "form": form,
        "clause": _clause_de(intervenant),
        "marche": intervenant.lot.marche,
        "titre": titre,
        "bouton": bouton,
        "explication": explication,
        "grave": grave,
    }
    return render(request, "clauses/facilitation/acte.html", contexte)
