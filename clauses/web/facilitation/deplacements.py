"""Moving validated hours in three screens: choose, see both totals, done."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clauses.policies import Action, clauses_visibles, exiger
from clauses.rules.vocabulaire import MotifDeplacement
from clauses.selectors import obligations as selecteurs
from clauses.selectors.deplacements import (
    GrilleDeplacement,
    chantiers_des_cibles,
    cibles_possibles,
    grille_deplacable,
)
from clauses.services.deplacements import Apercu, Demande, apercevoir, deplacer_selection
from clauses.web.facilitation.formulaires_deplacement import CibleForm, MotifForm
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
            donnees = motif.cleaned_data
            try:
                acte, _ = deplacer_selection(
                    acteur=request.acteur,
                    demande=demande,
                    cle=donnees["cle"],
                    motif=MotifDeplacement(donnees["motif"]),
                    texte=donnees["texte"],
                    derogation=donnees["derogation"],
                )
            except ErreurMetier as erreur:
                motif.refuser(erreur)
            else:
                messages.success(request, f"{heures(acte.heures)} déplacées vers {acte.cible.lot}.")
                return redirect("facilitation:clause", uuid=clause.uuid)
    else:
        motif = MotifForm(initial={"cle": uuid4()})
    try:
        apercu = apercevoir(acteur=request.acteur, demande=demande)
    except ErreurMetier as erreur:
        form.refuser(erreur)
        return render(request, "clauses/facilitation/deplacer.html", contexte)
    contexte |= {"apercu": apercu, "motif": motif, "clauses": _comparaison(apercu), "cible": demande.cible}
    return render(request, "clauses/facilitation/deplacer_apercu.html", contexte)


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
