"""The other way of the shortlist: for a person, the open needs she could take, judged by the same rule.

A fixed number of queries whatever the number of needs and of people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Q

from clauses.models import Besoin
from clauses.policies import besoins_suivis
from clauses.rules.etats import EtatBesoin
from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Candidat, MetierCandidat, MiseEnRelation
from parcours.rules.appariement import Classement, juger, rang_de_metier
from parcours.rules.etapes import EtatMiseEnRelation, StatutParcours
from parcours.selectors.appariement import bareme_du
from parcours.selectors.profils import Faits, Metiers, charger_faits, charger_fiches, profil_du_besoin
from socle.geo import distance_km
from socle.horloge import aujourdhui
from socle.models import Metier

MONTRES = 5
"""Needs shown on a person's page."""
RECENT = timedelta(days=31)
"""A need without an end is still to fill when it started within so many days."""


@dataclass(frozen=True)
class BesoinAPortee:
    """An open need, judged for the person; `deja`: the state of her referral to it, in words, or ""."""

    besoin: Besoin
    classement: Classement
    deja: str = ""


@dataclass(frozen=True)
class Portee:
    """What a person could take: needs she answers wholly, then those where one thing is missing; best first."""

    possibles: tuple[BesoinAPortee, ...]
    presque: tuple[BesoinAPortee, ...]
    libre_le: date | None
    """The day from which she is counted as free: hers, or the day after her contract; None: at once."""

    @property
    def premiers(self) -> tuple[BesoinAPortee, ...]:
        return self.possibles[:MONTRES]

    @property
    def suivants(self) -> tuple[BesoinAPortee, ...]:
        return self.possibles[MONTRES:]


def besoins_a_portee(acteur: Acteur, candidat: Candidat) -> Portee:
    """The open needs of the actor's offices that this person could take, by the rule of the shortlist.

    Somebody under contract is counted as free the day after its end, so that the next mission is prepared before.
    """
    return portees(acteur, [candidat])[candidat.pk]


def portees(acteur: Acteur, candidats: Sequence[Candidat]) -> dict[int, Portee]:
    """The same for several people: key of the candidate → what she could take."""
    bareme = bareme_du(reglages_au(aujourdhui()))
    cles = [c.pk for c in candidats]
    faits = _compter_libres(candidats, charger_faits(charger_fiches(Candidat.objects.all(), cles)))
    metiers = _metiers(cles)
    voisins = _voisins(metiers)
    demandes = [
        (b, profil_du_besoin(b, voisins.get(b.metier.code, frozenset()))) for b in _ouverts(acteur, metiers, voisins)
    ]
    deja = _deja(cles)
    trouvees = {}
    for candidat in candidats:
        siens, les_metiers = faits[candidat.pk], metiers.get(candidat.pk, ())
        juges = []
        for besoin, demande in demandes:
            if rang_de_metier(demande, les_metiers) is None or not _a_temps(besoin, siens):
                continue
            classement = juger(demande, siens.pour(besoin, les_metiers, _metres(candidat, besoin)), bareme)
            juges.append(BesoinAPortee(besoin, classement, deja[candidat.pk].get(besoin.pk, "")))
        juges.sort(key=_ordre)
        trouvees[candidat.pk] = Portee(
            possibles=tuple(j for j in juges if j.classement.proposable),
            presque=tuple(j for j in juges if len(j.classement.manques) == 1),
            libre_le=siens.disponible_le,
        )
    return trouvees


def _ordre(juge: BesoinAPortee) -> tuple:
    distance = juge.classement.distance_m
    return (-juge.classement.score, distance is None, distance or 0, juge.besoin.debut, str(juge.besoin.uuid))


def _a_temps(besoin: Besoin, faits: Faits) -> bool:
    """The need is not over when she is free."""
    return besoin.fin is None or faits.disponible_le is None or besoin.fin >= faits.disponible_le


def _ouverts(acteur: Acteur, metiers: Mapping[int, Metiers], voisins: Mapping[str, frozenset[str]]) -> list[Besoin]:
    """Needs still open, of one of these people's trades or of a neighbouring one."""
    codes = {code for siens in metiers.values() for code, _ in siens} | set(voisins)
    jour = aujourdhui()
    a_venir = Q(fin__isnull=True, debut__gte=jour - RECENT) | Q(fin__gte=jour)
    return list(
        besoins_suivis(acteur, partout=True)
        .filter(a_venir, metier__code__in=codes, etat=EtatBesoin.OUVERT)
        .select_related("metier", "chantier", "clause", "intervenant__organisation")
        .order_by("debut", "pk")
    )


def _compter_libres(candidats: Sequence[Candidat], faits: Mapping[int, Faits]) -> dict[int, Faits]:
    """Somebody under contract is free the day after its end, unless the office already made her available."""
    libres = {}
    for candidat in candidats:
        siens = faits[candidat.pk]
        a_venir = [fin for fin in siens.contrats if fin is not None and fin >= aujourdhui()]
        if a_venir and candidat.statut != StatutParcours.DISPONIBLE:
            dates = [siens.disponible_le, max(a_venir) + timedelta(days=1)]
            siens = replace(siens, disponible_le=max(d for d in dates if d is not None))
        libres[candidat.pk] = siens
    return libres


def _metiers(cles: Sequence[int]) -> dict[int, Metiers]:
    """Person → her trades with their ranks."""
    metiers: dict[int, list[tuple[str, int]]] = defaultdict(list)
    lignes = MetierCandidat.objects.filter(candidat__in=cles).order_by("rang", "metier__code")
    for pk, code, rang in lignes.values_list("candidat_id", "metier__code", "rang"):
        metiers[pk].append((code, rang))
    return {pk: tuple(siens) for pk, siens in metiers.items()}


def _voisins(metiers: Mapping[int, Metiers]) -> dict[str, frozenset[str]]:
    """Trade of a need → the trades next to it that one of these people has."""
    voisins: dict[str, set[str]] = defaultdict(set)
    codes = {code for siens in metiers.values() for code, _ in siens}
    liens = Metier.objects.filter(code__in=codes, voisins__isnull=False).values_list("voisins__code", "code")
    for cherche, voisin in liens:
        voisins[cherche].add(voisin)
    return {code: frozenset(siens) for code, siens in voisins.items()}


def _deja(cles: Sequence[int]) -> dict[int, dict[int, str]]:
    """Person → need → the state of her last referral to it."""
    trouvees: dict[int, dict[int, str]] = defaultdict(dict)
    relations = MiseEnRelation.objects.filter(candidat__in=cles).order_by("proposee_le")
    for candidat, besoin, etat in relations.values_list("candidat_id", "besoin_id", "etat"):
        trouvees[candidat][besoin] = EtatMiseEnRelation(etat).libelle
    return trouvees


def _metres(candidat: Candidat, besoin: Besoin) -> int | None:
    """Whole metres, as the shortlist counts them."""
    site = besoin.chantier
    if None in (candidat.latitude, candidat.longitude, site.latitude, site.longitude):
        return None
    return int(distance_km((candidat.latitude, candidat.longitude), (site.latitude, site.longitude)) * 1000 + 0.5)
