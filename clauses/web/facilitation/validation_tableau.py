"""The facilitator's home: the board of the morning."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clauses.selectors.mois_attendus import periode_texte
from clauses.selectors.tableau import APERCU, Tableau, perimetre_par_defaut, tableau
from clauses.selectors.validation import MIEN, OFFICE
from entreprises.rules import ROLES_FACILITATION
from socle.gardes import politique

SECTIONS = {
    "retards": "en_retard",
    "non-declares": "non_declares",
    "renvoyees": "renvoyees",
    "a-valider": "a_valider",
    "anomalies": "anomalies",
    "demandes": "demandes",
    "a-risque": "a_risque",
    "fin-proche": "fin_proche",
    "sans-suivi": "sans_suivi",
    "sans-referent": "sans_referent",
    "messages": "messages",
}


@politique("clauses.tableau_du_matin", roles=ROLES_FACILITATION)
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    """The board; `?voir=retards` shows one section whole."""
    perimetre = request.GET.get("perimetre", "")
    if perimetre not in (MIEN, OFFICE):
        perimetre = perimetre_par_defaut(request.acteur)
    voir = SECTIONS.get(request.GET.get("voir", ""), "")
    board = tableau(request.acteur, perimetre, apercu=10_000 if voir else APERCU)
    contexte = {
        "t": board,
        "voir": voir,
        "silences": {nom: _silences(board, nom) for nom in ("en_retard", "non_declares")},
        "compteurs": _compteurs(board),
        "bureau": perimetre == OFFICE,
    }
    return render(request, "clauses/facilitation/tableau/tableau.html", contexte)


def _silences(board: Tableau, nom: str) -> list[dict[str, object]]:
    return [
        {
            "silence": s,
            "periode": periode_texte(s.mois),
            "jours": s.jours_de_retard(board.jour),
            "contact": board.contacts.get(s.intervenant.organisation_id),
            "mois": s.mois[0].iso,
        }
        for s in getattr(board, nom).lignes
    ]


def _compteurs(board: Tableau) -> list[dict[str, object]]:
    """The counters on top, in the order of the morning; each is a link."""
    mots = [
        ("en_retard", "retards", "non déclarés, en retard", "brique"),
        ("non_declares", "non-declares", "à déclarer, dans les délais", ""),
        ("a_valider", "a-valider", "mois à valider", "bleu"),
        ("anomalies", "anomalies", "lignes en anomalie", "ambre"),
        ("demandes", "demandes", "personnes à valider", "bleu"),
        ("renvoyees", "renvoyees", "renvoyés, chez l'entreprise", ""),
        ("a_risque", "a-risque", "engagements à risque", "brique"),
        ("messages", "messages", "mois avec messages non lus", "jaune"),
    ]
    return [
        {
            "valeur": getattr(board, champ).total,
            "libelle": libelle,
            "url": f"?voir={voir}&perimetre={board.perimetre}",
            "ton": ton if getattr(board, champ).total else "",
        }
        for champ, voir, libelle, ton in mots
    ]
