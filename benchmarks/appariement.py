"""A hundred thousand candidates: the preselection of one need, and its shortlist with reasons, beside plain SQL.

    TEST_DATABASE_URL=postgres://… python -m benchmarks.appariement [--candidats 100000] [--besoins 40] [--tours 3]

The yardsticks stand in the same run, on a flat table that holds nothing but what the question needs (position, trades
as an array under a GIN index, availability): every row of the trade sorted by distance, and the same inside a box
that doubles until it holds enough. Each answers the same need, in turn. Only the ratios travel. PostgreSQL only.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from chantiers.models import Chantier  # noqa: E402
from clauses.models import Beneficiaire, Besoin  # noqa: E402
from parcours.models import Candidat, MetierCandidat  # noqa: E402
from parcours.selectors.appariement import liste_courte  # noqa: E402
from parcours.selectors.proches import preselectionner  # noqa: E402
from parcours.services.reperes import recopier  # noqa: E402
from socle.geo import distance_km  # noqa: E402
from socle.horloge import maintenant  # noqa: E402
from socle.lots import inserer  # noqa: E402
from socle.models import Metier  # noqa: E402
from tests.base_migree import migrations_gardees  # noqa: E402
from tests.fabriques.declarations import Scene, une_scene  # noqa: E402
from tests.fabriques.public import un_besoin  # noqa: E402
from tests.fabriques.socle import un_metier  # noqa: E402

DEBUT = date(2026, 3, 2)
METRES = (
    "floor(12742017.6 * asin(sqrt(power(sin(radians((lat - %(lat)s) / 2)), 2) + cos(radians(%(lat)s)) * "
    "cos(radians(lat)) * power(sin(radians((lon - %(lon)s) / 2)), 2))) + 0.5)"
)
FILTRE = "metiers @> array[%(metier)s::int] and dispo <= %(dispo)s"
TOUT = f"select cle, {METRES} m from plat where {FILTRE} order by m, cle limit 20"
BOITE = (
    f"select cle, {METRES} m from plat where {FILTRE} and lat between %(lat)s - %(d)s and %(lat)s + %(d)s "
    "and lon between %(lon)s - %(e)s and %(lon)s + %(e)s order by m, cle limit 20"
)


def peupler(nombre: int, alea: Random) -> tuple[Scene, list[Metier]]:
    """So many people over Île-de-France (six in ten) and France, one to three trades each of thirty."""
    scene = une_scene(personnes=0)
    metiers = [un_metier(f"Métier {n}") for n in range(30)]
    for n, metier in enumerate(metiers):
        metier.voisins.add(metiers[(n + 1) % 30], metiers[(n + 7) % 30])
    instant = maintenant()
    inserer(
        Beneficiaire,
        [
            Beneficiaire(nom=f"N{n}", prenom="P", nom_plie=f"n{n}", prenom_plie="p", cree_le=instant)
            for n in range(nombre)
        ],
    )
    points = [
        (48.6 + alea.random() / 2, 2.0 + alea.random()) if alea.random() < 0.6
        else (43.5 + 6 * alea.random(), -1 + 7 * alea.random())
        for _ in range(nombre)
    ]  # fmt: skip
    cles = list(Beneficiaire.objects.order_by("pk").values_list("pk", flat=True))[-nombre:]
    inserer(
        Candidat,
        [
            Candidat(
                beneficiaire_id=pk, statut="DISPONIBLE", latitude=lat, longitude=lon, cree_le=instant,
                disponible_le=DEBUT + timedelta(days=alea.randint(-120, 40)), rayon_km=alea.choice([10, 20, 30, 50]),
            )
            for pk, (lat, lon) in zip(cles, points, strict=True)
        ],
    )  # fmt: skip
    candidats = list(Candidat.objects.order_by("pk").values_list("pk", flat=True))[-nombre:]
    inserer(
        MetierCandidat,
        [
            MetierCandidat(candidat_id=pk, metier=metier, rang=rang)
            for pk in candidats
            for rang, metier in enumerate(alea.sample(metiers, alea.randint(1, 3)), start=1)
        ],
    )
    recopier(candidats)
    return scene, metiers


def aplatir() -> None:
    """The yardstick's table: one row per person, its indexes, statistics."""
    with connection.cursor() as curseur:
        curseur.execute(
            "create temporary table plat as select c.uuid cle, c.latitude lat, c.longitude lon, c.disponible_le dispo, "
            "array_agg(m.metier_id::int) metiers from parcours_candidat c join parcours_metiercandidat m "
            "on m.candidat_id = c.id group by c.id"
        )
        curseur.execute("create index on plat using gin (metiers)")
        curseur.execute("create index on plat (lat, lon)")
        curseur.execute("analyze")


def en_sql(besoin: Besoin, site: tuple[float, float]) -> list[Any]:
    """Every person of the trade, sorted."""
    with connection.cursor() as curseur:
        curseur.execute(TOUT, _parametres(besoin, site))
        return [(str(cle), int(m)) for cle, m in curseur.fetchall()]


def en_boite(besoin: Besoin, site: tuple[float, float]) -> list[Any]:
    """The same inside a box that doubles until its inner circle holds twenty."""
    cote = 0.1
    with connection.cursor() as curseur:
        while True:
            curseur.execute(BOITE, _parametres(besoin, site) | {"d": cote, "e": cote * 1.6})
            trouves = [(str(cle), int(m)) for cle, m in curseur.fetchall()]
            if cote > 20 or (len(trouves) == 20 and trouves[-1][1] <= cote * 111_000):
                return trouves
            cote *= 2


def _parametres(besoin: Besoin, site: tuple[float, float]) -> dict[str, Any]:
    return {"lat": site[0], "lon": site[1], "metier": besoin.metier_id, "dispo": besoin.debut + timedelta(days=30)}


def la_notre(besoin: Besoin, site: tuple[float, float], limite: int = 20) -> list[Any]:
    """The product's preselection, of the same length."""
    trouve = preselectionner(Candidat.objects.all(), besoin, limite=limite, attente=30)
    cles = Candidat.objects.in_bulk(trouve.distances) if limite <= 20 else {}
    return [(str(cles[pk].uuid), m) for pk, m in trouve.distances.items()] if cles else []


def mesurer(nombre: int, besoins: int, tours: int) -> None:
    """Round-robin over the needs: each way once per need and round."""
    alea = Random(93)
    scene, metiers = peupler(nombre, alea)
    aplatir()
    chantier = Chantier.objects.get(pk=scene.chantier_id)
    sites = [(48.75 + alea.random() / 4, 2.2 + alea.random() / 2) for _ in range(besoins)]
    demandes = []
    for site in sites:
        besoin = un_besoin(scene.clause, chantier, metier=alea.choice(metiers), debut=DEBUT, fin=date(2026, 8, 31))
        besoin.chantier = Chantier(pk=chantier.pk, latitude=site[0], longitude=site[1])
        demandes.append(besoin)
    facons: dict[str, Callable[[Besoin, tuple[float, float]], Any]] = {
        "SQL, table plate, métier (GIN)": en_sql,
        "SQL, table plate, métier et boîte": en_boite,
        "présélection de 20": lambda b, s: list(
            preselectionner(Candidat.objects.all(), b, limite=20, attente=30).distances
        ),
        "présélection de 200": lambda b, s: list(
            preselectionner(Candidat.objects.all(), b, limite=200, attente=30).distances
        ),
        "liste courte expliquée (200)": lambda b, s: liste_courte(scene.facilitation, b),
    }
    durees: dict[str, list[float]] = {nom: [] for nom in facons}
    for tour in range(tours):
        for rang, (besoin, site) in enumerate(zip(demandes, sites, strict=True)):
            for nom in sorted(facons, key=lambda n, d=rang + tour: hash((n, d))):
                debut = time.perf_counter()
                facons[nom](besoin, site)
                durees[nom].append((time.perf_counter() - debut) * 1000)
    accords = sum(en_sql(b, s) == la_notre(b, s) == en_boite(b, s) for b, s in zip(demandes, sites, strict=True))
    justes = sum(
        _a_la_main(b, s) == [cle for cle, _ in en_sql(b, s)] for b, s in list(zip(demandes, sites, strict=True))[:3]
    )
    print(f"\n{nombre} candidats, {besoins} besoins, {tours} tours (millisecondes)")
    meilleur = min(_p(durees[nom], 95) for nom in list(facons)[:2])
    for nom, siennes in durees.items():
        p95 = _p(siennes, 95)
        print(f"  {nom:<36} p50 {_p(siennes, 50):8.2f}   p95 {p95:8.2f}   {p95 / meilleur:5.1f} × le meilleur SQL")
    print(
        f"  mêmes vingt personnes par les trois façons : {accords} besoins sur {besoins} (à la main : {justes} sur 3)"
    )


def _a_la_main(besoin: Besoin, site: tuple[float, float]) -> list[str]:
    """Plain haversine over everybody."""
    limite = besoin.debut + timedelta(days=30)
    du_metier = set(MetierCandidat.objects.filter(metier=besoin.metier).values_list("candidat_id", flat=True))
    gens = Candidat.objects.filter(disponible_le__lte=limite).values_list("pk", "uuid", "latitude", "longitude")
    rangs = [
        (int(distance_km((lat, lon), site) * 1000 + 0.5), str(uuid)) for pk, uuid, lat, lon in gens if pk in du_metier
    ]
    return [cle for _, cle in sorted(rangs)[:20]]


def _p(durees: list[float], centile: int) -> float:
    return quantiles(durees, n=100)[centile - 1]


def dans_une_base(mesure: Callable[[], None]) -> None:
    """Run this in a fresh test database, and undo it."""
    if connection.vendor != "postgresql":
        sys.exit("Ce banc demande PostgreSQL : TEST_DATABASE_URL=postgres://…")
    with migrations_gardees():
        bases = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            mesure()
            transaction.set_rollback(True)
    finally:
        teardown_databases(bases, verbosity=0)


def main() -> None:
    """Build, measure, undo."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("--candidats", type=int, default=100_000)
    lecteur.add_argument("--besoins", type=int, default=40)
    lecteur.add_argument("--tours", type=int, default=3)
    options = lecteur.parse_args()
    dans_une_base(lambda: mesurer(options.candidats, options.besoins, options.tours))


if __name__ == "__main__":
    main()
