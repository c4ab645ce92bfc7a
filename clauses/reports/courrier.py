"""A drafted letter about silent months: plain texts in, an accessible PDF out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from socle.pdf import composer

GABARIT = "courrier.typ"


def pdf(donnees: dict[str, Any], *, le: datetime) -> bytes:
    """The letter that the selector wrote, dated."""
    return composer(GABARIT, donnees, le=le)
