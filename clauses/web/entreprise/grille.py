"""The grid of the month: typed, saved as a draft, compared in a conflict, reviewed, sent."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from clauses.selectors.entreprise.grille import GrilleMois
from clauses.selectors.entreprise.grille import grille as lire
from clauses.services import grille as services
from clauses.services import preparation
from clauses.web.entreprise import saisie
from clauses.web.entreprise.commun import ROLES_QUI_SAISISSENT, adresse, lire_mois, lire_pour, rendre
from socle.erreurs import ConflitEcriture, ErreurMetier
from socle.gardes import politique
from socle.horloge import aujourdhui, en_paris, maintenant
from socle.periodes import Mois
from socle.presentation import INSECABLE


@politique("clauses.grille_du_mois", roles=ROLES_QUI_SAISISSENT)
@require_http_methods(["GET", "POST"])
def grille(request: HttpRequest, mois_iso: str) -> HttpResponse:
    """Everyone and every lot of the month; POST saves what is readable and keeps the rest on screen."""
    mois, pour = lire_mois(mois_iso), lire_pour(request)
    vue = _grille(request, mois, pour)
    if request.method == "GET":
        return _montrer(request, vue)
    if not vue.modifiable:
        messages.error(request, "Ce mois ne se saisit pas depuis votre espace.")
        return redirect(adresse("grille", mois, pour))
    tapee = saisie.lire_grille(vue, request.POST)
    try:
        services.enregistrer_grille(acteur=request.acteur, mois=mois, lots=tapee.lots)
    except ConflitEcriture as conflit:
        return _conflit(request, vue, tapee, conflit)
    except ErreurMetier as erreur:
        if _automatique(request):
            return JsonResponse({"message": erreur.message}, status=422)
        messages.error(request, erreur.message)
        return _montrer(request, vue, tapee)
    if _automatique(request):
        return _brouillon_enregistre(_grille(request, mois, pour), tapee)
    if tapee.erreurs:
        return _montrer(request, _grille(request, mois, pour), tapee)
    if "reprendre" in request.POST:
        return _reprendre(request, mois, pour)
    if "verifier" in request.POST:
        return redirect(adresse("verifier", mois, pour))
    if "ajouter" in request.POST:
        return redirect(adresse("ajouter_personne", mois, pour))
    messages.success(request, "Brouillon enregistré.")
    return redirect(adresse("grille", mois, pour))


def _reprendre(request: HttpRequest, mois: Mois, pour: UUID | None) -> HttpResponse:
    """The hours prepared by the employers go into the empty cells of the draft; what was typed is saved already."""
    vue = _grille(request, mois, pour)
    try:
        reprises = preparation.reprendre(
            acteur=request.acteur,
            mois=mois,
            proposees=[c.proposee for c in vue.a_reprendre if c.proposee],
            revisions={e.intervenant.pk: revision for e, revision in vue.revisions.items()},
        )
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        quoi = "1 ligne reprise" if reprises == 1 else f"{reprises} lignes reprises"
        messages.success(request, f"{quoi} dans votre brouillon : relisez, puis transmettez.")
    return redirect(adresse("grille", mois, pour))


def _grille(request: HttpRequest, mois: Mois, pour: UUID | None) -> GrilleMois:
    vue = lire(request.acteur, mois, pour)
    if vue is None:
        raise Http404("Cette entreprise n'est pas votre partenaire.")
    return vue


def _montrer(request: HttpRequest, vue: GrilleMois, tapee: saisie.GrilleTapee | None = None) -> HttpResponse:
    pour = vue.pour.intervenant.uuid if vue.pour else None
    courant = Mois.depuis(aujourdhui())
    employeurs = sorted({str(c.contrat.employeur) for c in vue.a_reprendre if c.contrat})
    contexte = {
        "grille": vue,
        "preparees_par": " et ".join(employeurs),
        "accord_prepare": "a préparé" if len(employeurs) == 1 else "ont préparé",
        "mois": vue.mois,
        "lignes": saisie.lignes_a_dessiner(vue, tapee),
        "totaux": saisie.totaux(vue),
        "erreurs": saisie.erreurs_a_dire(vue, tapee) if tapee else [],
        "adresse": adresse("grille", vue.mois, pour),
        "brouillon_a": _dernier_brouillon(vue),
        "conges_caisse": any(e.intervenant.organisation.conges_caisse for e in vue.engagements),
        "onglets": [
            {"libelle": str(m).capitalize(), "url": adresse("grille", m, pour), "actif": m == vue.mois}
            for m in vue.mois_de_la_periode
            if m <= courant
        ]
        if len(vue.mois_de_la_periode) > 1
        else [],
        "precedent": adresse("grille", vue.mois.precedent(), pour),
        "suivant": adresse("grille", vue.mois.suivant(), pour) if vue.mois < courant else "",
    }
    return rendre(request, "grille.html", contexte)


def _conflit(
    request: HttpRequest, vue: GrilleMois, tapee: saisie.GrilleTapee, conflit: ConflitEcriture
) -> HttpResponse:
    """Both values side by side; nothing was written, nothing typed is lost."""
    if _automatique(request):
        phrase = "une autre personne a modifié ce mois entre-temps. Enregistrez pour comparer vos deux saisies."
        return JsonResponse({"message": f"Brouillon non enregistré : {phrase}"}, status=409)
    pour = vue.pour.intervenant.uuid if vue.pour else None
    contexte = {
        "grille": vue,
        "mois": vue.mois,
        "divergences": saisie.divergences(vue, tapee),
        "message": conflit.message,
        "adresse": adresse("grille", vue.mois, pour),
    }
    return rendre(request, "conflit.html", contexte, status=409)


def _automatique(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _brouillon_enregistre(vue: GrilleMois, tapee: saisie.GrilleTapee) -> JsonResponse:
    heure = _heure(maintenant())
    if nombre := len(tapee.erreurs):
        heure += f" (sauf {nombre} case{'s' if nombre > 1 else ''} à corriger)"
    return JsonResponse({"heure": heure, "version": vue.version, "erreurs": tapee.erreurs})


def _dernier_brouillon(vue: GrilleMois) -> str:
    """The hour of today's last draft, else nothing."""
    instants = [d.brouillon_le for d in vue.declarations if d.brouillon_le]
    if not instants or en_paris(max(instants)).date() != aujourdhui():
        return ""
    return _heure(max(instants))


def _heure(instant) -> str:
    local = en_paris(instant)
    return f"{local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"
