"""The preselection of a need in SQL: whom to place, of the trade first, nearest first, then by key.

One index answers (models.MetierCandidat): a box around the site first, a wider one if it holds too few people, then
everybody of the trade. The order is exact: a box is believed only as far as the circle inside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import asin, cos, degrees, radians, sin
from operator import itemgetter
from typing import Any

from django.db.models import F, FloatField, Func, Q, QuerySet, Value

from chantiers.models import Chantier
from clauses.models import Besoin
from parcours.models import Candidat, MetierCandidat
from parcours.rules.appariement import ProfilBesoin
from parcours.selectors.profils import Fiche, Metiers, charger_fiches, metiers_voisins, profil_du_besoin
from socle.geo import RAYON_KM

METRES_PAR_DEGRE = radians(1) * RAYON_KM * 1000
BOITES = (0.15, 0.45)
"""Half the height of each box, in degrees: 17 km, 50 km. Then no box at all."""
MARGE = 20
"""Read beyond the limit, in the place of those whose record is merged or erased."""
REPERES = ("candidat_id", "metres", "cle")
Ligne = tuple[Any, ...]
"""What `REPERES` names, and the rank where it is asked."""


@dataclass(frozen=True, slots=True)
class Trouve:
    """A person found for a need: the trades by which she came, with their ranks, and how far she lives."""

    metiers: Metiers
    distance_m: int | None
    """Metres to the site (None: commune unknown)."""


@dataclass(frozen=True)
class Preselection:
    """The people kept, nearest of the trade first."""

    personnes: Mapping[int, Trouve]
    du_metier: int
    voisins: int
    limite: int
    fiches: Mapping[int, Fiche]
    profil: ProfilBesoin
    """The need, with its neighbouring trades when they were looked at."""

    @property
    def distances(self) -> dict[int, int | None]:
        """key → metres to the site."""
        return {pk: trouve.distance_m for pk, trouve in self.personnes.items()}

    @property
    def complete(self) -> bool:
        """Everybody who could be placed was looked at."""
        return len(self.personnes) < self.limite


def preselectionner(candidats: QuerySet[Candidat], besoin: Besoin, *, limite: int, attente: int = 0) -> Preselection:
    """Among `candidats`, people who can be placed at the start (or `attente` days later: the date is then what is
    missing), of the trade first, then of the neighbouring ones; nearest first, then by key.

    The same list as `rules.appariement.preselectionner`.
    """
    profil = profil_du_besoin(besoin)
    lignes = a_placer(profil.debut + timedelta(days=attente))
    siennes = lignes.filter(metier_id=besoin.metier_id)
    lus, fiches = _retenus(candidats, siennes, besoin.chantier, limite, (*REPERES, "rang"))
    personnes = {pk: Trouve(((profil.metier, rang),), metres) for pk, metres, _, rang in lus}
    nombre = len(personnes)
    if nombre < limite and (voisins := metiers_voisins(besoin)):
        profil = replace(profil, voisins=voisins)
        # Everybody of the trade is known by now: whoever looks for both is not read twice.
        voisines = lignes.filter(metier__code__in=voisins).exclude(candidat__parmi=list(personnes))
        lus, autres = _retenus(candidats, voisines.distinct(), besoin.chantier, limite - nombre, REPERES)
        metiers = _metiers(voisines, [pk for pk, *_ in lus])
        personnes |= {pk: Trouve(metiers.get(pk, ()), metres) for pk, metres, *_ in lus}
        fiches |= autres
    return Preselection(personnes, nombre, len(personnes) - nombre, limite, fiches, profil)


def a_placer(jour: date) -> QuerySet[MetierCandidat]:
    """The trades of those who may be placed that day."""
    return MetierCandidat.objects.filter(
        Q(disponible_le__isnull=True) | Q(disponible_le__lte=jour), placable=True
    ).order_by()


def _retenus(
    candidats: QuerySet[Candidat],
    lignes: QuerySet[MetierCandidat],
    site: Chantier,
    limite: int,
    champs: Sequence[str],
) -> tuple[list[Ligne], dict[int, Fiche]]:
    """The nearest of these lines whose person is among `candidats`; read again, all, if the margin was not enough."""
    lus = _proches(lignes, site, limite + MARGE, champs)
    fiches = charger_fiches(candidats, [pk for pk, *_ in lus])
    if len(fiches) < limite and len(lus) == limite + MARGE:
        siennes = lignes.filter(candidat__in=candidats.order_by().values("pk"))
        lus = _proches(siennes, site, limite, champs)
        fiches = charger_fiches(candidats, [pk for pk, *_ in lus])
    gardes = [ligne for ligne in lus if ligne[0] in fiches][:limite]
    return gardes, fiches


def _proches(lignes: QuerySet[MetierCandidat], site: Chantier, limite: int, champs: Sequence[str]) -> list[Ligne]:
    """The nearest people of these lines, each once; three readings at most."""
    if site.latitude is not None and site.longitude is not None:
        for cote in BOITES:
            lus = _lire(_dans_la_boite(lignes, site.latitude, site.longitude, cote), site, limite, champs)
            if len(lus) == limite and (lus[-1][1] or 0) < int(cote * METRES_PAR_DEGRE):
                return lus
    return _lire(lignes, site, limite, champs)


def _lire(lignes: QuerySet[MetierCandidat], site: Chantier, limite: int, champs: Sequence[str]) -> list[Ligne]:
    connu = site.latitude is not None and site.longitude is not None
    metres = Metres(site.latitude, site.longitude) if connu else Value(None, output_field=FloatField())
    par_rang = lignes.annotate(metres=metres).order_by(F("metres").asc(nulls_last=True), "cle")
    lus = par_rang.values_list(*champs)[:limite]
    return [(pk, None if metres is None else round(metres), *reste) for pk, metres, *reste in lus]


def _metiers(lignes: QuerySet[MetierCandidat], candidats: Collection[int]) -> dict[int, Metiers]:
    """person → her trades among these lines, first choice first."""
    siens: dict[int, list[tuple[str, int]]] = defaultdict(list)
    siennes = lignes.filter(candidat__parmi=candidats)
    for pk, code, rang in siennes.values_list("candidat_id", "metier__code", "rang"):
        siens[pk].append((code, rang))
    return {pk: tuple(sorted(metiers, key=itemgetter(1, 0))) for pk, metiers in siens.items()}


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


class Metres(Func):
    """Great-circle metres, to the nearest one, from a line's commune to a site (haversine, radius of socle/geo.py).

    One node: built from Django's functions, the same formula costs as much to write as to compute.
    """

    output_field = FloatField()

    def __init__(self, latitude: float, longitude: float) -> None:
        super().__init__(F("latitude"), F("longitude"))
        self.site = (latitude, longitude)

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[float]]:
        (lat, _), (lon, _) = (compiler.compile(e) for e in self.source_expressions)
        latitude, longitude = self.site
        carre = (
            f"POWER(SIN(RADIANS({lat} - %s) / 2.0), 2) "
            f"+ %s * COS(RADIANS({lat})) * POWER(SIN(RADIANS({lon} - %s) / 2.0), 2)"
        )
        moindre = "LEAST" if connection.vendor == "postgresql" else "MIN"
        # LEAST takes the other value where one is NULL: an unknown commune is said, never computed.
        metres = f"FLOOR(ASIN(SQRT({moindre}(1.0, {carre}))) * %s + 0.5)"
        sql = f"CASE WHEN {lat} IS NOT NULL AND {lon} IS NOT NULL THEN {metres} END"
        return sql, [latitude, cos(radians(latitude)), longitude, 2000 * RAYON_KM]
