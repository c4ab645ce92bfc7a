"""The need that a clause's figures give: what remains to be done ÷ months left ÷ typical trade of the lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Sum

from clauses.models import Besoin, ClauseInsertion, ContratTravail, Declaration, Lot, Solde
from clauses.rules.besoins import (
    BesoinPropose,
    ContratPresent,
    besoin_propose,
    heures_a_venir,
    metier_typique,
    mois_de_travaux,
    premier_jour_utile,
)
from clauses.rules.etats import EtatClause
from clauses.selectors.eligibilites import eligibilites_de
from clauses.selectors.reglages import reglages_au
from clauses.selectors.situations import (
    DonneesObligation,
    debut_des_travaux,
    obligations_des_clauses,
    periode_arretee,
)
from socle.horloge import aujourdhui
from socle.models import Metier
from socle.periodes import Mois


@dataclass(frozen=True)
class BesoinDeduit:
    """The need that the figures of a clause give, with the trade."""

    calcul: BesoinPropose
    metier: Metier | None
    par_poste: Decimal

    @property
    def phrase(self) -> str:
        return self.calcul.phrase


def besoin_deduit(clause: ClauseInsertion) -> BesoinDeduit | None:
    """The need as of today, in a fixed number of queries; None when there is nothing to look for.

    What remains is owed by the end of the works and not declared (validated or being checked, whatever the month).
    Present contracts give hours after the last month that is closed or declared. `clause` comes with lot and office.
    """
    jour = aujourdhui()
    donnees = obligations_des_clauses([clause])[clause.pk]
    fin = donnees.fin_travaux
    if clause.etat != EtatClause.ACTIVE or fin is None:
        return None
    reglages = reglages_au(jour)
    par_poste = reglages["heures_mois_par_poste"]
    contrats = list(
        ContratTravail.objects.en_vigueur()
        .filter(clause=clause)
        .select_related("beneficiaire", "clause__lot", "clause__referentiel", "metier")
        .order_by("debut", "pk")
    )
    arrete_au = periode_arretee(clause, jour, int(reglages["delai_validation"])).dernier_jour
    suspensions = donnees.courbe.suspensions
    debut = premier_jour_utile(jour, debut_des_travaux(clause))
    metier = metier_du_lot(contrats, clause.lot)
    calcul = besoin_propose(
        restantes=_restantes(clause, donnees, max(fin, jour)),
        mois_restants=mois_de_travaux(debut, fin, suspensions),
        heures_mensuelles_par_poste=par_poste,
        debut=debut,
        a_venir=heures_a_venir(
            _presents(contrats, arrete_au),
            fin=fin,
            heures_mensuelles_par_poste=par_poste,
            suspensions=suspensions,
        ),
        postes_ouverts=Besoin.objects.filter(clause=clause).ouverts(jour).aggregate(n=Sum("nombre"))["n"] or 0,
        metier_typique=metier.libelle if metier else "",
    )
    return BesoinDeduit(calcul, metier, par_poste) if calcul else None


def metier_du_lot(contrats: Sequence[ContratTravail], lot: Lot) -> Metier | None:
    """The typical trade of a lot (its contracts come oldest first), among the trades still in use."""
    du_lot = lot.metier or (lot.corps_etat.metier if lot.corps_etat else None)
    suite = [c.metier for c in contrats if c.metier and c.metier.actif]
    return metier_typique(suite, du_lot if du_lot and du_lot.actif else None)


def _restantes(clause: ClauseInsertion, donnees: DonneesObligation, jusqu_au: date) -> Decimal:
    restantes = donnees.dues(jusqu_au)
    for declarees in Solde.objects.filter(clause=clause).par_clause():
        restantes -= declarees["validees"] + declarees["soumises"]
    return restantes


def _presents(contrats: list[ContratTravail], arrete_au: date) -> list[ContratPresent]:
    """Contracts whose hours may count, each up to the day when they stop counting."""
    eligibilites = eligibilites_de(contrats)
    declares = dict(
        Declaration.objects.filter(intervenant_id__in={c.intervenant_id for c in contrats}, soumise_le__isnull=False)
        .order_by()
        .values_list("intervenant_id")
        .annotate(dernier=Max("mois"))
    )
    presents = []
    for contrat in contrats:
        eligibilite = eligibilites[contrat.pk]
        if eligibilite.statut == "NON":
            continue
        dernier = declares.get(contrat.intervenant_id)
        connu = max(arrete_au, Mois.depuis(dernier).dernier_jour) if dernier else arrete_au
        fins = [f for f in (contrat.fin, eligibilite.jusqu_au) if f is not None]
        presents.append(ContratPresent(contrat.debut, min(fins, default=None), contrat.heures_hebdo, connu))
    return presents
