"""A numbered statement, downloaded as PDF or as the workbook behind it: one address for the office and its partners."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from clauses.models import Releve
from clauses.policies import releves_visibles
from clauses.reports import releve as document
from clauses.selectors.releves import a_imprimer
from entreprises.rules import ROLES_ENTREPRISE, ROLES_FACILITATION, Role
from socle.fichiers import PRIVE, repondre_fichier
from socle.gardes import politique
from socle.web import telecharger_xlsx

LECTEURS = (*ROLES_FACILITATION, Role.AUDITEUR, Role.MAITRE_OUVRAGE, Role.COLLECTIVITE, *ROLES_ENTREPRISE)


@politique("clauses.releve", roles=LECTEURS)
@require_GET
def pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The frozen document; 404 once its term has passed."""
    piece = _lisible(request, uuid).document
    if piece.detruite_le is not None:
        raise Http404("Ce relevé a été détruit à son terme.")
    return repondre_fichier(PRIVE.ouvrir(piece.chemin), nom=piece.nom, mime="application/pdf")


@politique("clauses.releve_classeur", roles=LECTEURS)
@require_GET
def classeur(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The rows behind its figures."""
    releve = _lisible(request, uuid)
    lu = a_imprimer(releve)
    entete = (str(releve), document.sous_titre(lu))
    return telecharger_xlsx(document.rangees(lu), document.COLONNES, nom=f"releve-{releve.reference}", entete=entete)


def _lisible(request: HttpRequest, uuid: UUID) -> Releve:
    """A statement that the reader may read from any of his spaces; 404 otherwise."""
    visibles = releves_visibles(request.acteur, partout=True)
    return get_object_or_404(visibles.select_related("document", "office"), uuid=uuid)
