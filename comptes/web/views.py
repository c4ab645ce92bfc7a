"""« Mon compte »."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from comptes import services
from comptes.web.forms import ProfilForm
from socle.erreurs import RegleViolee
from socle.gardes import politique


@politique("comptes.mon_compte")
@require_http_methods(["GET", "POST"])
def mon_compte(request: HttpRequest) -> HttpResponse:
    """One's own name and phone, with the doors to address, password and second factor."""
    moi = request.user
    initial = {"prenom": moi.prenom, "nom": moi.nom, "telephone": moi.telephone}
    form = ProfilForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.modifier_profil(utilisateur=moi, **form.cleaned_data)
        except RegleViolee as erreur:
            form.add_error(erreur.champ if erreur.champ in form.fields else None, erreur.message)
        else:
            messages.success(request, "Vos coordonnées sont enregistrées.")
            return redirect("comptes:mon_compte")
    contexte = {"form": form, "double_facteur": is_mfa_enabled(moi)}
    return render(request, "comptes/mon_compte.html", contexte)
