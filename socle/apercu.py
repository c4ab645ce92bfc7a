"""What an act would do: it is done for real, then undone. A preview made so cannot differ from the act."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

T = TypeVar("T")


def a_blanc(acte: Callable[[], T]) -> T:
    """The result of `acte`, none of its writes kept. Raises what it raises; what it returns is already loaded."""
    with transaction.atomic():
        resultat = acte()
        transaction.set_rollback(True)
    return resultat
