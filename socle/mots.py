"""Coded words: enums whose members carry their French word. Pure Python, used by the rules of every app."""

from __future__ import annotations

from enum import StrEnum


class MotLibelle(StrEnum):
    """A `StrEnum` declared as CODE = ("CODE", "Libellé"): `.libelle` is the word on screen."""

    libelle: str

    def __new__(cls, code: str, libelle: str) -> MotLibelle:
        membre = str.__new__(cls, code)
        membre._value_ = code
        membre.libelle = libelle
        return membre

    @classmethod
    def choix(cls) -> list[tuple[str, str]]:
        """(code, word) pairs for a model field or a form."""
        return [(membre.value, membre.libelle) for membre in cls]


def choix(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """The same pairs for any enum whose members have a `libelle` (their code where there is none)."""
    return [(membre.value, getattr(membre, "libelle", membre.value)) for membre in enum]
