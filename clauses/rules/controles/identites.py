"""A9 (a document used twice) and A10 (one person under two records). Pure; names serve here and go no further."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from clauses.rules.controles.faits import AlerteControle, Dossier, Gravite
from socle.identifiants import plier


@dataclass(frozen=True, slots=True)
class Fiche:
    """A person's record, as the names were typed."""

    cle: int
    nom: str
    prenom: str
    naissance: date
    nom_usage: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its hash, and what it proves (a firm's month, a person's contract)."""

    cle: Hashable
    empreinte: str
    objet: Hashable


def memes_personnes(fiches: Iterable[Fiche]) -> dict[int, int]:
    """Record → the smallest key among the probable records of the same person (itself when alone).

    Born the same day, and: the same words whatever their order, accents and hyphens (surname and first name
    swapped); or the same first name and surnames of which one holds the other (double or usual surname).
    """
    par_naissance: dict[date, list[Fiche]] = defaultdict(list)
    for fiche in sorted(fiches, key=lambda f: f.cle):
        par_naissance[fiche.naissance].append(fiche)
    racines: dict[int, int] = {}
    for jumelles in par_naissance.values():
        plies = [(f.cle, *_plier(f)) for f in jumelles]
        for rang, (cle, noms, prenom) in enumerate(plies):
            racines[cle] = cle
            for autre, ses_noms, son_prenom in plies[:rang]:
                if _proches(noms, prenom, ses_noms, son_prenom):
                    _unir(racines, cle, autre)
    return {cle: _racine(racines, cle) for cle in racines}


def _plier(fiche: Fiche) -> tuple[list[frozenset[str]], frozenset[str]]:
    noms = [frozenset(plier(nom).split()) for nom in (fiche.nom, fiche.nom_usage) if nom.strip()]
    return noms, frozenset(plier(fiche.prenom).split())


def _proches(
    noms: list[frozenset[str]], prenom: frozenset[str], ses_noms: list[frozenset[str]], son_prenom: frozenset[str]
) -> bool:
    if not prenom or not son_prenom:
        return False
    for nom in noms:
        for autre in ses_noms:
            if nom | prenom == autre | son_prenom:
                return True
            if (prenom <= son_prenom or son_prenom <= prenom) and (nom <= autre or autre <= nom):
                return True
    return False


def _unir(racines: dict[int, int], une: int, autre: int) -> None:
    a, b = _racine(racines, une), _racine(racines, autre)
    racines[max(a, b)] = min(a, b)


def _racine(racines: dict[int, int], cle: int) -> int:
    while racines[cle] != cle:
        cle = racines[cle]
    return cle


def documents_repetes(documents: Iterable[Document]) -> set[Any]:
    """Keys of the documents whose very bytes also prove something else of the same kind."""
    objets: dict[str, set[Hashable]] = defaultdict(set)
    liste = list(documents)
    for document in liste:
        objets[document.empreinte].add(document.objet)
    return {d.cle for d in liste if len(objets[d.empreinte]) > 1}


def a9_documents(dossier: Dossier) -> list[AlerteControle]:
    """A document joined to this month or contract already proves another month, firm or person."""
    message = "Un document joint a déjà servi pour un autre mois ou une autre personne : joignez celui de ce mois."
    detail = "Même fichier, à l'octet près, sur une autre déclaration ou un autre contrat."
    return [
        AlerteControle(ligne.cle, "A9", "A9", Gravite.ALERTE, message, detail)
        for ligne in dossier.lignes
        if ligne.document_deja_servi and ligne.heures
    ]


def a10_doublons(dossier: Dossier) -> list[AlerteControle]:
    """The person probably has two records; the company's sentence does not say that somebody else knows her."""
    message = "L'identité de cette personne est à vérifier avec votre facilitateur (nom, prénom, date de naissance)."
    return [
        AlerteControle(
            ligne.cle,
            "A10",
            "A10",
            Gravite.ALERTE,
            message,
            f"{ligne.fiches} fiches probables de la même personne : née le même jour, nom voisin. Heures additionnées.",
        )
        for ligne in dossier.lignes
        if ligne.fiches > 1 and ligne.heures
    ]
