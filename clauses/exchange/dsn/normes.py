"""Code lists and structure of the norm (cahier technique NEODeS, P24V01; P25V01 and P26V01 keep what is read here)."""

from __future__ import annotations

import re

NORMES = re.compile(r"P(24|25|26)V\d{2}")
"""Versions of the norm that this reader knows."""

ENVOI, DECLARATION, ENTREPRISE, ETABLISSEMENT = "S10.G00.00", "S20.G00.05", "S21.G00.06", "S21.G00.11"
INDIVIDU, CONTRAT, VERSEMENT, REMUNERATION = "S21.G00.30", "S21.G00.40", "S21.G00.50", "S21.G00.51"
ACTIVITE, TOTAL = "S21.G00.53", "S90.G00.90"

LUES: dict[str, frozenset[int]] = {
    ENVOI: frozenset({5, 6}),
    DECLARATION: frozenset({1, 2, 3, 4, 5}),
    ENTREPRISE: frozenset({1}),
    ETABLISSEMENT: frozenset({1}),
    INDIVIDU: frozenset({2, 3, 4, 6}),
    CONTRAT: frozenset({1, 9, 46}),
    REMUNERATION: frozenset({1, 2, 10, 11, 12}),
    ACTIVITE: frozenset({1, 2, 3}),
    TOTAL: frozenset({1, 2}),
}
"""Block → rubrics whose value is decoded. Everything else stays bytes and is dropped: S21.G00.30.001 (the
social-security number), pay, health, address, level. A rubric that is not named here can't leak."""

PARENTS: dict[str, tuple[str, ...]] = {
    ENTREPRISE: (DECLARATION,),
    ETABLISSEMENT: (ENTREPRISE,),
    INDIVIDU: (ETABLISSEMENT,),
    CONTRAT: (INDIVIDU,),
    VERSEMENT: (INDIVIDU,),
    REMUNERATION: (VERSEMENT, INDIVIDU),
    ACTIVITE: (REMUNERATION,),
}
"""Block → the blocks of which one must be open above it (hierarchy is by position)."""

PROFONDEUR = (DECLARATION, ENTREPRISE, ETABLISSEMENT, INDIVIDU, VERSEMENT, REMUNERATION, ACTIVITE)
"""From the root down: opening one closes those after it. A contract stands beside the payments of its person."""

OBLIGATOIRES: dict[str, frozenset[int]] = {
    DECLARATION: frozenset({1, 2}),
    ENTREPRISE: frozenset({1}),
    ETABLISSEMENT: frozenset({1}),
    INDIVIDU: frozenset({2, 4}),
    CONTRAT: frozenset({1}),
    REMUNERATION: frozenset({1, 11}),
    ACTIVITE: frozenset({1, 2, 3}),
}
"""Rubrics without which a block is broken: a cut or shuffled file is refused instead of read wrong."""

MENSUELLE = "01"
NATURES = {
    "02": "un signalement de fin de contrat",
    "04": "un signalement d'arrêt de travail",
    "05": "un signalement de reprise du travail",
    "07": "un signalement de fin de contrat",
    "08": "un signalement d'amorçage",
    "09": "une déclaration de substitution",
}
"""S20.G00.05.001 other than the monthly one: refused, with these words."""

NORMALE, SANS_INDIVIDU, ANNULE_ET_REMPLACE, ANNULE, ANNULE_ET_REMPLACE_SANS_INDIVIDU = "01", "02", "03", "04", "05"

DE_BASE = ("002", "001", "003", "010")
"""S21.G00.51.011: pay whose activity holds the hours; in this order when one must be chosen."""

A_PART = {
    "017": "heures supplémentaires ou complémentaires",
    "018": "heures supplémentaires structurelles",
    "019": "heures d'activité partielle",
    "025": "heures d'intempéries",
}
"""S21.G00.51.011: hours declared apart, never added blindly: the payroll may already have them in the total."""

TRAVAIL_PAYE, ABSENCE_NON_PAYEE, HEURE = "01", "02", "10"
EN_JOURS = frozenset({"12", "40"})
