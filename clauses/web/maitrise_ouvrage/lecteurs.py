"""Readers who decide nothing: the local authority (its territory) and the auditor (everything, and the ledger)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from clauses.selectors import maitrise_ouvrage as lecture
from clauses.web.maitrise_ouvrage.clauses import contexte_clause, dossier_ou_404
from clauses.web.maitrise_ouvrage.colonnes import ENGAGEMENTS, GRAND_LIVRE
from clauses.web.maitrise_ouvrage.formulaires import FiltresEngagementsForm
from entreprises.rules import Role
from socle.gardes import politique
from socle.web import adresses_des_fichiers, paginer, telecharger


@politique("clauses.accueil_collectivite", roles=(Role.COLLECTIVITE,))
@require_GET
def collectivite(request: HttpRequest) -> HttpResponse:
    """Engagements on the sites of its territory: totals, never a person."""
    return _liste(request, "Les engagements sur notre territoire", "collectivite:clause")


@politique("clauses.clause_collectivite", roles=(Role.COLLECTIVITE,))
@require_GET
def clause_collectivite(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One engagement, read only."""
    fil = [{"libelle": "Notre territoire", "url": reverse("collectivite:accueil")}]
    return _lire(request, uuid, fil, sobre=True)


@politique("clauses.accueil_auditeur", roles=(Role.AUDITEUR,))
@require_GET
def auditeur(request: HttpRequest) -> HttpResponse:
    """Every engagement in force."""
    return _liste(request, "Tous les engagements", "auditeur:clause")


@politique("clauses.clause_auditeur", roles=(Role.AUDITEUR,))
@require_GET
def clause_auditeur(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One engagement, with the way to its ledger."""
    fil = [{"libelle": "Tous les engagements", "url": reverse("auditeur:accueil")}]
    return _lire(request, uuid, fil, grand_livre=reverse("auditeur:grand_livre", args=[uuid]))


@politique("clauses.grand_livre", roles=(Role.AUDITEUR,))
@require_GET
def grand_livre(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The ledger of a clause, row by row; `?format=csv` gives the file."""
    dossier = dossier_ou_404(request, uuid)
    clause = dossier.situation.clause
    mouvements = lecture.grand_livre(clause)
    if fichier := telecharger(request, mouvements.iterator(chunk_size=2000), GRAND_LIVRE, nom="grand-livre"):
        return fichier
    contexte = adresses_des_fichiers(request) | {
        "clause": clause,
        "page": paginer(request, mouvements, par_page=100),
        "s": dossier.situation,
        "fil": [
            {"libelle": "Tous les engagements", "url": reverse("auditeur:accueil")},
            {"libelle": f"Lot {clause.lot.numero}", "url": reverse("auditeur:clause", args=[uuid])},
            {"libelle": "Grand livre", "url": ""},
        ],
    }
    return render(request, "clauses/maitrise_ouvrage/grand_livre.html", contexte)


def _liste(request: HttpRequest, titre: str, adresse: str) -> HttpResponse:
    form = FiltresEngagementsForm(request.GET)
    form.is_valid()
    q, etat = form.cleaned_data.get("q") or "", form.cleaned_data.get("etat") or ""
    engagements = lecture.engagements(request.acteur, q=q, etat_voulu=etat)
    if fichier := telecharger(request, engagements, ENGAGEMENTS, nom="engagements"):
        return fichier
    contexte = adresses_des_fichiers(request) | {
        "form": form,
        "actifs": bool(q or etat),
        "titre": titre,
        "adresse": adresse,
        "bilan": lecture.bilan(engagements),
        "page": paginer(request, engagements),
        "organisation": request.acteur.organisation,
    }
    return render(request, "clauses/maitrise_ouvrage/engagements.html", contexte)


def _lire(request: HttpRequest, uuid: UUID, fil: list[dict[str, str]], **options: object) -> HttpResponse:
    dossier = dossier_ou_404(request, uuid)
    lot = dossier.situation.clause.lot
    contexte = (
        contexte_clause(request, dossier) | options | {"fil": [*fil, {"libelle": f"Lot {lot.numero}", "url": ""}]}
    )
    return render(request, "clauses/maitrise_ouvrage/clause.html", contexte)
