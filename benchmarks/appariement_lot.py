"""Five thousand needs among a hundred thousand candidates in one run, beside numpy.

    TEST_DATABASE_URL=postgres://… python -m benchmarks.appariement_lot [--candidats 100000] [--besoins 5000]

The yardstick reads the same rows and keeps arrays by trade (position, date, key): every distance of the trade, then the
twenty least. Reading is counted on both sides and shown apart. Only the ratios travel. PostgreSQL only.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from statistics import median
from typing import Any

import numpy as np
from django.db import connection

from benchmarks.appariement import DEBUT, aplatir, dans_une_base, peupler
from chantiers.models import Chantier
from clauses.models import Besoin
from entreprises.policies import Acteur
from parcours.models import Candidat
from parcours.rules.appariement import ProfilBesoin
from parcours.selectors.appariement import Jugement
from parcours.selectors.appariement_lot import Vivier, classer_besoins
from socle.geo import RAYON_KM
from tests.fabriques.public import un_besoin

PREMIERS = 20
Liste = list[tuple[int, int]]
"""Candidate's key and metres, in order."""


class ParNumpy:
    """The yardstick: arrays by trade, sorted by key so that a stable sort settles ties."""

    def __init__(self) -> None:
        with connection.cursor() as curseur:
            curseur.execute(
                "select m.metier_id, c.id, radians(c.latitude), radians(c.longitude), "
                "c.disponible_le - date '2026-01-01' from parcours_metiercandidat m "
                "join parcours_candidat c on c.id = m.candidat_id "
                "where c.statut = 'DISPONIBLE' order by m.metier_id, c.uuid"
            )
            lus = np.array(curseur.fetchall(), dtype=float)
        bornes = np.flatnonzero(np.diff(lus[:, 0])) + 1
        self.metiers = {int(part[0, 0]): part[:, 1:].T.copy() for part in np.split(lus, bornes)}
        self.cosinus = {metier: np.cos(part[1]) for metier, part in self.metiers.items()}

    def proches(self, besoin: Besoin) -> Liste:
        """The first twenty people of the trade."""
        cles, lat, lon, dispo = self.metiers[besoin.metier_id]
        a, o = np.radians(besoin.chantier.latitude), np.radians(besoin.chantier.longitude)
        carre = np.sin((lat - a) / 2) ** 2 + np.cos(a) * self.cosinus[besoin.metier_id] * np.sin((lon - o) / 2) ** 2
        metres = np.floor(2000 * RAYON_KM * np.arcsin(np.sqrt(carre)) + 0.5)
        metres[dispo > (besoin.debut + timedelta(days=30) - date(2026, 1, 1)).days] = np.inf
        seuil = np.partition(metres, PREMIERS - 1)[PREMIERS - 1]
        retenus = np.flatnonzero(metres <= seuil)
        ordre = retenus[np.argsort(metres[retenus], kind="stable")][:PREMIERS]
        return [(int(cles[i]), int(metres[i])) for i in ordre]


def chronometrer(facons: dict[str, Callable[[], Any]], tours: int) -> dict[str, float]:
    """Seconds of each way, the median of so many turns, one after another."""
    durees: dict[str, list[float]] = {nom: [] for nom in facons}
    for _ in range(tours):
        for nom, faire in facons.items():
            gc.collect()
            debut = time.perf_counter()
            faire()
            durees[nom].append(time.perf_counter() - debut)
    return {nom: median(siennes) for nom, siennes in durees.items()}


def mesurer(nombre: int, besoins: int, tours: int) -> None:
    """Both ways in turn, then the whole shortlists once."""
    alea = Random(93)
    scene, metiers = peupler(nombre, alea)
    aplatir()
    modele = un_besoin(scene.clause, Chantier.objects.get(pk=scene.chantier_id), metier=metiers[0], debut=DEBUT)
    demandes = [
        Besoin(
            pk=rang, clause=modele.clause, metier=alea.choice(metiers), debut=DEBUT, fin=date(2026, 8, 31),
            chantier=Chantier(latitude=48.6 + alea.random() / 2, longitude=2.0 + alea.random()),
        )
        for rang in range(1, besoins + 1)
    ]  # fmt: skip
    profils = [ProfilBesoin(b.metier.code, frozenset(), b.debut) for b in demandes]
    jour = Jugement.du_jour()
    jugement = Jugement(PREMIERS, jour.attente, jour.bareme)
    tenus: dict[str, Any] = {}

    def lire_numpy() -> None:
        tenus["numpy"] = ParNumpy()

    def lire() -> None:
        tenus["vivier"] = Vivier(Candidat.objects.suivis())

    def par_numpy() -> None:
        tenus["A"] = [tenus["numpy"].proches(b) for b in demandes]

    def par_lot() -> None:
        vivier = tenus["vivier"]
        lus = (vivier.proches(b, p, jugement, set())[0] for b, p in zip(demandes, profils, strict=True))
        tenus["B"] = [[(pk, t.distance_m) for pk, t in personnes.items()] for personnes in lus]

    def expliquer() -> None:
        tenus["C"] = sum(len(c.liste.proposables) for c in classer_besoins(Acteur.du_systeme(), demandes))

    durees = chronometrer({"lire_n": lire_numpy, "numpy": par_numpy, "lire": lire, "lot": par_lot}, tours)
    accords = sum(a == b for a, b in zip(tenus["A"], tenus["B"], strict=True))
    entieres = chronometrer({"tout": expliquer}, 1)["tout"]
    total_n, total = durees["lire_n"] + durees["numpy"], durees["lire"] + durees["lot"]
    print(f"\n{nombre} candidats, {besoins} besoins, {tours} tours (secondes, médianes)")
    print(f"  numpy par métier, 20 premiers   lecture {durees['lire_n']:6.2f}   calcul {durees['numpy']:6.2f}")
    print(f"  le lot, 20 premiers             lecture {durees['lire']:6.2f}   calcul {durees['lot']:6.2f}")
    print(f"  calcul {durees['lot'] / durees['numpy']:.1f} × numpy, lecture comprise {total / total_n:.1f} ×")
    print(f"  mêmes vingt personnes : {accords} besoins sur {besoins}")
    print(f"  listes entières (200 personnes jugées, raisons) : {entieres:.1f} s, {tenus['C']} rangs expliqués")


def main() -> None:
    """Build, measure, undo."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("--candidats", type=int, default=100_000)
    lecteur.add_argument("--besoins", type=int, default=5_000)
    lecteur.add_argument("--tours", type=int, default=3)
    options = lecteur.parse_args()
    dans_une_base(lambda: mesurer(options.candidats, options.besoins, options.tours))


if __name__ == "__main__":
    main()
