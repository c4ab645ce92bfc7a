"""Only services write: elsewhere nothing creates, changes or deletes a row."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.lecture import RACINE, appels, arbre, ou, sources

ECRITURES = {
    *("create", "acreate", "bulk_create", "abulk_create", "get_or_create", "update_or_create", "bulk_update"),
    *("aget_or_create", "aupdate_or_create", "delete", "adelete", "save", "asave", "_raw_delete", "save_base"),
}
SUR_UNE_REQUETE = {"update", "aupdate"}
REQUETES = {"objects", "filter", "exclude", "all", "order_by", "select_for_update", "_base_manager", "_default_manager"}
PIECES_QUI_ECRIVENT = {"services", "models", "migrations"}

# Where a call only looks like a write of the ORM, or where a library leaves no other place; each with its reason.
ADMIS: dict[str, str] = {
    "comptes/querysets.py": "create_user et create_superuser, que Django attend sur le gestionnaire",
    "socle/fichiers.py": "écrit et efface des fichiers, pas des lignes",
    "socle/file_attente.py": "la file d'attente : ses baux, que nul service métier ne connaît",
    "socle/lots.py": "l'insertion par lot, que seuls des services appellent : son appel compte comme une écriture",
    "socle/periodiques.py": "la date du dernier passage de chaque tâche périodique",
}


def _sans_ecriture(appel: ast.Call) -> bool:
    """`formset.save(commit=False)` only builds objects."""
    return any(
        m.arg == "commit" and isinstance(m.value, ast.Constant) and m.value.value is False for m in appel.keywords
    )


def ecritures(module: ast.AST) -> list[ast.Call]:
    """Calls that write rows, by their name and, for `update`, by the query they end."""
    trouvees = []
    for nom, appel in appels(module):
        *debut, dernier = nom.split(".")
        if dernier == "inserer":  # socle.lots
            trouvees.append(appel)
            continue
        if not isinstance(appel.func, ast.Attribute) or _sans_ecriture(appel):
            continue
        if dernier in ECRITURES or (dernier in SUR_UNE_REQUETE and REQUETES & set(debut)):
            trouvees.append(appel)
    return trouvees


def peut_ecrire(fichier: Path) -> bool:
    """True in a room that writes, be it a file or a folder (`services.py`, `clauses/services/decp.py`)."""
    return bool(PIECES_QUI_ECRIVENT & set(fichier.relative_to(RACINE).with_suffix("").parts[1:]))


def test_seuls_les_services_ecrivent() -> None:
    fautes = [
        ou(fichier, appel)
        for fichier in sources()
        if not peut_ecrire(fichier)
        for appel in ecritures(arbre(fichier))
        if str(fichier.relative_to(RACINE)) not in ADMIS
    ]

    assert not fautes, "une écriture se fait dans un service :\n" + "\n".join(fautes)


def test_chaque_exception_sert_encore() -> None:
    inutiles = [nom for nom in ADMIS if not (RACINE / nom).is_file() or not ecritures(arbre(RACINE / nom))]

    assert not inutiles


@pytest.mark.parametrize(
    "code", ["X.objects.create(a=1)", "lot.save()", "qs.filter(a=1).update(b=2)", "x.delete()", "inserer(X, y)"]
)
def test_le_lecteur_voit_une_ecriture(code: str) -> None:
    assert ecritures(ast.parse(code))


def test_le_lecteur_ne_prend_pas_un_dictionnaire_pour_une_table() -> None:
    assert not ecritures(ast.parse("contexte.update(a=1)"))


def test_un_formulaire_qui_ne_fait_que_construire_n_ecrit_pas() -> None:
    assert not ecritures(ast.parse("formset.save(commit=False)"))
    assert ecritures(ast.parse("formset.save(commit=True)"))
