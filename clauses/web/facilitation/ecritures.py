"""The entries behind a figure of a clause: on the page, and as a file (the nominative annex of a statement)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from clauses.policies import Action, clauses_visibles, peut
from clauses.selectors.ecritures import ecritures_de, nommees
from clauses.selectors.obligations import clause_avec_objets
from clauses.selectors.situations import situation_de
from clauses.selectors.verification import rupture_de
from clauses.web.facilitation.colonnes import ECRITURES, ECRITURES_NOMMEES
from clauses.web.facilitation.formulaires_suivis import ReleveForm
from entreprises.rules import ROLES_FACILITATION, Role
from socle.gardes import politique
from socle.horloge import fin_de_jour, maintenant
from socle.periodes import Mois
from socle.web import adresses_des_fichiers, paginer, telecharger

PAR_PAGE = 100


@politique("facilitation.ecritures", roles=(*ROLES_FACILITATION, Role.AUDITEUR))
@require_GET
def ecritures(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which entries make the validated hours shown, at the two times of the page one comes from."""
    clause = get_object_or_404(clause_avec_objets(clauses_visibles(request.acteur, partout=True)), uuid=uuid)
    form = ReleveForm(request.GET or None)
    dates = form.cleaned_data if form.is_bound and form.is_valid() else {}
    travaillees, connues = dates.get("travaillees"), dates.get("connues")
    jusqu_au = Mois.depuis(travaillees).dernier_jour if travaillees else situation_de(clause).arrete_au
    instant = min(fin_de_jour(connues or travaillees), maintenant()) if travaillees else None
    lues = ecritures_de(clause, jusqu_au=jusqu_au, connues_au=instant, mois=_mois(request))
    nommer = peut(request.acteur, Action.VALIDER, clause)
    colonnes = ECRITURES_NOMMEES if nommer else ECRITURES
    en_fichier = nommees(lues.rangs.iterator(chunk_size=2000), nommer=nommer)
    if fichier := telecharger(request, en_fichier, colonnes, nom="ecritures"):
        return fichier
    page = paginer(request, lues.rangs, par_page=PAR_PAGE)
    contexte = adresses_des_fichiers(request) | {
        "clause": clause,
        "lues": lues,
        "form": form,
        "rejouee": travaillees is not None,
        "page": page,
        "ecritures": list(nommees(page.object_list, nommer=nommer)),
        "nommer": nommer,
        "rupture": rupture_de(clause),
    }
    return render(request, "clauses/facilitation/ecritures.html", contexte)


def _mois(request: HttpRequest) -> Mois | None:
    try:
        return Mois.lire(request.GET.get("mois", ""))
    except ValueError:
        return None
