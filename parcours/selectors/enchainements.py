"""Contracts that end, with what the person could take next; and the days that pass between two missions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from clauses.models import ContratTravail
from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Candidat, Enchainement, MiseEnRelation
from parcours.policies import candidats_visibles, contrats_du_dossier
from parcours.rules.enchainement import Ecart, Periode, ecarts, par_trimestre, tendance
from parcours.selectors.besoins_a_portee import Portee, portees
from socle.horloge import aujourdhui


@dataclass(frozen=True)
class FinVue:
    """A contract that ends: whose, what she could take, what was already proposed."""

    enchainement: Enchainement
    candidat: Candidat | None
    """None: the person has no file of the pathway yet."""
    portee: Portee | None
    propositions: int

    @property
    def jours(self) -> int:
        """Days until the end; negative once it is past."""
        fin = self.enchainement.contrat.fin
        assert fin is not None
        return (fin - aujourdhui()).days


@dataclass(frozen=True)
class Rythme:
    """Days between two missions of the people of an office, quarter by quarter."""

    periodes: tuple[Periode, ...]
    tendance: str

    @property
    def derniere(self) -> Periode | None:
        """The last quarter that has figures."""
        return next((p for p in reversed(self.periodes) if p.nombre), None)


def fins_prochaines(jour: date, annonce: int) -> QuerySet[ContratTravail]:
    """Contracts in force that end within so many days, of people who have no later one: what is to be told."""
    return _sans_suite(ContratTravail.objects.en_vigueur()).filter(fin__gte=jour, fin__lte=jour + timedelta(annonce))


def enchainements(acteur: Acteur, *, partout: bool = False) -> QuerySet[Enchainement]:
    """Those of the actor's files that wait for a next contract, the nearest end first; gone after a setting's delay."""
    depuis = aujourdhui() - timedelta(days=int(reglages_au(aujourdhui())["appariement_enchainement"]))
    siens = contrats_du_dossier(acteur, partout=partout).filter(annule_le__isnull=True, fin__gte=depuis)
    return (
        Enchainement.objects.filter(clos_le__isnull=True, contrat__in=_sans_suite(siens))
        .select_related(
            "contrat__beneficiaire",
            "contrat__employeur",
            "contrat__metier",
            "contrat__intervenant__lot__marche__operation",
        )
        .order_by("contrat__fin", "pk")
    )


def _sans_suite(contrats: QuerySet[ContratTravail]) -> QuerySet[ContratTravail]:
    """Of people still there, without another contract that goes on after this one."""
    suite = ContratTravail.objects.en_vigueur().filter(beneficiaire=OuterRef("beneficiaire")).exclude(pk=OuterRef("pk"))
    apres = suite.filter(Q(fin__isnull=True) | Q(fin__gt=OuterRef("fin")))
    ensemble = suite.filter(fin=OuterRef("fin"), pk__gt=OuterRef("pk"))  # two that end together are told once
    return contrats.filter(beneficiaire__efface_le__isnull=True).filter(~Exists(apres), ~Exists(ensemble))


def habiller(acteur: Acteur, page: Sequence[Enchainement]) -> list[FinVue]:
    """What the page shows of these, in a fixed number of queries."""
    personnes = [e.contrat.beneficiaire_id for e in page]
    candidats = {c.beneficiaire_id: c for c in candidats_visibles(acteur).filter(beneficiaire__in=personnes)}
    trouvees = portees(acteur, list(candidats.values()))
    ouvertes: dict[int, int] = defaultdict(int)
    for pk in (
        MiseEnRelation.objects.ouvertes().filter(candidat__in=candidats.values()).values_list("candidat", flat=True)
    ):
        ouvertes[pk] += 1
    vues = []
    for enchainement in page:
        candidat = candidats.get(enchainement.contrat.beneficiaire_id)
        cle = candidat.pk if candidat else 0
        vues.append(FinVue(enchainement, candidat, trouvees.get(cle), ouvertes.get(cle, 0)))
    return vues


def rythme(acteur: Acteur) -> Rythme:
    """The gap between two missions of those who work on the actor's files, in the middle, for five quarters.

    Every clause contract of these people counts, whoever's the site: the gap is hers, not an office's.
    """
    siens = contrats_du_dossier(acteur).filter(annule_le__isnull=True).values("beneficiaire")
    contrats: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    lus = ContratTravail.objects.en_vigueur().filter(beneficiaire__in=siens)
    for personne, debut, fin in lus.values_list("beneficiaire", "debut", "fin"):
        contrats[personne].append((debut, fin))
    jour = aujourdhui()
    trouves: list[Ecart] = [e for c in contrats.values() for e in ecarts(c) if e.reprise <= jour]
    periodes = par_trimestre(trouves, jour)
    return Rythme(tuple(periodes), tendance(periodes))
