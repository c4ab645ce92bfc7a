"""The contractor's home, and the month declared empty in one click."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from clauses.policies import intervenants_siens
from clauses.selectors.entreprise import accueil as lecture
from clauses.selectors.entreprise.fichiers import imports_en_cours
from clauses.selectors.releves import releves_des_clauses
from clauses.services import declarations
from clauses.web.entreprise.commun import lire_mois, rendre
from entreprises.rules import ROLES_ENTREPRISE
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.graphiques import barre_engagement
from socle.periodes import Mois, mois_entre
from socle.presentation import heures


@politique("clauses.accueil_entreprise", roles=ROLES_ENTREPRISE)
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    """Owed, done, remaining; what to declare; what came back; who to call."""
    vue = lecture.accueil(request.acteur)
    releves = releves_des_clauses(request.acteur, [e.clause for e in vue.engagements])
    contexte = {
        "vue": vue,
        "contacts": vue.contacts,
        "engagements": [
            {"vue": e, "svg": _barre(e), "phrase": _phrase(e), "releves": releves[e.clause.pk]} for e in vue.engagements
        ],
        "imports": imports_en_cours(request.acteur),
        "mois_modele": vue.a_declarer[0].mois if vue.a_declarer else Mois.depuis(lecture.aujourdhui()).precedent(),
        "mois_courant": Mois.depuis(lecture.aujourdhui()),
        "depot_ouvert": settings.DSN_LECTURE == "serveur",
    }
    return rendre(request, "accueil.html", contexte)


@politique("clauses.declarer_neant", roles=ROLES_ENTREPRISE)
@require_POST
def neant(request: HttpRequest, mois_iso: str) -> HttpResponse:
    """« Aucune heure en octobre »: declared nil for the ticked parties, up to `fin` for a quarter."""
    debut = lire_mois(mois_iso)
    fin = lire_mois(request.POST.get("fin") or debut.iso)
    demandes = {u for u in map(_uuid, request.POST.getlist("intervenant")) if u}
    siens = list(
        intervenants_siens(request.acteur).filter(uuid__in=demandes).select_related("lot__marche", "organisation")
    )
    try:
        for mois in mois_entre(debut, fin):
            declarations.declarer_neant(acteur=request.acteur, intervenants=siens, mois=mois)
    except ErreurMetier as erreur:
        messages.error(request, erreur.message)
    else:
        periode = str(debut) if debut == fin else f"{debut.nom} à {fin}"
        messages.success(
            request,
            f"{periode.capitalize()} : « aucune heure » est déclaré. Une erreur ? Saisissez les heures du mois.",
        )
    return redirect("entreprise:accueil")


def _uuid(texte: str) -> UUID | None:
    try:
        return UUID(texte)
    except ValueError:
        return None


def _barre(e: lecture.EngagementVu):
    s = e.situation.situation
    return barre_engagement(
        dues=s.dues,
        validees=s.validees,
        en_verification=s.en_verification,
        attendues=s.attendues,
        prevision=e.prevision.heures if e.prevision else None,
        phrase=e.situation.phrase,
    )


def _phrase(e: lecture.EngagementVu) -> str:
    """What came after the closed period, in words; empty when nothing did."""
    morceaux = []
    if e.depuis_validees:
        morceaux.append(f"{heures(e.depuis_validees)} validées")
    if e.depuis_en_verification:
        morceaux.append(f"{heures(e.depuis_en_verification)} en vérification")
    return f"Sur les mois suivants : {' et '.join(morceaux)}." if morceaux else ""
