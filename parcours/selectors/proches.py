"""The preselection of a need in SQL: whom to place, of the trade first, nearest first, then by key.

One index answers (models.MetierCandidat): a box around the site first, a wider one if it holds too few people, then
everybody of the trade. The order is exact: a box is believed only as far as the circle inside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, degrees, radians, sin

from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import ASin, Cos, Floor, Least, Power, Radians, Sin, Sqrt

from chantiers.models import Chantier
from clauses.models import Besoin
from parcours.models import Candidat, MetierCandidat
from parcours.rules.appariement import ProfilBesoin
from socle.geo import RAYON_KM

METRES_PAR_DEGRE = radians(1) * RAYON_KM * 1000
BOITES = (0.1, 0.3)
"""Half the height of each box, in degrees: 11 km, 33 km. Then no box at all."""
MARGE = 20
"""Read beyond the limit, in the place of those whose record is merged or erased."""
Trouves = list[tuple[int, int | None]]


@dataclass(frozen=True)
class Preselection:
    """The people kept, nearest of the trade first: key → metres to the site (None: commune unknown)."""

    distances: Mapping[int, int | None]
    du_metier: int
    voisins: int
    limite: int

    @property
    def complete(self) -> bool:
        """Everybody who could be placed was looked at."""
        return len(self.distances) < self.limite


def preselectionner(
    candidats: QuerySet[Candidat], besoin: Besoin, profil: ProfilBesoin, *, limite: int, attente: int = 0
) -> Preselection:
    """Among `candidats`, people who can be placed at the start (or `attente` days later: the date is then what is
    missing), of the trade first, then of the neighbouring ones; nearest first, then by key.

    The same list as `rules.appariement.preselectionner`.
    """
    lignes = a_placer(profil.debut + timedelta(days=attente))
    trouves = _retenus(candidats, lignes.filter(metier_id=besoin.metier_id), besoin.chantier, limite)
    nombre = len(trouves)
    if nombre < limite and profil.voisins:
        # Everybody of the trade is known by now: whoever looks for both is not read twice.
        voisins = lignes.filter(metier__code__in=profil.voisins).exclude(candidat__in=[pk for pk, _ in trouves])
        voisins = voisins.distinct()  # one line for somebody who looks for two of them
        trouves += _retenus(candidats, voisins, besoin.chantier, limite - nombre)
    return Preselection(dict(trouves), nombre, len(trouves) - nombre, limite)


def a_placer(jour: date) -> QuerySet[MetierCandidat]:
    """The trades of those who may be placed that day."""
    return MetierCandidat.objects.filter(Q(disponible_le__isnull=True) | Q(disponible_le__lte=jour), placable=True)


def _retenus(candidats: QuerySet[Candidat], lignes: QuerySet[MetierCandidat], site: Chantier, limite: int) -> Trouves:
    """The nearest of these lines whose person is among `candidats`; read again, all, if the margin was not enough."""
    lus = _proches(lignes, site, limite + MARGE)
    gardes = _parmi(candidats, lus)
    if len(gardes) < limite and len(lus) == limite + MARGE:
        gardes = _parmi(candidats, _proches(lignes.filter(candidat__in=candidats), site, limite))
    return gardes[:limite]


def _parmi(candidats: QuerySet[Candidat], lus: Trouves) -> Trouves:
    connus = set(candidats.filter(pk__in=[pk for pk, _ in lus]).values_list("pk", flat=True))
    return [(pk, metres) for pk, metres in lus if pk in connus]


def _proches(lignes: QuerySet[MetierCandidat], site: Chantier, limite: int) -> Trouves:
    """The nearest people of these lines, each once; three readings at most."""
    if site.latitude is not None and site.longitude is not None:
        for cote in BOITES:
            lus = _lire(_dans_la_boite(lignes, site.latitude, site.longitude, cote), site, limite)
            if len(lus) == limite and (lus[-1][1] or 0) < int(cote * METRES_PAR_DEGRE):
                return lus
    return _lire(lignes, site, limite)


def _lire(lignes: QuerySet[MetierCandidat], site: Chantier, limite: int) -> Trouves:
    par_rang = lignes.annotate(metres=_metres(site)).order_by(F("metres").asc(nulls_last=True), "cle")
    lus = par_rang.values_list("candidat_id", "metres", "cle")[:limite]
    return [(pk, None if metres is None else round(metres)) for pk, metres, _ in lus]


def _dans_la_boite(
    lignes: QuerySet[MetierCandidat], latitude: float, longitude: float, cote: float
) -> QuerySet[MetierCandidat]:
    """The lines inside the smallest box that holds the circle of `cote` degrees; a band where that would go round."""
    lignes = lignes.filter(latitude__range=(latitude - cote, latitude + cote), longitude__isnull=False)
    if abs(latitude) + cote >= 90:
        return lignes
    large = degrees(asin(min(1.0, sin(radians(cote)) / cos(radians(latitude)))))
    if abs(longitude) + large >= 180:
        return lignes
    return lignes.filter(longitude__range=(longitude - large, longitude + large))


def _metres(site: Chantier) -> Case | Value:
    """Great-circle metres, to the nearest one, from the commune to the site (haversine, radius of socle/geo.py)."""
    if site.latitude is None or site.longitude is None:
        return Value(None, output_field=FloatField())
    ecart_lat = Power(Sin(Radians(F("latitude") - site.latitude) / 2.0), 2)
    ecart_lon = Power(Sin(Radians(F("longitude") - site.longitude) / 2.0), 2)
    carre = ecart_lat + Value(cos(radians(site.latitude))) * Cos(Radians(F("latitude"))) * ecart_lon
    metres = ASin(Sqrt(Least(Value(1.0), carre)), output_field=FloatField()) * Value(2000 * RAYON_KM)
    # LEAST takes the other value where one is NULL: an unknown commune is said, never computed.
    connue = When(latitude__isnull=False, longitude__isnull=False, then=Floor(metres + Value(0.5)))
    return Case(connue, default=None, output_field=FloatField())
