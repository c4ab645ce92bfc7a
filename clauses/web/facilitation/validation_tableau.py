"""The facilitator's home: the board of the morning."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clauses.selectors.mois_attendus import periode_texte
from clauses.selectors.tableau import APERCU, Section, Tableau, perimetre_par_defaut, tableau
from clauses.selectors.validation import MIEN, OFFICE
from entreprises.rules import ROLES_FACILITATION
from socle.gardes import politique

TOUT = 10_000


@dataclass(frozen=True)
class Partie:
    """A part of the board: where its lines come from, how they are drawn, what is said of it."""

    cle: str
    champ: str
    titre: str
    gabarit: str
    vide: str
    ton: str = ""
    compteur: str = ""


PARTIES = (
    Partie(
        "retards",
        "en_retard",
        "Non déclarés, en retard",
        "silences",
        "Aucune déclaration en retard.",
        "brique",
        "non déclarés, en retard",
    ),
    Partie("a-valider", "a_valider", "À valider", "a_valider", "Tout est validé.", "bleu", "mois à valider"),
    Partie(
        "anomalies",
        "anomalies",
        "En anomalie",
        "anomalies",
        "Aucune ligne ne porte d'alerte.",
        "ambre",
        "lignes en anomalie",
    ),
    Partie(
        "demandes",
        "demandes",
        "Personnes à valider",
        "demandes",
        "Aucune demande n'attend.",
        "bleu",
        "personnes à valider",
    ),
    Partie(
        "a-risque",
        "a_risque",
        "Engagements à risque",
        "situations",
        "Aucun engagement en retard ni à surveiller.",
        "brique",
        "engagements à risque",
    ),
    Partie(
        "relances",
        "relances",
        "Relances à faire",
        "relances",
        "Aucun appel ni courrier n'attend.",
        "brique",
        "relances à faire",
    ),
    Partie(
        "contestes",
        "contestes",
        "Mois que la personne dit faux",
        "contestes",
        "Personne ne conteste ses heures.",
        "brique",
        "mois contestés par la personne",
    ),
    Partie(
        "deplacements",
        "deplacements",
        "Heures proposées par d'autres structures",
        "deplacements",
        "Aucune structure ne propose d'heures.",
        "bleu",
        "déplacements à accepter",
    ),
    Partie(
        "messages",
        "messages",
        "Messages non lus",
        "messages",
        "Aucun message en attente.",
        "jaune",
        "mois avec messages",
    ),
    Partie(
        "renvoyees",
        "renvoyees",
        "Renvoyés, en attente de l'entreprise",
        "renvoyees",
        "Rien n'attend une entreprise.",
        "",
        "chez l'entreprise",
    ),
    Partie(
        "fin-proche",
        "fin_proche",
        "Fin des travaux dans 90 jours",
        "situations",
        "Aucun chantier ne se termine bientôt avec des heures restantes.",
        "",
        "bientôt finis",
    ),
    Partie(
        "non-declares",
        "non_declares",
        "À déclarer, dans les délais",
        "silences",
        "Rien n'est attendu en ce moment.",
        "",
        "encore dans les délais",
    ),
    Partie(
        "sans-referent",
        "sans_referent",
        "Entreprises sans référent·e",
        "sans_referent",
        "Chaque entreprise a quelqu'un.",
    ),
    Partie(
        "courriels",
        "courriels",
        "Adresses qui ne reçoivent plus",
        "courriels",
        "Chaque adresse reçoit.",
    ),
    Partie(
        "sans-suivi", "sans_suivi", "Engagements que personne ne suit", "sans_suivi", "Chaque engagement est suivi."
    ),
)
"""The parts of the board, in the order of the morning."""


@politique("clauses.tableau_du_matin", roles=ROLES_FACILITATION)
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    """The board; `?voir=retards` shows one section whole."""
    perimetre = request.GET.get("perimetre", "")
    if perimetre not in (MIEN, OFFICE):
        perimetre = perimetre_par_defaut(request.acteur)
    voir = next((p for p in PARTIES if p.cle == request.GET.get("voir")), None)
    board = tableau(request.acteur, perimetre, apercu=TOUT if voir else APERCU)
    montrees = [voir] if voir else [p for p in PARTIES if getattr(board, p.champ).total]
    contexte = {
        "t": board,
        "voir": voir,
        "blocs": [_bloc(board, partie) for partie in montrees],
        "vides": [] if voir else [p.titre.lower() for p in PARTIES if p not in montrees and _concerne(request, p)],
        "compteurs": [_compteur(board, partie) for partie in PARTIES if partie.compteur],
        "bureau": perimetre == OFFICE,
    }
    return render(request, "clauses/facilitation/tableau/tableau.html", contexte)


def _concerne(request: HttpRequest, partie: Partie) -> bool:
    """Engagements without a follower are the lead's business alone."""
    return partie.champ != "sans_suivi" or request.acteur.est_responsable


def _bloc(board: Tableau, partie: Partie) -> dict[str, object]:
    section = getattr(board, partie.champ)
    return {
        "cle": partie.cle,
        "titre": partie.titre,
        "gabarit": f"clauses/facilitation/tableau/_{partie.gabarit}.html",
        "section": section,
        "lignes": _silences(board, section) if partie.gabarit == "silences" else section.lignes,
        "vide": partie.vide,
        "fin": partie.champ == "fin_proche",
    }


def _silences(board: Tableau, section: Section) -> list[dict[str, object]]:
    return [
        {
            "silence": s,
            "periode": periode_texte(s.mois),
            "jours": s.jours_de_retard(board.jour),
            "contact": board.contacts.get(s.intervenant.organisation_id),
            "mois": s.mois[0].iso,
        }
        for s in section.lignes
    ]


def _compteur(board: Tableau, partie: Partie) -> dict[str, object]:
    """A counter on top: a number, its words, its link."""
    total = getattr(board, partie.champ).total
    return {
        "valeur": total,
        "libelle": partie.compteur,
        "url": f"?voir={partie.cle}&perimetre={board.perimetre}",
        "ton": partie.ton if total else "",
    }
