"""The documents of a month: one drop zone, each file sorted to its line or left to sort; read through the policy."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clauses.models import LigneHeures, Piece
from clauses.policies import pieces_visibles
from clauses.selectors.entreprise.documents import documents_du_mois
from clauses.selectors.entreprise.engagements import interventions
from clauses.services import documents_du_mois as services
from clauses.services.brouillons import ouvrir_plusieurs
from clauses.web.entreprise.commun import lire_mois, rendre
from entreprises.rules import ROLES_ENTREPRISE
from socle.erreurs import ErreurMetier
from socle.fichiers import PRIVE, repondre_fichier
from socle.gardes import politique
from socle.periodes import Mois


@politique("clauses.documents_du_mois", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, mois_iso: str) -> HttpResponse:
    """The month's documents; POST joins files, each for itself: a refused one loses none of the others."""
    mois = lire_mois(mois_iso)
    bilan, erreur = None, ""
    if request.method == "POST":
        try:
            bilan = _deposer(request, mois)
        except ErreurMetier as refus:
            erreur = refus.message
    contexte = {
        "mois": mois,
        "vue": documents_du_mois(request.acteur, mois),
        "bilan": bilan,
        "erreur": erreur,
        "types": "PDF, PNG ou JPEG, 10 Mo au plus chacun",
    }
    statut = 422 if erreur or (bilan and bilan.refusees) else 200
    return rendre(request, "documents.html", contexte, status=statut)


@politique("clauses.piece_de_l_entreprise", roles=ROLES_ENTREPRISE)
@require_GET
def piece(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A document, saved by the browser: never shown inside a page."""
    trouvee = _piece(request, uuid)
    return repondre_fichier(PRIVE.ouvrir(trouvee.chemin), nom=trouvee.nom, mime=trouvee.type_contenu)


@politique("clauses.ranger_piece", roles=ROLES_ENTREPRISE)
@require_POST
def ranger(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say which line a document proves."""
    trouvee = _piece(request, uuid)
    ligne = None
    if choisie := request.POST.get("ligne"):
        ligne = get_object_or_404(_lignes(request, trouvee), uuid=choisie)
    try:
        services.ranger(acteur=request.acteur, piece=trouvee, ligne=ligne)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, f"« {trouvee.nom} » est rangé.")
    return _retour(trouvee)


@politique("clauses.retirer_piece", roles=ROLES_ENTREPRISE)
@require_POST
def retirer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a document back before the month is sent."""
    trouvee = _piece(request, uuid)
    try:
        services.retirer(acteur=request.acteur, piece=trouvee)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        messages.success(request, f"« {trouvee.nom} » est retiré.")
    return _retour(trouvee)


def _deposer(request: HttpRequest, mois: Mois) -> services.BilanDocuments:
    """Open the company's month where it is not, then join the files to it."""
    parties = [i.intervenant for i in interventions(request.acteur)]
    declarations = ouvrir_plusieurs(acteur=request.acteur, intervenants=parties, mois=mois) if parties else []
    fichiers = [(f.name or "", f) for f in request.FILES.getlist("fichiers")]
    return services.deposer(acteur=request.acteur, declarations=declarations, fichiers=fichiers)


def _piece(request: HttpRequest, uuid: UUID) -> Piece:
    visibles = pieces_visibles(request.acteur).filter(declaration__isnull=False).distinct()
    return get_object_or_404(visibles.select_related("declaration__intervenant"), uuid=uuid)


def _lignes(request: HttpRequest, piece: Piece):
    """The lines of the same company and month."""
    siens = [i.intervenant.pk for i in interventions(request.acteur)]
    return LigneHeures.objects.filter(
        declaration__intervenant__in=siens, declaration__mois=piece.declaration.mois
    ).select_related("declaration__intervenant")


def _retour(piece: Piece) -> HttpResponse:
    return redirect("entreprise:documents", mois_iso=Mois.depuis(piece.declaration.mois).iso)
