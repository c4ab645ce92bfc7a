"""Field names: one canonical name per fact, whatever the export calls it.

decp.info writes `titulaire_id`, Opendatasoft `titulaire_id_1` to `titulaire_id_3`, the schemas nest
a `titulaires` list: after `aplatir` the rest of the reader knows one shape only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from clauses.exchange.decp.valeurs import cle_canonique, est_vide, texte

EQUIVALENTS = {
    "idacheteur": "acheteurid",
    "siretacheteur": "acheteurid",
    "nomacheteur": "acheteurnom",
    "idmarche": "id",
    "cpv": "codecpv",
    "lieuexecutiontype": "lieuexecutiontypecode",
    "codelieuexecution": "lieuexecutioncode",
    "typecodelieuexecution": "lieuexecutiontypecode",
}
"""Canonical names of other exports and the name that the reader uses."""

TITULAIRE = re.compile(
    r"(?:titulaires?|concessionnaires?)(?P<champ>id|typeidentifiant|nom|denominationsociale)(?P<r1>\d*)"
    r"|(?P<numero>id|siret)titulaire(?P<r2>\d*)|(?P<nom>nom|denominationsociale)titulaire(?P<r3>\d*)"
)


@lru_cache(maxsize=4096)
def nom_de_champ(cle: str) -> str:
    """The reader's name of a field or column."""
    canonique = cle_canonique(cle)
    return EQUIVALENTS.get(canonique, canonique)


def aplatir(enregistrement: dict[str, Any]) -> dict[str, Any]:
    """The record under the reader's names, one level deep: `acheteur: {id}` gives `acheteurid` too.

    A value present is never hidden by an empty one of the same name.
    """
    plat: dict[str, Any] = {}
    for cle, valeur in enregistrement.items():
        nom = nom_de_champ(str(cle))
        if not isinstance(valeur, str):
            seule = valeur[0] if isinstance(valeur, list) and len(valeur) == 1 else valeur
            if isinstance(seule, dict):
                for sous_cle, sous_valeur in seule.items():
                    plat.setdefault(nom + cle_canonique(str(sous_cle)), sous_valeur)
        if plat.get(nom) in (None, ""):
            plat[nom] = valeur
    return plat


def titulaires_en_colonnes(plat: dict[str, Any]) -> list[dict[str, str]]:
    """Holders written in columns, numbered or not, in the order of their numbers."""
    par_rang: dict[int, dict[str, str]] = {}
    for nom, valeur in plat.items():
        place = _place(nom)
        if place is not None and not isinstance(valeur, (dict, list)):
            champ, rang = place
            par_rang.setdefault(rang, {}).setdefault(champ, texte(valeur))
    lus = [par_rang[rang] for rang in sorted(par_rang)]
    return [t for t in lus if not (est_vide(t.get("id", "")) and est_vide(t.get("nom", "")))]


@lru_cache(maxsize=4096)
def _place(nom: str) -> tuple[str, int] | None:
    """(field of the holder, its number) told by a column's name, or None for another column."""
    trouve = TITULAIRE.fullmatch(nom)
    if trouve is None:
        return None
    champ = trouve["champ"] or ("id" if trouve["numero"] else "nom")
    rang = trouve["r1"] or trouve["r2"] or trouve["r3"] or "1"
    return ("nom" if champ == "denominationsociale" else champ), int(rang[:4])
