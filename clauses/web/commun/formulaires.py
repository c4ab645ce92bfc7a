"""Shapes shared by the forms of these pages: see `socle.formulaires`."""

from __future__ import annotations

from socle.formulaires import ChampDate, ChampDecimal, Formulaire, champ_motif, valeurs_tapees

__all__ = ["ChampDate", "ChampDecimal", "Formulaire", "champ_motif", "valeurs_tapees"]
