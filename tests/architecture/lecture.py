"""Reading the sources as trees, for rules that an import checker cannot see."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
ETAGES = ("socle", "comptes", "entreprises", "chantiers", "clauses", "parcours", "cms", "config")
"""The apps, from the ground up."""


@cache
def arbre(fichier: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(fichier.read_text(encoding="utf-8"), filename=str(fichier))


def sources(*apps: str) -> Iterator[Path]:
    """Every Python file of the apps (all by default)."""
    for app in apps or ETAGES:
        yield from sorted((RACINE / app).rglob("*.py"))


def nom_pointe(noeud: ast.AST) -> str:
    """`a.b.c` of a chain of attributes; calls on the way are passed over: `X.objects.filter().update`."""
    morceaux: list[str] = []
    while True:
        if isinstance(noeud, ast.Attribute):
            morceaux.append(noeud.attr)
            noeud = noeud.value
        elif isinstance(noeud, ast.Call):
            noeud = noeud.func
        elif isinstance(noeud, ast.Name):
            morceaux.append(noeud.id)
            return ".".join(reversed(morceaux))
        else:
            return ".".join(reversed(morceaux))


def appels(racine: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name."""
    for noeud in ast.walk(racine):
        if isinstance(noeud, ast.Call):
            yield nom_pointe(noeud.func), noeud


def ou(fichier: Path, noeud: ast.AST) -> str:
    """`file:line` for a message."""
    return f"{fichier.relative_to(RACINE)}:{noeud.lineno}"  # type: ignore[attr-defined]
