"""The portfolio, the page of a clause, the hand-over, the global search."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from clauses.models import ClauseInsertion
from clauses.policies import Action, clauses_visibles, peut
from clauses.rules.etats import TABLE_CLAUSE, ActeClause, EtatClause
from clauses.selectors import obligations as selecteurs
from clauses.selectors.besoins import besoins_ouverts_de
from clauses.selectors.besoins_deduits import besoin_deduit
from clauses.selectors.deplacements import deplacements_proposes_de
from clauses.selectors.globalisations import accords_visibles
from clauses.selectors.portefeuille import (
    BUREAU,
    FiltresPortefeuille,
    clauses_du_portefeuille,
    collegues,
    portefeuille,
)
from clauses.selectors.recherche import chercher
from clauses.selectors.releves import releves_de
from clauses.selectors.situations import SituationClause, situation_au, situation_de
from clauses.services import suivis
from clauses.services.journal import LIBELLES_ACTES
from clauses.services.obligations import manques_de
from clauses.web.facilitation.colonnes import PORTEFEUILLE
from clauses.web.facilitation.filtres import FiltresPortefeuilleForm
from clauses.web.facilitation.formulaires_suivis import ReleveForm, TransmissionForm
from entreprises.rules import ROLES_FACILITATION, Role
from socle.courbes import PointCourbe, courbe_mensuelle
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.graphiques import barre_engagement
from socle.horloge import aujourdhui, fin_de_jour
from socle.web import adresse_avec, paginer, telecharger_csv, telecharger_xlsx

LECTEURS = (*ROLES_FACILITATION, Role.AUDITEUR)


@politique("facilitation.clauses", roles=LECTEURS)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    """The portfolio (one's own by default), with states and bars; `format=xlsx|csv` downloads what is filtered."""
    form = FiltresPortefeuilleForm(request.GET, acteur=request.acteur)
    filtres = form.filtres()
    if request.acteur.a_role(Role.AUDITEUR) and "perimetre" not in request.GET:
        filtres = FiltresPortefeuille(**{**filtres.__dict__, "perimetre": BUREAU})
    lignes = portefeuille(request.acteur, filtres)
    if (forme := request.GET.get("format")) in ("xlsx", "csv"):
        telecharger = telecharger_xlsx if forme == "xlsx" else telecharger_csv
        return telecharger(lignes, PORTEFEUILLE, nom="clauses")
    page = paginer(request, lignes)
    contexte = {
        "form": form,
        "filtres": filtres,
        "page": page,
        "rangs": [(ligne, _barre(ligne.situation)) for ligne in page],
        "url_xlsx": adresse_avec(request, format="xlsx"),
        "url_csv": adresse_avec(request, format="csv"),
        "peut_gerer": peut(request.acteur, Action.SUIVRE_MARCHE),
    }
    return render(request, "clauses/facilitation/clauses.html", contexte)


@politique("facilitation.clause", roles=LECTEURS)
@require_GET
def fiche(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One clause: situation (as it stands, or replayed), movements, curve, parties, months, log."""
    clause = get_object_or_404(selecteurs.clause_avec_objets(clauses_visibles(request.acteur, partout=True)), uuid=uuid)
    releve = ReleveForm(request.GET or None)
    situation, connues = situation_de(clause), None
    if releve.is_bound and releve.is_valid() and releve.cleaned_data["travaillees"]:
        travaillees = releve.cleaned_data["travaillees"]
        connues = fin_de_jour(releve.cleaned_data["connues"] or travaillees)
        situation = situation_au(clause, travaillees, releve.cleaned_data["connues"])
    contexte = {
        "clause": clause,
        "situation": situation,
        "barre": _barre(situation),
        "releve": releve,
        "rejouee": connues is not None,
        "fiche": selecteurs.fiche_clause(clause, jusqu_au=situation.arrete_au if connues else None, connues_au=connues),
        "connues_le": releve.cleaned_data["connues"] or releve.cleaned_data["travaillees"] if connues else None,
        "releves": releves_de(request.acteur, clause),
        "accords": accords_visibles(clause),
        "propositions": deplacements_proposes_de(clause),
        "libelles_actes": LIBELLES_ACTES,
        "manques": manques_de(clause) if clause.etat == EtatClause.BROUILLON else [],
        "peut_gerer": peut(request.acteur, Action.GERER_OBLIGATION, clause),
        **_besoins(request, clause),
        "peut_passer": peut(request.acteur, Action.PASSER_SUIVI, clause),
        "possible": {a.value: TABLE_CLAUSE.permet(EtatClause(clause.etat), a) for a in ActeClause},
        **_courbe(clause, situation.arrete_au, connues),
    }
    return render(request, "clauses/facilitation/clause.html", contexte)


@politique("facilitation.transmettre", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def transmettre(request: HttpRequest) -> HttpResponse:
    """Hand clauses over to a colleague in one dated act."""
    equipe = collegues(request.acteur)
    de = equipe.filter(uuid=request.GET["de"]).first() if _uuid_lisible(request.GET.get("de")) else None
    de = de or request.acteur.espace
    filtres = FiltresPortefeuille(perimetre=str(de.uuid))
    clauses = clauses_du_portefeuille(request.acteur, filtres).order_by("lot__marche__numero_plie", "lot__numero", "pk")
    form = TransmissionForm(request.POST or None, facilitateurs=equipe.exclude(pk=de.pk), initial={"le": aujourdhui()})
    cochees = set(request.POST.getlist("clause"))
    if request.method == "POST" and form.is_valid():
        choisies = [c for c in clauses if str(c.uuid) in cochees]
        try:
            nombre = suivis.passer_suivi(acteur=request.acteur, clauses=choisies, de=de, **form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            mot = f"{nombre} clause{'s' if nombre > 1 else ''} transmise{'s' if nombre > 1 else ''}"
            messages.success(request, f"{mot} à {form.cleaned_data['vers'].utilisateur}.")
            return redirect("facilitation:clauses")
    contexte = {
        "form": form,
        "clauses": list(clauses),
        "cochees": cochees,
        "toutes": request.method == "GET",
        "de": de,
        "equipe": equipe,
    }
    return render(request, "clauses/facilitation/transmettre.html", contexte)


@politique("facilitation.recherche", roles=LECTEURS)
@require_GET
def recherche(request: HttpRequest) -> HttpResponse:
    """Sites, contracts, companies and people that hold every word typed."""
    q = request.GET.get("q", "").strip()[:100]
    contexte = {"q": q, "recherche_q": q, "resultats": chercher(request.acteur, q) if q else None}
    return render(request, "clauses/facilitation/recherche.html", contexte)


def _barre(vue: SituationClause) -> str:
    s = vue.situation
    return barre_engagement(
        dues=s.dues,
        validees=s.validees,
        en_verification=s.en_verification,
        attendues=s.attendues,
        phrase=vue.phrase,
    )


def _besoins(request: HttpRequest, clause: ClauseInsertion) -> dict[str, object]:
    """The open needs of a clause in force, and the one that its figures give; for the office that may open one."""
    if clause.etat != EtatClause.ACTIVE or not peut(request.acteur, Action.OUVRIR_BESOIN, clause):
        return {"peut_chercher": False}
    return {
        "peut_chercher": True,
        "besoins": besoins_ouverts_de(request.acteur, clause),
        "deduit": besoin_deduit(clause),
    }


def _courbe(clause: ClauseInsertion, jusqu_au: date, connues: datetime | None) -> dict[str, object]:
    """The curve and the table of its figures."""
    points = selecteurs.courbe_de_la_clause(clause, jusqu_au=jusqu_au, connues_au=connues)
    svg = courbe_mensuelle(
        [PointCourbe(p.mois, p.attendues, p.realisees) for p in points],
        titre="Heures attendues et heures validées, cumulées",
        objectif=points[-1].dues if points else None,
    )
    return {"points": points, "courbe": svg}


def _uuid_lisible(texte: str | None) -> bool:
    try:
        UUID(texte or "")
    except ValueError:
        return False
    return True
