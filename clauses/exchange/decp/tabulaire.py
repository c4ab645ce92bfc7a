"""Streams the rows of a DECP table: decp.info names, Opendatasoft names, or a short extract of either.

One row is one holder of one version of a contract. Every cell is read as text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from clauses.exchange.decp.colonnes import nom_de_champ
from clauses.exchange.decp.enregistrements import FichierIllisible
from clauses.exchange.decp.octets import Contenu
from clauses.exchange.decp.vocabulaire import Sorte

SEPARATEURS = (";", ",", "\t", "|")
ACHETEUR = {"acheteurid", "autoriteconcedanteid"}
Brut = tuple[Any, Sorte | None]


def lire_tableau(contenu: Contenu) -> Iterator[Brut]:
    """Yield (row as a dict under canonical names, None). Empty lines are no rows.

    Raises FichierIllisible (French) when the header names neither a buyer nor a contract number.
    """
    premiere = contenu.texte().readline(1 << 16)
    separateur = max(SEPARATEURS, key=premiere.count)
    contenu.flux.seek(0)
    lecteur = csv.reader(contenu.texte(), delimiter=separateur)
    rang = 0
    try:
        colonnes = [nom_de_champ(c) for c in next(lecteur, [])]
        if not (ACHETEUR & set(colonnes) and "id" in colonnes):
            raise FichierIllisible(
                "Format non reconnu : ni JSON, ni XML, ni tableau avec les colonnes « acheteur_id » et « id »."
            )
        for ligne in lecteur:
            if not ligne:
                continue
            rang += 1
            yield dict(zip(colonnes, ligne, strict=False)), None
    except csv.Error as erreur:
        raise FichierIllisible(f"Le tableau est abîmé (après la ligne n° {rang}).") from erreur
