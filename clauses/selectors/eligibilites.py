"""Where the eligibility of work contracts stands, by set: yes, no, waiting; and until when their hours count.

Never by which criterion: nothing below `parcours` knows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clauses.models import ContratTravail, DemandeValidation, DureeClause, FenetreEligibilite
from clauses.rules.comptage import fin_de_comptage
from clauses.rules.etats import EtatDemande


@dataclass(frozen=True)
class Eligibilite:
    """May this contract's hours count: OUI, NON or EN_ATTENTE; `jusqu_au`, the last day whose hours count."""

    statut: str
    jusqu_au: date | None = None
    demande: DemandeValidation | None = None

    @property
    def mot(self) -> str:
        """The word on screen."""
        return {"OUI": "Éligible", "NON": "Non éligible", "EN_ATTENTE": "En attente de décision"}[self.statut]


def eligibilites_de(contrats_demandes: Iterable[ContratTravail]) -> dict[int, Eligibilite]:
    """contract id → eligibility, in three queries. Contracts come with beneficiary, clause, lot and référentiel."""
    contrats = {contrat.pk: contrat for contrat in contrats_demandes}
    clauses = {contrat.clause_id for contrat in contrats.values()}
    durees = {(d.clause_id, d.type_contrat): d.mois for d in DureeClause.objects.filter(clause_id__in=clauses)}
    demandes = {d.contrat_id: d for d in DemandeValidation.objects.filter(contrat_id__in=list(contrats))}
    fenetres: dict[tuple[int, int], list[FenetreEligibilite]] = defaultdict(list)
    personnes = {contrat.beneficiaire_id for contrat in contrats.values()}
    for f in FenetreEligibilite.objects.filter(beneficiaire_id__in=personnes, annule_le__isnull=True):
        fenetres[f.beneficiaire_id, f.referentiel_id].append(f)
    resultat = {}
    for pk, contrat in contrats.items():
        clause = contrat.clause
        demande = demandes.get(pk)
        siennes = fenetres[contrat.beneficiaire_id, clause.referentiel_id]
        couverte = any(f.couvre(contrat.debut) for f in siennes)
        fin = fin_de_comptage(
            debut_contrat=contrat.debut,
            premier_contrat=contrat.beneficiaire.premier_contrat_le
            if clause.referentiel.depuis_premier_contrat
            else None,
            duree_mois=durees.get((clause.pk, contrat.type_contrat)),
            prolongee_au=prolongation_de(contrat, siennes),
            fin_lot=clause.lot.reception_le or clause.lot.fin_travaux,
        )
        resultat[pk] = Eligibilite(_statut(demande, couverte), fin if couverte else None, demande)
    return resultat


def prolongation_de(contrat: ContratTravail, fenetres: Iterable[FenetreEligibilite]) -> date | None:
    """The day until which the window where this contract began was prolonged; None when it was not.

    `fenetres`: those of the person under the référentiel of the contract's clause.
    """
    prolongees = (f.prolongee_au for f in fenetres if f.prolongee_au is not None and f.couvre(contrat.debut))
    return max(prolongees, default=None)


def _statut(demande: DemandeValidation | None, couverte: bool) -> str:
    if demande is not None and demande.etat == EtatDemande.REFUSEE:
        return "NON"
    if couverte:
        return "OUI"
    return "EN_ATTENTE" if demande is not None and demande.etat != EtatDemande.ACCEPTEE else "NON"
