"""manage.py importer_decp FICHIER… [--departements 93,75|tous] [--json]"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clauses.exchange.decp import FichierIllisible, lire_departements
from clauses.services import decp
from entreprises.policies import Acteur
from socle.erreurs import ErreurMetier

LIBELLES = {
    "lus": "lus",
    "refuses": "refusés (sans acheteur ou sans numéro)",
    "doublons": "autres lignes d'un même contrat (réunies)",
    "hors_territoire": "hors du territoire",
    "lieu_inconnu": "de lieu inconnu (gardés à part)",
    "crees": "créés",
    "mis_a_jour": "mis à jour",
    "inchanges": "inchangés",
}


class Command(BaseCommand):
    help = "Importe des marchés publiés (DECP : JSON, XML ou CSV, reconnus à leur contenu). Relancer ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichiers", nargs="+", metavar="FICHIER")
        parser.add_argument("--departements", default="93", help="codes séparés par des virgules, ou « tous »")
        parser.add_argument("--json", action="store_true", help="écrit le bilan en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            departements = lire_departements(options["departements"])
            rapport = decp.importer(acteur=Acteur.du_systeme(), sources=options["fichiers"], departements=departements)
        except (FichierIllisible, ErreurMetier) as erreur:
            raise CommandError(erreur.message) from erreur
        except (ValueError, OSError) as erreur:
            raise CommandError(str(erreur)) from erreur
        if options["json"]:
            self.stdout.write(json.dumps(rapport.en_dict(), ensure_ascii=False, indent=2))
            return
        for nom, nombre in rapport.bilan.en_dict().items():
            self.stdout.write(f"{nombre:>8} {LIBELLES[nom]}")
        for refus in rapport.refus:
            self.stdout.write(
                f"  {refus.fichier}, enregistrement {refus.rang} : {refus.raison} {refus.extrait}".rstrip()
            )
