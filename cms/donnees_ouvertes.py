"""The open files: the same rows as the list, one column list for the CSV and the GeoJSON, and their page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clauses.public import ChantierPublie
from cms.carte import nombre_json

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
NOM_LICENCE = "Licence Ouverte 2.0"


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column of the files: its name, what it holds, its kind, and how to read it from a site."""

    nom: str
    description: str
    sorte: str
    lire: Callable[[ChantierPublie], Any]


COLONNES: tuple[Colonne, ...] = (
    Colonne("slug", "Identifiant stable du chantier, celui de l'adresse de sa page.", "texte", lambda c: c.slug),
    Colonne("nom", "Nom du chantier.", "texte", lambda c: c.nom),
    Colonne("programme", "Programme de travaux auquel il se rattache.", "texte", lambda c: c.lieu.programme.nom),
    Colonne(
        "commune",
        "Commune, ou communes séparées par une virgule, la part la plus grande en premier.",
        "texte",
        lambda c: c.lieu.commune,
    ),
    Colonne("etat", "Code de l'état de l'engagement (tableau ci-dessous).", "texte", lambda c: c.etat.value),
    Colonne(
        "heures_objectif",
        "Heures d'insertion dues à la date d'arrêt ; vide si l'engagement n'est pas publié.",
        "nombre",
        lambda c: c.heures_objectif,
    ),
    Colonne(
        "heures_en_verification",
        "Heures déclarées par les entreprises et pas encore contrôlées.",
        "nombre",
        lambda c: c.heures_en_verification,
    ),
    Colonne("heures_validees", "Heures réalisées et validées.", "nombre", lambda c: c.heures_validees),
    Colonne(
        "arrete_au",
        "Dernier jour de la dernière période close : les heures travaillées après ne sont pas comptées.",
        "date (AAAA-MM-JJ)",
        lambda c: c.arrete_au.isoformat() if c.arrete_au else None,
    ),
)


def en_csv(chantiers: Sequence[ChantierPublie]) -> str:
    """The set as CSV: semicolons, a comma in no number, an empty cell where nothing is published."""
    tampon = io.StringIO(newline="")
    ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    ecrivain.writerow([c.nom for c in COLONNES])
    ecrivain.writerows([_cellule(c.lire(chantier)) for c in COLONNES] for chantier in chantiers)
    return tampon.getvalue()


def en_geojson(chantiers: Sequence[ChantierPublie]) -> str:
    """The set as GeoJSON (RFC 7946); a site without a point has a null geometry."""
    elements = [
        {
            "type": "Feature",
            "id": chantier.slug,
            "geometry": _geometrie(chantier),
            "properties": {c.nom: _valeur(c.lire(chantier)) for c in COLONNES},
        }
        for chantier in chantiers
    ]
    contenu = {"type": "FeatureCollection", "features": elements}
    return json.dumps(contenu, ensure_ascii=False, separators=(",", ":"))


def _geometrie(chantier: ChantierPublie) -> dict[str, Any] | None:
    lieu = chantier.lieu
    if lieu.longitude is None or lieu.latitude is None:
        return None
    return {"type": "Point", "coordinates": [round(lieu.longitude, 6), round(lieu.latitude, 6)]}


def _valeur(valeur: Any) -> Any:
    return nombre_json(valeur) if isinstance(valeur, Decimal) else valeur


def _cellule(valeur: Any) -> str:
    """A cell: nothing for None; a text that a spreadsheet would run as a formula is kept as text."""
    if valeur is None:
        return ""
    if isinstance(valeur, Decimal):
        return str(nombre_json(valeur))
    texte = " ".join(str(valeur).split())
    return f"'{texte}" if texte[:1] in "=+-@" and texte else texte
