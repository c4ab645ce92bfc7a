"""Following an invitation's link: anonymous, signed, throttled."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from entreprises import selectors, services
from entreprises.models import Invitation
from entreprises.rules import EtatInvitation
from entreprises.web.forms import AcceptationForm
from entreprises.web.gardes import publique
from entreprises.web.session import entrer_dans
from socle.erreurs import ErreurMetier
from socle.horloge import maintenant
from socle.limites import limiter


@publique("entreprises.invitation")
@limiter("invitation", par_minute=60)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """Join: an account is made on the spot, or the existing one is used after login."""
    trouvee = selectors.invitation_du_jeton(jeton)
    if trouvee is None:
        return render(request, "entreprises/invitation_close.html", {"etat": None}, status=404)
    etat = trouvee.etat(maintenant())
    if etat is not EtatInvitation.EN_ATTENTE:
        return render(request, "entreprises/invitation_close.html", {"etat": etat, "invitation": trouvee}, status=410)
    if request.user.is_authenticated:
        return _rejoindre(request, trouvee)
    if selectors.compte_existant(trouvee.email):
        return render(request, "entreprises/invitation_connexion.html", {"invitation": trouvee})
    return _creer(request, trouvee)


def _rejoindre(request: HttpRequest, trouvee: Invitation) -> HttpResponse:
    """A logged-in person confirms with one button; another person's account may not."""
    if request.user.email != trouvee.email:
        return render(request, "entreprises/invitation_autre_compte.html", {"invitation": trouvee}, status=403)
    if request.method == "POST":
        try:
            membre = services.accepter_invitation(utilisateur=request.user, invitation=trouvee)
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
            return redirect("entreprises:espaces")
        entrer_dans(request, membre)
        messages.success(request, f"Bienvenue dans l'équipe de {trouvee.organisation}.")
        return redirect("entreprises:accueil")
    return render(request, "entreprises/invitation_rejoindre.html", {"invitation": trouvee})


def _creer(request: HttpRequest, trouvee: Invitation) -> HttpResponse:
    """Name and password, then straight in: the followed link proves the address."""
    initial = {"prenom": trouvee.prenom, "nom": trouvee.nom}
    form = AcceptationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        donnees = {nom: valeur for nom, valeur in form.cleaned_data.items() if nom != "confirmation"}
        try:
            membre = services.accepter_en_creant_un_compte(invitation=trouvee, **donnees)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            login(request, membre.utilisateur)
            entrer_dans(request, membre)
            messages.success(request, f"Votre compte est ouvert. Bienvenue dans l'équipe de {trouvee.organisation}.")
            return redirect("entreprises:accueil")
    contexte = {"form": form, "invitation": trouvee}
    return render(request, "entreprises/invitation_compte.html", contexte)
