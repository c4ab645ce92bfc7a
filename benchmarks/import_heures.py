"""10,000 hours of a spreadsheet, from the file to the facilitator's board, beside what the machine can do at best.

    TEST_DATABASE_URL=postgres://… python -m benchmarks.import_heures [--lignes 10000] [--tours 3] [--profil]

Without TEST_DATABASE_URL, a SQLite file. Each round: read, proposed, written in the drafts, submitted under all
controls, counted in the totals; then validated. Beside it, in the same run:

- the floor: calamine and COPY into a staging table (PostgreSQL), or executemany (SQLite);
- a stand-in for the default flow of django-import-export, which is not among the project's dependencies: it does
  per row what that flow does (look the instance up, full_clean, save, all in one transaction; read with calamine,
  which is faster than its own reader), on a twentieth of the rows, prorated;
- the bare UPDATE of the same lines' state.

Only the ratios travel from a machine to another.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

RACINE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(RACINE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
if not os.environ.get("TEST_DATABASE_URL"):
    os.environ.setdefault("TEST_SQLITE_FICHIER", str(Path(tempfile.mkdtemp()) / "mesure.sqlite3"))

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import override_settings, setup_databases, teardown_databases  # noqa: E402

from clauses.models import (  # noqa: E402
    Beneficiaire,
    ContratTravail,
    Declaration,
    FenetreEligibilite,
    LigneHeures,
    PeriodeContrat,
)
from clauses.rules.etats import EtatLigne  # noqa: E402
from clauses.rules.vocabulaire import Modalite, OrigineFenetre, OrigineLigne, TypeContrat  # noqa: E402
from clauses.selectors.verification import verifier  # noqa: E402
from clauses.services import declarations, fichiers_heures, validation  # noqa: E402
from clauses.services.fichiers_heures import reception  # noqa: E402
from socle.horloge import maintenant  # noqa: E402
from socle.identifiants import plier  # noqa: E402
from socle.periodes import Mois  # noqa: E402
from socle.tableur import lecture  # noqa: E402
from tests.base_migree import migrations_gardees  # noqa: E402
from tests.fabriques.declarations import Scene, une_scene  # noqa: E402
from tests.fabriques.tableurs import xlsx  # noqa: E402

MOIS = [Mois(2025, n) for n in range(3, 13)]
ENTETE = ["Nom", "Prénom", "Date de naissance", "Mois", "Heures", "Dont non travaillées"]
VOYELLES = "aeiou"
USUEL = "doublure de django-import-export (absent d'ici), rang par rang"


@dataclass
class Temps:
    """Seconds of each step, round after round."""

    pas: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def compter(self, nom: str) -> Iterator[None]:
        """Time what is inside."""
        debut = time.perf_counter()
        yield
        self.pas.setdefault(nom, []).append(time.perf_counter() - debut)

    def de(self, *noms: str) -> float:
        """The median, over the rounds, of the sum of these steps."""
        return median(sum(t) for t in zip(*(self.pas[n] for n in noms), strict=True))


def un_nom(numero: int) -> str:
    """An invented name, unlike the others, that no rule takes for a neighbour's."""
    syllabes = []
    for _ in range(4):
        numero, reste = divmod(numero * 7 + 3, 85)
        syllabes.append("bcdfglmnprstvzjkq"[reste % 17] + VOYELLES[reste // 17])
        numero += reste
    return "".join(syllabes).capitalize()


def des_gens(scene: Scene, nombre: int) -> list[tuple[str, str, date]]:
    """So many people under contract with the firm, eligible."""
    instant = maintenant()
    gens = [(f"{un_nom(n)}{un_nom(n * 31 + 7).lower()}{n}", "Awa", date(1970, 1, 1) + timedelta(days=n * 11 % 12_000))
            for n in range(nombre)]  # fmt: skip
    crees = Beneficiaire.objects.bulk_create(
        Beneficiaire(nom=n, prenom=p, nom_plie=plier(n), prenom_plie=plier(p), date_naissance=d, cree_le=instant,
                     premier_contrat_le=date(2025, 2, 3))
        for n, p, d in gens
    )  # fmt: skip
    FenetreEligibilite.objects.bulk_create(
        FenetreEligibilite(beneficiaire=b, referentiel=scene.clause.referentiel, debut=date(2025, 2, 1),
                           origine=OrigineFenetre.DECISION, enregistre_le=instant)
        for b in crees
    )  # fmt: skip
    contrats = ContratTravail.objects.bulk_create(
        ContratTravail(beneficiaire=b, intervenant=scene.intervenant, clause=scene.clause, debut=date(2025, 2, 3),
                       employeur=scene.entreprise, type_contrat=TypeContrat.CDD, modalite=Modalite.EMBAUCHE_DIRECTE,
                       cree_le=instant)
        for b in crees
    )  # fmt: skip
    PeriodeContrat.objects.bulk_create(PeriodeContrat(contrat=c, debut=c.debut) for c in contrats)
    scene.contrats = contrats
    return gens


def un_classeur(gens: list[tuple[str, str, date]], lignes: int) -> bytes:
    """A file of so many lines: these people, month after month."""
    rangs: list[list[Any]] = [list(ENTETE)]
    for rang in range(lignes):
        nom, prenom, naissance = gens[rang % len(gens)]
        mois = MOIS[rang // len(gens)]
        rangs.append([nom, prenom, naissance, mois.iso, 80 + rang * 37 % 6900 / 100, rang % 3])
    return xlsx(rangs).getvalue()


def le_plancher(octets: bytes) -> None:
    """Read by calamine in this process, sent to a staging table: no rule, no key, no control."""
    from python_calamine import CalamineWorkbook

    rangs = CalamineWorkbook.from_filelike(io.BytesIO(octets)).get_sheet_by_index(0).to_python()[1:]
    colonnes = "nom text, prenom text, naissance date, mois text, heures numeric, absences numeric"
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(f"CREATE TEMPORARY TABLE plancher ({colonnes})")
        if connection.vendor == "postgresql":
            with curseur.copy("COPY plancher FROM STDIN") as copie:
                for rang in rangs:
                    copie.write_row(rang)
        else:
            valeurs = [[str(v) for v in rang] for rang in rangs]
            connection.connection.executemany("INSERT INTO plancher VALUES (?, ?, ?, ?, ?, ?)", valeurs)
        curseur.execute("SELECT count(*) FROM plancher")
        assert curseur.fetchone()[0] == len(rangs)
        curseur.execute("DROP TABLE plancher")


def le_flux_usuel(octets: bytes, scene: Scene, part: int) -> float:
    """Seconds of the row-by-row flow, prorated to the whole file; what it wrote is undone."""
    from python_calamine import CalamineWorkbook

    rangs = CalamineWorkbook.from_filelike(io.BytesIO(octets)).get_sheet_by_index(0).to_python()[1:]
    debut = time.perf_counter()
    with transaction.atomic():
        for rang in rangs[: len(rangs) // part]:
            _un_rang(scene, rang)
        transaction.set_rollback(True)
    return (time.perf_counter() - debut) * part


def _un_rang(scene: Scene, rang: list[Any]) -> None:
    """What a ModelResource does for one row: its foreign keys and its instance looked up, full_clean, save."""
    nom, _, naissance, mois, heures, absences = rang
    contrat = ContratTravail.objects.get(beneficiaire__nom=nom, beneficiaire__date_naissance=naissance)
    declaration, _ = Declaration.objects.get_or_create(
        intervenant=scene.intervenant, mois=Mois.lire(str(mois)).premier_jour, rang=0,
        defaults={"echeance": date(2026, 1, 20), "cree_le": maintenant()},
    )  # fmt: skip
    cles = {"declaration": declaration, "contrat": contrat, "chantier_id": scene.chantier_id}
    ligne = LigneHeures.objects.filter(**cles).first() or LigneHeures(**cles)
    ligne.heures = Decimal(str(heures)).quantize(Decimal("0.01"))
    ligne.heures_non_travaillees = Decimal(str(absences)).quantize(Decimal("0.01"))
    ligne.origine, ligne.modifiee_le = OrigineLigne.TABLEUR, maintenant()
    ligne.full_clean(exclude=["saisie_par"])
    with transaction.atomic():
        ligne.save()


def analyser() -> None:
    """Statistics of the tables, as autovacuum keeps them where nothing is rolled back."""
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")


def importer(scene: Scene, octets: bytes, lignes: int, temps: Temps) -> None:
    """The whole way of the product, step by step."""
    analyser()
    with temps.compter("lu et proposé"):
        importation = fichiers_heures.deposer(acteur=scene.paie, fichier=io.BytesIO(octets), nom="heures.xlsx")
        if importation.etat == "RECU":
            fichiers_heures.traiter(cle=importation.uuid)
    analyser()
    with temps.compter("brouillons"):
        bilan = fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
    assert bilan.brouillons == lignes, bilan
    analyser()
    with temps.compter("transmis et contrôlé"):
        declarations.soumettre(acteur=scene.paie, declarations=list(Declaration.objects.all()))
    assert LigneHeures.objects.a_valider().count() == lignes


def mettre_a_jour_nu(scene: Scene) -> None:
    """The least that a validation writes: the state of the lines. Undone."""
    champs = {"etat": EtatLigne.VALIDEE, "version": 1, "heures_retenues": 1, "validee_le": maintenant()}
    with transaction.atomic():
        soumises = LigneHeures.objects.filter(etat=EtatLigne.SOUMISE)
        soumises.update(validee_par=scene.facilitation.utilisateur, **champs)
        transaction.set_rollback(True)


def un_tour(lignes: int, temps: Temps, suivre: Callable[[], Any]) -> None:
    """One round on a firm of its own; everything is undone at the end."""
    with transaction.atomic():
        scene = une_scene(heures_dues=5_000_000)
        octets = un_classeur(des_gens(scene, -(-lignes // len(MOIS))), lignes)
        with temps.compter("plancher"):
            le_plancher(octets)
        temps.pas.setdefault(USUEL, []).append(le_flux_usuel(octets, scene, 20))
        profil = suivre()
        if profil:
            profil.enable()
        importer(scene, octets, lignes, temps)
        analyser()
        with temps.compter("UPDATE nu"):
            mettre_a_jour_nu(scene)
        uuids = list(LigneHeures.objects.a_valider().values_list("uuid", flat=True))
        with temps.compter("validé"):
            validees = validation.valider_en_lot(acteur=scene.facilitation, lignes=uuids).validees
        if profil:
            profil.disable()
        assert len(validees) >= lignes * 0.9, len(validees)
        assert not list(verifier())
        transaction.set_rollback(True)


def memoire(lignes: int) -> tuple[float, float]:
    """MiB above idle, for a file of so many lines: the child that opens it; the web process that receives it."""
    with tempfile.TemporaryDirectory() as dossier, transaction.atomic():
        prive = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": dossier}}
        with override_settings(STORAGES=settings.STORAGES | {"prive": prive}):
            scene = une_scene()
            gens = [(f"{un_nom(n)}{n}", "Awa", date(1980, 1, 1)) for n in range(-(-lignes // len(MOIS)))]
            petit, grand = Path(dossier, "petit"), Path(dossier, "grand")
            petit.write_bytes(un_classeur(gens, 1))
            grand.write_bytes(un_classeur(gens, lignes))
            _pic_de_reception(scene, petit)  # what is loaded once is not this file's
            recu = _pic_de_reception(scene, grand)
        transaction.set_rollback(True)
        return _pic_de_l_enfant(grand) - _pic_de_l_enfant(petit), recu


def _pic_de_reception(scene: Scene, chemin: Path) -> float:
    """The peak of this process while it receives a file and puts it in the queue, above what it held before."""
    sans_file = (patch.object(reception, "TAILLE_DIRECTE", 0), patch.object(reception, "mettre_en_file"))
    with sans_file[0], sans_file[1], chemin.open("rb") as fichier:
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts again from what is held now
        avant = _memoire("self", "VmRSS")
        fichiers_heures.deposer(acteur=scene.paie, fichier=fichier, nom="heures.xlsx")
        return _memoire("self", "VmHWM") - avant


def _pic_de_l_enfant(chemin: Path) -> float:
    """The peak of the reader's child on a file."""
    bornes = [lecture.MEMOIRE_MAX, 120, lecture.RANGS_MAX, lecture.CELLULES_MAX, lecture.SURFACE_MAX]
    pic = 0.0
    with chemin.open("rb") as entree:
        enfant = subprocess.Popen([sys.executable, "-I", str(lecture._ENFANT), *map(str, bornes)], stdin=entree,
                                  stdout=subprocess.PIPE)  # fmt: skip
        assert enfant.stdout is not None
        derniere = b""
        while morceau := enfant.stdout.read1(1 << 14):
            pic = max(pic, _memoire(str(enfant.pid), "VmHWM"))
            derniere = (derniere + morceau)[-20:]
        enfant.wait()
    assert derniere.endswith(b'{"fin": 1}\n'), derniere
    return pic


def _memoire(processus: str, mesure: str) -> float:
    """MiB of a process, from its own status; 0 once it has ended."""
    for ligne in Path(f"/proc/{processus}/status").read_text().splitlines():
        if ligne.startswith(f"{mesure}:"):
            return int(ligne.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Rounds, then the table of ratios."""
    lecteur = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    lecteur.add_argument("--lignes", type=int, default=10_000)
    lecteur.add_argument("--tours", type=int, default=3)
    lecteur.add_argument("--profil", action="store_true", help="où passe le temps (un tour, non mesuré)")
    options = lecteur.parse_args()
    temps = Temps()
    with migrations_gardees():
        bases = setup_databases(verbosity=0, interactive=False)
    try:
        pics = None if options.profil else memoire(10 * options.lignes)
        for _ in range(1 if options.profil else options.tours):
            profil = cProfile.Profile() if options.profil else None
            un_tour(options.lignes, temps, lambda p=profil: p)
            if profil:
                pstats.Stats(profil).sort_stats("cumulative").print_stats(70)
    finally:
        teardown_databases(bases, verbosity=0)
    imprimer(options.lignes, temps)
    if pics:
        print(f"  {10 * options.lignes} lignes : enfant lecteur + {pics[0]:.0f} Mio (but 150), processus web + "
              f"{pics[1]:.1f} Mio (but 10)")  # fmt: skip


def imprimer(lignes: int, temps: Temps) -> None:
    """Medians and ratios."""
    plancher, nu = temps.de("plancher"), temps.de("UPDATE nu")
    print(f"\n{connection.vendor}, {lignes} lignes, médiane de {len(temps.pas['plancher'])} tours")
    for nom in temps.pas:
        print(f"  {nom:<55} {temps.de(nom):8.3f} s")
    total = temps.de("lu et proposé", "brouillons", "transmis et contrôlé")
    print(f"  import entier {total:.2f} s = {total / plancher:.1f} × le plancher (but 5), "
          f"{temps.de(USUEL) / total:.1f} × plus vite que le flux usuel, qui ne contrôle rien (but 20)")  # fmt: skip
    print(f"  validation = {temps.de('validé') / nu:.1f} × l'UPDATE nu (but 3)")


if __name__ == "__main__":
    main()
