"""A list of people as prescribers really keep it: titles above the table, columns in any order, one sheet.

Read as text for a form where everything can be corrected; columns of a criterion are dropped unread and named
(model.md: never a criterion on a list that travels).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from clauses.exchange.heures_tableur.colonnes import Champ, reconnaitre, titre_plie
from clauses.exchange.heures_tableur.valeurs import ValeurIllisible, date_de, nom_prenom_de, texte_de
from socle.erreurs import RegleViolee
from socle.tableur import Cellule, ClasseurRefuse, Feuille, lire_feuilles

RANGS_MAX = 200
"""People taken in at once: what one can still look through on a page."""
RANGS_D_ENTETE = 30
ALIAS = {
    "nom": "nom|nom de famille|nom de naissance|nom du candidat|candidat nom|patronyme",
    "prenom": "prenom|prenoms|prenom du candidat",
    "nom_prenom": "nom prenom|nom et prenom|nom prenoms|prenom nom|prenom et nom|candidat|candidats|personne|identite",
    "date_naissance": "date de naissance|date naissance|ne le|nee le|ne e le|ddn|naissance",
    "commune": "commune|ville|commune de residence|lieu de residence|residence",
    "telephone": "telephone|tel|portable|mobile|telephone portable|n de telephone|numero de telephone",
    "email": "email|e mail|mail|courriel|adresse mail|adresse e mail|adresse electronique",
    "metier_1": "metier|metier recherche|metier 1|metier vise|emploi recherche|poste recherche|projet professionnel"
    "|rome|code rome|metiers",
    "metier_2": "metier 2|deuxieme choix|second metier|autre metier",
    "metier_3": "metier 3|troisieme choix",
}
CHAMPS = {titre: champ for champ, titres in ALIAS.items() for titre in titres.split("|")}


@dataclass(frozen=True)
class RangLu:
    """A person of the file: its row in the sheet, and words for each field of the form."""

    rang: int
    valeurs: dict[str, str]


@dataclass(frozen=True)
class ListeLue:
    """What a file holds: people in the order of the file, titles dropped unread as criteria, titles not understood."""

    rangs: tuple[RangLu, ...]
    criteres: tuple[str, ...] = ()
    ignorees: tuple[str, ...] = ()


def lire_candidats(fichier: BinaryIO, *, jour: date) -> ListeLue:
    """The people of the first sheet that has a name and a first name. RegleViolee with a French sentence otherwise."""
    try:
        feuilles = lire_feuilles(fichier)
    except ClasseurRefuse as refus:
        raise RegleViolee(refus.message, champ="fichier") from None
    for feuille in feuilles:
        if (entete := _entete(feuille)) is not None:
            return _lire(feuille, *entete, jour=jour)
    raise RegleViolee(
        "Aucun tableau de personnes n'a été trouvé : une ligne doit dire « Nom » et « Prénom ».", champ="fichier"
    )


def _entete(feuille: Feuille) -> tuple[int, dict[int, str]] | None:
    """Place of the header among the rows, and what its columns are; the first row that names a person."""
    for place, (_, cellules) in enumerate(feuille.rangs[:RANGS_D_ENTETE]):
        colonnes: dict[int, str] = {}
        for rang, cellule in enumerate(cellules):
            champ = CHAMPS.get(titre_plie(cellule))
            if champ and champ not in colonnes.values():
                colonnes[rang] = champ
        if {"nom", "prenom"} <= set(colonnes.values()) or "nom_prenom" in colonnes.values():
            return place, colonnes
    return None


def _lire(feuille: Feuille, place: int, colonnes: dict[int, str], *, jour: date) -> ListeLue:
    titres = [(rang, cellule) for rang, cellule in enumerate(feuille.rangs[place][1]) if rang not in colonnes]
    criteres = [texte_de(c) for _, c in titres if reconnaitre(c) is Champ.CRITERE]
    autres = [texte_de(c) for _, c in titres if texte_de(c) and reconnaitre(c) is not Champ.CRITERE]
    rangs = []
    for numero, cellules in feuille.rangs[place + 1 :]:
        valeurs = _valeurs(cellules, colonnes, feuille, jour)
        if valeurs.get("nom") or valeurs.get("prenom"):
            rangs.append(RangLu(numero, valeurs))
    if not rangs:
        raise RegleViolee("Le tableau ne contient aucune personne.", champ="fichier")
    if len(rangs) > RANGS_MAX:
        raise RegleViolee(
            f"{len(rangs)} personnes : {RANGS_MAX} au plus à la fois. Partagez le fichier en plusieurs.",
            champ="fichier",
        )
    return ListeLue(tuple(rangs), tuple(criteres), tuple(autres))


def _valeurs(cellules: Sequence[Cellule], colonnes: dict[int, str], feuille: Feuille, jour: date) -> dict[str, str]:
    valeurs: dict[str, str] = {}
    for rang, champ in colonnes.items():
        cellule = cellules[rang] if rang < len(cellules) else None
        if champ == "nom_prenom":
            valeurs["nom"], valeurs["prenom"] = nom_prenom_de(texte_de(cellule))
        elif champ == "date_naissance":
            valeurs[champ] = _date(cellule, feuille, jour)
        else:
            valeurs[champ] = texte_de(cellule)
    return valeurs


def _date(cellule: Cellule, feuille: Feuille, jour: date) -> str:
    """A day as JJ/MM/AAAA; what is none stays as typed, to be corrected."""
    try:
        lue = date_de(cellule, jour=jour, de_1904=feuille.de_1904)
    except ValeurIllisible:
        return texte_de(cellule)
    return f"{lue:%d/%m/%Y}" if lue else ""
