"""When reminders were not enough: a call, a letter to the contracting body, a draft formal notice. Taken by a person.

Each step is a row with one owner (the clause's principal), planned only once the step before was taken, dropped when
the month comes in. The platform drafts; the contracting body signs a mise en demeure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db import transaction

from clauses.models import ClauseInsertion, Relance
from clauses.policies import Action, exiger
from clauses.rules.relances import PRISES, etape_suivante
from clauses.selectors.reglages import reglages_au
from clauses.services.journal import noter
from entreprises.policies import Acteur
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import en_paris, maintenant
from socle.periodes import Mois

Cle = tuple[int, Mois]


def preparer(manquants: Collection[Cle], jour: date) -> None:
    """Plan the next step of the (party, month) still silent, where its day has come (in the caller's transaction)."""
    reglages = reglages_au(jour)
    delais = {nature: int(reglages[f"relance_{nature.lower()}"]) for nature in PRISES}
    faites: dict[Cle, dict[str, date]] = defaultdict(dict)
    prevues: set[tuple[Cle, str]] = set()
    for relance in Relance.objects.filter(intervenant__in={pk for pk, _ in manquants}):
        cle = (relance.intervenant_id, Mois.depuis(relance.declaration_mois))
        prevues.add((cle, relance.nature))
        if relance.faite_le is not None:
            faites[cle][relance.nature] = en_paris(relance.faite_le).date()
    nouvelles = []
    for cle in manquants:
        suite = etape_suivante(faites[cle], delais)
        if suite is not None and suite[1] <= jour and (cle, suite[0]) not in prevues:
            nouvelles.append(
                Relance(
                    intervenant_id=cle[0], declaration_mois=cle[1].premier_jour, nature=suite[0], prevue_le=suite[1]
                )
            )
    Relance.objects.bulk_create(nouvelles, ignore_conflicts=True)


@transaction.atomic
def prendre(*, acteur: Acteur, relance: Relance, resultat: str) -> Relance:
    """Write down that a step was taken, and what came of it (who answered by role, what was said, what was sent).

    Raises ConflitEcriture when it was taken or has no object any more, DroitRefuse for who does not follow the clause.
    """
    resultat = " ".join(resultat.split())[:200]
    if not resultat:
        raise RegleViolee("Dites en une phrase ce qui a été fait ou répondu.", champ="resultat")
    verrou = Relance.objects.select_for_update(of=("self",)).select_related("intervenant").get(pk=relance.pk)
    clause = _clause(verrou)
    exiger(acteur, Action.GERER_OBLIGATION, clause)
    if verrou.nature not in PRISES:
        raise RegleViolee("Un rappel écrit part tout seul.")
    if verrou.faite_le is not None or verrou.abandonnee_le is not None:
        raise ConflitEcriture("Cette étape est déjà faite, ou n'a plus d'objet.")
    verrou.faite_le, verrou.resultat = maintenant(), resultat
    if acteur.espace is not None:
        verrou.responsable = acteur.espace
    verrou.save(update_fields=["faite_le", "resultat", "responsable"])
    mois = Mois.depuis(verrou.declaration_mois)
    noter(
        acteur=acteur, acte="relancer", clause=clause, motif=f"{verrou.get_nature_display()}, {mois} : {resultat}"[:300]
    )
    return verrou


def _clause(relance: Relance) -> ClauseInsertion:
    clause = ClauseInsertion.objects.en_vigueur().filter(lot=relance.intervenant.lot_id).order_by("pk").first()
    if clause is None:
        raise ConflitEcriture("Cette clause n'est plus suivie.")
    return clause
