"""The mapping of a file in doubt: what the page asks, what the firm answered, kept as plain data."""

from __future__ import annotations

from typing import Any

from clauses.exchange.heures_tableur import Champ, LectureTableur, Reglage
from clauses.rules.lecture import Portee


def ecrire_correspondance(lu: LectureTableur) -> dict[str, Any]:
    """What the mapping page shows: columns with their titles and a few values, what is in doubt."""
    return {
        "signature": lu.signature,
        "doutes": sorted(lu.doutes),
        "large": any(c.mois for c in lu.colonnes),
        "colonnes": [
            {
                "cle": c.cle,
                "lettre": c.lettre,
                "titre": c.titre,
                "champ": str(c.champ or ("" if not c.mois else "COLONNE_MOIS")),
                "exemples": list(lu.exemples.get(c.cle, ())),
            }
            for c in lu.colonnes
        ],
        "refus": [c.phrase for c in lu.lecture.constats if c.portee == Portee.REFUS][:5],
    }


def lire_reglage(reponses: dict[str, Any], annee: int | None = None) -> Reglage:
    """The answers of a firm, for the reader. The year is the file's own: next year's file of the same shape asks."""
    return Reglage(
        colonnes={cle: Champ(champ) for cle, champ in reponses.get("colonnes", {}).items() if champ in set(Champ)},
        annee=annee,
        minutes=reponses.get("minutes"),
    )
