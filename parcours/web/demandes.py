"""« Personnes à valider »: requests by start of contract, and the decision on one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from entreprises.rules import ROLES_FACILITATION
from parcours import selectors
from parcours.rules.journal import dire_acte
from parcours.services import decisions
from parcours.services.depots import ouvrir_depot
from parcours.web.accord import AccepterForm, placer
from parcours.web.colonnes import DEMANDES
from parcours.web.commun import suite_sure
from parcours.web.formulaires import (
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

RELIRE = ("relire", "situer")
"""Acts of the page that write nothing: what the rule says of what is typed, with the address looked up or not."""
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
    acte = request.POST.get("acte", "") if request.method == "POST" else ""
    if request.method == "POST" and acte not in (*SERVICES, *RELIRE):
        raise Http404("Cet acte n'existe pas.")
    formulaires, situation = _formulaires(dossier), ""
    statut = 200
    if acte in RELIRE:
        formulaires["accepter"], situation = _accord(request, dossier, chercher=acte == "situer")
    elif request.method == "POST":
        if acte == "accepter":
            formulaires[acte], situation = _accord(request, dossier, chercher=_demande_l_adresse(request, dossier))
        else:
            formulaires = _formulaires(dossier, request.POST, acte)
        if _decider(request, dossier, acte, formulaires[acte], situation):
            return redirect(suite_sure(request) or reverse("parcours:demandes"))
        statut = 422
        dossier = _dossier(request, uuid)
    contexte = {
        **_contexte_avis(dossier, formulaires["accepter"], situation),
        "formulaires": formulaires,
        "ouvert": "accepter" if acte in RELIRE else acte,
        "suite": suite_sure(request),
        "journal": [(dire_acte(ligne.acte), ligne) for ligne in dossier.journal],
        "fil": [
            {"libelle": "Personnes à valider", "url": reverse("parcours:demandes")},
            {"libelle": str(dossier.demande.beneficiaire), "url": ""},
        ],
    }
    return render(request, "parcours/demande.html", contexte, status=statut)


@politique("parcours.objections", roles=ROLES_FACILITATION)
@require_POST
def objections(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the rule says of what is ticked so far (the form asks as it is filled); nothing of it is in the address."""
    dossier = _dossier(request, uuid)
    form, _ = _accord(request, dossier)
    return render(request, "parcours/_avis.html", _contexte_avis(dossier, form))


@politique("parcours.quartier", roles=ROLES_FACILITATION)
@require_POST
def quartier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The address looked up on demand, and its neighbourhood at the hiring.

    The page then asks for what the rule says: of two answers on their way, the last asked is the one that stays.
    """
    dossier = _dossier(request, uuid)
    form, situation = _accord(request, dossier, chercher=True)
    reponse = render(request, "parcours/_quartier.html", _contexte_avis(dossier, form, situation))
    return trigger_client_event(reponse, "quartier-cherche", after="swap")


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
        "accepter": AccepterForm(referentiel=dossier.demande.referentiel, auto_id="accepter_%s"),
        "complement": ComplementForm(donnees if acte == "complement" else None, auto_id="complement_%s"),
        "refuser": RefuserDemandeForm(donnees if acte == "refuser" else None, auto_id="refuser_%s"),
    }


def _accord(
    request: HttpRequest, dossier: selectors.DossierDemande, *, chercher: bool = False
) -> tuple[AccepterForm, str]:
    """The form of a favourable decision as typed, its address looked up when asked, and what was found."""
    donnees, situation = placer(request.POST) if chercher else (request.POST, "")
    return AccepterForm(donnees, referentiel=dossier.demande.referentiel, auto_id="accepter_%s"), situation


def _demande_l_adresse(request: HttpRequest, dossier: selectors.DossierDemande) -> bool:
    """One of the criteria ticked is proved by where the person lives."""
    return _accord(request, dossier)[0].demande_adresse


def _decider(
    request: HttpRequest, dossier: selectors.DossierDemande, acte: str, form: Formulaire, situation: str
) -> bool:
    if not form.is_valid():
        return False
    service, fait = SERVICES[acte]
    valeurs = form.cleaned_data
    if isinstance(form, AccepterForm):
        valeurs = form.montre() | {nom: valeurs[nom] for nom in ("fin", "motif")}
        if situation and valeurs["point"] is None:
            form.add_error("adresse", situation)
            return False
    try:
        service(acteur=request.acteur, demande=dossier.demande, **valeurs)
    except (TransitionInterdite, ConflitEcriture):
        form.add_error(None, "Cette demande vient d'être décidée par quelqu'un d'autre : voyez la décision ci-dessous.")
        return False
    except RegleViolee as erreur:
        form.refuser(erreur)
        return False
    messages.success(request, fait)
    return True


def _contexte_avis(dossier: selectors.DossierDemande, form: Formulaire, situation: str = "") -> dict[str, object]:
    """What the rule says of what is typed so far; nothing once the request is decided."""
    rendu = None
    if dossier.en_attente and isinstance(form, AccepterForm):
        rendu = selectors.avis(dossier.demande, **form.montre())
    return {
        "dossier": dossier,
        "demande": dossier.demande,
        "accord": form,
        "avis": rendu,
        "a_cumuler": rendu.referentiel.a_cumuler(dossier.demande.contrat.employeur.nature) if rendu else None,
        "situation": situation,
    }
