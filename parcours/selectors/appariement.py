"""The shortlist of a need: preselection in SQL, facts by set, then the rule. A fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from uuid import UUID

from clauses.models import Besoin
from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import MiseEnRelation
from parcours.policies import candidats_visibles
from parcours.rules.appariement import (
    AUCUN_CERTIFICAT,
    Bareme,
    Classement,
    Liste,
    Part,
    Poids,
    Reglages,
    classer,
)
from parcours.selectors.proches import Preselection, preselectionner
from parcours.selectors.profils import Faits, charger_faits
from socle.horloge import aujourdhui

PREMIERS = 20
"""People shown open on the page; the others stand folded below."""
PARTS = ("metier", "distance", "disponibilite", "certificats", "heures", "eligibilite", "continuite")


@dataclass(frozen=True, slots=True)
class Personne:
    """Whom a line of the shortlist names."""

    uuid: UUID
    nom: str

    def __str__(self) -> str:
        return self.nom


@dataclass(frozen=True)
class PersonneClassee:
    """A judged person, as the page names her."""

    candidat: Personne
    classement: Classement

    @property
    def raisons(self) -> list[Part]:
        """What distinguishes her: every part but those about a thing that the need does not ask."""
        return [p for p in self.classement.parts if p.nom != "Certificats" or p.phrase != AUCUN_CERTIFICAT]


@dataclass(frozen=True)
class ListeCourte:
    """The shortlist of a need, as its page shows it."""

    besoin: Besoin
    preselection: Preselection
    proposables: tuple[PersonneClassee, ...]
    presque: tuple[PersonneClassee, ...]
    ecartes: int

    @property
    def premiers(self) -> tuple[PersonneClassee, ...]:
        return self.proposables[:PREMIERS]

    @property
    def suivants(self) -> tuple[PersonneClassee, ...]:
        return self.proposables[PREMIERS:]


@dataclass(frozen=True)
class BesoinClasse:
    """The shortlist of a need, by keys and without a name: what commands write."""

    besoin: Besoin
    preselection: Preselection
    liste: Liste


@dataclass(frozen=True)
class Jugement:
    """How needs are judged today: the settings in force."""

    limite: int
    attente: int
    bareme: Bareme

    @classmethod
    def du_jour(cls) -> Jugement:
        """One query."""
        reglages = reglages_au(aujourdhui())
        return cls(
            limite=int(reglages["preselection"]),
            attente=int(reglages["appariement_attente"]),
            bareme=bareme_du(reglages),
        )

    def juger(self, besoin: Besoin, pre: Preselection, faits: Mapping[int, Faits]) -> Liste:
        """The people preselected, judged."""
        profils = [faits[pk].pour(besoin, t.metiers, t.distance_m) for pk, t in pre.personnes.items() if pk in faits]
        return classer(pre.profil, profils, self.bareme)


def liste_courte(acteur: Acteur, besoin: Besoin) -> ListeCourte:
    """The people who could take this need, each with her name and her reasons."""
    classe = classer_besoin(acteur, besoin)
    noms = {str(f.uuid): Personne(f.uuid, f"{f.prenom} {f.nom}".strip()) for f in classe.preselection.fiches.values()}

    def nommer(classes: tuple[Classement, ...]) -> tuple[PersonneClassee, ...]:
        return tuple(PersonneClassee(noms[c.cle], c) for c in classes)

    liste = classe.liste
    return ListeCourte(besoin, classe.preselection, nommer(liste.proposables), nommer(liste.presque), liste.ecartes)


def classer_besoin(acteur: Acteur, besoin: Besoin) -> BesoinClasse:
    """The same, by keys; whoever is already proposed for it is left out."""
    jugement = Jugement.du_jour()
    proposes = MiseEnRelation.objects.ouvertes().filter(besoin=besoin).order_by()
    visibles = candidats_visibles(acteur, partout=True).exclude(pk__in=proposes.values("candidat_id"))
    pre = preselectionner(visibles, besoin, limite=jugement.limite, attente=jugement.attente)
    gardees = {pk: pre.fiches[pk] for pk in pre.personnes}
    faits = charger_faits(gardees, certificats=bool(besoin.certificats))
    return BesoinClasse(besoin, pre, jugement.juger(besoin, pre, faits))


def bareme_du(reglages: Mapping[str, Decimal]) -> Bareme:
    """How people are judged, by these settings."""
    return Bareme(_poids(reglages), _reglages(reglages))


def _poids(reglages: Mapping[str, Decimal]) -> Poids:
    defaut = Poids()
    return Poids(**{part: reglages.get(f"poids_{part}", getattr(defaut, part)) for part in PARTS})


def _reglages(reglages: Mapping[str, Decimal]) -> Reglages:
    defaut = Reglages()
    minutes = int(reglages.get("appariement_tot", Decimal(defaut.tot.hour)) * 60)
    return Reglages(
        portee_km=reglages.get("appariement_portee", defaut.portee_km),
        tot=time(minutes // 60, minutes % 60),
        sans_emploi_jours=int(reglages.get("appariement_enchainement", Decimal(defaut.sans_emploi_jours))),
    )
