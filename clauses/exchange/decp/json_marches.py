"""Streams the records of a DECP JSON file, whatever its envelope.

Known envelopes: `{"marches": [..]}` (1.x), `{"marches": {"marche": [..], "contrat-concession": [..]}}`
(2.x), either of them with one object instead of a list or with nested lists, a bare list, and the
`data` / `results` / `records` lists of open data servers, one JSON object per line. Records are built one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

import ijson

from clauses.exchange.decp.enregistrements import FichierIllisible
from clauses.exchange.decp.valeurs import cle_canonique
from clauses.exchange.decp.vocabulaire import Sorte

PROFONDEUR_MAXIMALE = 64

LISTES = {
    "marche": Sorte.MARCHE,
    "contratconcession": Sorte.CONCESSION,
    "contratsconcession": Sorte.CONCESSION,
    "concession": Sorte.CONCESSION,
    "concessions": Sorte.CONCESSION,
}
ENVELOPPES = {"marches", "data", "results", "records", "fields"}
RECONNAISSABLES = {"id", "acheteur", "acheteurid", "autoriteconcedante", "autoriteconcedanteid", "objet", "uid"}

_RECOUVREMENT = 4_100
_NOMBRE_SANS_FIN = re.compile(rb"[0-9]{4000}|[:,\[]\s{0,20}-?[0-9.]{1,4000}[eE][+-]?[0-9]{9}")

Brut = tuple[Any, Sorte | None]


def lire_json(flux: IO[bytes]) -> Iterator[Brut]:
    """Yield (raw record, family told by its place or None). UTF-8 bytes without byte order mark.

    A list item that is not an object is yielded as it is: it counts as a record and will be refused.
    Raises FichierIllisible (French) on broken JSON or when no list of contracts is found.
    """
    rang = 0
    try:
        evenements = ijson.basic_parse(_SansNombreSansFin(flux), multiple_values=True)
        parcours = _Parcours(evenements)
        for premier in evenements:
            for brut in parcours.valeur(None, attendu=False, premier=premier):
                rang += 1
                yield brut
    except ijson.JSONError as erreur:
        suite = f"après l'enregistrement n° {rang}" if rang else "dès le début"
        raise FichierIllisible(f"Le fichier JSON est abîmé ou incomplet ({suite}).") from erreur
    except (ValueError, ArithmeticError, SystemError) as erreur:  # undecodable text, numbers beyond any bound
        raise FichierIllisible(
            f"Le fichier JSON contient une valeur illisible (enregistrement n° {rang + 1})."
        ) from erreur
    if not rang and not parcours.enveloppe_vue:
        raise FichierIllisible("Ce fichier JSON ne contient pas de liste de marchés.")


class _SansNombreSansFin:
    """The stream, refused (ValueError) at a number too long to be one.

    The C parser goes on reading after such a number failed in it, with an exception set: now and then that ends the
    process, not the file. So it never sees one. Text may hold any digits short of four thousand in a row.
    """

    def __init__(self, flux: IO[bytes]) -> None:
        self._flux = flux
        self._fin = b""

    def read(self, taille: int = -1) -> bytes:
        """The next bytes."""
        morceau = self._flux.read(taille)
        vus = self._fin + morceau
        if _NOMBRE_SANS_FIN.search(vus):
            raise ValueError("nombre démesuré")
        self._fin = vus[-_RECOUVREMENT:]
        return morceau


class _Parcours:
    """Walks JSON events; descends through envelopes, builds everything else."""

    def __init__(self, evenements: Iterator[tuple[str, Any]]) -> None:
        self._suivant = iter(evenements).__next__
        self.enveloppe_vue = False
        self._profondeur = 0

    def valeur(self, sorte: Sorte | None, *, attendu: bool, premier: tuple[str, Any] | None = None) -> Iterator[Brut]:
        """Records found in the next value; `attendu` says that an object standing here is a record."""
        evenement, valeur = premier or self._suivant()
        if evenement == "start_map":
            yield from self._objet(sorte, attendu)
        elif evenement == "start_array":
            yield from self._liste(sorte)
        elif attendu and valeur is not None:
            yield valeur, sorte

    def _liste(self, sorte: Sorte | None) -> Iterator[Brut]:
        self.enveloppe_vue = True
        self._descendre()
        while True:
            evenement, valeur = self._suivant()
            if evenement == "end_array":
                self._profondeur -= 1
                return
            if evenement == "start_map":
                yield from self._objet(sorte, True)
            elif evenement == "start_array":
                yield from self._liste(sorte)
            else:
                yield valeur, sorte

    def _objet(self, sorte: Sorte | None, attendu: bool) -> Iterator[Brut]:
        self._descendre()
        propre: dict[str, Any] = {}
        est_enveloppe = False
        while True:
            evenement, cle = self._suivant()
            if evenement == "end_map":
                break
            nom = cle_canonique(cle)
            if nom in LISTES:
                self.enveloppe_vue = est_enveloppe = True
                yield from self.valeur(LISTES[nom], attendu=True)
            elif nom in ENVELOPPES:
                self.enveloppe_vue = est_enveloppe = True
                yield from self.valeur(sorte, attendu=nom == "fields")
            else:
                propre[cle] = self._construire(*self._suivant())
        self._profondeur -= 1
        if not est_enveloppe and (attendu or any(cle_canonique(c) in RECONNAISSABLES for c in propre)):
            yield propre, sorte

    def _construire(self, evenement: str, valeur: Any) -> Any:
        """The complete value that starts with this event, without recursion."""
        if evenement not in ("start_map", "start_array"):
            return valeur
        suivant = self._suivant
        racine: Any = {} if evenement == "start_map" else []
        pile: list[Any] = [racine]
        courant, cle = racine, ""
        cles: list[str] = []
        while True:
            evenement, valeur = suivant()
            if evenement == "map_key":
                cle = valeur
                continue
            if evenement in ("end_map", "end_array"):
                pile.pop()
                if not pile:
                    return racine
                courant, cle = pile[-1], cles.pop()
                continue
            if evenement == "start_map":
                valeur = {}
            elif evenement == "start_array":
                valeur = []
            if isinstance(courant, dict):
                courant[cle] = valeur
            else:
                courant.append(valeur)
            if evenement in ("start_map", "start_array"):
                pile.append(valeur)
                cles.append(cle)
                courant = valeur
                if len(pile) > PROFONDEUR_MAXIMALE:
                    raise FichierIllisible("Le fichier JSON emboîte trop de niveaux.")

    def _descendre(self) -> None:
        self._profondeur += 1
        if self._profondeur > PROFONDEUR_MAXIMALE:
            raise FichierIllisible("Le fichier JSON emboîte trop de niveaux.")
