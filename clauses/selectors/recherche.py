"""Global search: sites, contracts, companies, people, each within what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from clauses.models import Lot
from clauses.policies import (
    Action,
    beneficiaires_visibles,
    chantiers_visibles,
    contrats_visibles,
    marches_visibles,
    organisations_visibles,
    peut,
)
from entreprises.policies import Acteur
from socle.identifiants import normaliser_siret, plier

LIMITE = 10
MINIMUM = 2


@dataclass(frozen=True)
class Resultats:
    """What was found of one kind: the first ones, and how many in all."""

    premiers: list[Any]
    total: int

    @property
    def reste(self) -> int:
        """Found and not shown."""
        return self.total - len(self.premiers)


@dataclass(frozen=True)
class Recherche:
    """The answer to a text, by kind."""

    q: str
    chantiers: Resultats
    marches: Resultats
    entreprises: Resultats
    personnes: Resultats

    @property
    def total(self) -> int:
        return self.chantiers.total + self.marches.total + self.entreprises.total + self.personnes.total


RIEN = Resultats([], 0)


def chercher(acteur: Acteur, q: str) -> Recherche:
    """Everything that holds all the words of `q` (folded: no accents, no case); a SIRET finds its company."""
    texte = plier(q)
    if len(texte) < MINIMUM or not peut(acteur, Action.CHERCHER):
        return Recherche(q, RIEN, RIEN, RIEN, RIEN)
    return Recherche(
        q=q,
        chantiers=_premiers(
            chantiers_visibles(acteur)
            .en_vigueur()
            .contenant(texte)
            .select_related("operation__programme")
            .prefetch_related("communes__commune")
            .order_by("nom_plie")
        ),
        marches=_premiers(_marches(acteur, texte)),
        entreprises=_premiers(_entreprises(acteur, q, texte)),
        personnes=_premiers(_personnes(acteur, texte)),
    )


def _premiers(liste: QuerySet[Any]) -> Resultats:
    premiers = list(liste[: LIMITE + 1])
    if len(premiers) <= LIMITE:
        return Resultats(premiers, len(premiers))
    return Resultats(premiers[:LIMITE], liste.count())


def _marches(acteur: Acteur, texte: str) -> QuerySet[Any]:
    lots = Lot.objects.prefetch_related("clauses").order_by("numero")
    marches = marches_visibles(acteur).en_vigueur()
    for mot in texte.split():
        marches = marches.filter(
            Q(numero_plie__contains=mot)
            | Q(objet_plie__contains=mot)
            | Q(operation__nom_plie__contains=mot)
            | Q(acheteur__nom_plie__contains=mot)
            | Q(pk__in=Lot.objects.filter(intitule_plie__contains=mot).values("marche_id"))
        )
    return (
        marches.distinct()
        .select_related("operation", "acheteur")
        .prefetch_related(Prefetch("lots", queryset=lots))
        .order_by("numero_plie", "pk")
    )


def _entreprises(acteur: Acteur, q: str, texte: str) -> QuerySet[Any]:
    chiffres = normaliser_siret(q)
    entreprises = organisations_visibles(acteur)
    if chiffres.isdigit() and len(chiffres) >= 9:
        return entreprises.filter(siret__startswith=chiffres).order_by("nom_plie", "pk")
    for mot in texte.split():
        entreprises = entreprises.filter(nom_plie__contains=mot)
    return entreprises.order_by("nom_plie", "pk")


def _personnes(acteur: Acteur, texte: str) -> QuerySet[Any]:
    contrats = (
        contrats_visibles(acteur)
        .en_vigueur()
        .select_related("employeur", "clause__lot__marche", "intervenant__lot__marche")
        .order_by("-debut", "-pk")
    )
    return (
        beneficiaires_visibles(acteur)
        .en_vigueur()
        .contenant(texte)
        .prefetch_related(Prefetch("contrats", queryset=contrats, to_attr="contrats_vus"))
        .order_by("nom_plie", "prenom_plie", "pk")
    )
