"""State tables on plain data."""

from __future__ import annotations

from enum import StrEnum

import pytest

from socle.erreurs import TransitionInterdite
from socle.periodes import Periodicite
from socle.transitions import TableEtats, mot


class Etat(StrEnum):
    BROUILLON = "BROUILLON"
    SOUMISE = "SOUMISE"
    VALIDEE = "VALIDEE"


class Acte(StrEnum):
    SOUMETTRE = "SOUMETTRE"
    RENVOYER = "RENVOYER"
    VALIDER = "VALIDER"


TABLE = TableEtats(
    {
        (Etat.BROUILLON, Acte.SOUMETTRE): Etat.SOUMISE,
        (Etat.SOUMISE, Acte.RENVOYER): Etat.BROUILLON,
        (Etat.SOUMISE, Acte.VALIDER): Etat.VALIDEE,
    }
)


def test_un_acte_permis_mene_a_l_etat_suivant() -> None:
    assert TABLE.appliquer(Etat.BROUILLON, Acte.SOUMETTRE) is Etat.SOUMISE
    assert TABLE.permet(Etat.SOUMISE, Acte.VALIDER)


@pytest.mark.parametrize(("etat", "acte"), [(e, a) for e in Etat for a in Acte if (e, a) not in TABLE.transitions])
def test_tout_autre_acte_est_refuse_en_francais(etat: Etat, acte: Acte) -> None:
    with pytest.raises(TransitionInterdite, match=f"« {acte} » n'est pas possible dans l'état « {etat} »"):
        TABLE.appliquer(etat, acte)


def test_ce_qu_on_peut_faire_et_d_ou() -> None:
    assert TABLE.actes_possibles(Etat.SOUMISE) == (Acte.RENVOYER, Acte.VALIDER)
    assert TABLE.etats_admettant(Acte.VALIDER) == (Etat.SOUMISE,)
    assert TABLE.etats == (Etat.BROUILLON, Etat.SOUMISE, Etat.VALIDEE)
    assert TABLE.terminaux() == (Etat.VALIDEE,)
    assert TABLE.atteignables(Etat.VALIDEE) == {Etat.VALIDEE}
    assert TABLE.atteignables(Etat.BROUILLON) == set(Etat)


def test_la_table_s_imprime() -> None:
    assert TABLE.en_markdown().splitlines()[2] == "| BROUILLON | SOUMETTRE | SOUMISE |"
    assert mot(Periodicite.MENSUELLE) == "Mensuelle"
