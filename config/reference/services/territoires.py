"""Territories and the codes, postcodes and spellings that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from config.reference import lecture
from config.reference.services.creation import Compte, creer_absents
from socle.identifiants import en_slug, plier
from socle.models import AliasTerritoire, Territoire


def charger_territoires() -> Compte:
    """The département, its EPT, then the communes: one read and one write per level, parents first."""
    comptes = [_charger_niveau(nature) for nature in ("DEPARTEMENT", "EPT", "COMMUNE")]
    return Compte(sum(c.crees for c in comptes), sum(c.presents for c in comptes))


def charger_alias() -> Compte:
    """Former INSEE codes, postcodes and other names; names are stored folded, as they are searched."""
    ids = _ids_par_nature_et_code()
    lignes = {
        (ids[lieu.type, lieu.code], sorte, valeur) for lieu in lecture.lieux() for sorte, valeur in _alias_de(lieu)
    }
    cles = ("territoire_id", "sorte", "valeur")
    return creer_absents(AliasTerritoire, cles, (dict(zip(cles, ligne, strict=True)) for ligne in sorted(lignes)))


def _charger_niveau(nature: str) -> Compte:
    parents = {code: pk for (_, code), pk in _ids_par_nature_et_code().items()}
    return creer_absents(
        Territoire,
        ("nature", "code"),
        (_ligne(lieu, parents.get(lieu.parent)) for lieu in lecture.lieux() if lieu.type == nature),
    )


def _ligne(lieu: lecture.Lieu, parent_id: int | None) -> dict[str, Any]:
    return {
        "nature": lieu.type,
        "code": lieu.code,
        "nom": lieu.nom,
        "nom_plie": plier(lieu.nom),
        "slug": en_slug(lieu.nom),
        "parent_id": parent_id,
        "latitude": lieu.latitude,
        "longitude": lieu.longitude,
    }


def _alias_de(lieu: lecture.Lieu) -> Iterator[tuple[str, str]]:
    yield from (("CODE_POSTAL", code) for code in lieu.codes_postaux)
    yield from (("INSEE_ANCIEN", ancien.code) for ancien in lieu.anciens_codes)
    yield from (("NOM", plier(nom)) for nom in lieu.alias if plier(nom) != plier(lieu.nom))


def _ids_par_nature_et_code() -> dict[tuple[str, str], int]:
    return {(nature, code): pk for nature, code, pk in Territoire.objects.values_list("nature", "code", "pk")}
