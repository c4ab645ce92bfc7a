"""Moving validated hours in three screens: choose, see both totals, done."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clauses.models import DeplacementPropose
from clauses.policies import Action, clauses_visibles, deplacements_proposes_visibles, exiger, peut
from clauses.rules.vocabulaire import EtatProposition, MotifDeplacement
from clauses.selectors import obligations as selecteurs
from clauses.selectors.deplacements import (
    GrilleDeplacement,
    avec_les_deux_bouts,
    chantiers_des_cibles,
    cibles_possibles,
    grille_deplacable,
)
from clauses.services import deplacements_proposes as propositions
from clauses.services.deplacements import Apercu, Demande, apercevoir, deplacer_selection
from clauses.web.facilitation.formulaires_deplacement import CibleForm, MotifForm, ReponseForm
from entreprises.rules import ROLES_FACILITATION
from socle.erreurs import ErreurMetier
from socle.gardes import politique
from socle.presentation import heures


@politique("facilitation.deplacer_heures", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def deplacer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Screen 1 chooses lines and target; `etape=apercu` shows what would change; `etape=faire` does it once."""
    clause = get_object_or_404(selecteurs.clause_avec_objets(clauses_visibles(request.acteur, partout=True)), uuid=uuid)
    exiger(request.acteur, Action.CORRIGER, clause)
    grille = grille_deplacable(clause)
    cibles = cibles_possibles(request.acteur, clause)
    form = CibleForm(
        request.POST or None, cibles=cibles, chantiers=chantiers_des_cibles(cibles), initial={"cible": clause.uuid}
    )
    etape = request.POST.get("etape")
    cochees = _cochees(request, grille) if etape == "apercu" else _uuids(request)
    contexte = {"clause": clause, "grille": grille, "form": form, "cochees": {str(u) for u in cochees}}
    if etape not in ("apercu", "faire") or not form.is_valid():
        return render(request, "clauses/facilitation/deplacer.html", contexte)
    demande = Demande(source=clause, lignes=cochees, **form.cleaned_data)
    if etape == "faire":
        motif = MotifForm(request.POST)
        if motif.is_valid():
            try:
                messages.success(request, _faire(request, demande, motif.cleaned_data))
            except ErreurMetier as erreur:
                motif.refuser(erreur)
            else:
                return redirect("facilitation:clause", uuid=clause.uuid)
    else:
        motif = MotifForm(initial={"cle": uuid4()})
    ailleurs = propositions.entre_structures(demande)
    try:
        voir = propositions.apercevoir_chez_l_autre if ailleurs else apercevoir
        apercu = voir(acteur=request.acteur, demande=demande)
    except ErreurMetier as erreur:
        form.refuser(erreur)
        return render(request, "clauses/facilitation/deplacer.html", contexte)
    contexte |= {"apercu": apercu, "motif": motif, "clauses": _comparaison(apercu), "cible": demande.cible}
    contexte["ailleurs"] = ailleurs
    return render(request, "clauses/facilitation/deplacer_apercu.html", contexte)


def _faire(request: HttpRequest, demande: Demande, donnees: dict[str, Any]) -> str:
    """Move, or ask the other office; the sentence that says what happened."""
    motif, texte = MotifDeplacement(donnees["motif"]), donnees["texte"]
    if propositions.entre_structures(demande):
        fait = propositions.proposer(acteur=request.acteur, demande=demande, motif=motif, texte=texte)
        return f"{heures(fait.heures)} proposées à {fait.cible.lot.marche.office} : rien ne bouge avant sa réponse."
    acte, _ = deplacer_selection(
        acteur=request.acteur,
        demande=demande,
        cle=donnees["cle"],
        motif=motif,
        texte=texte,
        derogation=donnees["derogation"],
    )
    return f"{heures(acte.heures)} déplacées vers {acte.cible.lot}."


@politique("facilitation.deplacement_propose", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def proposition(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What another office proposes, as it would stand today; accept, refuse, or take back one's own."""
    visibles = deplacements_proposes_visibles(request.acteur, partout=True)
    objet = get_object_or_404(avec_les_deux_bouts(visibles), uuid=uuid)
    form = ReponseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            phrase = _repondre(request, objet, form.cleaned_data)
        except ErreurMetier as erreur:
            form.refuser(erreur)
        else:
            messages.success(request, phrase)
            return redirect("facilitation:deplacement_propose", uuid=objet.uuid)
    contexte: dict[str, Any] = {"p": objet, "form": form}
    contexte["repond"] = peut(request.acteur, Action.CORRIGER, objet.cible)
    contexte["retire"] = peut(request.acteur, Action.CORRIGER, objet.source)
    if objet.etat == EtatProposition.EN_ATTENTE:
        try:
            demande = propositions.demande_de(objet)
            apercu = propositions.apercevoir_chez_l_autre(acteur=request.acteur, demande=demande)
        except ErreurMetier as erreur:
            contexte["impossible"] = erreur.message
        else:
            contexte |= {"apercu": apercu, "clauses": _comparaison(apercu)}
    statut = 422 if form.is_bound and form.errors else 200
    return render(request, "clauses/facilitation/deplacement_propose.html", contexte, status=statut)


def _repondre(request: HttpRequest, objet: DeplacementPropose, donnees: dict[str, Any]) -> str:
    acte = request.POST.get("acte")
    if acte == "accepter":
        faite = propositions.accepter(acteur=request.acteur, proposition=objet, derogation=donnees["derogation"])
        return f"{heures(faite.heures_dites)} reçues sur {objet.cible.lot}."
    if acte == "refuser":
        propositions.refuser(acteur=request.acteur, proposition=objet, texte=donnees["texte"])
        return "La proposition est refusée ; l'autre structure en est avertie."
    propositions.retirer(acteur=request.acteur, proposition=objet)
    return "La proposition est retirée : rien n'a bougé."


def _cochees(request: HttpRequest, grille: GrilleDeplacement) -> list[UUID]:
    """Lines ticked one by one, plus every line of a ticked row or column."""
    unes, personnes, mois = (set(request.POST.getlist(nom)) for nom in ("ligne", "personne", "mois"))
    return [
        ligne.uuid
        for ligne in grille.lignes
        if str(ligne.uuid) in unes
        or str(ligne.contrat.beneficiaire.uuid) in personnes
        or f"{ligne.declaration.mois:%Y-%m}" in mois
    ]


def _uuids(request: HttpRequest) -> list[UUID]:
    uuids = []
    for texte in request.POST.getlist("ligne"):
        try:
            uuids.append(UUID(texte))
        except ValueError:
            continue
    return uuids


def _comparaison(apercu: Apercu) -> list[dict[str, object]]:
    return [{"clause": vue.clause, "avant": vue, "apres": apercu.apres[cle]} for cle, vue in apercu.avant.items()]
