"""Priority neighbourhoods (QPV): the generations of the national list, and the reading of their official outlines.

Pure. Official file: data.gouv.fr, « Quartiers prioritaires de la politique de la ville (QPV) » (ANCT), GeoJSON in
WGS 84; a neighbourhood over several communes stands there as several features of one code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from socle.geo import position_valide


@dataclass(frozen=True, slots=True)
class Generation:
    """One national list: its year, the beginning of its codes, when it is in force, and the text that fixed it."""

    annee: int
    prefixe: str
    debut: date
    fin: date | None
    debut_outre_mer: date
    fin_outre_mer: date | None
    source: str

    def validite(self, code: str) -> tuple[date, date | None]:
        """When an outline of this list is in force: overseas, the second list came a year later."""
        if code[2:4] in {"97", "98"}:
            return self.debut_outre_mer, self.fin_outre_mer
        return self.debut, self.fin


GENERATIONS = {
    2015: Generation(
        2015,
        "QP",
        date(2015, 1, 1),
        date(2023, 12, 31),
        date(2015, 1, 1),
        date(2024, 12, 31),
        "décret n° 2014-1750 du 30 décembre 2014",
    ),
    2024: Generation(
        2024,
        "QN",
        date(2024, 1, 1),
        None,
        date(2025, 1, 1),
        None,
        "décret n° 2023-1314 du 28 décembre 2023",
    ),
}
CODE = re.compile(r"Q[NP][0-9A-Z]{3}\d{2}[0-9A-Z]")
"""QP093028 (2015), QN09302M (2024): prefix, département on three characters, number."""

NOMS_DU_CODE = ("code_qp", "code_quartier", "code")
NOMS_DU_NOM = ("lib_qp", "nom_qp", "nom_quartier", "nom", "libelle")


def generation_au(jour: date) -> Generation | None:
    """The list in force that day in metropolitan France; None before 2015."""
    en_vigueur = (g for g in GENERATIONS.values() if g.debut <= jour and (g.fin is None or jour <= g.fin))
    return next(en_vigueur, None)


class FichierQuartiersIllisible(ValueError):
    """The file as a whole can't be read; its text is a French sentence."""


@dataclass(frozen=True, slots=True)
class QuartierLu:
    """A neighbourhood as the file gives it, the parts of its communes put together."""

    code: str
    nom: str
    contour: dict[str, Any]


@dataclass(frozen=True, slots=True)
class QuartierRefuse:
    """A feature left out: its rank in the file, what it is called, and why."""

    rang: int
    code: str
    phrase: str


@dataclass(frozen=True, slots=True)
class LectureQuartiers:
    """What a file gives: neighbourhoods by code, and the features left out."""

    quartiers: tuple[QuartierLu, ...]
    refus: tuple[QuartierRefuse, ...]


class _Refus(ValueError):
    pass


def lire_quartiers(brut: Any, generation: Generation) -> LectureQuartiers:
    """Read a GeoJSON collection of one generation. Raises FichierQuartiersIllisible when it is none, or is projected.

    Features of one code are parts of one neighbourhood; a feature that can't be read is left out and named.
    """
    if not isinstance(brut, Mapping) or not isinstance(brut.get("features"), list):
        raise FichierQuartiersIllisible("Ce fichier n'est pas une collection GeoJSON (« FeatureCollection »).")
    if "2154" in str(brut.get("crs", "")):
        raise FichierQuartiersIllisible(_PROJETE)
    noms: dict[str, str] = {}
    polygones: dict[str, list[Any]] = {}
    refus = []
    for rang, element in enumerate(brut["features"], start=1):
        proprietes = element.get("properties") if isinstance(element, Mapping) else None
        proprietes = {str(cle).lower(): v for cle, v in proprietes.items()} if isinstance(proprietes, Mapping) else {}
        code = _premier(proprietes, NOMS_DU_CODE).upper()
        try:
            _verifier_code(code, generation)
            nom = _premier(proprietes, NOMS_DU_NOM)
            if not nom:
                raise _Refus("le nom du quartier manque")
            parts = _polygones(element.get("geometry"))
        except _Refus as erreur:
            refus.append(QuartierRefuse(rang, code, f"{erreur}."))
            continue
        noms.setdefault(code, nom[:200])
        siens = polygones.setdefault(code, [])
        siens += [part for part in parts if part not in siens]
    quartiers = (QuartierLu(code, nom, _contour(polygones[code])) for code, nom in noms.items())
    return LectureQuartiers(tuple(quartiers), tuple(refus))


_PROJETE = "Les coordonnées sont en mètres (Lambert 93) : prenez le fichier en degrés (WGS 84, EPSG:4326)."


def _premier(proprietes: Mapping[str, Any], noms: tuple[str, ...]) -> str:
    trouves = (" ".join(str(proprietes[nom]).split()) for nom in noms if proprietes.get(nom) is not None)
    return next((t for t in trouves if t), "")


def _verifier_code(code: str, generation: Generation) -> None:
    if not code:
        raise _Refus("le code du quartier manque")
    if not CODE.fullmatch(code):
        raise _Refus(f"« {code[:20]} » n'est pas un code de quartier")
    if not code.startswith(generation.prefixe):
        raise _Refus(f"ce code n'est pas de la liste {generation.annee} ({generation.prefixe}…)")


def _polygones(geometrie: Any) -> list[Any]:
    """The polygons of a Polygon or a MultiPolygon, each ring checked."""
    sorte = geometrie.get("type") if isinstance(geometrie, Mapping) else None
    coordonnees = geometrie.get("coordinates") if isinstance(geometrie, Mapping) else None
    if sorte not in {"Polygon", "MultiPolygon"} or not isinstance(coordonnees, list) or not coordonnees:
        raise _Refus("le contour n'est ni un polygone ni plusieurs (Polygon, MultiPolygon)")
    polygones = [coordonnees] if sorte == "Polygon" else coordonnees
    return [_anneaux(polygone) for polygone in polygones]


def _anneaux(polygone: Any) -> list[Any]:
    if not isinstance(polygone, list) or not polygone:
        raise _Refus("le contour est vide")
    anneaux = []
    for anneau in polygone:
        if not isinstance(anneau, list) or len(anneau) < 4:
            raise _Refus("un anneau du contour a moins de quatre points")
        anneaux.append([_position(point) for point in anneau])
    return anneaux


def _position(point: Any) -> list[float]:
    if not isinstance(point, list) or len(point) < 2:
        raise _Refus("un point du contour n'a pas deux coordonnées")
    if not position_valide(point[1], point[0]):
        en_metres = all(isinstance(v, int | float) and abs(v) > 1000 for v in point[:2])
        raise _Refus(
            "les coordonnées sont en mètres : prenez le fichier en degrés (WGS 84)"
            if en_metres
            else "un point du contour n'est pas une position en degrés"
        )
    return point[:2]


def _contour(polygones: list[Any]) -> dict[str, Any]:
    if len(polygones) == 1:
        return {"type": "Polygon", "coordinates": polygones[0]}
    return {"type": "MultiPolygon", "coordinates": polygones}
