"""What the pages of an import post: answers about columns, lines kept or left, one refused row corrected."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import QueryDict

from clauses.exchange.heures_tableur import A_CHOISIR, Champ, Doute
from clauses.models import FichierHeures
from clauses.rules.proposition_tableur import SorteLigne
from clauses.selectors.entreprise.fichiers import ImportVu
from clauses.web.entreprise.commun import PREMIER_MOIS, adresse
from clauses.web.entreprise.saisie import nombre_sobre
from socle.erreurs import RegleViolee
from socle.horloge import aujourdhui
from socle.periodes import Mois


def choix_de_colonnes(importation: FichierHeures, donnees: QueryDict | None) -> dict[str, Any]:
    """What the mapping page draws: each column with its choices, and the questions in doubt."""
    question = importation.correspondance
    courant = Mois.depuis(aujourdhui())
    colonnes = []
    for rang, colonne in enumerate(question["colonnes"]):
        nom = f"colonne-{rang}"
        valeur = donnees.get(nom, "") if donnees is not None else colonne["champ"]
        colonnes.append(colonne | {"nom": nom, "valeur": valeur, "lue": colonne["champ"] != Champ.CRITERE})
    return {
        "colonnes": colonnes,
        "champs": [(str(c), c.libelle) for c in A_CHOISIR],
        "demande_mois": Doute.MOIS in question["doutes"] and not question["large"],
        "demande_annee": Doute.MOIS in question["doutes"] and question["large"],
        "demande_minutes": Doute.MINUTES in question["doutes"],
        "mois_possibles": [courant - n for n in range(1, 13)] + [courant],
        "annees": [courant.annee, courant.annee - 1, courant.annee - 2],
        "donnees": donnees or {},
    }


def lire_precisions(importation: FichierHeures, donnees: QueryDict) -> dict[str, Any]:
    """The answers; raises RegleViolee with the sentence of what is missing."""
    question = importation.correspondance
    colonnes = {
        colonne["cle"]: donnees.get(f"colonne-{rang}", "") or str(Champ.AUTRE)
        for rang, colonne in enumerate(question["colonnes"])
        if colonne["champ"] not in (Champ.CRITERE, "COLONNE_MOIS")
    }
    choisis = list(colonnes.values())
    if not question["large"] and choisis.count(Champ.HEURES) != 1:
        raise RegleViolee("Désignez une colonne d'heures, et une seule.")
    if Champ.NOM_PRENOM not in choisis and not (Champ.NOM in choisis and Champ.PRENOM in choisis):
        raise RegleViolee("Désignez la colonne du nom et celle du prénom, ou celle qui réunit les deux.")
    reponses: dict[str, Any] = {"colonnes": colonnes}
    if Doute.MINUTES in question["doutes"]:
        if donnees.get("minutes") not in ("oui", "non"):
            raise RegleViolee("Dites comment lire les heures comme 7,30.")
        reponses["minutes"] = donnees["minutes"] == "oui"
    if question["large"] and Doute.MOIS in question["doutes"]:
        reponses["annee"] = _annee(donnees.get("annee", ""))
    elif Doute.MOIS in question["doutes"] and Champ.MOIS not in choisis:
        reponses["mois"] = _mois(donnees.get("mois", ""))
    return reponses


def _annee(texte: str) -> int:
    courante = aujourdhui().year
    if not texte.isdigit() or not PREMIER_MOIS.annee <= int(texte) <= courante:
        raise RegleViolee("Indiquez l'année de ces mois.")
    return int(texte)


def _mois(texte: str) -> Mois:
    try:
        mois = Mois.lire(texte)
    except ValueError:
        raise RegleViolee("Indiquez le mois de ces heures.") from None
    if not PREMIER_MOIS <= mois <= Mois.depuis(aujourdhui()):
        raise RegleViolee("Ce mois ne se déclare pas.")
    return mois


def decisions_postees(donnees: QueryDict) -> tuple[dict[UUID, bool], dict[UUID, str]]:
    """Lines shown on the page (kept when ticked), and the contract chosen for those in doubt."""
    cochees = {u for u in map(_uuid, donnees.getlist("garder")) if u}
    montrees = {u for u in map(_uuid, donnees.getlist("montree")) if u}
    choix = {
        cle: valeur
        for nom, valeur in donnees.items()
        if nom.startswith("choix-") and valeur and (cle := _uuid(nom.removeprefix("choix-")))
    }
    return {u: u in cochees for u in montrees}, choix


def ligne_a_corriger(donnees: QueryDict) -> dict[str, Any] | None:
    """The refused row whose button was pressed, with what was typed in it."""
    cle = _uuid(donnees.get("corriger", ""))
    if cle is None:
        return None
    return {"ligne": cle} | {nom: donnees.get(f"{nom}-{cle.hex}", "") for nom in ("nom", "prenom", "mois", "heures")}


def lignes_a_regler(vue: ImportVu, donnees: QueryDict, erreurs: dict[UUID, str]) -> list[dict[str, Any]]:
    """The rows that need somebody, with what was typed in them when the page comes back."""
    resultat = []
    for ligne in vue.a_regler:
        cle = ligne.uuid.hex
        mois = Mois.depuis(ligne.mois) if ligne.mois else None
        heures = ligne.valeur or ("" if ligne.heures is None else nombre_sobre(ligne.heures))
        lue = {"nom": ligne.nom, "prenom": ligne.prenom, "mois": mois.iso if mois else "", "heures": heures}
        tapee = {nom: donnees.get(f"{nom}-{cle}", valeur) for nom, valeur in lue.items()}
        ajouter = ""
        if mois and ligne.sorte in (SorteLigne.INCONNUE, SorteLigne.SANS_CONTRAT):
            ajouter = f"{adresse('ajouter_personne', mois)}?ligne={ligne.uuid}"
        resultat.append({"ligne": ligne, "erreur": erreurs.get(ligne.uuid, ""), "ajouter": ajouter} | tapee)
    return resultat


def _uuid(texte: str) -> UUID | None:
    try:
        return UUID(texte)
    except ValueError:
        return None
