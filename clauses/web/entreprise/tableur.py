"""A month by file: dropped on the home or the grid, specified when in doubt, reviewed, written into the drafts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from clauses.models import FichierHeures
from clauses.policies import saisit
from clauses.rules.proposition_tableur import EtatFichier
from clauses.selectors.entreprise.fichiers import ImportVu, derniers_imports, import_vu
from clauses.services import fichiers_heures as services
from clauses.web.entreprise.commun import adresse, lire_mois, rendre
from clauses.web.entreprise.tableur_modele import repondre_modele
from clauses.web.entreprise.tableur_saisie import (
    choix_de_colonnes,
    decisions_postees,
    ligne_a_corriger,
    lignes_a_regler,
    lire_precisions,
)
from entreprises.rules import ROLES_ENTREPRISE
from socle.erreurs import ConflitEcriture, ErreurMetier, RegleViolee
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.periodes import Mois


@politique("clauses.deposer_tableur", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def deposer(request: HttpRequest) -> HttpResponse:
    """Drop a file of hours; small ones are read at once, the others by a worker."""
    if not saisit(request.acteur):
        raise Http404("La saisie des heures revient à la paie ou au référent.")
    erreur = ""
    demande = request.POST.get("mois") or request.GET.get("mois") or ""
    mois = lire_mois(demande) if demande else None
    if request.method == "POST":
        envoye = request.FILES.get("fichier")
        try:
            if envoye is None:
                raise RegleViolee("Choisissez le fichier des heures.", champ="fichier")
            importation = services.deposer(acteur=request.acteur, fichier=envoye, nom=envoye.name or "", mois=None)
        except ErreurMetier as refus:
            erreur = refus.message
        else:
            return redirect("entreprise:import_tableur", importation.uuid)
    contexte = {
        "erreur": erreur,
        "mois": mois or Mois.depuis(aujourdhui()).precedent(),
        "derniers": derniers_imports(request.acteur),
    }
    return rendre(request, "tableur.html", contexte, status=422 if erreur else 200)


@politique("clauses.import_tableur", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def importation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file as it stands: being read, to specify, to review, or done."""
    vue = _vue(request, uuid)
    if request.method == "POST":
        if "abandonner" in request.POST:
            return _abandonner(request, vue.importation)
        match vue.importation.etat:
            case EtatFichier.A_PRECISER:
                return _preciser(request, vue)
            case EtatFichier.A_RELIRE:
                return _relire(request, vue)
        messages.info(request, "Cet import est déjà terminé.")
        return redirect("entreprise:import_tableur", uuid)
    return _montrer(request, vue)


@politique("clauses.modele_heures", roles=ROLES_ENTREPRISE)
@require_GET
def modele(request: HttpRequest, mois_iso: str) -> HttpResponse:
    """The template of a month, with the firm's own people and lots; it comes back through the same reader."""
    if not saisit(request.acteur):
        raise Http404("La saisie des heures revient à la paie ou au référent.")
    return repondre_modele(request.acteur, lire_mois(mois_iso))


def _vue(request: HttpRequest, uuid: UUID) -> ImportVu:
    vue = import_vu(request.acteur, uuid, request.GET.get("page"))
    if vue is None:
        raise Http404("Cet import n'existe pas.")
    return vue


def _montrer(
    request: HttpRequest, vue: ImportVu, *, status: int = 200, erreurs: dict | None = None, **plus: object
) -> HttpResponse:
    importation = vue.importation
    gabarits = {
        EtatFichier.RECU: "import_lecture.html",
        EtatFichier.A_PRECISER: "import_colonnes.html",
        EtatFichier.A_RELIRE: "import_revue.html",
    }
    contexte = {"vue": vue, "importation": importation, "page": vue.proposees, **plus}
    contexte["a_regler"] = lignes_a_regler(vue, request.POST, erreurs or {})
    if importation.etat == EtatFichier.A_PRECISER:
        contexte |= choix_de_colonnes(importation, request.POST if request.method == "POST" else None)
    return rendre(request, gabarits.get(EtatFichier(importation.etat), "import_fini.html"), contexte, status=status)


def _preciser(request: HttpRequest, vue: ImportVu) -> HttpResponse:
    try:
        reponses = lire_precisions(vue.importation, request.POST)
        services.preciser(acteur=request.acteur, importation=vue.importation, **reponses)
    except ErreurMetier as refus:
        return _montrer(request, vue, status=422, erreur=refus.message)
    return redirect("entreprise:import_tableur", vue.importation.uuid)


def _relire(request: HttpRequest, vue: ImportVu) -> HttpResponse:
    """Decisions of the page are kept first, whatever the button; a refused correction keeps what was typed."""
    gardees, choix = decisions_postees(request.POST)
    try:
        services.decider(acteur=request.acteur, importation=vue.importation, gardees=gardees, choix=choix)
        if correction := ligne_a_corriger(request.POST):
            return _corriger(request, vue, correction)
        if "appliquer" in request.POST:
            return _appliquer(request, vue)
    except ConflitEcriture as conflit:
        messages.warning(request, conflit.message)
    except ErreurMetier as refus:
        messages.error(request, refus.message)
    return redirect(request.get_full_path())


def _corriger(request: HttpRequest, vue: ImportVu, correction: dict[str, object]) -> HttpResponse:
    """One row judged again; what was typed in the other rows stays on screen either way."""
    erreurs: dict[object, str] = {}
    try:
        services.corriger(acteur=request.acteur, importation=vue.importation, **correction)  # type: ignore[arg-type]
    except ErreurMetier as refus:
        erreurs[correction["ligne"]] = refus.message
    else:
        messages.success(request, "La ligne est corrigée.")
    frais = _vue(request, vue.importation.uuid)
    return _montrer(request, frais, status=422 if erreurs else 200, erreurs=erreurs)


def _appliquer(request: HttpRequest, vue: ImportVu) -> HttpResponse:
    bilan = services.appliquer(acteur=request.acteur, importation=vue.importation)
    if bilan.brouillons:
        n = bilan.brouillons
        messages.success(
            request, f"{n} ligne{'s' if n > 1 else ''} du fichier dans vos brouillons : relisez, transmettez."
        )
    elif not (bilan.corrections or bilan.preparees):
        messages.info(request, "Ces heures étaient déjà saisies : rien n'a changé.")
    if n := bilan.corrections:
        messages.success(
            request, f"{n} correction{'s' if n > 1 else ''} de mois validés transmise{'s' if n > 1 else ''}."
        )
    if n := bilan.preparees:
        accord = "s sont préparées" if n > 1 else " est préparée"
        messages.success(request, f"{n} ligne{accord} pour vos clients, qui les confirment dans leur déclaration.")
    if len(bilan.mois) > 1:
        autres = ", ".join(str(m) for m in bilan.mois[1:])
        messages.info(
            request, f"Le fichier portait aussi sur {autres} : transmettez ces mois ensuite, depuis l'accueil."
        )
    if not bilan.mois:
        return redirect("entreprise:accueil")
    return redirect(adresse("verifier", bilan.mois[0]))


def _abandonner(request: HttpRequest, importation: FichierHeures) -> HttpResponse:
    try:
        services.abandonner(acteur=request.acteur, importation=importation)
    except ErreurMetier as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "Le fichier est oublié, rien n'a été écrit.")
    return redirect("entreprise:accueil")
