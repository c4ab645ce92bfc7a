"""manage.py importer_heures FICHIER --siret SIRET [--mois AAAA-MM] [--simuler] [--json]"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from clauses.models import LigneFichier
from clauses.services import fichiers_heures
from clauses.services.fichiers_heures.reception import constats_en_json
from entreprises.policies import Acteur
from entreprises.selectors import organisation_par_siret
from socle.erreurs import ErreurMetier
from socle.periodes import Mois


class Command(BaseCommand):
    help = (
        "Lit un tableur d'heures (xlsx, xls, ods, csv) pour une entreprise et remplit ses brouillons. Relancer le même "
        "fichier ne change rien. --simuler n'écrit rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", metavar="FICHIER", type=Path)
        parser.add_argument("--siret", required=True, help="SIRET de l'entreprise qui déclare")
        parser.add_argument("--mois", help="mois AAAA-MM, quand le fichier ne le dit pas")
        parser.add_argument("--simuler", action="store_true", help="lit et propose, sans rien écrire")
        parser.add_argument("--json", action="store_true", help="écrit lignes, constats et comptes en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        entreprise = organisation_par_siret(options["siret"])
        if entreprise is None:
            raise CommandError(f"Aucune entreprise n'a le SIRET {options['siret']}.")
        try:
            mois = Mois.lire(options["mois"]) if options["mois"] else None
            with options["fichier"].open("rb") as flux:
                lus = {"acteur": Acteur.du_systeme(), "fichier": flux, "nom": options["fichier"].name, "mois": mois}
                rapport = self._simuler(entreprise, lus) if options["simuler"] else self._importer(entreprise, lus)
        except ErreurMetier as erreur:
            raise CommandError(erreur.message) from erreur
        except (ValueError, OSError) as erreur:
            raise CommandError(str(erreur)) from erreur
        if options["json"]:
            self.stdout.write(json.dumps(rapport, ensure_ascii=False, indent=2))
            return
        for nom, nombre in rapport["comptes"].items():
            self.stdout.write(f"{nombre:>8} {nom}")
        for constat in rapport["constats"]:
            lieu = f"{constat['feuille']} ligne {constat['rang']} colonne {constat['colonne']}".strip()
            self.stdout.write(f"  {lieu} : {constat['phrase']}")

    def _simuler(self, entreprise: Any, lus: dict[str, Any]) -> dict[str, Any]:
        lu, lignes = fichiers_heures.simuler(organisation=entreprise, **lus)
        return _rapport(lignes, constats_en_json(lu.lecture.constats), lu.lecture.comptes, doutes=sorted(lu.doutes))

    def _importer(self, entreprise: Any, lus: dict[str, Any]) -> dict[str, Any]:
        importation = fichiers_heures.deposer(organisation=entreprise, **lus)
        if importation.etat == "RECU":
            fichiers_heures.traiter(cle=importation.uuid, acteur=lus["acteur"])
            importation.refresh_from_db()
        lignes = list(
            LigneFichier.objects.filter(origine=importation).select_related(
                "contrat__beneficiaire", "contrat__intervenant__lot", "chantier"
            )
        )
        rapport = _rapport(
            lignes,
            importation.constats,
            importation.comptes,
            doutes=importation.correspondance.get("doutes", []),
        )
        if importation.etat == "A_RELIRE":
            bilan = fichiers_heures.appliquer(acteur=lus["acteur"], importation=importation)
            rapport["comptes"] |= {"enregistrees": bilan.brouillons, "laissees": bilan.laissees}
        return rapport


def _rapport(
    lignes: Iterable[LigneFichier], constats: list[dict[str, Any]], comptes: dict[str, int], *, doutes: list[str]
) -> dict[str, Any]:
    liste = list(lignes)
    sortes = Counter(str(li.sorte).lower() for li in liste)
    return {
        "lignes": [_ligne(li) for li in liste],
        "constats": constats,
        "comptes": dict(comptes) | dict(sortes),
        "doutes": [str(d) for d in doutes],
    }


def _ligne(ligne: LigneFichier) -> dict[str, Any]:
    def texte(valeur: Any) -> str | None:
        return None if valeur is None else str(valeur)

    return {
        "sorte": str(ligne.sorte),
        "feuille": ligne.feuille,
        "rang": ligne.rang,
        "colonne": ligne.colonne,
        "nom": ligne.nom,
        "prenom": ligne.prenom,
        "mois": f"{ligne.mois:%Y-%m}" if ligne.mois else None,
        "lot": str(ligne.contrat.intervenant.lot) if ligne.contrat else None,
        "chantier": str(ligne.chantier) if ligne.chantier_id else None,
        "heures": texte(ligne.heures),
        "non_travaillees": texte(ligne.non_travaillees),
        "heures_avant": texte(ligne.heures_avant),
        "phrase": ligne.phrase,
    }
