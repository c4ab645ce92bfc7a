"""People from a file: read, looked through, corrected on the spot; the good lines enter, the others stay."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from clauses.services.personnes import Identite
from parcours.exchange.candidats_tableur import ListeLue, lire_candidats
from parcours.services.candidats import saisir
from parcours.web.colonnes import MODELE_CANDIDATS
from parcours.web.formulaires_liste import (
    EnteteListeForm,
    FichierCandidatsForm,
    LigneForm,
    LignesFormSet,
    Repertoire,
)
from parcours.web.roles import ROLES
from socle.erreurs import RegleViolee
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.limites import limiter
from socle.web import telecharger_xlsx

PREFIXE = "p"


@politique("parcours.importer_candidats", roles=ROLES)
@limiter("importer_candidats", par_minute=20)
@require_http_methods(["GET", "POST"])
def importer(request: HttpRequest) -> HttpResponse:
    """Drop a file, look the list through, enter the lines that are ticked. Nothing of the file is kept."""
    if request.method == "GET":
        return _rendre(request, {"form": FichierCandidatsForm()})
    if "acte" in request.POST:
        return _enregistrer(request)
    form = FichierCandidatsForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            lue = lire_candidats(form.cleaned_data["fichier"].file, jour=aujourdhui())
        except RegleViolee as refus:
            form.refuser(refus)
        else:
            return _rendre(request, {"lignes": _a_relire(lue), "lue": lue, "entete": EnteteListeForm()})
    return _rendre(request, {"form": form}, statut=422)


@politique("parcours.modele_candidats", roles=ROLES)
@require_GET
def modele(request: HttpRequest) -> HttpResponse:
    """An empty table with the right titles."""
    return telecharger_xlsx([], MODELE_CANDIDATS, nom="modele-candidats", titre_feuille="Candidats")


def _a_relire(lue: ListeLue) -> Any:
    """The lines as a form already judged: each fault is said beside its field."""
    donnees = {f"{PREFIXE}-TOTAL_FORMS": str(len(lue.rangs)), f"{PREFIXE}-INITIAL_FORMS": "0"}
    for place, rang in enumerate(lue.rangs):
        donnees[f"{PREFIXE}-{place}-garder"] = "on"
        donnees |= {f"{PREFIXE}-{place}-{nom}": valeur for nom, valeur in rang.valeurs.items()}
    return LignesFormSet(donnees, prefix=PREFIXE, form_kwargs={"repertoire": Repertoire()})


def _enregistrer(request: HttpRequest) -> HttpResponse:
    lignes = LignesFormSet(request.POST, prefix=PREFIXE, form_kwargs={"repertoire": Repertoire()})
    entete = EnteteListeForm(request.POST)
    entete.is_valid()
    if not lignes.management_form.is_valid():
        return redirect("parcours:importer_candidats")
    lignes.is_valid()
    a_garder = [ligne for ligne in lignes.forms if ligne.cleaned_data.get("garder")]
    restent = [ligne for ligne in a_garder if not _saisir(request, ligne, informee=entete.cleaned_data["informees"])]
    saisies = len(a_garder) - len(restent)
    if saisies:
        messages.success(
            request,
            "1 personne est saisie." if saisies == 1 else f"{saisies} personnes sont saisies, une fiche chacune.",
        )
    if not restent:
        if not saisies:
            messages.info(request, "Aucune ligne cochée : personne n'est saisi.")
        return redirect(_retour(request))
    # The lines left out stay in sight too: nothing typed is lost.
    vides = [ligne for ligne in lignes.forms if not ligne.cleaned_data.get("garder") and ligne["nom"].data]
    restent = [ligne for ligne in lignes.forms if ligne in restent or ligne in vides]
    return _rendre(request, {"lignes": lignes, "restent": restent, "entete": entete}, statut=422)


def _saisir(request: HttpRequest, ligne: LigneForm, *, informee: bool) -> bool:
    """One person, one transaction: a refusal stays on its line and takes no other with it."""
    if ligne.errors:
        return False
    donnees = {nom: v for nom, v in ligne.cleaned_data.items() if nom != "garder"}
    metiers = [metier for rang in "123" if (metier := donnees.pop(f"metier_{rang}"))]
    try:
        saisir(acteur=request.acteur, identite=Identite(**donnees), metiers=metiers, informee=informee, canal="liste")
    except RegleViolee as refus:
        ligne.refuser(refus)
        return False
    return True


def _retour(request: HttpRequest) -> str:
    return reverse("parcours:accueil_prescription" if request.acteur.est_prescription else "parcours:candidats")


def _rendre(request: HttpRequest, contexte: dict[str, Any], *, statut: int = 200) -> HttpResponse:
    if "lignes" in contexte:
        repertoire = contexte["lignes"].form_kwargs["repertoire"]
        contexte["rangs"] = contexte.get("restent") or contexte["lignes"].forms
        contexte["communes"] = sorted({c.nom for c in repertoire.communes.values()})
        contexte["metiers"] = sorted({m.libelle for m in repertoire.metiers.values()})
        contexte["fautes"] = sum(1 for ligne in contexte["rangs"] if ligne.errors)
    return render(request, "parcours/importer_candidats.html", contexte | {"retour": _retour(request)}, status=statut)
