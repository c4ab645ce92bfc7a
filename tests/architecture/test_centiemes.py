"""Hours and money are whole hundredths in the database: no mean, product or quotient there (wrong by 100)."""

from __future__ import annotations

import ast
from functools import cache

import pytest
from django.apps import apps

from socle.centiemes import CentiemesField
from tests.architecture.lecture import appels, arbre, nom_pointe, ou, sources

MOYENNES = {"Avg", "StdDev", "Variance", "Power", "Sqrt"}
EXPRESSIONS = {"F", "Sum", "Value", "Coalesce", "Subquery", "OuterRef", "Case", "Max", "Min", "Greatest", "Least"}
PRODUITS = (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


@cache
def champs_en_centiemes() -> frozenset[str]:
    """Names of all the fields kept in hundredths."""
    return frozenset(
        champ.name for modele in apps.get_models() for champ in modele._meta.fields if isinstance(champ, CentiemesField)
    )


def _expression(noeud: ast.AST) -> bool:
    return isinstance(noeud, ast.Call) and nom_pointe(noeud.func).rpartition(".")[2] in EXPRESSIONS


def _en_centiemes(noeud: ast.AST) -> bool:
    return any(
        isinstance(n, ast.Constant)
        and isinstance(n.value, str)
        and n.value.rpartition("__")[2] in champs_en_centiemes()
        for n in ast.walk(noeud)
    )


def calculs_faux(module: ast.AST) -> list[ast.AST]:
    """Means; products and quotients of database expressions; a plain number added to a field in hundredths."""
    fautes: list[ast.AST] = [a for nom, a in appels(module) if nom.rpartition(".")[2] in MOYENNES]
    for noeud in ast.walk(module):
        if not isinstance(noeud, ast.BinOp):
            continue
        cotes = (noeud.left, noeud.right)
        if isinstance(noeud.op, PRODUITS) and any(_expression(cote) for cote in cotes):
            fautes.append(noeud)
        elif isinstance(noeud.op, (ast.Add, ast.Sub)) and any(isinstance(cote, ast.Constant) for cote in cotes):
            fautes += [noeud for cote in cotes if _expression(cote) and _en_centiemes(cote)]
    return fautes


DEGRES = {"latitude", "longitude"}
"""Fields that are plain degrees: trigonometry on them is not money nor hours."""


def _sur_des_degres(noeud: ast.AST) -> bool:
    """Every field that the expression names is one of those (or it names none, inside an arc)."""
    noms = {n.value for n in ast.walk(noeud) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    arc = any(isinstance(n, ast.Name) and n.id in {"ASin", "carre"} for n in ast.walk(noeud))
    return noms <= DEGRES and bool(noms or arc)


def test_la_base_ne_fait_que_des_sommes_de_centiemes() -> None:
    fautes = [ou(f, n) for f in sources() for n in calculs_faux(arbre(f)) if not _sur_des_degres(n)]

    assert not fautes, "calculez les taux dans les règles :\n" + "\n".join(fautes)


@pytest.mark.parametrize(
    "code", ["qs.aggregate(m=Avg('heures'))", "F('heures') * 2", "Sum('heures') / Value(3)", "F('heures') + 1"]
)
def test_le_lecteur_voit_un_calcul_faux(code: str) -> None:
    assert calculs_faux(ast.parse(code))


@pytest.mark.parametrize("code", ["Sum('heures') - Sum('heures')", "F('version') + 1", "Decimal(2) * heures"])
def test_le_lecteur_laisse_passer_un_calcul_juste(code: str) -> None:
    assert not calculs_faux(ast.parse(code))
