"""A candidate's page: the ribbon of her pathway, her file in short, and the acts that move her along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from parcours import selectors
from parcours.rules.fiche import ActionFrein
from parcours.rules.journal import dire_acte
from parcours.selectors.besoins_a_portee import besoins_a_portee
from parcours.selectors.candidats import DossierCandidat, candidat_devenu
from parcours.selectors.carnet import lien_en_cours
from parcours.selectors.profils import mot_certificat
from parcours.selectors.referents import referents_possibles
from parcours.services.etapes import ajouter_etape
from parcours.services.referents import nommer_referent
from parcours.services.sorties import constater
from parcours.services.statuts import changer_statut
from parcours.web.formulaires_candidat import EtapeForm, ReferentForm, SituationForm, StatutForm
from parcours.web.roles import ROLES
from socle.erreurs import ConflitEcriture, RegleViolee, TransitionInterdite
from socle.formulaires import Formulaire
from socle.gardes import politique
from socle.horloge import aujourdhui

SERVICES: dict[str, tuple[Any, str]] = {
    "statut": (changer_statut, "Le statut est changé."),
    "etape": (ajouter_etape, "L'étape est ajoutée au parcours."),
    "referent": (nommer_referent, "Le référent ou la référente est à jour."),
    "situation": (constater, "La situation est notée."),
}


@politique("parcours.candidat", roles=ROLES)
@require_http_methods(["GET", "POST"])
def candidat(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read the pathway; post one of its acts. A record merged into another leads to it."""
    dossier = selectors.dossier_candidat(request.acteur, uuid)
    if dossier is None:
        devenu = candidat_devenu(request.acteur, uuid)
        if devenu is None:
            raise Http404("Cette personne n'est pas dans votre liste.")
        return redirect("parcours:candidat", devenu.uuid)
    acte = request.POST.get("acte", "") if request.method == "POST" else ""
    formulaires, statut = _formulaires(request, dossier, acte), 200
    if request.method == "POST":
        if acte not in formulaires:
            raise Http404("Cet acte n'existe pas.")
        form = formulaires[acte]
        if form.is_valid() and _agir(request, dossier, acte, form):
            return redirect("parcours:candidat", uuid)
        statut = 422
        dossier = selectors.dossier_candidat(request.acteur, uuid) or dossier
    contexte = _contexte(dossier, formulaires, acte)
    if dossier.peut_suivre:
        contexte["portee"] = besoins_a_portee(request.acteur, dossier.candidat)
    return render(request, "parcours/candidat.html", contexte, status=statut)


def _formulaires(request: HttpRequest, dossier: DossierCandidat, acte: str) -> dict[str, Formulaire]:
    """The forms of the page; only the submitted one is bound."""

    def donnees(nom: str) -> Any:
        return request.POST if acte == nom else None

    formulaires: dict[str, Formulaire] = {
        "statut": StatutForm(donnees("statut"), dossier=dossier, auto_id="statut_%s"),
        "etape": EtapeForm(donnees("etape"), auto_id="etape_%s"),
    }
    if any(terme.echeance.due for terme in dossier.termes):
        formulaires["situation"] = SituationForm(donnees("situation"), dossier=dossier, auto_id="situation_%s")
    if dossier.peut_suivre:
        membres = referents_possibles(request.acteur, dossier.candidat)
        formulaires["referent"] = ReferentForm(donnees("referent"), membres=membres, auto_id="referent_%s")
    return formulaires


def _agir(request: HttpRequest, dossier: DossierCandidat, acte: str, form: Formulaire) -> bool:
    service, fait = SERVICES[acte]
    try:
        service(acteur=request.acteur, candidat=dossier.candidat, **form.cleaned_data)
    except (TransitionInterdite, ConflitEcriture):
        form.add_error(None, "Le statut a changé entre-temps : voyez le parcours ci-dessous, puis recommencez.")
        return False
    except RegleViolee as erreur:
        form.refuser(erreur)
        return False
    messages.success(request, fait)
    return True


def _contexte(dossier: DossierCandidat, formulaires: dict[str, Formulaire], acte: str) -> dict[str, Any]:
    fiche = dossier.candidat
    return {
        "dossier": dossier,
        "candidat": fiche,
        "lien_carnet": lien_en_cours(fiche),
        "formulaires": formulaires,
        "ouvert": acte,
        "certificats": [(mot_certificat(c.code), c) for c in fiche.certificats.all()],
        "freins": [
            (f.get_frein_display(), ActionFrein(f.action).libelle if f.action else "", f.leve_le)
            for f in fiche.freins.all()
        ],
        "journal": [(dire_acte(ligne.acte), ligne) for ligne in dossier.journal],
        "aujourdhui": aujourdhui(),
        "fil": [
            {"libelle": "Candidats", "url": reverse("parcours:candidats")},
            {"libelle": str(fiche), "url": ""},
        ]
        if dossier.peut_suivre
        else [],
    }
