"""The reader: a file of official contracts in, one row or one refusal per record out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from clauses.exchange.decp.enregistrements import EnregistrementDecp, Refus
from clauses.exchange.decp.json_marches import lire_json
from clauses.exchange.decp.normalisation import normaliser
from clauses.exchange.decp.octets import Contenu, Forme, Source, ouvrir
from clauses.exchange.decp.tabulaire import lire_tableau
from clauses.exchange.decp.vocabulaire import Sorte
from clauses.exchange.decp.xml_marches import lire_xml


def lire(source: Source, nom: str = "") -> Iterator[EnregistrementDecp | Refus]:
    """Stream the records of one DECP file: each input record gives exactly one row or one refusal.

    `source` is a path or a binary stream (an upload), which stays open; `nom` is the name shown with
    each record, by default the path's last part. The shape is told by the content, not by the name:
    JSON 1.x and 2.x, XML 1.x and 2.x, tables, any of them compressed with gzip.
    Memory: one record at a time. Raises FichierIllisible (French) when the file as a whole cannot be
    read; a file cut in the middle raises after the records that stand before the cut, so a caller
    that writes must do it in one transaction, or read through `preparer`.
    """
    if not nom:
        nom = os.path.basename(os.fspath(source)) if isinstance(source, (str, os.PathLike)) else "fichier"
    with ouvrir(source) as contenu:
        for rang, (brut, sorte) in enumerate(_bruts(contenu), start=1):
            yield normaliser(brut, sorte, rang, nom)


def lire_tous(sources: Iterable[Source]) -> Iterator[EnregistrementDecp | Refus]:
    """Stream several files as one run, in the order given."""
    for source in sources:
        yield from lire(source)


def _bruts(contenu: Contenu) -> Iterator[tuple[Any, Sorte | None]]:
    if contenu.forme is Forme.JSON:
        return lire_json(contenu.utf8())
    if contenu.forme is Forme.XML:
        return lire_xml(contenu)
    return lire_tableau(contenu)
