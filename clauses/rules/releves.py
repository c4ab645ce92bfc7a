"""Whether the figures of a frozen statement still hold, which ones changed, and which later statement says so.

Only figures are compared, at the same last day worked: what act changed them does not matter here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from clauses.rules.heures import Situation
from socle.mots import MotLibelle


class Chiffre(MotLibelle):
    """A figure of a statement, in the order in which it is read."""

    DUES = ("dues", "dues")
    VALIDEES = ("validees", "validées")
    EN_VERIFICATION = ("en_verification", "en vérification")
    RESTANTES = ("restantes", "restantes")
    ATTENDUES = ("attendues", "attendues")


Chiffres = Mapping[Chiffre, Decimal]


@dataclass(frozen=True, slots=True)
class Ecart:
    """A figure as the statement has it, and as it is known today."""

    chiffre: Chiffre
    fige: Decimal
    actuel: Decimal


@dataclass(frozen=True, slots=True)
class Fige:
    """A statement: its number, its two times, its figures."""

    cle: int
    arrete_au: date
    connues_au: datetime
    chiffres: Chiffres


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a statement: its figures that changed, and the later statement that corrects it, if any."""

    ecarts: tuple[Ecart, ...] = ()
    par: int | None = None


def chiffres_de(situation: Situation, *, en_verification: bool = True) -> dict[Chiffre, Decimal]:
    """The figures of a situation; a replay does not know what was being checked."""
    chiffres = {
        Chiffre.DUES: situation.dues,
        Chiffre.VALIDEES: situation.validees,
        Chiffre.EN_VERIFICATION: situation.en_verification,
        Chiffre.RESTANTES: situation.restantes,
        Chiffre.ATTENDUES: situation.attendues_arrondies,
    }
    return {c: h for c, h in chiffres.items() if en_verification or c != Chiffre.EN_VERIFICATION}


def ecarts(figes: Chiffres, actuels: Chiffres) -> tuple[Ecart, ...]:
    """The figures that both have and that differ."""
    return tuple(
        Ecart(chiffre, figes[chiffre], actuels[chiffre])
        for chiffre in Chiffre
        if chiffre in figes and chiffre in actuels and figes[chiffre] != actuels[chiffre]
    )


def juger(figes: Sequence[Fige], actuels: Mapping[date, Chiffres]) -> dict[int, Verdict]:
    """Statement → what became of it; `actuels` are today's figures at each last day worked.

    A statement is corrected by the last one of the same period, known later, when that one says something else.
    """
    return {f.cle: _verdict(f, figes, actuels[f.arrete_au]) for f in figes}


def _verdict(fige: Fige, figes: Sequence[Fige], actuels: Chiffres) -> Verdict:
    changes = ecarts(fige.chiffres, actuels)
    suivants = [f for f in figes if f.arrete_au == fige.arrete_au and f.connues_au > fige.connues_au]
    if not changes or not suivants:
        return Verdict(changes)
    dernier = max(suivants, key=lambda f: (f.connues_au, f.cle))
    return Verdict(changes, dernier.cle if ecarts(fige.chiffres, dernier.chiffres) else None)
