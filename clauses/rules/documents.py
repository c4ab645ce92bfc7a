"""Documents of a month: which line a file belongs to by its name, and what it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from socle.identifiants import plier
from socle.mots import MotLibelle

_HORS_MOT = re.compile(r"[^a-z0-9]+")


class NatureDocument(MotLibelle):
    """What a document of work is."""

    ATTESTATION = ("ATTESTATION", "Attestation d'heures")
    RELEVE = ("RELEVE", "Relevé d'heures")
    FACTURE = ("FACTURE", "Facture de la structure")
    CONTRAT = ("CONTRAT", "Contrat de travail")
    BULLETIN = ("BULLETIN", "Bulletin de paie")
    AUTRE = ("AUTRE", "Autre document")


_MOTS = {
    NatureDocument.ATTESTATION: {"attestation", "attest", "certificat"},
    NatureDocument.RELEVE: {"releve", "pointage", "pointages", "heures", "planning"},
    NatureDocument.FACTURE: {"facture", "fact", "factures"},
    NatureDocument.CONTRAT: {"contrat", "avenant", "mission"},
    NatureDocument.BULLETIN: {"bulletin", "bulletins", "paie", "fiche", "bs"},
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that a document may belong to, by the person's names."""

    cle: int
    nom: str
    prenom: str


def nature_de(nom_fichier: str) -> NatureDocument:
    """By the words of the file's name, the first kind in the order of the list; AUTRE when none says."""
    mots = _mots(nom_fichier)
    return next((nature for nature, siens in _MOTS.items() if mots & siens), NatureDocument.AUTRE)


def ligne_designee(nom_fichier: str, candidates: Sequence[Candidate]) -> int | None:
    """The one line whose person the file's name names; None when no name is in it, or when two people's are.

    Surname and first name beat the surname alone; a surname shared by two people of the month names nobody.
    """
    mots = _mots(nom_fichier)
    for exigence in (lambda c: _mots(c.nom) | _mots(c.prenom), lambda c: _mots(c.nom)):
        designees = {
            (frozenset(exigence(c)), c.nom, c.prenom): c.cle
            for c in candidates
            if _significatifs(c.nom) and exigence(c) <= mots
        }
        personnes = {(plier(nom), plier(prenom)) for _, nom, prenom in designees}
        if len(personnes) == 1:
            cles = {c.cle for c in candidates if (plier(c.nom), plier(c.prenom)) in personnes}
            return min(cles) if len(cles) == 1 else None
        if personnes:
            return None
    return None


def _mots(texte: str) -> set[str]:
    return {mot for mot in _HORS_MOT.split(plier(texte)) if mot}


def _significatifs(nom: str) -> bool:
    """A surname of two letters at least: "Ba" is one, "B" is not."""
    return any(len(mot) > 1 for mot in _mots(nom))
