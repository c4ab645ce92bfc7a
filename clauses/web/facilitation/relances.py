"""Reminders: all those of one firm; a step towards a silent firm, its story, its drafted letter, what came of it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clauses.models import Relance
from clauses.policies import entreprises_suivies
from clauses.reports import courrier as document
from clauses.selectors.escalades import DossierRelance, courrier, dossier_relance
from clauses.selectors.relances import relances_de
from clauses.selectors.tableau import contacts_des_firmes
from clauses.services import escalades
from clauses.web.facilitation.colonnes import RELANCES
from clauses.web.facilitation.filtres import FiltresRelancesForm
from comptes.services import lever_retour
from entreprises.models import Membre
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.fichiers import repondre_fichier
from socle.formulaires import Formulaire
from socle.gardes import politique
from socle.horloge import maintenant
from socle.web import adresses_des_fichiers, paginer, telecharger

AIDES = {
    Relance.Nature.APPEL: "Qui a répondu (sa fonction), ce qui a été dit, ce qui est convenu.",
    Relance.Nature.LETTRE: "Quand et comment la lettre est partie, sa référence.",
    Relance.Nature.MISE_EN_DEMEURE: "À qui le projet a été remis pour signature, et quand.",
}


class ResultatForm(Formulaire):
    """What came of a step."""

    resultat = forms.CharField(label="Ce qui a été fait", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


@politique("facilitation.relances_entreprise", roles=ROLES_FACILITATION)
@require_GET
def relances_entreprise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Every reminder of a firm that the reader's offices hold; `format=xlsx|csv` downloads what is filtered."""
    entreprise = get_object_or_404(entreprises_suivies(request.acteur, partout=True), uuid=uuid)
    form = FiltresRelancesForm(request.GET)
    etat = form.etat_demande()
    relances = relances_de(request.acteur, entreprise, etat)
    if fichier := telecharger(request, relances.iterator(chunk_size=2000), RELANCES, nom="relances"):
        return fichier
    contexte = adresses_des_fichiers(request) | {
        "entreprise": entreprise,
        "form": form,
        "actifs": etat is not None,
        "page": paginer(request, relances),
        "fil": [
            {"libelle": "Tableau du matin", "url": reverse("facilitation:accueil")},
            {"libelle": f"Relances de {entreprise}", "url": ""},
        ],
    }
    return render(request, "clauses/facilitation/relances_entreprise.html", contexte)


@politique("facilitation.relance", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def relance(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read the step; POST says that it was taken."""
    dossier = _dossier(request, uuid)
    form = ResultatForm(request.POST or None)
    form.fields["resultat"].help_text = AIDES[Relance.Nature(dossier.relance.nature)]
    if request.method == "POST" and form.is_valid():
        try:
            escalades.prendre(acteur=request.acteur, relance=dossier.relance, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, f"{dossier.relance.get_nature_display()} : c'est noté.")
            return redirect("facilitation:accueil")
    firme = dossier.relance.intervenant.organisation
    contexte = {
        "dossier": dossier,
        "form": form,
        "contact": contacts_des_firmes({firme.pk}).get(firme.pk),
        "a_ecrire": dossier.relance.nature != Relance.Nature.APPEL,
        "ouverte": dossier.relance.faite_le is None and dossier.relance.abandonnee_le is None,
    }
    statut = 422 if form.errors else 200
    return render(request, "clauses/facilitation/relance.html", contexte, status=statut)


@politique("facilitation.courrier_de_relance", roles=ROLES_FACILITATION)
@require_GET
def lettre(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The drafted letter, made anew from what is known now; nothing of it is stored."""
    dossier = _dossier(request, uuid)
    if dossier.relance.nature == Relance.Nature.APPEL:
        raise Http404("Un appel n'a pas de lettre.")
    contenu = document.pdf(courrier(dossier), le=maintenant())
    nom = "mise-en-demeure" if dossier.relance.nature == Relance.Nature.MISE_EN_DEMEURE else "lettre"
    return repondre_fichier(contenu, nom=f"projet-{nom}-{dossier.mois.iso}.pdf", mime="application/pdf")


@politique("facilitation.courriel_retabli", roles=ROLES_FACILITATION)
@require_POST
def courriel_retabli(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Somebody of a firm of the office receives messages again."""
    offices = [e.organisation_id for e in request.acteur.espaces_de(*ROLES_FACILITATION)]
    membres = Membre.objects.filter(organisation__intervention__lot__marche__office__in=offices).distinct()
    membre = get_object_or_404(membres.select_related("utilisateur"), uuid=uuid)
    lever_retour(membre.utilisateur.email)
    messages.success(request, f"{membre.utilisateur} : les messages repartent à cette adresse.")
    return redirect("facilitation:accueil")


def _dossier(request: HttpRequest, uuid: UUID) -> DossierRelance:
    dossier = dossier_relance(request.acteur, uuid)
    if dossier is None:
        raise Http404("Cette relance n'est pas de votre structure.")
    return dossier
