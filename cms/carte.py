"""The sites as the map wants them: short arrays, no word that the legend already holds. Serialises, nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from clauses.public import ORDRE_DES_ETATS, ChantierPublie, EtatEngagement

COLONNES = (
    "longitude",
    "latitude",
    "etat",
    "slug",
    "nom",
    "commune",
    "objectif",
    "validees",
    "verification",
    "attendues",
    "arrete",
)
RANGS = {etat: rang for rang, etat in enumerate(ORDRE_DES_ETATS)}


def nombre_json(valeur: Decimal | None) -> int | float | None:
    """A JSON number with two decimals at most; hours have at most two, so nothing is rounded here."""
    if valeur is None:
        return None
    return int(valeur) if valeur == valeur.to_integral_value() else float(valeur)


def points(chantiers: Sequence[ChantierPublie]) -> str:
    """JSON of the map: the states and their colours once, then one array per site that has a point.

    `total` counts every site of the set, `sans_point` those that only the list can show.
    """
    mois = sorted({c.mois_arrete for c in chantiers if c.mois_arrete})
    lignes = [_ligne(c, mois) for c in chantiers if c.lieu.a_un_point]
    contenu = {
        "colonnes": COLONNES,
        "etats": [_etat(e) for e in ORDRE_DES_ETATS],
        "mois": mois,
        "total": len(chantiers),
        "sans_point": len(chantiers) - len(lignes),
        "chantiers": lignes,
    }
    return json.dumps(contenu, ensure_ascii=False, separators=(",", ":"))


def _etat(etat: EtatEngagement) -> dict[str, str]:
    return {"code": etat.value, "mot": etat.mot, "couleur": etat.hexa}


def _ligne(chantier: ChantierPublie, mois: Sequence[str]) -> list[Any]:
    lieu = chantier.lieu
    debut = [
        round(lieu.longitude or 0, 5),
        round(lieu.latitude or 0, 5),
        RANGS[chantier.etat],
        lieu.slug,
        lieu.nom,
        lieu.commune,
    ]
    if not chantier.est_publie:
        return debut
    return [
        *debut,
        nombre_json(chantier.heures_objectif),
        nombre_json(chantier.heures_validees),
        nombre_json(chantier.heures_en_verification),
        nombre_json(chantier.heures_attendues),
        mois.index(chantier.mois_arrete),
    ]
