"""« Mon équipe »: the managers of an organisation invite, remove, suspend, change roles."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST

from entreprises import selectors, services
from entreprises.models import Membre
from entreprises.policies import (
    Action,
    exiger,
    gestion_possible,
    invitations_gerees,
    membres_geres,
    peut,
    roles_a_inviter,
)
from entreprises.rules import ROLES_FACILITATION, roles_possibles
from entreprises.web.forms import EntrepriseForm, Formulaire, InvitationForm, MotifForm, RoleForm
from entreprises.web.gardes import politique
from socle.erreurs import ErreurMetier, RegleViolee
from socle.limites import limiter


@politique("entreprises.equipe")
def equipe(request: HttpRequest) -> HttpResponse:
    """The team of the active space's organisation, with its open invitations."""
    organisation = _organisation_geree(request)
    vue = selectors.equipe(organisation)
    contexte = {"equipe": vue, "organisation": organisation, "adresse_limites": _adresse("entreprise:limites")}
    return render(request, "entreprises/equipe.html", contexte)


@politique("entreprises.inviter")
@limiter("envoi_invitation", par_heure=100, methodes=("POST",))
@require_http_methods(["GET", "POST"])
def inviter(request: HttpRequest) -> HttpResponse:
    """Invite a colleague into the active space's organisation."""
    organisation = _organisation_geree(request)
    roles = roles_a_inviter(request.acteur, organisation, roles_possibles(organisation.nature))
    form = InvitationForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = services.inviter(acteur=request.acteur, organisation=organisation, **form.cleaned_data)
        except RegleViolee as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"Invitation envoyée à {invitation.email}.")
            return redirect("entreprises:equipe")
    return _formulaire(request, form, "Inviter un ou une collègue", "Envoyer l'invitation")


@politique("entreprises.inviter_entreprise", roles=ROLES_FACILITATION)
@limiter("envoi_invitation", par_heure=100, methodes=("POST",))
@require_http_methods(["GET", "POST"])
def inviter_entreprise(request: HttpRequest) -> HttpResponse:
    """A facilitator invites a firm by its SIRET."""
    form = EntrepriseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        donnees = form.cleaned_data
        try:
            organisation, invitation = services.inviter_entreprise(
                acteur=request.acteur,
                siret=donnees["siret"],
                nom=donnees["nom_entreprise"],
                nature=donnees["nature"],
                email=donnees["email"],
                prenom_contact=donnees["prenom"],
                nom_contact=donnees["nom"],
            )
        except RegleViolee as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"{organisation} est invitée : un lien est parti à {invitation.email}.")
            return redirect("entreprises:accueil")
    return _formulaire(request, form, "Inviter une entreprise", "Envoyer l'invitation", retour="entreprises:accueil")


@politique("entreprises.retirer_membre")
@require_http_methods(["GET", "POST"])
def retirer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Remove a colleague, or leave oneself."""
    membre = _membre(request, uuid)
    titre = f"Retirer {membre.utilisateur} de l'équipe"
    if membre.utilisateur_id == request.user.pk:
        titre = f"Quitter l'équipe de {membre.organisation}"
    else:
        exiger(request.acteur, Action.GERER_EQUIPE, membre.organisation)
    return _acte(request, membre, services.retirer_membre, titre, "Retirer ses accès", "Les accès sont retirés.")


@politique("entreprises.suspendre_membre")
@require_http_methods(["GET", "POST"])
def suspendre(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Suspend a colleague, with a reason."""
    membre = _membre(request, uuid)
    exiger(request.acteur, Action.GERER_EQUIPE, membre.organisation)
    titre = f"Suspendre {membre.utilisateur}"
    return _acte(request, membre, services.suspendre_membre, titre, "Suspendre ses accès", "Les accès sont suspendus.")


@politique("entreprises.retablir_membre")
@require_POST
def retablir(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a suspended colleague the rights back."""
    membre = _membre(request, uuid)
    return _simple(
        request, lambda: services.retablir_membre(acteur=request.acteur, membre=membre), "Les accès sont rétablis."
    )


@politique("entreprises.changer_role")
@require_http_methods(["GET", "POST"])
def changer_role(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a colleague another role."""
    membre = _membre(request, uuid)
    exiger(request.acteur, Action.GERER_EQUIPE, membre.organisation)
    autres = [role for role in roles_possibles(membre.organisation.nature) if role != membre.role]
    form = RoleForm(request.POST or None, roles=autres)
    if request.method == "POST" and form.is_valid():
        try:
            services.changer_role(acteur=request.acteur, membre=membre, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, "Le rôle est changé.")
            return redirect("entreprises:equipe")
    return _formulaire(request, form, f"Changer le rôle de {membre.utilisateur}", "Changer le rôle", membre=membre)


@politique("entreprises.relancer_invitation")
@limiter("envoi_invitation", par_heure=100, methodes=("POST",))
@require_POST
def relancer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send an invitation again."""
    invitation = get_object_or_404(invitations_gerees(request.acteur).select_related("organisation"), uuid=uuid)
    return _simple(
        request,
        lambda: services.relancer_invitation(acteur=request.acteur, invitation=invitation),
        f"L'invitation est renvoyée à {invitation.email}.",
    )


@politique("entreprises.revoquer_invitation")
@require_POST
def revoquer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cancel an invitation."""
    invitation = get_object_or_404(invitations_gerees(request.acteur).select_related("organisation"), uuid=uuid)
    return _simple(
        request,
        lambda: services.revoquer_invitation(acteur=request.acteur, invitation=invitation),
        "L'invitation est annulée : son lien ne fonctionne plus.",
    )


def _organisation_geree(request: HttpRequest):
    """The active space's organisation when its team may be managed from it; else 404."""
    if not gestion_possible(request.acteur):
        raise Http404("Cette page est réservée à qui gère l'équipe.")
    return request.acteur.organisation


def _membre(request: HttpRequest, uuid: UUID) -> Membre:
    geres = membres_geres(request.acteur).en_place().select_related("organisation", "utilisateur")
    return get_object_or_404(geres, uuid=uuid)


def _acte(
    request: HttpRequest, membre: Membre, service: Callable[..., object], titre: str, bouton: str, fait: str
) -> HttpResponse:
    """One page to confirm an act on a member; the last manager asks for one tick more."""
    form = MotifForm(request.POST or None)
    seul = selectors.est_seul_gestionnaire(membre)
    if not seul:
        del form.fields["confirmer_dernier"]
    if request.method == "POST" and form.is_valid():
        try:
            service(acteur=request.acteur, membre=membre, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, fait)
            parti = membre.utilisateur_id == request.user.pk
            return redirect("entreprises:accueil" if parti else "entreprises:equipe")
    return _formulaire(request, form, titre, bouton, membre=membre, danger=True)


def _simple(request: HttpRequest, acte: Callable[[], object], fait: str) -> HttpResponse:
    try:
        acte()
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, fait)
    retour = "entreprises:equipe" if gestion_possible(request.acteur) else "entreprises:accueil"
    return redirect(retour)


def _formulaire(
    request: HttpRequest,
    form: Formulaire,
    titre: str,
    bouton: str,
    *,
    membre: Membre | None = None,
    danger: bool = False,
    retour: str = "entreprises:equipe",
) -> HttpResponse:
    if retour == "entreprises:equipe" and not peut(request.acteur, Action.GERER_EQUIPE, request.acteur.organisation):
        retour = "entreprises:accueil"
    contexte = {
        "form": form,
        "titre": titre,
        "bouton": bouton,
        "membre": membre,
        "danger": danger,
        "adresse_retour": reverse(retour),
    }
    return render(request, "entreprises/formulaire.html", contexte)


def _adresse(nom: str) -> str:
    try:
        return reverse(nom)
    except NoReverseMatch:
        return ""
