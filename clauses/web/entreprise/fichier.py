"""The month by file: dropped on the home, read over, written in the grid. The DSN is read while it arrives."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from clauses.exchange.dsn import LecteurDSN
from clauses.models import Beneficiaire, ImportHeures
from clauses.policies import beneficiaires_visibles, saisit
from clauses.rules.imports import EtatImport, FormatFichier
from clauses.selectors.entreprise.imports import RelectureImport, imports_de, relecture
from clauses.selectors.personnes_connues import connues_de_l_organisation
from clauses.services import imports_heures
from clauses.web.entreprise.commun import adresse, rendre
from clauses.web.entreprise.reception_dsn import ReceptionDSN
from clauses.web.entreprise.relecture import RelectureTapee, lire_relecture, mois_a_dessiner
from entreprises.rules import ROLES_ENTREPRISE
from socle.erreurs import ErreurMetier
from socle.fichiers import MEGA
from socle.gardes import politique

TAILLE_MAX = 400 * MEGA


@csrf_exempt
@politique("clauses.deposer_fichier", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def deposer(request: HttpRequest) -> HttpResponse:
    """Drop the month's file. The reader stands ready before the body is read; the token is checked just after."""
    if not saisit(request.acteur):
        raise Http404("La saisie des heures revient à la paie ou au référent.")
    reception = None
    if request.method == "POST" and settings.DSN_LECTURE == "serveur" and _taille(request) <= TAILLE_MAX:
        organisation = request.acteur.organisation
        lecteur = LecteurDSN(organisation.siret or "", connues_de_l_organisation(organisation))
        reception = ReceptionDSN(lecteur, request)
        request.upload_handlers.insert(0, reception)
    return _recevoir(request, reception)


@csrf_protect
def _recevoir(request: HttpRequest, reception: ReceptionDSN | None) -> HttpResponse:
    if request.method == "GET":
        return _page(request)
    if reception is None:
        mot = "trop grand" if settings.DSN_LECTURE == "serveur" else "refusé : la lecture des DSN est fermée ici"
        return _page(request, f"Le fichier est {mot}.", status=413)
    request.FILES  # noqa: B018 - the body is read here at the latest
    lecture = reception.lecture()
    if lecture is None:
        autre = bool(request.FILES.getlist("fichier"))
        phrase = "Ce fichier n'est pas une DSN (.dsn, .edi ou .txt)." if autre else "Choisissez un fichier."
        return _page(request, phrase, status=422)
    try:
        importe = imports_heures.proposer(
            acteur=request.acteur,
            organisation=request.acteur.organisation,
            lecture=lecture,
            nom_fichier=", ".join(reception.noms),
            format=FormatFichier.DSN,
        )
    except ErreurMetier as erreur:
        return _page(request, erreur.message, status=422)
    return redirect("entreprise:fichier", importe.uuid)


@politique("clauses.relire_fichier", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def fichier(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the file says beside what is there; POST writes what is kept, or says who a near match is."""
    importe = _importe(request, uuid)
    vue = relecture(request.acteur, importe)
    if request.method == "GET":
        return _relire(request, vue)
    if importe.etat != EtatImport.A_RELIRE:
        messages.info(request, "Ce fichier est déjà reporté ou laissé.")
        return redirect("entreprise:accueil")
    if "personne" in request.POST:
        return _choisir(request, vue)
    tapee = lire_relecture(vue, request.POST)
    if tapee.erreurs:
        return _relire(request, vue, tapee, status=422)
    try:
        report = imports_heures.reporter(acteur=request.acteur, importe=importe, choix=tapee.choix)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
        return _relire(request, vue, tapee, status=422)
    if report.complementaires:
        nombre = len(report.complementaires)
        messages.info(
            request, f"{nombre} mois déjà validé{'s' if nombre > 1 else ''} : la correction attend votre envoi."
        )
    if report.preparees:
        quoi = "1 ligne est préparée" if report.preparees == 1 else f"{report.preparees} lignes sont préparées"
        messages.success(request, f"{quoi} pour vos clients, qui les confirment dans leur déclaration.")
    if len(report.mois) == 1:
        return redirect(adresse("verifier", report.mois[0]))
    if report.preparees and not report.mois:
        return redirect("entreprise:accueil")
    if report.cellules:
        messages.success(request, "Les heures sont reportées : il reste à vérifier et transmettre chaque mois.")
    else:
        messages.info(request, "Rien n'était à reporter.")
    return redirect("entreprise:accueil")


@politique("clauses.laisser_fichier", roles=ROLES_ENTREPRISE)
@require_POST
def laisser(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Leave a proposal: nothing is written, what was read is forgotten."""
    imports_heures.abandonner(acteur=request.acteur, importe=_importe(request, uuid))
    messages.success(request, "Le fichier est laissé : rien n'a été reporté, ce qui en avait été lu est oublié.")
    return redirect("entreprise:accueil")


def _importe(request: HttpRequest, uuid: UUID) -> ImportHeures:
    if not saisit(request.acteur):
        raise Http404("La saisie des heures revient à la paie ou au référent.")
    return get_object_or_404(imports_de(request.acteur), uuid=uuid)


def _choisir(request: HttpRequest, vue: RelectureImport) -> HttpResponse:
    """`personne`: "<row uuid>:<person uuid>", or "<row uuid>:" for nobody of ours."""
    ligne_uuid, _, personne_uuid = request.POST["personne"].partition(":")
    rangee = next((r for r in vue.a_choisir if str(r.ligne.uuid) == ligne_uuid), None)
    if rangee is None:
        raise Http404("Cette ligne n'attend plus de choix.")
    personne: Beneficiaire | None = None
    if personne_uuid:
        personne = next((p for p, _ in rangee.proches if str(p.uuid) == personne_uuid), None)
        if personne is None or not beneficiaires_visibles(request.acteur).filter(pk=personne.pk).exists():
            raise Http404("Cette personne n'est pas proposée.")
    imports_heures.choisir_personne(acteur=request.acteur, ligne=rangee.ligne, beneficiaire=personne)
    return redirect("entreprise:fichier", vue.importe.uuid)


def _relire(
    request: HttpRequest, vue: RelectureImport, tapee: RelectureTapee | None = None, status: int = 200
) -> HttpResponse:
    contexte = {
        "vue": vue,
        "importe": vue.importe,
        "mois": mois_a_dessiner(vue, tapee),
        "erreurs": tapee.erreurs_a_dire if tapee else [],
    }
    return rendre(request, "fichier.html", contexte, status=status)


def _page(request: HttpRequest, erreur: str = "", status: int = 200) -> HttpResponse:
    contexte = {"erreur": erreur, "ouverte": settings.DSN_LECTURE == "serveur"}
    return rendre(request, "deposer.html", contexte, status=status)


def _taille(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return TAILLE_MAX + 1
