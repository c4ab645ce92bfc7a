"""Bytes → lines → rubrics. Only the rubrics that are read are decoded; a NIR never becomes a string."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from clauses.exchange.dsn.normes import CONTRAT, INDIVIDU, LUES, REMUNERATION

LIGNE_MAX = 1024
"""Bytes of the longest line of the norm, with room: a longer one is no DSN."""

_CODE = re.compile(rb"S\d{2}\.G\d{2}\.\d{2}\.\d{3}")
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_BOM_UTF8 = b"\xef\xbb\xbf"
_LONG_NOMBRE = re.compile(r"\d[\d ]{11,}\d")
_NIR = re.compile(r"[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?")
_NOMS = frozenset((INDIVIDU, numero) for numero in (2, 3, 4))
_CONTRATS = frozenset({(CONTRAT, 9), (REMUNERATION, 10)})


class Illisible(ValueError):
    """A line that is no rubric; the message is a French sentence without any value of the file."""


@dataclass(slots=True)
class Decoupeur:
    """Chunks of any size → whole lines, without their end; holds one unfinished line at most."""

    _reste: bytes = b""
    _debut: bool = True

    def recevoir(self, morceau: bytes) -> list[bytes]:
        """The lines that this chunk completes. Raises Illisible for another encoding or a line without end."""
        donnees = self._reste + morceau
        if self._debut:
            if len(donnees) < 3:
                self._reste = donnees
                return []
            self._debut = False
            if donnees.startswith(_BOMS):
                raise Illisible("Le fichier est codé en UTF-16 : une DSN est en ISO-8859-1 ou en UTF-8.")
            donnees = donnees.removeprefix(_BOM_UTF8)
        *lignes, self._reste = donnees.split(b"\n")
        if len(self._reste) > LIGNE_MAX:
            raise Illisible("Une ligne est bien trop longue pour une DSN.")
        return lignes

    def terminer(self) -> list[bytes]:
        """The last line, when the file does not end with a line end."""
        reste, self._reste = self._reste.removeprefix(_BOM_UTF8) if self._debut else self._reste, b""
        return [reste] if reste.strip() else []


@dataclass(slots=True)
class Analyseur:
    """Line → (block, number, value); the value is None when the rubric is not one that is read."""

    _codes: dict[bytes, tuple[str, int, bool]] = field(default_factory=dict)

    def lire(self, ligne: bytes) -> tuple[str, int, str | None] | None:
        """The rubric of a line; None for an empty one. Raises Illisible for anything else."""
        if ligne[-1:] == b"\r":
            ligne = ligne[:-1]
        connu = self._codes.get(ligne[:14])
        if connu is None:
            if not ligne.strip():
                return None
            connu = self._apprendre(ligne[:14])
        if ligne[14:16] != b",'" or len(ligne) < 17:
            raise Illisible("n'a pas la forme d'une rubrique de DSN (code, virgule, valeur entre apostrophes).")
        if ligne[-1:] != b"'":
            ligne = ligne.rstrip()
            if ligne[-1:] != b"'" or len(ligne) < 17:
                raise Illisible("est coupée : sa valeur ne se ferme pas.")
        bloc, numero, lue = connu
        if not lue:
            return bloc, numero, None
        return bloc, numero, _sans_nir(bloc, numero, _decoder(ligne[16:-1]).strip())

    def _apprendre(self, code: bytes) -> tuple[str, int, bool]:
        if not _CODE.fullmatch(code) or len(self._codes) > 5000:
            raise Illisible("n'est pas une rubrique de DSN.")
        bloc, numero = code[:10].decode("ascii"), int(code[11:14])
        connu = (bloc, numero, numero in LUES.get(bloc, ()))
        self._codes[code] = connu
        return connu


def _decoder(valeur: bytes) -> str:
    """UTF-8 when it is, else windows-1252 (which holds ISO-8859-1)."""
    try:
        return valeur.decode("utf-8")
    except UnicodeDecodeError:
        return valeur.decode("cp1252", "replace")


def _sans_nir(bloc: str, numero: int, texte: str) -> str:
    """A social-security number typed where a name or a contract number belongs is dropped."""
    if len(texte) < 13:
        return texte
    if (bloc, numero) in _NOMS:
        return _LONG_NOMBRE.sub("", texte).strip()
    if (bloc, numero) in _CONTRATS and _NIR.fullmatch(texte.replace(" ", "")):
        return ""
    return texte


def jour(texte: str) -> date | None:
    """JJMMAAAA → a day; None for an unknown part (99) or anything else."""
    if len(texte) != 8 or not texte.isascii() or not texte.isdigit():
        return None
    try:
        return date(int(texte[4:]), int(texte[2:4]), int(texte[:2]))
    except ValueError:
        return None
