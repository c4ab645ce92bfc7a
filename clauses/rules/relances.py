"""When a silent month is recalled to the firm: two written reminders, the second only after the first was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from socle.mots import MotLibelle


@dataclass(frozen=True)
class Delais:
    """Days after the due day at which each reminder leaves."""

    premier: int
    second: int
    fenetre: int = 60
    """Days after the due day beyond which a silent month is no longer recalled by mail: a base taken over, or a
    platform that was stopped, does not write to every firm about its past (it stays on the facilitator's board)."""

    @property
    def entre_deux(self) -> int:
        """Days that always separate the two reminders, even for months discovered late."""
        return max(1, self.second - self.premier)


def premier_rappel_le(echeance: date, delais: Delais) -> date:
    """The day of the first reminder."""
    return echeance + timedelta(days=delais.premier)


def se_rappelle(echeance: date, jour: date, delais: Delais) -> bool:
    """A first reminder may still be made that day for a month that was due then."""
    return premier_rappel_le(echeance, delais) <= jour <= echeance + timedelta(days=max(delais.fenetre, delais.premier))


def second_rappel_le(echeance: date, premier_envoye_le: date, delais: Delais) -> date:
    """The day of the second reminder: never sooner after the first than the delays say."""
    return max(
        echeance + timedelta(days=delais.second),
        premier_envoye_le + timedelta(days=delais.entre_deux),
    )


class EtatRelance(MotLibelle):
    """Where a step of an escalation stands, as the office reads it."""

    PREVUE = ("PREVUE", "Prévue")
    FAITE = ("FAITE", "Faite")
    SANS_OBJET = ("SANS_OBJET", "Sans objet")


def etat_de_relance(*, faite: bool, abandonnee: bool) -> EtatRelance:
    """A step once taken stays so; one dropped before it was taken has no object any more."""
    if faite:
        return EtatRelance.FAITE
    return EtatRelance.SANS_OBJET if abandonnee else EtatRelance.PREVUE


ECHELLE = ("RAPPEL_1", "RAPPEL_2", "APPEL", "LETTRE", "MISE_EN_DEMEURE")
"""The steps of an escalation, in their order."""
PRISES = ECHELLE[2:]
"""Those that a person takes, from the call on; the reminders before leave by themselves."""


def etape_suivante(faites: Mapping[str, date], delais: Mapping[str, int]) -> tuple[str, date] | None:
    """(next step, its day) after the last one done; None before the second reminder, and after the last step.

    A step is never planned before the one before it was taken: nothing escalates by the calendar alone.
    """
    for avant, nature in pairwise(ECHELLE[1:]):
        if avant in faites and nature not in faites:
            return nature, faites[avant] + timedelta(days=delais[nature])
    return None
