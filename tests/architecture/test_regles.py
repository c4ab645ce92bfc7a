"""The rules room is plain Python: what import-linter says of modules, this says of numbers."""

from __future__ import annotations

import ast

from tests.architecture.lecture import ETAGES, RACINE, arbre, ou


def fichiers_de_regles() -> list:
    """`rules.py` or everything in `rules/`, of every app."""
    return [
        f
        for app in ETAGES
        for f in sorted((RACINE / app).glob("rules*/**/*.py")) + sorted((RACINE / app).glob("rules.py"))
    ]


def test_les_regles_comptent_en_decimal_jamais_en_flottant() -> None:
    fautes = [
        ou(fichier, noeud)
        for fichier in fichiers_de_regles()
        for noeud in ast.walk(arbre(fichier))
        if (isinstance(noeud, ast.Constant) and isinstance(noeud.value, float))
        or (isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Name) and noeud.func.id == "float")
    ]

    assert fichiers_de_regles()
    assert not fautes, "\n".join(fautes)
