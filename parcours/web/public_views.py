"""Pages without an account: the carnet de parcours behind its personal link, and the door of a site."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chantiers.models import Chantier
from clauses.public.fiche import chantier_public
from clauses.services import avis_personnes
from parcours.selectors.carnet import carnet as lire
from parcours.services import demandes_publiques as services
from parcours.services.carnet import lien_du_secret
from parcours.web.formulaires_publics import TravaillerForm
from socle.erreurs import ErreurMetier
from socle.gardes import publique
from socle.limites import limiter
from socle.periodes import Mois


@publique("parcours.carnet")
@limiter("carnet", par_minute=30)
@never_cache
@require_http_methods(["GET", "POST"])
def carnet(request: HttpRequest, secret: str) -> HttpResponse:
    """Her months, her rights, her documents; POST says of one month that it is right, or not."""
    lien = lien_du_secret(secret)
    if lien is None:
        return _prive(render(request, "parcours/carnet_ferme.html", status=404))
    if request.method == "POST":
        try:
            mois, juste = Mois.lire(request.POST.get("mois", "")), request.POST.get("avis") == "juste"
            avis_personnes.dire(beneficiaire=lien.candidat.beneficiaire, mois=mois, juste=juste)
        except ValueError:
            messages.error(request, "Ce mois n'existe pas.")
        except ErreurMetier as erreur:
            messages.error(request, erreur.message)
        else:
            merci = "Merci, c'est noté." if juste else "Merci. Quelqu'un va vérifier ce mois et vous rappeler."
            messages.success(request, merci)
        return _prive(redirect("parcours:carnet", secret))
    return _prive(render(request, "parcours/carnet.html", {"carnet": lire(lien.candidat), "lien": lien}))


@publique("parcours.travailler")
@limiter("travailler", par_heure=10, methodes=("POST",))
@require_http_methods(["GET", "POST"])
def travailler(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a name and a way to be called back; who answers and when is said before anything is typed."""
    fiche = chantier_public(slug)
    if fiche is None:
        raise Http404("Ce chantier n'est pas publié.")
    chantier = get_object_or_404(Chantier, slug=slug)
    accueil = services.accueil_du_chantier(chantier)
    form = TravaillerForm(request.POST or None)
    if request.method == "POST" and accueil is not None and form.is_valid():
        try:
            services.deposer(chantier=chantier, **form.donnees())
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            return render(request, "parcours/travailler_merci.html", {"lieu": fiche.chantier.lieu, "accueil": accueil})
    contexte = {"lieu": fiche.chantier.lieu, "accueil": accueil, "form": form}
    return render(request, "parcours/travailler.html", contexte, status=422 if form.errors else 200)


def _prive(reponse: HttpResponse) -> HttpResponse:
    """The address is the key: it goes to no other site and no index."""
    reponse["Referrer-Policy"] = "no-referrer"
    reponse["X-Robots-Tag"] = "noindex, nofollow"
    return reponse
