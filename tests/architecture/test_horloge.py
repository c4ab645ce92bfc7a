"""One clock: only socle/horloge.py asks what time it is, so that every figure can be replayed "as of" a date."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.lecture import RACINE, appels, arbre, ou, sources

INTERDITS = (
    *("timezone.now", "timezone.localdate", "timezone.localtime", "timezone.datetime.now", "timezone.datetime.today"),
    *(
        "date.today",
        "datetime.now",
        "datetime.today",
        "datetime.utcnow",
        "datetime.date.today",
        "datetime.datetime.now",
    ),
    *("datetime.datetime.today", "datetime.datetime.utcnow", "time.time", "localdate", "Now"),
)
HORLOGE = RACINE / "socle" / "horloge.py"


def montres_clandestines(module: ast.AST) -> list[ast.Call]:
    """Calls that read the time, and fields that do it by themselves."""
    trouvees = []
    for nom, appel in appels(module):
        if nom in INTERDITS or any(m.arg in {"auto_now", "auto_now_add"} for m in appel.keywords):
            trouvees.append(appel)
    return trouvees


def test_seul_le_socle_lit_l_heure() -> None:
    fautes = [ou(f, n) for f in sources() if f != HORLOGE for n in montres_clandestines(arbre(f))]

    assert not fautes, "passez par socle.horloge :\n" + "\n".join(fautes)


@pytest.mark.parametrize(
    "code", ["date.today()", "timezone.now()", "models.DateTimeField(auto_now_add=True)", "datetime.now(UTC).date()"]
)
def test_le_lecteur_voit_une_montre_clandestine(code: str) -> None:
    assert montres_clandestines(ast.parse(code))
