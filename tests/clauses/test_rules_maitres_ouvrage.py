"""The same number at two contracting bodies: which contract a row means, and when it must ask."""

from __future__ import annotations

from itertools import permutations

import pytest

from clauses.rules.maitres_ouvrage import Connu, Homonymes, MaitreOuvrage, MaitreOuvrageDemande

LYON, LYON_SIRET = MaitreOuvrage.nomme("Ville de Lyon"), MaitreOuvrage.nomme("Ville de Lyon", "1" * 14)
MAIRIE = MaitreOuvrage.nomme("Mairie de LYON")
NANTES, NANTES_SIRET = MaitreOuvrage.nomme("Ville de Nantes"), MaitreOuvrage.nomme("Ville de Nantes", "2" * 14)
AUTRE_LYON = MaitreOuvrage.nomme("Ville de Lyon", "3" * 14)
RIEN = MaitreOuvrage()


def des_marches(*connus: MaitreOuvrage, aussi: MaitreOuvrage | None = None) -> Homonymes:
    marches = Homonymes("un marché de ce numéro")
    marches.connaitre(
        Connu(cle, "m 1", [maitre], [aussi] if aussi else [], maitre.nom) for cle, maitre in enumerate(connus, start=1)
    )
    return marches


@pytest.mark.parametrize(
    ("connus", "dit", "attendu"),
    [
        ([LYON_SIRET], RIEN, 1),
        ([LYON_SIRET], LYON, 1),
        ([LYON_SIRET], LYON_SIRET, 1),
        ([LYON_SIRET], MaitreOuvrage.nomme("Un autre nom", "1" * 14), 1),
        ([LYON], LYON_SIRET, 1),
        ([LYON_SIRET], AUTRE_LYON, 0),
        ([LYON_SIRET], NANTES, 0),
        ([LYON_SIRET, NANTES_SIRET], NANTES, 2),
        ([LYON_SIRET, NANTES_SIRET], RIEN, "dites lequel"),
        ([LYON_SIRET, AUTRE_LYON], LYON, "ajoutez le SIRET"),
        ([LYON_SIRET, AUTRE_LYON], AUTRE_LYON, 2),
        ([LYON, AUTRE_LYON], AUTRE_LYON, 2),
        ([LYON_SIRET], MAIRIE, "écrivez ce nom"),
        ([LYON_SIRET], MaitreOuvrage.nomme("Mairie de Lyon", "4" * 14), 0),
        ([], NANTES, 0),
        ([], RIEN, 0),
    ],
)
def test_un_numero_designe_un_marche_ou_demande(connus, dit, attendu) -> None:
    marches = des_marches(*connus)
    if isinstance(attendu, int):
        assert marches.cle("m 1", dit) == attendu
        return
    with pytest.raises(MaitreOuvrageDemande, match=attendu):
        marches.cle("m 1", dit)


def test_l_acheteur_l_emporte_sur_le_maitre_d_ouvrage_de_l_operation() -> None:
    marches = des_marches(LYON_SIRET, aussi=NANTES_SIRET)
    assert marches.cle("m 1", NANTES) == 1
    marches.connaitre([Connu(9, "m 1", [NANTES_SIRET])])
    assert marches.cle("m 1", NANTES) == 9


@pytest.mark.parametrize("ordre", list(permutations(range(4))))
def test_l_ordre_des_lignes_ne_change_rien(ordre) -> None:
    """Two contracts of the file: Lyon by SIRET and by name, Nantes by name; the row that says nothing must ask."""
    lignes = [("m 1", LYON_SIRET, "Lyon"), ("m 1", LYON, "Lyon"), ("m 1", NANTES, "Nantes"), ("m 1", RIEN, "")]
    marches = des_marches()
    marches.inscrire([lignes[place] for place in ordre])
    assert marches.cle("m 1", LYON) == marches.cle("m 1", LYON_SIRET) != marches.cle("m 1", NANTES)
    with pytest.raises(MaitreOuvrageDemande, match=r"\(Lyon, Nantes\) : dites lequel"):
        marches.cle("m 1", RIEN)
    assert marches.maitre("m 1", marches.cle("m 1", LYON)) == LYON_SIRET
    assert marches.cle("m 2", LYON) == 0


def test_sans_maitre_d_ouvrage_les_lignes_d_un_numero_font_un_marche_et_deux_siret_en_font_deux() -> None:
    marches = des_marches()
    marches.inscrire([("m 1", RIEN, ""), ("m 1", RIEN, "")])
    assert marches.cle("m 1", RIEN) == marches.cle("m 1", LYON) == -1
    assert marches.maitre("m 1", -1) == RIEN
    connue = des_marches(LYON)
    connue.inscrire([("m 1", LYON_SIRET, ""), ("m 1", AUTRE_LYON, "")])
    assert (connue.cle("m 1", LYON_SIRET), connue.cle("m 1", AUTRE_LYON)) == (1, -1)
