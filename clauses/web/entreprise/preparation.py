"""The employer of lent people prepares the month of its clients: one page, one grid, the state of each line."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from clauses.policies import saisit
from clauses.rules.saisie import HeuresIllisibles, heures_saisies
from clauses.selectors.entreprise.preparation import CelluleAPreparer, Preparation, preparation
from clauses.services import preparation as services
from clauses.web.entreprise.commun import adresse, lire_mois, rendre
from clauses.web.entreprise.saisie import nombre_sobre
from entreprises.rules import ROLES_ENTREPRISE
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.periodes import Mois
from socle.presentation import heures


@dataclass
class _Tapee:
    """The cells of a POST: those that read, the texts as typed, the sentence of those that do not."""

    saisies: list[services.SaisiePreparee] = field(default_factory=list)
    textes: dict[str, tuple[str, str]] = field(default_factory=dict)
    erreurs: dict[str, str] = field(default_factory=dict)


@politique("clauses.preparer_heures", roles=ROLES_ENTREPRISE)
@require_http_methods(["GET", "POST"])
def preparer(request: HttpRequest, mois_iso: str) -> HttpResponse:
    """Everyone lent, client by client; POST keeps what reads and tells the clients, the rest stays on screen."""
    mois = lire_mois(mois_iso)
    vue = preparation(request.acteur, mois)
    if request.method == "GET":
        return _montrer(request, vue, _Tapee())
    if not (saisit(request.acteur) and vue.modifiable):
        messages.error(request, "Ce mois ne se prépare pas depuis votre espace.")
        return redirect(adresse("preparer", mois))
    tapee = _lire(vue, request.POST)
    try:
        changees = services.preparer(acteur=request.acteur, mois=mois, saisies=tapee.saisies)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
        return _montrer(request, preparation(request.acteur, mois), tapee)
    if changees:
        quoi = "1 ligne est envoyée" if changees == 1 else f"{changees} lignes sont envoyées"
        messages.success(request, f"{quoi} à vos clients, qui les confirment dans leur déclaration.")
    if tapee.erreurs:
        return _montrer(request, preparation(request.acteur, mois), tapee)
    if not changees:
        messages.info(request, "Rien n'a changé.")
    return redirect(adresse("preparer", mois))


def _lire(vue: Preparation, donnees: QueryDict) -> _Tapee:
    tapee = _Tapee()
    for cellule in vue.cellules:
        if not cellule.modifiable or f"h_{cellule.cle}" not in donnees:
            continue
        textes = (donnees.get(f"h_{cellule.cle}", ""), donnees.get(f"n_{cellule.cle}", ""))
        tapee.textes[cellule.cle] = textes
        try:
            payees, non_travaillees = heures_saisies(*textes)
        except HeuresIllisibles as erreur:
            tapee.erreurs[cellule.cle] = str(erreur)
            continue
        tapee.saisies.append(
            services.SaisiePreparee(cellule.contrat, cellule.chantier.pk, payees, non_travaillees)
        )  # fmt: skip
    return tapee


def _montrer(request: HttpRequest, vue: Preparation, tapee: _Tapee) -> HttpResponse:
    courant = Mois.depuis(aujourdhui())
    contexte = {
        "preparation": vue,
        "mois": vue.mois,
        "adresse": adresse("preparer", vue.mois),
        "clients": [
            {"client": client, "lignes": [_ligne(c, tapee) for c in client.cellules]} for client in vue.clients
        ],
        "erreurs": [
            {"champ": str(c.contrat.beneficiaire), "cible": f"h_{c.cle}", "texte": tapee.erreurs[c.cle]}
            for c in vue.cellules
            if c.cle in tapee.erreurs
        ],
        "precedent": adresse("preparer", vue.mois.precedent()),
        "suivant": adresse("preparer", vue.mois.suivant()) if vue.mois < courant else "",
    }
    return rendre(request, "preparer.html", contexte, status=422 if tapee.erreurs else 200)


def _ligne(cellule: CelluleAPreparer, tapee: _Tapee) -> dict[str, object]:
    proposee, envoyees = cellule.proposee, cellule.envoyees
    stockees = (
        (nombre_sobre(proposee.heures), nombre_sobre(proposee.heures_non_travaillees or None)) if proposee else ("", "")
    )
    payees, non_travaillees = tapee.textes.get(cellule.cle, stockees)
    return {
        "cellule": cellule,
        "payees": payees,
        "non_travaillees": non_travaillees,
        "erreur": tapee.erreurs.get(cellule.cle, ""),
        "envoyees": heures(envoyees.heures) if envoyees else "",
    }
