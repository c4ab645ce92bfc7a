"""How fast, and in how much memory, are official contracts read and grouped?

Run with `python -m benchmarks.decp_lecture [number of records]` (100 000 by default). Each case runs
in a process of its own, so that its memory peak is its own. Figures, never a test.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clauses.exchange.decp import lire, preparer

PART_ICI = 50
"""One record in 50 stands in the territory followed, as in a national file."""


def marche(rang: int) -> dict[str, object]:
    """An invented 2.x record; one in ten repeats the contract before it with another holder."""
    contrat = rang - 1 if rang % 10 == 9 else rang
    return {
        "id": f"2024{contrat:08d}",
        "acheteur": {"id": f"219300{contrat % 997:03d}00017"},
        "nature": "Marché",
        "objet": f"Réhabilitation de l'équipement public n° {contrat}, lot {contrat % 12} : gros œuvre et finitions",
        "codeCPV": f"45{contrat % 1_000_000:06d}",
        "techniques": {"technique": ["Sans objet"]},
        "modalitesExecution": {"modaliteExecution": ["Tranches"]},
        "marcheInnovant": False,
        "ccag": "Travaux",
        "offresRecues": 3,
        "attributionAvance": True,
        "tauxAvance": 0.05,
        "typeGroupementOperateurs": "Conjoint",
        "sousTraitanceDeclaree": False,
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "93200" if contrat % PART_ICI == 0 else "69003", "typeCode": "Code postal"},
        "dureeMois": 12 + contrat % 36,
        "dateNotification": "2024-05-15",
        "datePublicationDonnees": "2024-05-25",
        "montant": 40000.5 + contrat,
        "formePrix": "Forfaitaire",
        "typesPrix": {"typePrix": ["Définitif révisable"]},
        "titulaires": [{"titulaire": {"id": f"{73282932000074 + rang}", "typeIdentifiant": "SIRET"}}],
        "considerationsSociales": {"considerationSociale": ["Clause sociale" if rang % 8 == 0 else "Critère social"]},
        "considerationsEnvironnementales": {"considerationEnvironnementale": ["Clause environnementale"]},
    }


def ecrire_json(chemin: Path, nombre: int) -> None:
    """A 2.x JSON file of that many records."""
    with chemin.open("w", encoding="utf-8") as sortie:
        sortie.write('{"marches":{"marche":[')
        for rang in range(nombre):
            sortie.write(("," if rang else "") + json.dumps(marche(rang), ensure_ascii=False))
        sortie.write("]}}")


def ecrire_xml(chemin: Path, nombre: int) -> None:
    """The same records as XML."""

    def element(nom: str, valeur: object) -> str:
        if isinstance(valeur, dict):
            corps = "".join(element(n, v) for n, v in valeur.items())
        elif isinstance(valeur, list):
            corps = "".join(element(n, v) for partie in valeur for n, v in partie.items())
        else:
            corps = str(valeur)
        return f"<{nom}>{corps}</{nom}>"

    with chemin.open("w", encoding="utf-8") as sortie:
        sortie.write("<marches>")
        for rang in range(nombre):
            brut = {n: v for n, v in marche(rang).items() if n not in ("techniques", "modalitesExecution", "typesPrix")}
            brut["considerationsSociales"] = [{"considerationSociale": "Clause sociale"}]
            brut["considerationsEnvironnementales"] = []
            sortie.write(element("marche", brut))
        sortie.write("</marches>")


def ligne(rang: int) -> dict[str, object]:
    """The same record as a row of the decp.info table."""
    m: dict[str, Any] = marche(rang)
    titulaire, lieu = m["titulaires"][0]["titulaire"], m["lieuExecution"]
    recopies = ("id", "nature", "objet", "montant", "codeCPV", "procedure", "dureeMois", "offresRecues")
    return {
        **{nom: m[nom] for nom in (*recopies, "dateNotification", "datePublicationDonnees")},
        "acheteur_id": m["acheteur"]["id"],
        "titulaire_id": titulaire["id"],
        "titulaire_typeIdentifiant": titulaire["typeIdentifiant"],
        "titulaire_nom": "ENTREPRISE DE DEMONSTRATION",
        "considerationsSociales": "Clause sociale, Critère social",
        "lieuExecution_code": lieu["code"],
        "lieuExecution_typeCode": lieu["typeCode"],
    }


def ecrire_csv(chemin: Path, nombre: int) -> None:
    """The same records as a table, one row per holder."""
    with chemin.open("w", encoding="utf-8", newline="") as sortie:
        table = csv.DictWriter(sortie, list(ligne(0)))
        table.writeheader()
        table.writerows(ligne(rang) for rang in range(nombre))


def lecture(chemin: Path) -> str:
    """Read everything, keep nothing."""
    return f"{sum(1 for _ in lire(chemin))} lus"


def preparation(chemin: Path) -> str:
    """Read, class, group, and fingerprint what is kept for one département."""
    with preparer(lire(chemin), frozenset({"93"})) as prete:
        empreintes = sum(1 for retenu in prete.contrats() if retenu.contrat.empreinte)
        return f"{empreintes} contrats retenus, {prete.bilan.doublons} doublons"


def tout(chemin: Path) -> str:
    """The same with every département kept."""
    with preparer(lire(chemin), None) as prete:
        return f"{sum(1 for retenu in prete.contrats() if retenu.contrat.empreinte)} contrats retenus"


def mesurer(travail: Callable[[Path], str], chemin: Path, nombre: int) -> None:
    """Print time passed, time computed, rate and memory peak of one case (runs in a child process)."""
    debut, debut_calcul = time.perf_counter(), time.process_time()
    resultat = travail(chemin)
    duree, calcul = time.perf_counter() - debut, time.process_time() - debut_calcul
    pic = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    nom = f"{travail.__name__} {chemin.suffix[1:]}"
    print(
        f"{nom:<18} {duree:6.1f} s (calcul {calcul:5.1f} s)  {nombre / duree:9.0f} /s  pic {pic:6.0f} Mo  {resultat}",
        flush=True,
    )


def principal() -> None:
    """Write the files, then measure each case."""
    nombre = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    contexte = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as dossier:
        for suffixe, ecrire in (("json", ecrire_json), ("xml", ecrire_xml), ("csv", ecrire_csv)):
            chemin = Path(dossier) / f"marches.{suffixe}"
            ecrire(chemin, nombre)
            print(f"{suffixe} : {nombre} enregistrements, {chemin.stat().st_size / 1e6:.0f} Mo", flush=True)
            for travail in (lecture, preparation) if suffixe != "csv" else (lecture, preparation, tout):
                processus = contexte.Process(target=mesurer, args=(travail, chemin, nombre))
                processus.start()
                processus.join()
            chemin.unlink()


if __name__ == "__main__":
    principal()
