"""A run counts each record once, keeps what must be kept, and reads the same file the same way twice."""

from __future__ import annotations

import io

import pytest

from clauses.exchange.decp import FichierIllisible, Territoire, lire, lire_tous, preparer
from clauses.exchange.decp import preparation as module
from tests.fabriques.decp import (
    AUTRE_TITULAIRE,
    TITULAIRE,
    en_csv,
    en_json,
    lire_octets,
    un_marche_v1,
    une_ligne,
)

SEINE_SAINT_DENIS = frozenset({"93"})
PARIS = {"code": "75013", "typeCode": "Code postal"}
AUTRE = [{"typeIdentifiant": "SIRET", "id": AUTRE_TITULAIRE, "denominationSociale": "Autre Démo"}]


def preparer_bruts(*bruts: object, departements: frozenset[str] | None = SEINE_SAINT_DENIS) -> module.Preparation:
    return preparer(lire_octets(en_json({"marches": list(bruts)})), departements)


def test_chaque_enregistrement_tombe_dans_une_classe_et_une_seule() -> None:
    with preparer_bruts(
        un_marche_v1(id="ICI"),
        un_marche_v1(id=None),
        un_marche_v1(id="ICI", titulaires=AUTRE),
        un_marche_v1(id="PARIS", lieuExecution=PARIS),
        un_marche_v1(id="PARIS", lieuExecution=PARIS, montant=300000),
        un_marche_v1(id="OU", lieuExecution=None),
        un_marche_v1(id="LA"),
    ) as preparation:
        bilan = preparation.bilan
        assert bilan.en_dict() == {
            "lus": 7,
            "refuses": 1,
            "doublons": 2,
            "hors_territoire": 1,
            "lieu_inconnu": 1,
            "crees": 0,
            "mis_a_jour": 0,
            "inchanges": 0,
        }
        assert not bilan.equilibre
        retenus = list(preparation.contrats())
        assert [(r.contrat.id, r.territoire) for r in retenus] == [
            ("ICI", Territoire.DANS),
            ("OU", Territoire.LIEU_INCONNU),
            ("LA", Territoire.DANS),
        ]
        assert sum(r.a_compter for r in retenus) == bilan.a_comparer == 2
        bilan.crees += 2
        assert bilan.equilibre


def test_le_titulaire_d_un_doublon_est_reuni_et_non_perdu() -> None:
    with preparer_bruts(un_marche_v1(), un_marche_v1(id="X"), un_marche_v1(titulaires=AUTRE)) as preparation:
        premier = next(preparation.contrats()).contrat
        assert {t.id for t in premier.titulaires} == {TITULAIRE, AUTRE_TITULAIRE}


def test_la_version_la_plus_recente_qui_dit_un_lieu_decide_du_territoire() -> None:
    ancienne = un_marche_v1(lieuExecution=PARIS)
    recente = un_marche_v1(datePublicationDonnees="2021-01-01")
    for bruts in ([ancienne, recente], [recente, ancienne]):
        with preparer_bruts(*bruts) as preparation:
            assert [r.territoire for r in preparation.contrats()] == [Territoire.DANS]
            assert preparation.bilan.doublons == 1
            assert preparation.bilan.hors_territoire == 0
    sans_lieu = un_marche_v1(datePublicationDonnees="2022-01-01", lieuExecution=None)
    with preparer_bruts(recente, sans_lieu) as preparation:
        (retenu,) = preparation.contrats()
        assert retenu.territoire is Territoire.DANS
        assert retenu.contrat.version_lieu.lieu_code == "93200"
    with preparer_bruts(un_marche_v1(lieuExecution=PARIS), sans_lieu) as preparation:
        assert list(preparation.contrats()) == []
        assert preparation.bilan.hors_territoire == 1


def test_un_deuxieme_passage_donne_les_memes_empreintes() -> None:
    bruts = [un_marche_v1(), un_marche_v1(titulaires=AUTRE), un_marche_v1(id="B", lieuExecution=None)]
    with preparer_bruts(*bruts) as un, preparer_bruts(*bruts) as deux:
        assert [r.contrat.empreinte for r in un.contrats()] == [r.contrat.empreinte for r in deux.contrats()]
        assert un.bilan == deux.bilan
        assert [r.contrat.empreinte for r in un.contrats()] == [r.contrat.empreinte for r in un.contrats()]


def test_plusieurs_fichiers_font_un_seul_passage(tmp_path) -> None:
    (tmp_path / "a.json").write_bytes(en_json({"marches": [un_marche_v1(id="2024T001")]}))
    (tmp_path / "b.csv").write_text(en_csv(une_ligne(titulaire_id=AUTRE_TITULAIRE)))
    with preparer(lire_tous([tmp_path / "a.json", tmp_path / "b.csv"]), SEINE_SAINT_DENIS) as preparation:
        (retenu,) = preparation.contrats()
        assert preparation.bilan.doublons == 1
        assert [v.fichier for v in retenu.contrat.versions] == ["a.json", "b.csv"]


def test_les_refus_sont_nommes_et_au_dela_d_une_limite_seulement_comptes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMITE_REFUS", 2)
    with preparer_bruts(*[un_marche_v1(id=None)] * 5) as preparation:
        assert preparation.bilan.refuses == preparation.bilan.lus == 5
        assert [r.rang for r in preparation.refus] == [1, 2]
        assert preparation.bilan.equilibre


def test_un_fichier_coupe_ne_donne_aucun_contrat() -> None:
    octets = en_json({"marches": [un_marche_v1(), un_marche_v1(id="B")]})
    with pytest.raises(FichierIllisible):
        preparer(lire(io.BytesIO(octets[:-10]), "coupé"), SEINE_SAINT_DENIS)


def test_les_lignes_passent_par_le_disque_sans_rien_perdre(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EN_MEMOIRE", 1000)
    bruts = [un_marche_v1(id=f"M{n % 40}", montant=1000 + n) for n in range(120)]
    with preparer_bruts(*bruts, departements=None) as preparation:
        retenus = list(preparation.contrats())
        assert [r.contrat.id for r in retenus] == [f"M{n}" for n in range(40)]
        assert all(len(r.contrat.versions) == 3 for r in retenus)
        assert (preparation.bilan.lus, preparation.bilan.doublons) == (120, 80)
