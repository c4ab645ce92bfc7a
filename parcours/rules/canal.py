"""How a person can be told: by a message on her phone, else by e-mail, else by a call. Pure."""

from __future__ import annotations

import re

from socle.mots import MotLibelle

MOBILE = re.compile(r"^(?:0|\+33|0033)[67]\d{8}$")
"""A French mobile number, written without spaces (numbering plan of ARCEP: 06 and 07)."""


class Canal(MotLibelle):
    """Way of a message to a person."""

    SMS = ("SMS", "par SMS")
    COURRIEL = ("COURRIEL", "par courriel")


def canal(telephone: str, email: str, *, sms: bool = True) -> Canal | None:
    """The way of a message; None: she cannot be written to, she is called. `sms`: a gateway is there."""
    if sms and numero_mobile(telephone):
        return Canal.SMS
    return Canal.COURRIEL if email.strip() else None


def numero_mobile(telephone: str) -> str:
    """A mobile number as a gateway takes it (+33…); "" for anything else."""
    serre = re.sub(r"[\s.\-()]", "", telephone)
    return f"+33{serre[-9:]}" if MOBILE.match(serre) else ""
