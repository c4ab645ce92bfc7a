"""Outlines of priority neighbourhoods, from the official file of one generation; repeating a file changes nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from socle.geo import emprise, positions
from socle.models import QuartierPrioritaire
from socle.quartiers import (
    GENERATIONS,
    FichierQuartiersIllisible,
    Generation,
    QuartierLu,
    QuartierRefuse,
    lire_quartiers,
)

CHAMPS = ("nom", "generation", "contour", "sud", "ouest", "nord", "est", "valide_du", "valide_au")
LOT = 200


@dataclass(frozen=True)
class BilanQuartiers:
    """Neighbourhoods created, corrected and left as they were, and the features refused."""

    crees: int
    corriges: int
    inchanges: int
    refus: tuple[QuartierRefuse, ...]


def charger_quartiers(fichier: Path, annee: int) -> BilanQuartiers:
    """Read the file of a generation and write what differs; neighbourhoods missing from it stay.

    Raises FichierQuartiersIllisible, OSError.
    """
    generation = GENERATIONS[annee]
    try:
        brut = json.loads(fichier.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as erreur:
        raise FichierQuartiersIllisible("Ce fichier n'est pas du JSON en UTF-8.") from erreur
    lecture = lire_quartiers(brut, generation)
    return _ecrire([_valeurs(lu, generation) for lu in lecture.quartiers], lecture.refus)


@transaction.atomic
def _ecrire(voulus: list[dict[str, Any]], refus: tuple[QuartierRefuse, ...]) -> BilanQuartiers:
    connus = {
        q.code: q
        for q in QuartierPrioritaire.objects.select_for_update().filter(
            code__in=[valeurs["code"] for valeurs in voulus]
        )
    }
    nouveaux, changes = [], []
    for valeurs in voulus:
        connu = connus.get(valeurs["code"])
        if connu is None:
            nouveaux.append(QuartierPrioritaire(**valeurs))
        elif any(getattr(connu, champ) != valeurs[champ] for champ in CHAMPS):
            for champ in CHAMPS:
                setattr(connu, champ, valeurs[champ])
            changes.append(connu)
    QuartierPrioritaire.objects.bulk_create(nouveaux, batch_size=LOT)
    QuartierPrioritaire.objects.bulk_update(changes, CHAMPS, batch_size=LOT)
    return BilanQuartiers(len(nouveaux), len(changes), len(voulus) - len(nouveaux) - len(changes), refus)


def _valeurs(lu: QuartierLu, generation: Generation) -> dict[str, Any]:
    boite = emprise(positions(lu.contour))
    assert boite is not None, "un contour lu a des points"
    du, au = generation.validite(lu.code)
    return {
        "code": lu.code,
        "nom": lu.nom,
        "generation": generation.annee,
        "contour": lu.contour,
        "sud": boite.sud,
        "ouest": boite.ouest,
        "nord": boite.nord,
        "est": boite.est,
        "valide_du": du,
        "valide_au": au,
    }
