"""The reminders of one firm: what was planned towards it, what was done, what came of it."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from clauses.models import ClauseInsertion, Relance
from clauses.policies import relances_visibles
from clauses.rules.relances import PRISES, EtatRelance
from entreprises.models import Organisation
from entreprises.policies import Acteur


def relances_de(acteur: Acteur, entreprise: Organisation, etat: EtatRelance | None = None) -> QuerySet[Relance]:
    """Every reminder of this firm that the actor's offices hold, the newest first, with all that its row reads.

    `a_une_page`: a step that a person takes, on a clause still followed.
    """
    relances = relances_visibles(acteur, partout=True).filter(intervenant__organisation=entreprise)
    if etat is not None:
        relances = relances.en_etat(etat)
    suivie = Exists(ClauseInsertion.objects.en_vigueur().filter(lot=OuterRef("intervenant__lot")))
    return (
        relances.select_related("intervenant__lot__marche", "responsable__utilisateur")
        .annotate(a_une_page=ExpressionWrapper(Q(nature__in=PRISES) & suivie, output_field=BooleanField()))
        .order_by("-prevue_le", "-pk")
    )
