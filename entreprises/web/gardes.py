"""The guards every view names its policy with; they live in `socle.gardes` so that every floor may use them."""

from socle.gardes import Politique, politique, publique

__all__ = ["Politique", "politique", "publique"]
