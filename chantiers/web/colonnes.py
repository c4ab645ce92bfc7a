"""Columns of the export of sites, declared once for CSV and XLSX."""

from __future__ import annotations

from datetime import date

from chantiers.models import Chantier, NaturePhase, PhaseChantier
from socle.tableur import Colonne, Sorte


def _travaux(chantier: Chantier) -> list[PhaseChantier]:
    return [p for p in chantier.phases.all() if p.nature == NaturePhase.TRAVAUX]


def _debut(chantier: Chantier) -> date | None:
    return min((p.debut_retenu for p in _travaux(chantier) if p.debut_retenu), default=None)


def _fin(chantier: Chantier) -> date | None:
    return max((p.fin_retenue for p in _travaux(chantier) if p.fin_retenue), default=None)


LIEUX = [
    Colonne("Chantier", lambda c: c.nom, largeur=40),
    Colonne("Autres noms", lambda c: ", ".join(c.alias), largeur=30),
    Colonne("Opération", lambda c: c.operation.nom, largeur=40),
    Colonne("Programme", lambda c: c.operation.programme.nom),
    Colonne("Maître d'ouvrage", lambda c: c.operation.maitre_ouvrage.nom, largeur=30),
    Colonne("Communes", lambda c: ", ".join(p.commune.nom for p in c.communes.all()), largeur=30),
    Colonne("Adresse ou lieu", lambda c: c.adresse, largeur=30),
    Colonne("Latitude", lambda c: "" if c.latitude is None else f"{c.latitude:.6f}"),
    Colonne("Longitude", lambda c: "" if c.longitude is None else f"{c.longitude:.6f}"),
    Colonne("Début des travaux", _debut, Sorte.DATE),
    Colonne("Fin des travaux", _fin, Sorte.DATE),
    Colonne("Lots suivis", lambda c: c.nb_lots, Sorte.ENTIER),
]
