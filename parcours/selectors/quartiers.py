"""In which priority neighbourhood a point is at a date."""

from __future__ import annotations

from datetime import date

from parcours.rules.residence import QuartierSitue
from socle.geo import Point
from socle.models import QuartierPrioritaire
from socle.quartiers import generation_au


def situer(point: Point, le: date) -> QuartierSitue:
    """The neighbourhood of the list in force that day where a (latitude, longitude) is, or that it is in none.

    Two queries at most. The point is not kept.
    """
    trouve = QuartierPrioritaire.objects.contenant(point, le)
    if trouve is not None:
        return QuartierSitue(trouve.generation, trouve.code, trouve.nom)
    generation = generation_au(le)
    if generation is None:
        return QuartierSitue(None)
    chargee = QuartierPrioritaire.objects.filter(generation=generation.annee).exists()
    return QuartierSitue(generation.annee, chargee=chargee)
