"""A process that forks workers and web processes, kills them with -9 and lets others finish. Run by test_tues.py.

    python -m tests.clauses.pepiniere imports|validations|dsn ATTEMPTS   (DATABASE_URL, BNE_DOSSIER in the environment)

Forking once Django is loaded makes a hundred deaths affordable. A child says where it is by one letter on a pipe; a
kill has landed when the last letter is that of the act, not of the pauses around it. Prints one line of JSON.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.clauses.reglages_pepiniere")
django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.models import Sum  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from clauses.models import Affectation, Declaration, FichierHeures, ImportHeures, LigneHeures, MouvementHeures  # noqa: E402
from clauses.selectors.verification import verifier  # noqa: E402
from clauses.services import declarations, fichiers_heures, validation  # noqa: E402
from clauses.services.fichiers_heures import reception  # noqa: E402
from socle.models import BailTache  # noqa: E402
from socle.periodes import Mois  # noqa: E402
from tests.fabriques.declarations import Scene, un_mois_soumis, une_scene  # noqa: E402
from tests.fabriques.dsn import Dsn, Salarie  # noqa: E402
from tests.fabriques.tableurs import xlsx  # noqa: E402

PERSONNES = 40
DEHORS, DEDANS = b"-", b"!"
Dire = Callable[[bytes], object]


def naitre(acte: Callable[[Dire], object]) -> tuple[int, int]:
    """Fork a process that does this; its number, and the end of the pipe where it says where it is."""
    connections.close_all()
    lire, ecrire = os.pipe()
    if pid := os.fork():
        os.close(ecrire)
        return pid, lire
    code = 1
    try:
        os.close(lire)
        acte(lambda lettre: os.write(ecrire, lettre))
        os.write(ecrire, DEHORS)
        code = 0
    finally:
        os._exit(code)


def finir(acte: Callable[[Dire], object]) -> float:
    """Let it run to its end; its seconds from its first act."""
    pid, lire = naitre(acte)
    os.read(lire, 1)
    debut = time.monotonic()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, "le processus a échoué"
    os.close(lire)
    return time.monotonic() - debut


def tuer(acte: Callable[[Dire], object], apres: float) -> bool:
    """Start it and kill it so long after its first act; True when the kill landed inside."""
    pid, lire = naitre(acte)
    derniere = os.read(lire, 1)
    time.sleep(apres)
    os.kill(pid, signal.SIGKILL)
    _, statut = os.waitpid(pid, 0)
    while suite := os.read(lire, 64):
        derniere = suite[-1:]
    os.close(lire)
    return os.waitstatus_to_exitcode(statut) == -signal.SIGKILL and derniere == DEDANS


def etale(rang: int, sur: float) -> float:
    """Moments spread over a duration: the golden ratio fills it evenly, whatever the number of attempts."""
    return rang * 0.6180339887 % 1 * sur


# --- imports ---------------------------------------------------------------------------------------


def deposer(scene: Scene, mois: Mois) -> None:
    """A file of the month, left to the worker."""
    rangs = [[c.beneficiaire.nom, c.beneficiaire.prenom, mois.iso, 70 + n] for n, c in enumerate(scene.contrats)]
    with patch.object(reception, "TAILLE_DIRECTE", 0):
        fichiers_heures.deposer(acteur=scene.paie, fichier=xlsx([["Nom", "Prénom", "Mois", "Heures"], *rangs]),
                                nom="heures.xlsx")  # fmt: skip


def travailler(scene: Scene) -> Callable[[Dire], object]:
    """The worker reads what waits; then the firm writes it in its drafts and submits it."""

    def acte(dire: Dire) -> None:
        dire(DEDANS)
        call_command("ouvrier", "--lot", "--intervalle", "0.02", stdout=io.StringIO())
        for importation in FichierHeures.objects.filter(etat="A_RELIRE"):
            fichiers_heures.appliquer(acteur=scene.paie, importation=importation)
        if a_envoyer := list(Declaration.objects.filter(soumise_le=None)):
            declarations.soumettre(acteur=scene.paie, declarations=a_envoyer)

    return acte


def reste() -> bool:
    """Something is still to be read, written or submitted."""
    return (
        FichierHeures.objects.filter(etat__in=["RECU", "A_RELIRE"]).exists()
        or Declaration.objects.filter(soumise_le=None).exists()
    )


def imports(essais: int) -> dict:
    """Kill the import so many times, over as many files as it takes; then let it finish."""
    scene = une_scene(personnes=PERSONNES, heures_dues=1_000_000)
    suivants = [Mois(2025, n) for n in range(3, 13)]
    deposer(scene, suivants[0])
    duree = portee = finir(travailler(scene))
    faits, dedans = 1, 0
    for rang in range(essais):
        if not reste() and faits < len(suivants):
            deposer(scene, suivants[faits])
            faits += 1
        elif not reste():
            break
        touche = tuer(travailler(scene), etale(rang, portee * 0.9))
        dedans += touche
        # A first run slowed by the machine would aim beyond the end of the next ones: aim nearer after a miss.
        portee = portee if touche else portee * 0.8
        time.sleep(0.06)  # the lease of the dead expires
    time.sleep(0.2)
    while reste():
        finir(travailler(scene))
    attendues = faits * sum(70 + n for n in range(PERSONNES))
    return {
        "essais": rang + 1, "dedans": dedans, "fichiers": faits, "duree": round(duree, 2),
        "lignes": LigneHeures.objects.count() - faits * PERSONNES,
        "ecart": str(LigneHeures.objects.aggregate(h=Sum("heures"))["h"] - attendues),
        "ecarts_du_livre": [str(e) for e in verifier()],
        "en_cours": BailTache.objects.filter(fait_le=None).count()
        + DBTaskResult.objects.exclude(status="SUCCESSFUL").count(),
        "non_enregistres": FichierHeures.objects.exclude(etat="ENREGISTRE").count(),
        "fichiers_bruts": [p.name for p in Path(os.environ["BNE_DOSSIER"]).rglob("*") if p.is_file()],
    }  # fmt: skip


# --- validations -----------------------------------------------------------------------------------


def validations(essais: int) -> dict:
    """Kill the validation of a month so many times; then let it finish."""
    scene = une_scene(personnes=PERSONNES, heures_dues=1_000_000)
    mois = [Mois(2025, n) for n in range(3, 13)]
    for un in mois:
        un_mois_soumis(scene, [70 + n for n in range(PERSONNES)], mois=un)

    def uuids() -> list[UUID]:
        return list(LigneHeures.objects.a_valider().order_by("pk").values_list("uuid", flat=True)[:PERSONNES])

    def acte(dire: Dire) -> None:
        dire(DEDANS)
        validation.valider_en_lot(acteur=scene.facilitation, lignes=uuids())

    duree = portee = finir(acte)
    dedans = 0
    for rang in range(essais):
        if not LigneHeures.objects.a_valider().exists():
            break
        touche = tuer(acte, etale(rang, portee * 0.8))
        dedans += touche
        portee = portee if touche else portee * 0.8
    while LigneHeures.objects.a_valider().exists():
        finir(acte)
    attendues = Decimal(len(mois) * sum(70 + n for n in range(PERSONNES)))
    return {
        "essais": rang + 1, "dedans": dedans, "duree": round(duree, 3),
        "ecart": str(MouvementHeures.objects.aggregate(h=Sum("heures"))["h"] - attendues),
        "en_trop": MouvementHeures.objects.count() - Affectation.objects.count(),
        "ecarts_du_livre": [str(e) for e in verifier()],
    }  # fmt: skip


# --- payroll files ---------------------------------------------------------------------------------


def dsn(essais: int) -> dict:
    """Kill the web process that receives a payroll file: all or nothing is proposed, nothing waits, no name is left."""
    scene = une_scene(personnes=1)
    connue = scene.contrats[0].beneficiaire
    gens = [Salarie(connue.nom, connue.prenom, connue.date_naissance.strftime("%d%m%Y"), nir="1900593008100")]
    gens += [Salarie(f"ETRANGERE{n:04d}", "Zelda", f"{n % 28 + 1:02d}071975", nir=f"2{n:012d}") for n in range(400)]
    octets = Dsn().declarer(scene.entreprise.siret, Mois(2025, 9), gens).octets()
    client = Client()
    client.force_login(scene.paie.utilisateur)

    def acte(dire: Dire) -> None:
        fichier = SimpleUploadedFile("septembre.dsn", octets, "text/plain")
        dire(DEDANS)
        assert client.post(reverse("entreprise:deposer"), {"fichier": fichier}).status_code == 302

    duree = finir(acte)
    ImportHeures.objects.all().delete()
    dedans = sum(tuer(acte, etale(rang, duree * 0.9)) for rang in range(essais))
    entiers = ImportHeures.objects.filter(etat="A_RELIRE", lignes__beneficiaire=connue).distinct().count()
    fichiers = [p for p in Path(os.environ["BNE_DOSSIER"]).rglob("*") if p.is_file()]
    restes = [p.name for p in fichiers if b"ETRANGERE" in p.read_bytes()]
    partiels = ImportHeures.objects.exclude(etat="ABANDONNE").count() - entiers
    taches = DBTaskResult.objects.count()
    finir(acte)
    return {
        "essais": essais, "dedans": dedans, "duree": round(duree, 2), "partiels": partiels, "taches": taches,
        "restes": restes, "noms": ImportHeures.objects.filter(lignes__nom__icontains="etrangere").count(),
        "repris": ImportHeures.objects.get(etat="A_RELIRE").lignes.count(),
    }  # fmt: skip


# --- the naive way ---------------------------------------------------------------------------------


def naif(essais: int) -> dict:
    """Row by row, each committed, no key of its own; and a validation in two commits. Killed, then done again."""
    with connection.cursor() as curseur:
        curseur.execute("CREATE TABLE naif_ligne (fichier integer, heures integer, validee integer)")
        curseur.execute("CREATE TABLE naif_total (heures integer)")
        curseur.execute("INSERT INTO naif_total VALUES (0)")

    def importer(dire: Dire) -> None:
        dire(DEDANS)
        with connection.cursor() as curseur:
            for n in range(PERSONNES):
                curseur.execute("INSERT INTO naif_ligne VALUES (1, %s, 0)", [70 + n])
                time.sleep(0.002)

    def valider(dire: Dire) -> None:
        dire(DEDANS)
        with connection.cursor() as curseur:
            curseur.execute("SELECT heures FROM naif_ligne WHERE validee = 0")
            for (heures,) in curseur.fetchall():
                curseur.execute("UPDATE naif_total SET heures = heures + %s", [heures])
                time.sleep(0.002)
            curseur.execute("UPDATE naif_ligne SET validee = 1")

    dedans = [sum(tuer(acte, 0.02 + etale(r, 0.05)) for r in range(essais)) for acte in (importer, valider)]
    finir(importer)
    finir(valider)
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*), sum(heures) FROM naif_ligne")
        lignes, somme = curseur.fetchone()
        curseur.execute("SELECT heures FROM naif_total")
        total = curseur.fetchone()[0]
    return {"dedans": dedans, "lignes_en_trop": lignes - PERSONNES, "ecart_du_total": int(total - somme)}


if __name__ == "__main__":
    tempfile.tempdir = os.environ["BNE_DOSSIER"]
    fonctions = {"imports": imports, "validations": validations, "dsn": dsn, "naif": naif}
    sys.stdout.write(json.dumps(fonctions[sys.argv[1]](int(sys.argv[2]))) + "\n")
