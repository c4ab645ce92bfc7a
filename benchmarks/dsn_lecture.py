"""How long, and in how much memory, a DSN is read: 5,000 employees of whom 7 are ours, then a million lines.

    python -m benchmarks.dsn_lecture

The yardstick is a bare loop over the lines of the same bytes, in the same process.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from datetime import date
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))

from clauses.exchange.dsn import lire  # noqa: E402
from clauses.rules.rapprochement import Connue, Identite  # noqa: E402
from socle.identifiants import siret_de_demo  # noqa: E402
from socle.periodes import Mois  # noqa: E402
from tests.fabriques.dsn import Dsn, Salarie  # noqa: E402

SIRET = siret_de_demo(42)


def fichier(salaries: int) -> tuple[bytes, list[Connue]]:
    """A month of so many employees, seven of them known."""
    tous = [
        Salarie(f"NOM{n:05d}", f"Prenom{n:05d}", f"{n % 28 + 1:02d}03{1960 + n % 40}", nir=f"1{n:012d}")
        for n in range(salaries)
    ]
    pas = max(salaries // 7, 1)
    connues = [
        Connue(n, Identite(f"Nom{n:05d}", f"Prenom{n:05d}", date(1960 + n % 40, 3, n % 28 + 1)))
        for n in range(0, pas * 7, pas)
    ]
    return Dsn().declarer(SIRET, Mois(2026, 3), tous).octets(), connues


def mesurer(salaries: int) -> None:
    """Print one line of figures."""
    octets, connues = fichier(salaries)
    lignes = octets.count(b"\n")
    debut = time.perf_counter()
    for ligne in octets.split(b"\n"):
        ligne[:14]
    nu = time.perf_counter() - debut
    debut = time.perf_counter()
    lecture = lire(octets, SIRET, connues)
    duree = time.perf_counter() - debut
    tracemalloc.start()
    lire(octets, SIRET, connues)
    _, pic = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(lecture.lignes) == 7
    print(
        f"{salaries:>6} salariés, {lignes:>9} lignes, {len(octets) / 1e6:6.1f} Mo : {duree:6.2f} s "
        f"({lignes / duree / 1000:.0f} k lignes/s, {duree / nu:.1f} × la boucle nue), pic {pic / 1e6:.2f} Mo"
    )


if __name__ == "__main__":
    for nombre in (500, 5_000, 37_000):
        mesurer(nombre)
