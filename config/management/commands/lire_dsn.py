"""Show what the DSN reader finds in a file for the known people of an establishment; nothing is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clauses.exchange.dsn import LecteurDSN
from clauses.rules.lecture import Lecture
from clauses.selectors.personnes_connues import connues_de_l_organisation
from entreprises.models import Organisation
from socle.identifiants import normaliser_siret

MORCEAU = 65_536


class Command(BaseCommand):
    help = "Lit une DSN mensuelle pour les personnes connues d'un établissement, sans rien enregistrer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichiers", nargs="+", help="Un ou plusieurs fichiers du même dépôt (fractions).")
        parser.add_argument("--siret", required=True)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        siret = normaliser_siret(options["siret"])
        organisation = Organisation.objects.filter(siret=siret).first()
        if organisation is None:
            raise CommandError(f"Aucune organisation ne porte le SIRET {siret}.")
        lecteur = LecteurDSN(siret, connues_de_l_organisation(organisation))
        for rang, nom in enumerate(options["fichiers"]):
            if rang:
                lecteur.nouveau_fichier()
            try:
                with Path(nom).open("rb") as fichier:
                    while morceau := fichier.read(MORCEAU):
                        lecteur.recevoir(morceau)
            except OSError as erreur:
                raise CommandError(f"{nom} ne se lit pas.") from erreur
        lecture = lecteur.terminer()
        if options["json"]:
            print(json.dumps(en_dictionnaire(lecture, siret), ensure_ascii=False, indent=2))
            return
        for ligne in lecture.lignes:
            qui = "" if ligne.personne else " (à confirmer : " + ", ".join(r for _, r in ligne.proches) + ")"
            print(f"{ligne.nom} {ligne.prenom}{qui} – {ligne.mois} : {ligne.heures} h {ligne.note}".rstrip())
        for constat in lecture.constats:
            print(f"{constat.portee.value.lower()} : {constat.phrase}")
        print(", ".join(f"{nom.replace('_', ' ')} : {valeur}" for nom, valeur in lecture.comptes.items()))


def en_dictionnaire(lecture: Lecture, siret: str) -> dict[str, Any]:
    """The reading as plain data. Keys of people stay inside: names and birth dates identify them."""
    return {
        "siret": siret,
        "lignes": [
            {
                "nom": li.nom,
                "prenom": li.prenom,
                "date_naissance": li.date_naissance.isoformat() if li.date_naissance else None,
                "certaine": li.personne is not None,
                "voisines": [raison for _, raison in li.proches],
                "contrat": li.contrat,
                "utilisatrice": li.utilisatrice,
                "mois": li.mois.iso,
                "heures": str(li.heures),
                "non_travaillees": None if li.non_travaillees is None else str(li.non_travaillees),
                "regularisation": li.regularisation,
                "origine": li.origine.value,
                "note": li.note,
                "ligne": li.source.rang,
            }
            for li in lecture.lignes
        ],
        "constats": [{"portee": c.portee.value, "phrase": c.phrase, "ligne": c.source.rang} for c in lecture.constats],
        "remplaces": [m.iso for m in lecture.remplaces],
        "annules": [m.iso for m in lecture.annules],
        "comptes": lecture.comptes,
    }
