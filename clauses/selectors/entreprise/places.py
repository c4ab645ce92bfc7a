"""Where the hours of a file may go: the contracts of the firm's people on its lots, with what is there already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from clauses.models import ContratTravail, LigneHeures
from clauses.rules.etats import EtatClause, EtatLigne
from clauses.rules.proposition import PlaceConnue
from clauses.selectors.entreprise.engagements import interventions
from clauses.selectors.lignes_en_place import lignes_en_place
from entreprises.policies import Acteur
from socle.periodes import Mois

PersonneMois = tuple[int, Mois]


def places_connues(acteur: Acteur, cles: Iterable[PersonneMois]) -> Mapping[PersonneMois, list[PlaceConnue]]:
    """(person, month) → places, in a fixed number of queries whatever the number of people and months."""
    demandes = set(cles)
    if not demandes:
        return {}
    engagements = {e.intervenant.pk: e for e in interventions(acteur) if e.clause.etat == EtatClause.ACTIVE}
    mois = {m for _, m in demandes}
    contrats = list(
        ContratTravail.objects.en_vigueur()
        .filter(intervenant_id__in=engagements, beneficiaire_id__in={p for p, _ in demandes})
        .select_related("entreprise_utilisatrice")
        .order_by("beneficiaire_id", "debut", "pk")
    )
    voulus = mois | {m.precedent() for m in mois}
    siennes = LigneHeures.objects.filter(contrat__in=contrats, declaration__mois__in=[m.premier_jour for m in voulus])
    lignes = lignes_en_place(siennes).lignes
    places: dict[PersonneMois, list[PlaceConnue]] = defaultdict(list)
    par_personne: dict[int, list[ContratTravail]] = defaultdict(list)
    for contrat in contrats:
        par_personne[contrat.beneficiaire_id].append(contrat)
    for personne, m in demandes:
        for contrat in par_personne[personne]:
            jours = _jours(contrat, m)
            for chantier in engagements[contrat.intervenant_id].chantiers:
                ligne = lignes.get((contrat.pk, chantier.pk, m))
                if not jours and ligne is None:
                    continue
                avant = lignes.get((contrat.pk, chantier.pk, m.precedent()))
                places[personne, m].append(
                    PlaceConnue(
                        contrat=contrat.pk,
                        chantier=chantier.pk,
                        heures=ligne.heures if ligne else None,
                        non_travaillees=ligne.heures_non_travaillees if ligne else Decimal("0.00"),
                        etat=EtatLigne(ligne.etat) if ligne else None,
                        mois_precedent=avant.heures if avant else None,
                        jours_couverts=jours,
                        utilisatrice=(contrat.entreprise_utilisatrice.siret or "")
                        if contrat.entreprise_utilisatrice
                        else "",
                    )
                )
    return places


def _jours(contrat: ContratTravail, mois: Mois) -> int:
    """Days of the month that the contract covers."""
    debut = max(contrat.debut, mois.premier_jour)
    fin = min(contrat.fin or mois.dernier_jour, mois.dernier_jour)
    return max((fin - debut).days + 1, 0)
