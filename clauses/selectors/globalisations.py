"""The pooling agreements that cover lines of hours, and how a line may be shared. By set."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from clauses.models import Affectation, ClauseGlobalisee, ClauseInsertion, ConventionGlobalisation, LigneHeures
from clauses.rules.globalisation import Accord, clauses_admises
from socle.centiemes import ZERO
from socle.periodes import Mois


def accords_de(clauses: Collection[int]) -> list[Accord]:
    """Every agreement over one of these obligations, as the rule reads it. Two queries."""
    conventions = {
        c.pk: c for c in ConventionGlobalisation.objects.filter(obligations__clause__parmi=clauses).distinct()
    }
    par_convention: dict[int, set[int]] = {pk: set() for pk in conventions}
    rangs = ClauseGlobalisee.objects.filter(convention__in=conventions).order_by()
    for convention, clause in rangs.values_list("convention_id", "clause_id"):
        par_convention[convention].add(clause)
    return [
        Accord(c.entreprise_id, frozenset(par_convention[pk]), c.debut, c.fin) for pk, c in sorted(conventions.items())
    ]


def accords_visibles(clause: ClauseInsertion) -> list[ConventionGlobalisation]:
    """The agreements over an obligation, newest first, with its companions."""
    trouvees = ConventionGlobalisation.objects.filter(obligations__clause=clause).select_related("entreprise", "auteur")
    return list(trouvees.prefetch_related("clauses__lot__marche__operation").order_by("-debut", "-pk"))


@dataclass(frozen=True)
class PartVue:
    """An obligation that a line's hours may discharge, and how many it does now."""

    clause: ClauseInsertion
    heures: Decimal
    sienne: bool


def parts_possibles(ligne: LigneHeures) -> list[PartVue]:
    """The obligations of a line: its own first, then those pooled with it that month; one only: nothing to share."""
    contrat = ligne.contrat
    admises = clauses_admises(
        accords_de([contrat.clause_id]),
        entreprise=ligne.declaration.intervenant.organisation_id,
        clause=contrat.clause_id,
        mois=Mois.depuis(ligne.declaration.mois),
    )
    actuelles = dict(Affectation.objects.filter(ligne=ligne).order_by().values_list("clause_id", "heures"))
    clauses = ClauseInsertion.objects.filter(pk__in={*admises, *actuelles}).select_related(
        "lot__marche__operation", "referentiel"
    )
    vues = [PartVue(c, actuelles.get(c.pk, ZERO), c.pk == contrat.clause_id) for c in clauses]
    return sorted(vues, key=lambda vue: (not vue.sienne, vue.clause.lot.marche.numero_plie, vue.clause.pk))


def globalisees(lignes: Iterable[LigneHeures]) -> set[int]:
    """Keys of the lines (contract and month loaded) that an agreement covers: their site may be another clause's."""
    liste = list(lignes)
    accords = accords_de({ligne.contrat.clause_id for ligne in liste})
    return {
        ligne.pk
        for ligne in liste
        if any(
            accord.couvre(
                ligne.declaration.intervenant.organisation_id,
                ligne.contrat.clause_id,
                Mois.depuis(ligne.declaration.mois),
            )
            for accord in accords
        )
    }
