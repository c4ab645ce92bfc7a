"""Spreadsheets: written from columns declared once (`ecriture`), read by a child process with limits (`lecture`)."""

from socle.tableur.ecriture import (
    BOM,
    MIME_CSV,
    MIME_XLSX,
    Colonne,
    Sorte,
    ecrire_csv,
    ecrire_xlsx,
    neutraliser,
    nom_de_feuille,
)
from socle.tableur.lecture import Cellule, ClasseurRefuse, Feuille, lire_feuilles, sorte_de_fichier

__all__ = [
    "BOM",
    "MIME_CSV",
    "MIME_XLSX",
    "Cellule",
    "ClasseurRefuse",
    "Colonne",
    "Feuille",
    "Sorte",
    "ecrire_csv",
    "ecrire_xlsx",
    "lire_feuilles",
    "neutraliser",
    "nom_de_feuille",
    "sorte_de_fichier",
]
