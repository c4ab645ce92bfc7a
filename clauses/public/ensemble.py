"""THE one public set: every face (map, list, site, files, key figures) reads it, so that all agree to the hour.

All sites that were not cancelled are in it. What is shown of each follows the decision of its contracting body
(nothing, totals by default, detail per contract) and the notice to the firm when it stands alone on the site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from chantiers.public import LieuPublic, lieux_publics
from clauses.models import (
    AvisEntreprise,
    Besoin,
    ClauseInsertion,
    DecisionPublication,
    Intervenant,
    LotChantier,
    Solde,
)
from clauses.public.donnees import ChantierPublie, FiltresPublics, MetierRecherche, filtres_resolus
from clauses.public.empreinte import empreinte_publique
from clauses.rules.heures import Contexte, EtatEngagement, Situation, agreger, etat
from clauses.rules.vocabulaire import NiveauPublication
from clauses.selectors.reglages import reglages_au
from clauses.selectors.situations import SituationClause, periode_arretee, situations_des_clauses
from socle.horloge import aujourdhui

ZERO = Decimal("0.00")
_memoire: tuple[str, tuple[ChantierPublie, ...]] = ("", ())


@dataclass(frozen=True)
class TotauxPublics:
    """Sums over a set of sites, for key figures and headings; hours over the published ones only."""

    chantiers: int
    publies: int
    heures_objectif: Decimal
    heures_validees: Decimal
    heures_en_verification: Decimal
    heures_restantes: Decimal
    heures_attendues: Fraction
    postes: int
    par_etat: Mapping[EtatEngagement, int]
    arrete_au: date | None


def chantiers_publies(filtres: FiltresPublics | None = None) -> list[ChantierPublie]:
    """The public sites that pass these filters, by name: the same set on every face.

    One query when nothing public changed since the last call of this process, else a fixed number.
    """
    tous = _ensemble()
    if not filtres:
        return list(tous)
    resolus = filtres_resolus(filtres)
    return [chantier for chantier in tous if chantier.garde(resolus)]


def totaux_publics(chantiers: Iterable[ChantierPublie]) -> TotauxPublics:
    """Sums of these sites; `arrete_au` is the earliest as-of among them."""
    liste = list(chantiers)
    publies = [c.situation for c in liste if c.situation is not None]
    par_etat: dict[EtatEngagement, int] = dict.fromkeys(EtatEngagement, 0)
    for chantier in liste:
        par_etat[chantier.etat] += 1
    return TotauxPublics(
        chantiers=len(liste),
        publies=len(publies),
        heures_objectif=sum((s.dues for s in publies), ZERO),
        heures_validees=sum((s.validees for s in publies), ZERO),
        heures_en_verification=sum((s.en_verification for s in publies), ZERO),
        heures_restantes=sum((s.restantes for s in publies), ZERO),
        heures_attendues=sum((Fraction(s.attendues) for s in publies), Fraction(0)),
        postes=sum(m.postes for c in liste for m in c.metiers),
        par_etat=par_etat,
        arrete_au=min((c.arrete_au for c in liste if c.arrete_au), default=None),
    )


def _ensemble() -> tuple[ChantierPublie, ...]:
    """The whole set, kept by this process under the public fingerprint.

    The fingerprint is read first: newer facts may then stand under it, never older ones.
    """
    global _memoire
    empreinte = empreinte_publique()
    connue, chantiers = _memoire
    if connue != empreinte:
        chantiers = calculer_ensemble(aujourdhui())
        _memoire = (empreinte, chantiers)
    return chantiers


def calculer_ensemble(jour: date) -> tuple[ChantierPublie, ...]:
    """The set as seen on a day, from the database; the number of queries depends on no number of rows.

    (It grows only with the number of *different* as-of dates: months and quarters, as a rule two.)
    """
    lieux = lieux_publics()
    niveaux = niveaux_de_publication(jour)
    clauses, par_lieu = _clauses_par_lieu()
    delai = int(reglages_au(jour)["delai_validation"])
    seules = _entreprises_seules(par_lieu, clauses, jour)
    avis = _avis()
    metiers = _metiers(jour)
    arretes: dict[int, date] = {}
    for lieu in lieux:
        if niveaux.get(lieu.operation) == NiveauPublication.RIEN or not par_lieu.get(lieu.cle):
            continue
        seule = seules.get(lieu.cle)
        if seule is not None and (lieu.operation, seule) not in avis:
            continue
        arretes[lieu.cle] = min(periode_arretee(clauses[c], jour, delai).dernier_jour for c in par_lieu[lieu.cle])
    situations = _situations(arretes, par_lieu, clauses)
    return tuple(
        _publier(
            lieu,
            niveaux.get(lieu.operation, NiveauPublication.TOTAUX),
            arretes.get(lieu.cle),
            situations,
            par_lieu.get(lieu.cle, ()),
            metiers.get(lieu.cle, ()),
        )
        for lieu in lieux
    )


def niveaux_de_publication(jour: date) -> dict[int, NiveauPublication]:
    """operation → level in force that day; no decision means the site totals."""
    decisions = DecisionPublication.objects.en_vigueur_le(jour).values_list("operation_id", "niveau")
    return {operation: NiveauPublication(niveau) for operation, niveau in decisions}


def _publier(
    lieu: LieuPublic,
    niveau: NiveauPublication,
    arrete_au: date | None,
    situations: Mapping[date, Mapping[int, SituationClause]],
    clauses: Iterable[int],
    metiers: tuple[MetierRecherche, ...],
) -> ChantierPublie:
    if niveau == NiveauPublication.RIEN:
        metiers = ()
    if arrete_au is None:
        return ChantierPublie(lieu, niveau, EtatEngagement.SANS_ENGAGEMENT, metiers=metiers)
    trouvees = [situations[arrete_au][c] for c in clauses]
    parts: list[tuple[Situation, Contexte]] = [
        (s.par_chantier[lieu.cle], s.contexte) for s in trouvees if lieu.cle in s.par_chantier
    ]
    situation, contexte = agreger(parts)
    code = etat(situation, contexte)
    suspendues = [s.suspendue_depuis for s in trouvees if s.suspendue_depuis is not None]
    return ChantierPublie(
        lieu=lieu,
        niveau=niveau,
        etat=code,
        situation=situation,
        arrete_au=arrete_au,
        suspendu_depuis=max(suspendues, default=None) if code == EtatEngagement.SUSPENDU else None,
        metiers=metiers,
    )


def _clauses_par_lieu() -> tuple[dict[int, ClauseInsertion], dict[int, list[int]]]:
    """Clauses in force by key, and the clauses of each site: by its lots, and where hours were counted."""
    clauses = {c.pk: c for c in ClauseInsertion.objects.en_vigueur().select_related("lot").order_by("pk")}
    par_lot: dict[int, list[int]] = defaultdict(list)
    for clause in clauses.values():
        par_lot[clause.lot_id].append(clause.pk)
    par_lieu: dict[int, set[int]] = defaultdict(set)
    for lot_id, chantier_id in LotChantier.objects.values_list("lot_id", "chantier_id"):
        par_lieu[chantier_id].update(par_lot.get(lot_id, ()))
    for clause_id, chantier_id in Solde.objects.order_by().values_list("clause_id", "chantier_id").distinct():
        if clause_id in clauses:
            par_lieu[chantier_id].add(clause_id)
    return clauses, {lieu: sorted(ids) for lieu, ids in par_lieu.items()}


def _situations(
    arretes: Mapping[int, date], par_lieu: Mapping[int, list[int]], clauses: Mapping[int, ClauseInsertion]
) -> dict[date, dict[int, SituationClause]]:
    """as-of → clause → situation: every clause of a site is cut at the site's own as-of."""
    demandes: dict[date, set[int]] = defaultdict(set)
    for lieu, arrete_au in arretes.items():
        demandes[arrete_au].update(par_lieu[lieu])
    return {
        arrete_au: situations_des_clauses([clauses[c] for c in sorted(ids)], travaillees_jusqu_au=arrete_au)
        for arrete_au, ids in sorted(demandes.items())
    }


def _entreprises_seules(
    par_lieu: Mapping[int, list[int]], clauses: Mapping[int, ClauseInsertion], jour: date
) -> dict[int, str]:
    """site → the one firm (SIREN) that owes all its clauses; sites with several firms, or none known, are left out."""
    debiteurs: dict[int, set[str]] = defaultdict(set)
    lignes = (
        Intervenant.objects.debiteurs()
        .actifs_le(jour)
        .order_by()
        .values_list("lot_id", "organisation_id", "organisation__siret")
    )
    for lot_id, organisation_id, siret in lignes:
        debiteurs[lot_id].add(_firme(organisation_id, siret))
    seules = {}
    for lieu, ids in par_lieu.items():
        firmes = set().union(*(debiteurs.get(clauses[c].lot_id, set()) for c in ids))
        if len(firmes) == 1:
            seules[lieu] = firmes.pop()
    return seules


def _avis() -> set[tuple[int, str]]:
    """(operation, firm) pairs of the firms that were told."""
    lignes = AvisEntreprise.objects.values_list("operation_id", "organisation_id", "organisation__siret")
    return {(operation, _firme(organisation, siret)) for operation, organisation, siret in lignes}


def _firme(organisation_id: int, siret: str | None) -> str:
    """The legal person: two establishments of the same SIREN are one firm."""
    return siret[:9] if siret else f"organisation {organisation_id}"


def _metiers(jour: date) -> dict[int, tuple[MetierRecherche, ...]]:
    """site → trades wanted (open needs, summed by trade), by name."""
    par_lieu: dict[int, dict[str, MetierRecherche]] = defaultdict(dict)
    besoins = (
        Besoin.objects.ouverts(jour)
        .order_by("metier__libelle_plie", "debut", "pk")
        .values_list("chantier_id", "metier__code", "metier__libelle", "nombre", "debut")
    )
    for chantier, code, libelle, nombre, debut in besoins:
        deja = par_lieu[chantier].get(code)
        postes = nombre + (deja.postes if deja else 0)
        par_lieu[chantier][code] = MetierRecherche(code, libelle, postes, deja.debut if deja else debut)
    return {chantier: tuple(metiers.values()) for chantier, metiers in par_lieu.items()}
