"""The forecast of clauses at their current pace, by set (work pages only, never in public)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from clauses.models import Declaration, Solde
from clauses.rules.prevision import Prevision, prevoir
from clauses.selectors.situations import SituationClause, obligations_des_clauses
from socle.centiemes import ZERO
from socle.periodes import Mois


def previsions(situations: Mapping[int, SituationClause]) -> dict[int, Prevision]:
    """clause id → forecast; clauses without dates of works have none. Two queries beside those of the obligations.

    A month counts as declared when at least one party of the lot submitted it, nil months included.
    """
    clauses = [s.clause for s in situations.values()]
    if not clauses:
        return {}
    heures: dict[int, dict[Mois, Decimal]] = defaultdict(dict)
    lots = {c.lot_id: c.pk for c in clauses}
    declares = (
        Declaration.objects.filter(intervenant__lot_id__in=lots, rang=0, soumise_le__isnull=False)
        .order_by()
        .values_list("intervenant__lot_id", "mois")
        .distinct()
    )
    for lot_id, jour in declares:
        heures[lots[lot_id]][Mois.depuis(jour)] = ZERO
    soldes = (
        Solde.objects.filter(clause_id__in=lots.values())
        .values_list("clause_id", "mois", "heures_validees", "heures_soumises")
        .order_by()
    )
    for clause_id, jour, validees, soumises in soldes:
        mois = Mois.depuis(jour)
        heures[clause_id][mois] = heures[clause_id].get(mois, ZERO) + validees + soumises
    obligations = obligations_des_clauses(clauses)
    resultat = {}
    for clause_id, vue in situations.items():
        courbe = obligations[clause_id].courbe
        if courbe.debut is None or courbe.fin is None:
            continue
        resultat[clause_id] = prevoir(
            vue.situation,
            heures[clause_id],
            debut=courbe.debut,
            fin=courbe.fin,
            arrete_au=vue.arrete_au,
            suspensions=courbe.suspensions,
        )
    return resultat
