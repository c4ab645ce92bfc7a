"""Where a candidate stands on a map: the centre of her commune, never finer."""

from __future__ import annotations

from socle.models import Territoire


def position(commune: Territoire | None) -> dict[str, float | None]:
    """The coordinates to keep with a candidate of this commune."""
    return {
        "latitude": commune.latitude if commune else None,
        "longitude": commune.longitude if commune else None,
    }
