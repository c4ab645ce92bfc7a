"""« Personnes à valider »: requests by start of contract, and the decision on one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from entreprises.rules import ROLES_FACILITATION
from parcours import selectors
from parcours.services import decisions
from parcours.services.depots import ouvrir_depot
from parcours.web.colonnes import DEMANDES
from parcours.web.formulaires import (
    AccepterForm,
    ComplementForm,
    FiltresDemandesForm,
    Formulaire,
    RefuserDemandeForm,
)
from socle.erreurs import ConflitEcriture, RegleViolee, TransitionInterdite
from socle.fichiers import repondre_fichier
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.web import adresses_des_fichiers, paginer, telecharger

SERVICES = {
    "accepter": (decisions.accepter, "La personne est éligible : ses heures en attente peuvent être validées."),
    "complement": (decisions.demander_complement, "Le complément est demandé à l'entreprise."),
    "refuser": (decisions.refuser, "La demande est refusée : l'entreprise lit votre réponse."),
}


@politique("parcours.demandes", roles=ROLES_FACILITATION)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    """Requests sorted by the start of the contract, filtered by the address."""
    employeurs = list(selectors.employeurs_des_demandes(request.acteur))
    form = FiltresDemandesForm(request.GET, employeurs=employeurs)
    form.is_valid()
    etat = form.cleaned_data.get("etat") or selectors.EN_ATTENTE
    entreprise = form.cleaned_data.get("entreprise") or ""
    demandes = selectors.demandes(request.acteur, etat="" if etat == "TOUTES" else etat, entreprise=entreprise)
    if fichier := telecharger(request, demandes, DEMANDES, nom="demandes"):
        return fichier
    contexte = adresses_des_fichiers(request) | {
        "form": form,
        "page": paginer(request, demandes),
        "actifs": bool(entreprise) or etat != selectors.EN_ATTENTE,
        "aujourdhui": aujourdhui(),
    }
    return render(request, "parcours/demandes.html", contexte)


@politique("parcours.demande", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def demande(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request: who, for which contract, with which proofs; accept, ask for more, or refuse."""
    dossier = _dossier(request, uuid)
    formulaires = _formulaires(dossier)
    statut = 200
    if request.method == "POST":
        acte = request.POST.get("acte", "")
        if acte not in SERVICES:
            raise Http404("Cet acte n'existe pas.")
        form = _formulaires(dossier, request.POST, acte)[acte]
        formulaires[acte] = form
        if form.is_valid() and _decider(request, dossier, acte, form):
            return redirect(_suite(request) or reverse("parcours:demandes"))
        statut = 422
        dossier = _dossier(request, uuid)
    contexte = {
        "dossier": dossier,
        "demande": dossier.demande,
        "formulaires": formulaires,
        "ouvert": request.POST.get("acte", ""),
        "verdict": _verdict(dossier, formulaires["accepter"]),
        "suite": _suite(request),
        "fil": [
            {"libelle": "Personnes à valider", "url": reverse("parcours:demandes")},
            {"libelle": str(dossier.demande.beneficiaire), "url": ""},
        ],
    }
    return render(request, "parcours/demande.html", contexte, status=statut)


@politique("parcours.objections", roles=ROLES_FACILITATION)
@require_GET
def objections(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the rule says of the criterion being chosen (the form asks as it is filled)."""
    dossier = _dossier(request, uuid)
    form = _formulaires(dossier, request.GET, "accepter")["accepter"]
    return render(request, "parcours/_objections.html", {"verdict": _verdict(dossier, form), "dossier": dossier})


@politique("parcours.depot", roles=ROLES_FACILITATION)
@require_GET
def depot(request: HttpRequest, uuid: UUID, rang: int) -> HttpResponse:
    """A sealed proof, saved by the browser; opening it is written in the log."""
    dossier = _dossier(request, uuid)
    if not 1 <= rang <= len(dossier.depots):
        raise Http404("Ce justificatif n'existe pas.")
    try:
        ouvert = ouvrir_depot(acteur=request.acteur, depot=dossier.depots[rang - 1])
    except RegleViolee as erreur:
        messages.error(request, erreur.message)
        return redirect("parcours:demande", uuid)
    return repondre_fichier(ouvert.contenu, nom=ouvert.nom, mime=ouvert.mime)


def _dossier(request: HttpRequest, uuid: UUID) -> selectors.DossierDemande:
    dossier = selectors.dossier_demande(request.acteur, uuid)
    if dossier is None:
        raise Http404("Cette demande n'est pas à décider par vous.")
    return dossier


def _formulaires(dossier: selectors.DossierDemande, donnees=None, acte: str = "") -> dict[str, Formulaire]:
    """The three forms; only the submitted one is bound."""
    return {
        "accepter": AccepterForm(
            donnees if acte == "accepter" else None, referentiel=dossier.demande.referentiel, auto_id="accepter_%s"
        ),
        "complement": ComplementForm(donnees if acte == "complement" else None, auto_id="complement_%s"),
        "refuser": RefuserDemandeForm(donnees if acte == "refuser" else None, auto_id="refuser_%s"),
    }


def _decider(request: HttpRequest, dossier: selectors.DossierDemande, acte: str, form: Formulaire) -> bool:
    service, fait = SERVICES[acte]
    try:
        service(acteur=request.acteur, demande=dossier.demande, **form.cleaned_data)
    except (TransitionInterdite, ConflitEcriture):
        form.add_error(None, "Cette demande vient d'être décidée par quelqu'un d'autre : voyez la décision ci-dessous.")
        return False
    except RegleViolee as erreur:
        form.refuser(erreur)
        return False
    messages.success(request, fait)
    return True


def _verdict(dossier: selectors.DossierDemande, form: Formulaire):
    """The rule's opinion on what is typed so far, or None before a criterion is chosen."""
    if not form.is_bound:
        return None
    form.is_valid()
    critere = form.cleaned_data.get("critere")
    if critere is None:
        return None
    return decisions.verdict(
        demande=dossier.demande, critere=critere, preuve_datee_le=form.cleaned_data.get("preuve_datee_le")
    )


def _suite(request: HttpRequest) -> str:
    suite = request.POST.get("suite", "") or request.GET.get("suite", "")
    return suite if url_has_allowed_host_and_scheme(suite, {request.get_host()}, request.is_secure()) else ""
