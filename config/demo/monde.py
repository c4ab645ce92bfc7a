"""What the loading has written so far, by the plan's keys, and its agenda of dated acts."""

from __future__ import annotations

import heapq
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from datetime import time as heure
from itertools import count
from typing import Any

from django.db import transaction

from chantiers.models import Chantier, Operation
from clauses.models import Beneficiaire, ClauseInsertion, ContratTravail, Intervenant, Motif, Referentiel
from config.demo.fiches import Plan
from entreprises.models import Membre, Organisation
from entreprises.policies import Acteur
from parcours.models import Critere
from socle.horloge import PARIS, a_l_instant
from socle.models import Metier, NatureTerritoire, Territoire

SYSTEME = Acteur.du_systeme()


@dataclass
class Monde:
    """Created objects by the keys of the plan, reference rows by code."""

    plan: Plan
    acteurs: dict[str, Acteur] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    membres: dict[str, Membre] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)
    chantiers: dict[str, Chantier] = field(default_factory=dict)
    clauses: dict[str, ClauseInsertion] = field(default_factory=dict)
    intervenants: dict[tuple[str, str], Intervenant] = field(default_factory=dict)
    personnes: dict[int, Beneficiaire] = field(default_factory=dict)
    contrats: dict[str, ContratTravail] = field(default_factory=dict)
    communes: dict[str, Territoire] = field(default_factory=dict)
    metiers: dict[str, Metier] = field(default_factory=dict)
    referentiels: dict[str, Referentiel] = field(default_factory=dict)
    motifs: dict[str, Motif] = field(default_factory=dict)
    criteres: dict[tuple[int, str], Critere] = field(default_factory=dict)
    comptes: Counter[str] = field(default_factory=Counter)

    def presse(self, cle: str) -> Acteur:
        """The same person with the platform's rights: thousands of acts, whose rights hold by construction of the plan.

        Never for what depends on the side that acts (messages of a thread).
        """
        return replace(self.acteurs[cle], systeme=True)

    def lire_reference(self) -> None:
        """Reference rows, read once (`charger_reference` comes before)."""
        self.communes = {t.code: t for t in Territoire.objects.filter(nature=NatureTerritoire.COMMUNE)}
        self.metiers = {m.code: m for m in Metier.objects.all()}
        self.referentiels = {r.code: r for r in Referentiel.objects.all()}
        self.motifs = {m.code: m for m in Motif.objects.all()}
        self.criteres = {(c.referentiel_id, c.code): c for c in Critere.objects.filter(actif=True)}


class Agenda:
    """Dated acts, done in order with the clock at their instant, one transaction per calendar month."""

    def __init__(self, au: date) -> None:
        self.au = au
        self._rangs = count()
        self._tas: list[tuple[datetime, int, str, Callable[..., Any], tuple[Any, ...]]] = []
        self.durees: dict[str, float] = defaultdict(float)
        self.nombres: Counter[str] = Counter()

    def noter(self, jour: date, h: int, sorte: str, acte: Callable[..., Any], *arguments: Any) -> None:
        """Plan an act on a day at an hour of Paris; after the demonstration's day it never happens."""
        if jour <= self.au:
            instant = datetime.combine(jour, heure(h, next(self._rangs) % 60), tzinfo=PARIS)
            heapq.heappush(self._tas, (instant, next(self._rangs), sorte, acte, arguments))

    def derouler(self) -> None:
        """Do everything, acts that plan other acts included."""
        while self._tas:
            mois = (self._tas[0][0].year, self._tas[0][0].month)
            with transaction.atomic():
                while self._tas and (self._tas[0][0].year, self._tas[0][0].month) == mois:
                    instant, _, sorte, acte, arguments = heapq.heappop(self._tas)
                    depart = time.perf_counter()
                    with a_l_instant(instant):
                        acte(*arguments)
                    self.durees[sorte] += time.perf_counter() - depart
                    self.nombres[sorte] += 1
