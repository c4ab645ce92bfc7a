"""How many examples a property of pure rules draws: all in the first lane, some in the second.

A pure rule does not know which database runs beside it: drawing twice the same thousands proves nothing more.
"""

from __future__ import annotations

import os


def exemples(nombre: int) -> int:
    """So many examples; a twentieth of them, thirty at least, where the lane is PostgreSQL's."""
    return max(30, nombre // 20) if os.environ.get("TEST_DATABASE_URL") else nombre
