"""The employer of lent people prepares the month of its clients: one page, one grid, the state of each line.

Each cell carries what it showed, so that a page left open neither empties nor replaces what a colleague has prepared
since.
"""

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
from socle.erreurs import ConflitEcriture, ErreurMetier
from socle.gardes import politique
from socle.horloge import aujourdhui
from socle.periodes import Mois
from socle.presentation import heures

SEPARATEUR = ";"


@dataclass
class _Tapee:
    """The changed cells of a POST: those that read, what each had shown, the texts as typed, the sentence of those that
    do not read."""

    saisies: list[services.SaisiePreparee] = field(default_factory=list)
    vues: dict[tuple[int, int], services.Figures | None] = field(default_factory=dict)
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
        changees = services.preparer(acteur=request.acteur, mois=mois, saisies=tapee.saisies, vues=tapee.vues)
    except ConflitEcriture as conflit:
        messages.error(request, conflit.message)
        return _montrer(request, preparation(request.acteur, mois), tapee, status=409)
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
        case = (cellule.contrat.pk, cellule.chantier.pk)
        textes = (donnees.get(f"h_{cellule.cle}", ""), donnees.get(f"n_{cellule.cle}", ""))
        vue_alors = _marque_lue(donnees.get(f"v_{cellule.cle}", ""))
        try:
            payees, non_travaillees = heures_saisies(*textes)
        except HeuresIllisibles as erreur:
            tapee.erreurs[cellule.cle] = str(erreur)
            tapee.textes[cellule.cle], tapee.vues[case] = textes, vue_alors
            continue
        if ((payees, non_travaillees) if payees is not None else None) == vue_alors:
            continue
        tapee.textes[cellule.cle], tapee.vues[case] = textes, vue_alors
        tapee.saisies.append(
            services.SaisiePreparee(cellule.contrat, cellule.chantier.pk, payees, non_travaillees)
        )  # fmt: skip
    return tapee


def _marque(textes: tuple[str, str]) -> str:
    """What a cell shows, as its hidden field says it."""
    return SEPARATEUR.join(textes).rstrip(SEPARATEUR)


def _marque_lue(marque: str) -> services.Figures | None:
    """The figures of such a field; None for an empty one, one that is missing, or one that cannot be read."""
    payees, _, non_travaillees = marque.partition(SEPARATEUR)
    try:
        heures_lues, absences = heures_saisies(payees, non_travaillees)
    except HeuresIllisibles:
        return None
    return None if heures_lues is None else (heures_lues, absences)


def _montrer(request: HttpRequest, vue: Preparation, tapee: _Tapee, *, status: int = 200) -> HttpResponse:
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
    return rendre(request, "preparer.html", contexte, status=422 if tapee.erreurs and status == 200 else status)


def _ligne(cellule: CelluleAPreparer, tapee: _Tapee) -> dict[str, object]:
    proposee, envoyees = cellule.proposee, cellule.envoyees
    stockees = (
        (nombre_sobre(proposee.heures), nombre_sobre(proposee.heures_non_travaillees or None)) if proposee else ("", "")
    )
    payees, non_travaillees = tapee.textes.get(cellule.cle, stockees)
    return {
        "cellule": cellule,
        "marque": _marque(stockees),
        "entre_temps": _entre_temps(cellule, tapee, stockees),
        "payees": payees,
        "non_travaillees": non_travaillees,
        "erreur": tapee.erreurs.get(cellule.cle, ""),
        "envoyees": heures(envoyees.heures) if envoyees else "",
    }


def _entre_temps(cellule: CelluleAPreparer, tapee: _Tapee, stockees: tuple[str, str]) -> str:
    """ "120,5 h, dont 7 h non travaillées": what a colleague prepared, where the text typed says something else."""
    if cellule.cle not in tapee.textes:
        return ""
    stockee = _marque_lue(_marque(stockees))
    if stockee == tapee.vues[cellule.contrat.pk, cellule.chantier.pk]:
        return ""
    if cellule.cle not in tapee.erreurs and _marque_lue(_marque(tapee.textes[cellule.cle])) == stockee:
        return ""
    payees, non_travaillees = stockees
    if not payees:
        return "case vide"
    return f"{payees} h, dont {non_travaillees} h non travaillées" if non_travaillees else f"{payees} h"
