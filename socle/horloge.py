"""The only clock of the project: every "now" and "today" comes from here.

Tests and demo data set the clock (`a_l_instant`); nothing else calls `timezone.now`,
`date.today` or an `auto_now` field, so any figure can be replayed "as of" a date.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

_instant_force: ContextVar[datetime | None] = ContextVar("instant_force", default=None)


def maintenant() -> datetime:
    """The current instant, aware, in UTC; the forced one inside `a_l_instant`."""
    force = _instant_force.get()
    return force if force is not None else datetime.now(UTC)


def aujourdhui() -> date:
    """Today's date in Europe/Paris."""
    return maintenant().astimezone(PARIS).date()


def en_paris(instant: datetime) -> datetime:
    """The same instant, expressed in Europe/Paris."""
    return instant.astimezone(PARIS)


def fin_de_jour(jour: date) -> datetime:
    """The last instant of a Paris day, aware: the bound of "connu au <jour>"."""
    return datetime.combine(jour, time.max, tzinfo=PARIS)


@contextmanager
def a_l_instant(quand: datetime | date) -> Iterator[datetime]:
    """Set the clock inside the block; a plain date means noon in Paris that day."""
    if not isinstance(quand, datetime):
        quand = datetime.combine(quand, time(12, 0), tzinfo=PARIS)
    elif quand.tzinfo is None:
        quand = quand.replace(tzinfo=PARIS)
    jeton = _instant_force.set(quand.astimezone(UTC))
    try:
        yield quand
    finally:
        _instant_force.reset(jeton)
