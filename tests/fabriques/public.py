"""Builders of what the public sees: totals, decisions, notices, needs, and a varied set of sites."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

from chantiers.models import Chantier, NaturePhase, Operation, PhaseChantier
from clauses.models import (
    AvisEntreprise,
    Besoin,
    ClauseInsertion,
    DecisionPublication,
    LotChantier,
    Solde,
    Suspension,
)
from clauses.rules.vocabulaire import NatureSuspension, NiveauPublication, RoleIntervenant
from entreprises.models import Organisation
from socle.horloge import aujourdhui, maintenant
from socle.models import Metier, Territoire
from socle.periodes import Mois
from tests.fabriques.comptes import un_utilisateur
from tests.fabriques.entreprises import une_organisation
from tests.fabriques.marches import un_chantier, un_intervenant, un_lot, un_marche, une_clause, une_operation
from tests.fabriques.socle import un_metier, un_territoire


def un_solde(
    clause: ClauseInsertion, chantier: Chantier, mois: date, heures: Decimal | int = 0, **autres: Decimal | int
) -> Solde:
    """Kept totals of a month (`heures` validated; `soumises`, `a_temps` in verification)."""
    return Solde.objects.create(
        clause=clause,
        chantier=chantier,
        mois=mois.replace(day=1),
        heures_validees=Decimal(heures),
        heures_soumises=Decimal(autres.get("soumises", 0)),
        heures_a_temps=Decimal(autres.get("a_temps", 0)),
    )


def une_decision(operation: Operation, niveau: str = NiveauPublication.TOTAUX, **champs: Any) -> DecisionPublication:
    """A publication decision, in effect since 2020 unless told otherwise."""
    champs.setdefault("effet_le", date(2020, 1, 1))
    champs.setdefault("decidee_par", un_utilisateur())
    champs.setdefault("decidee_le", maintenant())
    return DecisionPublication.objects.create(operation=operation, niveau=niveau, **champs)


def un_avis(operation: Operation, organisation: Organisation) -> AvisEntreprise:
    """The firm was told."""
    return AvisEntreprise.objects.create(
        operation=operation, organisation=organisation, envoye_le=maintenant(), envoye_par=un_utilisateur()
    )


def un_besoin(
    clause: ClauseInsertion, chantier: Chantier, *, metier: Metier | None = None, nombre: int = 2, **champs: Any
) -> Besoin:
    """An open need of the clause's first party."""
    champs.setdefault("debut", aujourdhui())
    champs.setdefault("ouvert_le", maintenant())
    return Besoin.objects.create(
        clause=clause,
        chantier=chantier,
        intervenant=clause.lot.intervenants.first(),
        metier=metier or un_metier(),
        nombre=nombre,
        ouvert_par=clause.lot.marche.cree_par,
        **champs,
    )


def un_engagement(
    nom: str = "",
    *,
    chantier: Chantier | None = None,
    heures: Decimal | int = 1000,
    validees: Decimal | int = 0,
    soumises: Decimal | int = 0,
    debut: date | None = None,
    fin: date | None = None,
    informee: bool = True,
    organisation: Organisation | None = None,
    **champs_chantier: Any,
) -> ClauseInsertion:
    """A site with one clause of one firm, told about publication unless `informee` is False.

    Works run from two years ago to two years ahead; `validees` and `soumises` stand in the month six months ago.
    """
    ce_mois = Mois.depuis(aujourdhui())
    chantier = chantier or un_chantier(nom, **champs_chantier)
    debut = debut or (ce_mois - 24).premier_jour
    marche = un_marche(operation=chantier.operation, date_notification=debut)
    lot = un_lot(
        marche=marche, chantiers=[chantier], debut_travaux=debut, fin_travaux=fin or (ce_mois + 24).dernier_jour
    )
    clause = une_clause(lot=lot, heures=heures, debut=debut, titulaire=organisation or une_organisation())
    if informee:
        un_avis(chantier.operation, clause.lot.intervenants.get().organisation)
    if validees or soumises:
        un_solde(clause, chantier, (ce_mois - 6).premier_jour, validees, soumises=soumises, a_temps=soumises)
    return clause


def le_chantier(clause: ClauseInsertion) -> Chantier:
    """The first site of a clause's lot."""
    return LotChantier.objects.filter(lot=clause.lot).first().chantier


def des_chantiers_varies(nombre: int, *, graine: int = 1) -> list[Chantier]:
    """Sites in every state and level of publication, over a few operations, communes and trades."""
    hasard = random.Random(graine)
    communes = [un_territoire(nom) for nom in ("Saint-Denis", "Bobigny", "L'Île-Saint-Denis", "Épinay-sur-Seine")]
    metiers = [un_metier("Maçonnerie"), un_metier("Peinture en bâtiment")]
    operations = [une_operation(f"Opération {rang} d'aménagement") for rang in range(4)]
    une_decision(operations[2], NiveauPublication.RIEN)
    une_decision(operations[3], NiveauPublication.PAR_MARCHE)
    entreprises = [une_organisation() for _ in range(5)]
    return [_un_chantier_varie(rang, hasard, communes, metiers, operations, entreprises) for rang in range(nombre)]


def _un_chantier_varie(
    rang: int,
    hasard: random.Random,
    communes: list[Territoire],
    metiers: list[Metier],
    operations: list[Operation],
    entreprises: list[Organisation],
) -> Chantier:
    ce_mois = Mois.depuis(aujourdhui())
    place = {} if hasard.random() > 0.15 else {"latitude": None, "longitude": None}
    if not place:
        place = {"latitude": 48.85 + hasard.random() / 7, "longitude": 2.32 + hasard.random() / 4}
    chantier = un_chantier(
        f"{hasard.choice(['Gare', 'École', 'Collège', 'Résidence'])} du chantier {rang}",
        operation=hasard.choice(operations),
        communes=[(hasard.choice(communes), Decimal("100.00"))],
        **place,
    )
    PhaseChantier.objects.create(
        chantier=chantier, nature=NaturePhase.TRAVAUX, debut_observe=date(2024, 9, 2), fin_prevue=date(2027, 6, 30)
    )
    if hasard.random() < 0.1:
        return chantier
    organisation = hasard.choice(entreprises)
    fini = hasard.random() < 0.2
    clause = un_engagement(
        chantier=chantier,
        heures=hasard.choice([800, 1500, 4974]),
        debut=(ce_mois + 6).premier_jour if not fini and hasard.random() < 0.15 else None,
        fin=(ce_mois - 8).dernier_jour if fini else None,
        organisation=organisation,
        informee=False,
    )
    if (
        hasard.random() < 0.85
        and not AvisEntreprise.objects.filter(operation=chantier.operation, organisation=organisation).exists()
    ):
        un_avis(chantier.operation, organisation)
    un_solde(clause, chantier, (ce_mois - 9).premier_jour, hasard.choice([0, 300, 420, 700, 1600, 5000]))
    un_solde(clause, chantier, (ce_mois - 5).premier_jour, 10, soumises=35, a_temps=hasard.choice([0, 35]))
    if hasard.random() < 0.3:
        un_besoin(clause, chantier, metier=hasard.choice(metiers))
    if hasard.random() < 0.1:
        Suspension.objects.create(
            clause=clause,
            nature=NatureSuspension.AJOURNEMENT,
            debut=(ce_mois - 10).premier_jour,
            auteur=clause.lot.marche.cree_par,
            enregistre_le=maintenant(),
        )
    if hasard.random() < 0.3:
        un_intervenant(lot=clause.lot, role=RoleIntervenant.COTRAITANT, organisation=hasard.choice(entreprises[:2]))
    return chantier


__all__ = [
    "des_chantiers_varies",
    "le_chantier",
    "un_avis",
    "un_besoin",
    "un_engagement",
    "un_solde",
    "une_decision",
]
