"""Where the hours of a file may go: the contracts of the firm's people on its lots, with what is there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import QuerySet

from clauses.models import ContratTravail, LigneHeures
from clauses.policies import contrats_pretes
from clauses.rules.etats import EtatClause, EtatLigne
from clauses.rules.proposees import EnFace, transmise
from clauses.rules.proposition import PlaceConnue
from clauses.selectors.entreprise.engagements import interventions
from clauses.selectors.entreprise.preparation import interventions_clientes, proposees_des_mois
from clauses.selectors.lignes_en_place import CleLigne, lignes_en_place
from entreprises.policies import Acteur
from socle.periodes import Mois

PersonneMois = tuple[int, Mois]


def places_connues(acteur: Acteur, cles: Iterable[PersonneMois]) -> Mapping[PersonneMois, list[PlaceConnue]]:
    """(person, month) → places, in a fixed number of queries whatever the number of people and months.

    People lent to another firm have their places too: what is there is then what was prepared for its month, or what
    it has sent (its drafts are its own).
    """
    demandes = set(cles)
    if not demandes:
        return {}
    personnes = {p for p, _ in demandes}
    engagements = {e.intervenant.pk: e for e in interventions(acteur) if e.clause.etat == EtatClause.ACTIVE}
    siens = _contrats(ContratTravail.objects.filter(intervenant_id__in=engagements), personnes)
    pretes = _contrats(contrats_pretes(acteur), personnes)
    engagements |= {e.intervenant.pk: e for e in interventions_clientes(acteur, pretes)}
    mois = {m for _, m in demandes}
    voulus = mois | {m.precedent() for m in mois}
    en_place = _en_place([*siens, *pretes], {c.pk for c in pretes}, voulus)
    places: dict[PersonneMois, list[PlaceConnue]] = defaultdict(list)
    par_personne: dict[int, list[ContratTravail]] = defaultdict(list)
    for contrat in [*siens, *pretes]:
        if contrat.intervenant_id in engagements:
            par_personne[contrat.beneficiaire_id].append(contrat)
    pretees = {c.pk for c in pretes}
    for personne, m in demandes:
        for contrat in par_personne[personne]:
            jours = _jours(contrat, m)
            for chantier in engagements[contrat.intervenant_id].chantiers:
                tenue = en_place.get((contrat.pk, chantier.pk, m))
                if not jours and tenue is None:
                    continue
                avant = en_place.get((contrat.pk, chantier.pk, m.precedent()))
                places[personne, m].append(
                    PlaceConnue(
                        contrat=contrat.pk,
                        chantier=chantier.pk,
                        heures=tenue.heures if tenue else None,
                        non_travaillees=tenue.non_travaillees if tenue else Decimal("0.00"),
                        etat=tenue.etat if tenue else None,
                        mois_precedent=avant.heures if avant else None,
                        jours_couverts=jours,
                        utilisatrice=(contrat.entreprise_utilisatrice.siret or "")
                        if contrat.entreprise_utilisatrice
                        else "",
                        pretee=contrat.pk in pretees,
                    )
                )
    return places


def _contrats(contrats: QuerySet[ContratTravail], personnes: set[int]) -> list[ContratTravail]:
    return list(
        contrats.en_vigueur()  # type: ignore[attr-defined]
        .filter(beneficiaire_id__in=personnes)
        .select_related("entreprise_utilisatrice")
        .order_by("beneficiaire_id", "debut", "pk")
    )


def _en_place(contrats: list[ContratTravail], pretes: set[int], mois: set[Mois]) -> dict[CleLigne, EnFace]:
    """What holds for each (contract, site, month): the line, or for lent people what was prepared or sent."""
    lignes = LigneHeures.objects.filter(contrat__in=contrats, declaration__mois__in=[m.premier_jour for m in mois])
    tenues = {
        cle: EnFace(EtatLigne(ligne.etat), ligne.heures, ligne.heures_non_travaillees)
        for cle, ligne in lignes_en_place(lignes).lignes.items()
        if cle[0] not in pretes or transmise(EtatLigne(ligne.etat))
    }
    for cle, p in proposees_des_mois(pretes, mois).items() if pretes else ():
        tenues.setdefault(cle, EnFace(EtatLigne.BROUILLON, p.heures, p.heures_non_travaillees))
    return tenues


def _jours(contrat: ContratTravail, mois: Mois) -> int:
    """Days of the month that the contract covers."""
    debut = max(contrat.debut, mois.premier_jour)
    fin = min(contrat.fin or mois.dernier_jour, mois.dernier_jour)
    return max((fin - debut).days + 1, 0)
