"""manage.py reprendre FICHIER --facilitateur EMAIL --origine TEXTE [--simuler] [--json]"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clauses.models import Reprise
from clauses.selectors.reprises import PropositionReprise, proposition_de
from clauses.services import reprises
from comptes.models import Utilisateur
from entreprises.policies import Acteur
from entreprises.rules import ROLES_FACILITATION
from entreprises.selectors import acteur_de
from socle.erreurs import ErreurMetier


class Command(BaseCommand):
    help = (
        "Reprend un suivi antérieur (engagements, heures déjà validées, personnes) depuis un fichier. Relancer le même "
        "fichier ne change rien. --simuler n'écrit rien. Une ligne refusée est nommée et laisse passer les autres."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", metavar="FICHIER", type=Path)
        parser.add_argument("--facilitateur", required=True, help="adresse du compte qui signe la reprise")
        parser.add_argument("--origine", required=True, help="le logiciel ou le tableur d'avant")
        parser.add_argument("--simuler", action="store_true", help="lit et propose, sans rien écrire")
        parser.add_argument("--json", action="store_true", help="écrit totaux, refus et bilan en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        acteur = self._acteur(options["facilitateur"])
        try:
            with options["fichier"].open("rb") as flux:
                reprise = reprises.deposer(
                    acteur=acteur, fichier=flux, nom=options["fichier"].name, origine=options["origine"]
                )
            proposition = proposition_de(reprise)
            bilan = self._finir(acteur, reprise, simuler=options["simuler"])
        except ErreurMetier as erreur:
            raise CommandError(erreur.message) from erreur
        except OSError as erreur:
            raise CommandError(str(erreur)) from erreur
        rapport = _rapport(proposition, bilan)
        if options["json"]:
            self.stdout.write(json.dumps(rapport, ensure_ascii=False, indent=2))
            return
        for nom, valeur in (rapport["bilan"] or rapport["resultat"]).items():
            self.stdout.write(f"{valeur:>12} {nom}")
        for refus in rapport["refus"]:
            self.stdout.write(f"  {refus['feuille']} ligne {refus['rang']} {refus['colonne']} : {refus['phrase']}")

    def _acteur(self, adresse: str) -> Acteur:
        utilisateur = Utilisateur.objects.filter(email__iexact=adresse, is_active=True).first()
        acteur = acteur_de(utilisateur)
        espaces = acteur.espaces_de(*ROLES_FACILITATION)
        if utilisateur is None or not espaces:
            raise CommandError(f"{adresse} n'est pas le compte d'une facilitatrice ou d'un facilitateur.")
        return Acteur(utilisateur, espaces[0], acteur.espaces)

    def _finir(self, acteur: Acteur, reprise: Reprise, *, simuler: bool) -> dict[str, Any]:
        if simuler:
            reprises.abandonner(acteur=acteur, reprise=reprise)
            return {}
        return reprises.ecrire(acteur=acteur, reprise=reprise)


def _rapport(proposition: PropositionReprise, bilan: dict[str, Any]) -> dict[str, Any]:
    totaux = {}
    for nom, t in (("fichier", proposition.fichier), ("resultat", proposition.resultat)):
        totaux[nom] = {
            "engagements": t.engagements,
            "heures_dues": f"{t.dues:.2f}",
            "heures_realisees": f"{t.realisees:.2f}",
            "personnes": t.personnes,
        }
    refus = [
        {
            "feuille": r.source.feuille,
            "rang": r.source.rang,
            "colonne": r.source.colonne,
            "valeur": r.valeur,
            "phrase": r.phrase,
        }
        for r in proposition.refus
    ]
    return {**totaux, "egal": proposition.egal, "refus": refus, "bilan": bilan}
