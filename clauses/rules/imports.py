"""Coded words of the files that firms drop."""

from __future__ import annotations

from socle.mots import MotLibelle


class FormatFichier(MotLibelle):
    """Where the hours come from."""

    DSN = ("DSN", "DSN")
    TABLEUR = ("TABLEUR", "Fichier tableur")


class EtatImport(MotLibelle):
    """Where a dropped file stands."""

    LECTURE = ("LECTURE", "En cours de lecture")
    A_RELIRE = ("A_RELIRE", "À relire")
    REPORTE = ("REPORTE", "Reporté dans la grille")
    ABANDONNE = ("ABANDONNE", "Laissé")
    REFUSE = ("REFUSE", "Refusé")
