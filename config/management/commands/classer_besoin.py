"""manage.py classer_besoin UUID [--json], or --tous: every open need, one line of JSON each."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from clauses.models import Besoin
from clauses.rules.etats import EtatBesoin
from entreprises.policies import Acteur
from parcours.rules.appariement import Classement
from parcours.selectors.appariement import BesoinClasse, classer_besoin
from parcours.selectors.appariement_lot import classer_besoins


class Command(BaseCommand):
    help = (
        "Classe les personnes pour un besoin : score, points un par un avec leur raison, et ce qui manque à celles à "
        "qui il ne manque qu'une chose. Sans nom : la clé de chaque candidat. Avec --tous : chaque besoin ouvert, une "
        "ligne de JSON par besoin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("besoin", metavar="UUID", type=UUID, nargs="?")
        parser.add_argument("--tous", action="store_true", help="classe tous les besoins ouverts")
        parser.add_argument("--json", action="store_true", help="écrit le classement en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        besoins = Besoin.objects.select_related("metier", "chantier", "clause")
        if options["tous"] == bool(options["besoin"]):
            raise CommandError("Donnez la clé d'un besoin, ou --tous.")
        if options["tous"]:
            for classe in classer_besoins(Acteur.du_systeme(), besoins.filter(etat=EtatBesoin.OUVERT)):
                self.stdout.write(json.dumps(_rapport(classe), ensure_ascii=False))
            return
        besoin = besoins.filter(uuid=options["besoin"]).first()
        if besoin is None:
            raise CommandError(f"Aucun besoin n'a la clé {options['besoin']}.")
        classe = classer_besoin(Acteur.du_systeme(), besoin)
        liste = classe.liste
        if options["json"]:
            self.stdout.write(json.dumps(_rapport(classe), ensure_ascii=False, indent=2))
            return
        for rang, classement in enumerate(liste.proposables, start=1):
            self.stdout.write(f"{rang:>4}  {classement.score:>5} points  {classement.cle}")
        for classement in liste.presque:
            self.stdout.write(f"   –  {classement.cle} : {classement.manques[0].phrase}")
        self.stdout.write(f"{liste.ecartes} personnes à qui il manque plusieurs conditions")


def _rapport(classe: BesoinClasse) -> dict[str, Any]:
    pre, liste = classe.preselection, classe.liste
    return {
        "besoin": str(classe.besoin.uuid),
        "examinees": len(pre.personnes),
        "du_metier": pre.du_metier,
        "de_metiers_voisins": pre.voisins,
        "limite": pre.limite,
        "toutes_examinees": pre.complete,
        "proposables": [_personne(p) for p in liste.proposables],
        "il_manque_une_chose": [_personne(p) for p in liste.presque],
        "ecartees": liste.ecartes,
    }


def _personne(classement: Classement) -> dict[str, Any]:
    return {
        "candidat": classement.cle,
        "score": str(classement.score),
        "distance_m": classement.distance_m,
        "parts": [
            {"nom": p.nom, "points": str(p.points), "sur": str(p.sur), "raison": p.phrase} for p in classement.parts
        ],
        "manques": [{"code": m.code, "phrase": m.phrase, "remede": m.remede} for m in classement.manques],
    }
