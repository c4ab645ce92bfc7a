"""From a path or an upload to readable bytes: gzip, encoding, and the shape of what is inside.

A file that cannot be rewound (a pipe, a compressed file) is copied once to an anonymous temporary
file, because the encoding of a whole file is only known after its last byte.
"""

from __future__ import annotations

import codecs
import gzip
import io
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import IO, cast

from clauses.exchange.decp.enregistrements import FichierIllisible

TAILLE_BLOC = 1 << 20
TAILLE_MAXIMALE = 8 << 30
"""Bound on decompressed bytes (8 GiB): a compressed file that expands beyond it is refused."""

EN_MEMOIRE = 32 << 20

Source = str | os.PathLike[str] | IO[bytes]


class Forme(Enum):
    """Shape of the content, whatever the file's name says."""

    JSON = "json"
    XML = "xml"
    TABLEAU = "tableau"


@dataclass(frozen=True, slots=True)
class Contenu:
    """An opened file: bytes at their beginning (byte order mark included), encoding, shape."""

    flux: IO[bytes]
    encodage: str
    forme: Forme

    def texte(self) -> io.TextIOWrapper:
        """The content as text; bytes without meaning become U+FFFD and are named as lost characters."""
        return io.TextIOWrapper(
            io.BufferedReader(_SansFermeture(self.flux)), encoding=self.encodage, errors="replace", newline=""
        )

    def utf8(self) -> IO[bytes]:
        """The content as UTF-8 bytes without byte order mark, for readers that know nothing else."""
        if self.encodage == "utf-8":
            return self.flux
        return cast(IO[bytes], _EnUtf8(self.texte()))


@contextmanager
def ouvrir(source: Source) -> Iterator[Contenu]:
    """Open a path or a binary stream for reading. A stream given by the caller stays open.

    Raises FichierIllisible (French) for a missing, empty, damaged or foreign file.
    """
    with ExitStack() as pile:
        try:
            flux = pile.enter_context(open(source, "rb")) if isinstance(source, (str, os.PathLike)) else source
            flux = _rembobinable(flux, pile)
            debut = flux.read(4)
            flux.seek(0)
            if debut[:2] == b"\x1f\x8b":
                flux = _copier(cast(IO[bytes], pile.enter_context(gzip.GzipFile(fileobj=flux))), pile)
                debut = flux.read(4)
                flux.seek(0)
            if debut[:2] == b"PK":
                raise FichierIllisible(
                    "Ce fichier est une archive ou un classeur : enregistrez le tableau au format CSV, "
                    "ou déposez le fichier JSON ou XML qu'elle contient."
                )
            encodage = _encodage(flux)
        except FileNotFoundError as erreur:
            raise FichierIllisible("Fichier introuvable.") from erreur
        except (OSError, EOFError, zlib.error) as erreur:
            raise FichierIllisible("Le fichier ne peut pas être ouvert ou sa compression est abîmée.") from erreur
        flux.seek(0)
        contenu = Contenu(flux, encodage, Forme.TABLEAU)
        yield Contenu(flux, encodage, _forme(contenu))


def _rembobinable(flux: IO[bytes], pile: ExitStack) -> IO[bytes]:
    try:
        flux.seek(0)
    except (OSError, AttributeError, io.UnsupportedOperation):
        return _copier(flux, pile)
    return flux


def _copier(flux: IO[bytes], pile: ExitStack) -> IO[bytes]:
    copie = cast(IO[bytes], pile.enter_context(tempfile.SpooledTemporaryFile(max_size=EN_MEMOIRE)))  # noqa: SIM115
    taille = 0
    while bloc := flux.read(TAILLE_BLOC):
        taille += len(bloc)
        if taille > TAILLE_MAXIMALE:
            raise FichierIllisible("Le fichier décompressé est trop volumineux.")
        copie.write(bloc)
    copie.seek(0)
    return copie


def _encodage(flux: IO[bytes]) -> str:
    """UTF-8 when every byte agrees, else Windows-1252; a byte order mark decides alone."""
    debut = flux.read(4)
    flux.seek(0)
    if debut.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decodeur = codecs.getincrementaldecoder("utf-8")()
    try:
        while bloc := flux.read(TAILLE_BLOC):
            decodeur.decode(bloc)
        decodeur.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig" if debut.startswith(codecs.BOM_UTF8) else "utf-8"


def _forme(contenu: Contenu) -> Forme:
    """JSON, XML or table, by the first character that is not a blank."""
    premier = ""
    lecteur = contenu.texte()
    while not premier and (morceau := lecteur.read(8192)):
        premier = morceau.lstrip(" \t\r\n\ufeff\x00")[:1]
    contenu.flux.seek(0)
    if not premier:
        raise FichierIllisible("Le fichier est vide.")
    return {"{": Forme.JSON, "[": Forme.JSON, "<": Forme.XML}.get(premier, Forme.TABLEAU)


class _SansFermeture(io.RawIOBase):
    """Lets a text wrapper be thrown away without closing the bytes below it."""

    def __init__(self, flux: IO[bytes]) -> None:
        self._flux = flux

    def readable(self) -> bool:
        return True

    def readinto(self, tampon: bytearray) -> int:  # type: ignore[override]
        bloc = self._flux.read(len(tampon))
        tampon[: len(bloc)] = bloc
        return len(bloc)


class _EnUtf8:
    """Reads text and gives UTF-8 bytes; `read(n)` may give up to four times n, as readers accept."""

    def __init__(self, lecteur: io.TextIOWrapper) -> None:
        self._lecteur = lecteur

    def read(self, taille: int = -1) -> bytes:
        return self._lecteur.read(taille).encode("utf-8")
