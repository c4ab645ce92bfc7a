"""The real files and the examples of the official specification, when the data folder is there."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from clauses.exchange.decp import EnregistrementDecp, Refus, Sorte, Territoire, grouper, lire, preparer
from tests.fabriques.decp import codes

RACINE = Path(__file__).resolve().parents[2]
DOSSIER = Path(os.environ.get("DONNEES_REELLES") or RACINE.parent / "shared" / "data") / "decp"
DES_214 = DOSSIER / "decp_2019_dept93.json"
TABLEAU = DOSSIER / "decp_2024S2_cpv4521_dept93.csv"
EXEMPLES = {
    "Marche.xml": 2,
    "marches_avec_modifications.json": 2,
    "marches_concessions.json": 4,
    "v1.5_mar-avec-modifications.json": 1,
    "v1.5_paquet.json": 2,
    "v1.5_paquet.xml": 4,
}

pytestmark = [
    pytest.mark.donnees_reelles,
    pytest.mark.skipif(not DOSSIER.is_dir(), reason="dossier de données réelles absent (variable DONNEES_REELLES)"),
]


def tous_les_fichiers() -> list[Path]:
    return [DES_214, TABLEAU, *(DOSSIER / "spec" / nom for nom in EXEMPLES)]


@pytest.mark.parametrize("nom", EXEMPLES)
def test_les_exemples_de_la_specification_sont_lus_sans_refus(nom: str) -> None:
    lus = list(lire(DOSSIER / "spec" / nom))
    assert len(lus) == EXEMPLES[nom]
    assert all(isinstance(e, EnregistrementDecp) for e in lus)
    assert all(e.titulaires and e.montant and e.duree_mois and e.date_notification and e.nature for e in lus)


def test_les_exemples_disent_la_clause_sociale_seulement_en_forme_2x() -> None:
    (v1, *_) = lire(DOSSIER / "spec" / "v1.5_paquet.json")
    (v2, *_) = lire(DOSSIER / "spec" / "marches_avec_modifications.json")
    assert v1.clause_sociale is None
    assert v2.clause_sociale is True
    assert v2.sous_traitance_declaree is True
    assert [a.modification for a in v2.actes_sous_traitance] == [False, True]


def test_des_214_enregistrements_tous_ceux_qui_ont_acheteur_et_numero_sont_gardes() -> None:
    bruts = json.loads(DES_214.read_text())["marches"]
    attendus = [
        rang
        for rang, brut in enumerate(bruts, start=1)
        if brut.get("id") and (brut.get("acheteur") or brut.get("autoriteConcedante") or {}).get("id")
    ]
    lus = list(lire(DES_214))
    assert len(lus) == 214
    assert [e.rang for e in lus if isinstance(e, EnregistrementDecp)] == attendus
    refus = [e for e in lus if isinstance(e, Refus)]
    assert len(refus) == 3
    assert {r.raison for r in refus} == {"Pas de numéro de contrat."}


def test_les_defauts_des_214_enregistrements_sont_nommes() -> None:
    gardes = [e for e in lire(DES_214) if isinstance(e, EnregistrementDecp)]
    comptes = Counter(code for e in gardes for code in codes(e))
    assert comptes["caracteres_perdus"] == 85
    assert comptes["date_absente"] == 64
    assert comptes["date_avec_fuseau"] == 5
    assert comptes["montant_fictif"] == 1
    assert comptes["cpv_corrige"] == 4
    assert comptes["cpv_absent"] == 3
    assert comptes["lieu_imprecis"] == 90
    assert comptes["siret_a_verifier"] == 8
    assert comptes["type_identifiant_douteux"] == 66
    assert comptes["libelle_corrige"] == 17
    assert comptes["identifiant_nettoye"] == 1
    assert Counter(e.sorte for e in gardes) == {Sorte.MARCHE: 196, Sorte.CONCESSION: 15}
    assert all(e.nature for e in gardes if e.nature_brute)
    assert all(e.procedure for e in gardes)
    assert all(e.clause_sociale is None for e in gardes)


def test_les_comptes_des_214_enregistrements_s_additionnent() -> None:
    with preparer(lire(DES_214), frozenset({"93"})) as preparation:
        retenus = list(preparation.contrats())
        bilan = preparation.bilan
        assert (bilan.lus, bilan.refuses, bilan.doublons) == (214, 3, 57)
        assert (bilan.hors_territoire, bilan.lieu_inconnu) == (0, 0)
        assert len(retenus) == bilan.a_comparer == 154
        bilan.crees = len(retenus)
        assert bilan.equilibre
        assert {r.contrat.empreinte for r in retenus} == {c.empreinte for c in grouper(lire(DES_214))}


def test_le_tableau_sans_lieu_est_garde_a_part() -> None:
    with preparer(lire(TABLEAU), frozenset({"93"})) as preparation:
        retenus = list(preparation.contrats())
        bilan = preparation.bilan
        assert (bilan.lus, bilan.refuses, bilan.doublons, bilan.lieu_inconnu) == (80, 0, 15, 65)
        assert bilan.equilibre
        assert {r.territoire for r in retenus} == {Territoire.LIEU_INCONNU}
        assert all(r.contrat.derniere.travaux for r in retenus)


@pytest.mark.parametrize("chemin", tous_les_fichiers(), ids=lambda chemin: chemin.name)
def test_chaque_fichier_relu_donne_les_memes_contrats(chemin: Path) -> None:
    def passage() -> tuple[dict[str, int], list[tuple[tuple[str, str], str]]]:
        with preparer(lire(chemin), None) as preparation:
            contrats = [(r.contrat.cle, r.contrat.empreinte) for r in preparation.contrats()]
            bilan = preparation.bilan
            assert bilan.a_comparer + bilan.lieu_inconnu == len(contrats) == len(dict(contrats))
            return bilan.en_dict(), contrats

    assert passage() == passage()
