"""Logs without personal data: e-mail addresses and long numbers are masked before a line is written."""

from __future__ import annotations

import logging
import re

COURRIEL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# 13 or 15 digits starting with 1-4 or 7-8: the shape of a social security number, blanks allowed.
NUMERO_PERSONNEL = re.compile(r"(?<!\d)[1-478](?:[ .]?\d){12}(?:(?:[ .]?\d){2})?(?!\d)")
JETON = re.compile(r"([?&](?:[\w-]*(?:jeton|token|cle|key|signature)[\w-]*)=)[^&\s\"']+", re.IGNORECASE)


def masquer(texte: str) -> str:
    """The text with e-mail addresses, personal numbers and tokens of addresses masked."""
    texte = COURRIEL.sub("[courriel]", texte)
    texte = NUMERO_PERSONNEL.sub("[numéro]", texte)
    return JETON.sub(r"\1[jeton]", texte)


class SansDonneesPersonnelles(logging.Filter):
    """Renders the message once and masks it, so that no handler sees the original."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = masquer(record.getMessage())
        record.args = None
        return True


class LigneSansDonneesPersonnelles(logging.Formatter):
    """One line per record; the traceback, whose last line may quote a value, is masked too."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatException(self, ei: object) -> str:  # noqa: N802 - name of the standard library
        return masquer(super().formatException(ei))  # type: ignore[arg-type]
