"""A mission of lent staff goes on under a contract in force instead of opening another (decision 0016)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from clauses.models import ContratTravail, DemandeValidation, PeriodeContrat
from clauses.rules.comptage import Periode
from clauses.rules.etats import EtatDemande
from clauses.rules.missions import Suite, avec_mission, plus_proche, verifier_mission
from clauses.selectors.reglages import reglages_au
from socle.erreurs import RegleViolee


def poursuivre(contrats: QuerySet[ContratTravail], mission: Periode, *, admise: bool) -> ContratTravail | None:
    """The contract among these that the mission continues, with it; None: the mission opens another.

    Inside a transaction: the contracts are locked. A contract whose request was refused is not continued. A mission
    earlier than the contract moves its start only where the right to count follows: the person may start that day
    (`admise`), or her request still waits. Raises RegleViolee (champ "debut") on a mission that overlaps another.
    """
    verrous = {
        contrat.pk: contrat
        for contrat in contrats.exclude(demande__etat=EtatDemande.REFUSEE)
        .select_for_update(of=("self",))
        .select_related("beneficiaire", "intervenant__lot")
        .order_by("pk")
    }
    if not verrous:
        return None
    suites = suites_de(verrous)
    for suite in suites.values():
        verifier_mission(suite.periodes, mission)
    en_attente = set(
        DemandeValidation.objects.en_attente().filter(contrat__in=list(verrous)).values_list("contrat_id", flat=True)
    )
    possibles = {
        pk: suite for pk, suite in suites.items() if admise or pk in en_attente or mission[0] >= verrous[pk].debut
    }
    cle = plus_proche(possibles, mission, int(reglages_au(mission[0])["ecart_missions"]))
    if cle is None:
        return None
    contrat, suite = verrous[cle], avec_mission(suites[cle], mission)
    if suite.debut != contrat.debut and _commence_deja(contrat, suite.debut):
        raise RegleViolee("Un autre contrat de cette personne commence déjà ce jour-là.", champ="debut")
    return ecrire_suite(contrat, suite)


def suites_de(contrats: Mapping[int, ContratTravail]) -> dict[int, Suite]:
    """Each contract with its dated missions; its own dates where none is recorded."""
    periodes: dict[int, list[Periode]] = defaultdict(list)
    for p in PeriodeContrat.objects.filter(contrat__in=list(contrats)).order_by("debut"):
        periodes[p.contrat_id].append((p.debut, p.fin))
    return {
        pk: Suite(
            contrat.debut, contrat.fin, contrat.nb_missions, tuple(periodes[pk]) or ((contrat.debut, contrat.fin),)
        )
        for pk, contrat in contrats.items()
    }


def _commence_deja(contrat: ContratTravail, jour: date) -> bool:
    """Another contract of the same person, employer, clause and party, of another type or user company."""
    memes = ContratTravail.objects.en_vigueur().filter(
        beneficiaire_id=contrat.beneficiaire_id,
        intervenant_id=contrat.intervenant_id,
        employeur_id=contrat.employeur_id,
        clause_id=contrat.clause_id,
        debut=jour,
    )
    return memes.exclude(pk=contrat.pk).exists()


def ecrire_suite(contrat: ContratTravail, suite: Suite) -> ContratTravail:
    """Write what a locked contract has become: its dates, how many missions, and the periods that it has not yet."""
    connues = set(PeriodeContrat.objects.filter(contrat=contrat).values_list("debut", flat=True))
    PeriodeContrat.objects.bulk_create(
        PeriodeContrat(contrat=contrat, debut=debut, fin=fin) for debut, fin in suite.periodes if debut not in connues
    )
    contrat.debut, contrat.fin, contrat.nb_missions = suite.debut, suite.fin, suite.missions
    contrat.save(update_fields=["debut", "fin", "nb_missions"])
    return contrat
