"""The office corrects the hours of a validated line: typed, shown with both totals, then written by counter-entry."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clauses.rules.vocabulaire import UsageMotif
from clauses.selectors.validation import ligne_a_voir
from clauses.services import corrections_office
from clauses.web.facilitation.validation_formulaires import ActeMotive
from entreprises.rules import ROLES_FACILITATION
from socle.centiemes import ZERO
from socle.erreurs import ErreurMetier
from socle.formulaires import ChampDecimal
from socle.gardes import politique


class CorrectionForm(ActeMotive):
    """The right hours, paid and not worked, with a coded reason and a sentence."""

    usage = UsageMotif.CORRECTION
    heures = ChampDecimal(label="Heures payées", min_value=0)
    non_travaillees = ChampDecimal(label="Dont non travaillées", min_value=0, required=False)
    field_order = ["heures", "non_travaillees", "motif", "texte"]


@politique("clauses.corriger_ligne", roles=ROLES_FACILITATION)
@require_http_methods(["GET", "POST"])
def corriger(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """First what it changes, on the line and on the clause; then the act."""
    vue = ligne_a_voir(request.acteur, uuid)
    if vue is None:
        raise Http404("Cette ligne n'est pas de votre structure.")
    ligne = vue.ligne
    initial = {"heures": ligne.heures, "non_travaillees": ligne.heures_non_travaillees or None}
    form = CorrectionForm(request.POST or None, initial=initial)
    effet = None
    if request.method == "POST" and form.is_valid():
        lus = dict(form.cleaned_data)
        lus["non_travaillees"] = lus["non_travaillees"] or ZERO
        try:
            if "confirmer" not in request.POST:
                effet = corrections_office.apercevoir(acteur=request.acteur, ligne=uuid, **lus)
            else:
                nouvelle = corrections_office.corriger(acteur=request.acteur, ligne=uuid, **lus)
                messages.success(request, "Les heures sont corrigées par une contre-écriture ; l'entreprise le lit.")
                return redirect("facilitation:ligne", uuid=nouvelle.uuid)
        except ErreurMetier as erreur:
            form.refuser(erreur)
    contexte = {"ligne": ligne, "form": form, "effet": effet}
    statut = 422 if form.errors else 200
    return render(request, "clauses/facilitation/corriger_ligne.html", contexte, status=statut)
