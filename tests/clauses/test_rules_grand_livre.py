"""The ledger's chain: any change is named, counter-entries are exact, totals are sums."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.rules.grand_livre import (
    Rang,
    contre_ecriture,
    empreinte,
    enchainer,
    octets,
    sceller,
    soldes,
    total,
    verifier_chaine,
)
from clauses.rules.vocabulaire import NatureMouvementHeures as Nature
from socle.erreurs import RegleViolee
from socle.periodes import Mois
from tests.exemples import exemples

INSTANT = datetime(2026, 5, 12, 9, 30, tzinfo=UTC)


def rang(numero=1, centiemes=15_167, **options) -> Rang:
    mois = options.pop("mois", Mois(2026, 3))
    return Rang(
        **{
            "clause": 7,
            "chantier": 3,
            "mois": mois,
            "centiemes": centiemes,
            "nature": Nature.VALIDATION,
            "motif_code": "",
            "version": 1,
            "exercice": mois.annee,
            "numero": numero,
            "contrepasse": None,
            "enregistre_le": INSTANT + timedelta(minutes=numero),
            "cle_ligne": f"cle-{numero}",
            **options,
        }
    )


def annulation(vise: Rang, numero: int) -> Rang:
    return contre_ecriture(
        vise, numero=numero, enregistre_le=INSTANT + timedelta(minutes=numero), motif_code="erreur-saisie"
    )


def livre() -> list[Rang]:
    r1, r2 = rang(1), rang(2, 7_000)
    return enchainer([r1, r2, annulation(r1, 3), rang(4, 15_000, cle_ligne="cle-1", version=2)])


def test_une_chaine_intacte_est_valide():
    assert verifier_chaine(livre()) is None
    assert verifier_chaine(livre(), dernier_numero=4) is None
    assert verifier_chaine([], dernier_numero=0) is None


def test_le_format_des_octets_ne_bouge_pas():
    # A frozen example: changing it would break every ledger already written.
    attendu = (
        b'["grand-livre/1",7,3,"2026-03",15167,"VALIDATION","",1,2026,1,null,'
        b'"2026-05-12T09:31:00.000000+00:00","cle-1"]'
    )
    assert octets(rang()) == attendu
    assert sceller(rang(), "").empreinte == "fada0366a03f3f390d2b011025c3e529bd718aabae6bfed84ad4a5063efa8dce"


def test_l_instant_s_ecrit_en_temps_universel():
    a_paris = INSTANT.astimezone(timezone(timedelta(hours=2)))
    assert octets(rang(enregistre_le=a_paris)) == octets(rang(enregistre_le=INSTANT))
    with pytest.raises(ValueError, match="fuseau"):
        octets(rang(enregistre_le=INSTANT.replace(tzinfo=None)))


def test_les_octets_ne_portent_aucune_personne():
    assert {f.name for f in fields(Rang)} == {
        "clause", "chantier", "mois", "centiemes", "nature", "motif_code", "version", "exercice", "numero",
        "contrepasse", "enregistre_le", "cle_ligne", "empreinte_precedente", "empreinte",
    }  # fmt: skip


def test_les_totaux_se_coupent_aux_deux_temps():
    lignes = [rang(1), rang(2, 1_000, mois=Mois(2026, 4)), rang(3, 500, chantier=4)]
    assert soldes(lignes) == {
        (7, 3, Mois(2026, 3)): D("151.67"),
        (7, 3, Mois(2026, 4)): D("10.00"),
        (7, 4, Mois(2026, 3)): D("5.00"),
    }
    assert set(soldes(lignes, travaillees_jusqu_au=Mois(2026, 3))) == {(7, 3, Mois(2026, 3)), (7, 4, Mois(2026, 3))}
    assert set(soldes(lignes, connues_au=INSTANT + timedelta(minutes=2))) == {
        (7, 3, Mois(2026, 3)),
        (7, 3, Mois(2026, 4)),
    }
    assert total(livre()) == D("220.00")


def test_une_contre_ecriture_est_l_exact_oppose_et_garde_la_cle():
    vise = rang(1)
    inverse = annulation(vise, 5)
    assert (inverse.centiemes, inverse.nature, inverse.contrepasse) == (-15_167, Nature.CONTREPASSATION, 1)
    assert (inverse.cle_ligne, inverse.version, inverse.mois, inverse.exercice) == ("cle-1", 1, Mois(2026, 3), 2026)


def test_une_contre_ecriture_ne_s_annule_pas_et_se_motive():
    inverse = annulation(rang(1), 2)
    with pytest.raises(RegleViolee, match="validez de nouveau"):
        annulation(inverse, 3)
    with pytest.raises(RegleViolee, match="motif"):
        contre_ecriture(rang(1), numero=2, enregistre_le=INSTANT, motif_code="")
    with pytest.raises(RegleViolee, match="suit"):
        annulation(rang(2), 2)


def rompre(position: int, **changements) -> list[Rang]:
    lignes = livre()
    lignes[position] = replace(lignes[position], **changements)
    return lignes


@pytest.mark.parametrize(
    ("lignes", "numero", "raison"),
    [
        (rompre(1, centiemes=7_001), 2, "contenu"),
        (rompre(1, chantier=9), 2, "contenu"),
        (rompre(0, enregistre_le=INSTANT), 1, "contenu"),
        (rompre(2, motif_code="autre"), 3, "contenu"),
        (rompre(3, cle_ligne="cle-2"), 4, "contenu"),
        (rompre(1, empreinte="0" * 64), 2, "contenu"),
        (rompre(1, empreinte_precedente=""), 2, "précédente"),
        (livre()[1:], 2, "manque"),
        ([livre()[0], *livre()[2:]], 3, "manque"),
        ([*livre()[:2], livre()[1]], 2, "répète"),
        (rompre(3, clause=8), 4, "autre clause"),
    ],
)
def test_le_premier_rang_rompu_est_nomme(lignes, numero, raison):
    rupture = verifier_chaine(lignes)
    assert rupture is not None
    assert rupture.numero == numero
    assert raison in rupture.raison


def test_un_rang_retire_a_la_fin_est_trahi_par_le_compteur_de_la_clause():
    assert verifier_chaine(livre()[:3]) is None
    rupture = verifier_chaine(livre()[:3], dernier_numero=4)
    assert rupture is not None
    assert (rupture.numero, rupture.clause) == (4, 7)
    assert verifier_chaine([], dernier_numero=2) is not None
    assert verifier_chaine(livre(), dernier_numero=3) is not None


@pytest.mark.parametrize(
    ("lignes", "numero", "raison"),
    [
        ([rang(1, -100)], 1, "négatif"),
        ([rang(1, exercice=2025)], 1, "exercice"),
        ([rang(1), rang(2, contrepasse=1)], 2, "seule une contre-écriture"),
        ([rang(1), rang(2, cle_ligne="cle-1")], 2, "deux fois"),
        ([rang(1), replace(annulation(rang(1), 2), contrepasse=9)], 2, "aucun rang"),
        ([rang(1), replace(annulation(rang(1), 2), centiemes=-1)], 2, "exact opposé"),
        ([rang(1), replace(annulation(rang(1), 2), chantier=5)], 2, "exact opposé"),
        (
            [rang(1), annulation(rang(1), 2), replace(annulation(rang(1), 3), cle_ligne="x")],
            3,
            "annulé deux fois",
        ),
        (
            [rang(1), annulation(rang(1), 2), replace(annulation(rang(1), 3), contrepasse=2, version=9)],
            3,
            "annule une contre-écriture",
        ),
    ],
)
def test_une_ecriture_contraire_aux_regles_est_nommee_meme_bien_chainee(lignes, numero, raison):
    rupture = verifier_chaine(enchainer(lignes))
    assert rupture is not None
    assert rupture.numero == numero
    assert raison in rupture.raison


# --- properties ----------------------------------------------------------------------------------


@st.composite
def livres(draw):
    """A ledger as services write it: validations, undoings, validations again."""
    lignes: list[Rang] = []
    ouverts: dict[str, Rang] = {}
    versions: dict[str, int] = {}
    for numero in range(1, draw(st.integers(1, 10)) + 1):
        cle = f"cle-{draw(st.integers(1, 4))}"
        if cle in ouverts:
            lignes.append(annulation(ouverts.pop(cle), numero))
        else:
            versions[cle] = versions.get(cle, 0) + 1
            mois = Mois(2026, 1) + draw(st.integers(0, 14))
            nouveau = rang(
                numero, draw(st.integers(0, 25_000)), cle_ligne=cle, version=versions[cle], mois=mois, chantier=3
            )
            ouverts[cle] = nouveau
            lignes.append(nouveau)
    return enchainer(lignes), sum(r.centiemes for r in ouverts.values())


CHANGEMENTS = {
    "clause": lambda v: v + 1,
    "chantier": lambda v: v + 1,
    "mois": lambda v: v + 12,
    "centiemes": lambda v: v + 1,
    "nature": lambda v: Nature.REPRISE,
    "motif_code": lambda v: v + "x",
    "version": lambda v: v + 1,
    "exercice": lambda v: v + 1,
    "numero": lambda v: v + 1,
    "contrepasse": lambda v: (v or 0) + 1,
    "enregistre_le": lambda v: v + timedelta(microseconds=1),
    "cle_ligne": lambda v: v + "x",
    "empreinte_precedente": lambda v: v + "0",
    "empreinte": lambda v: v[:-1] + ("0" if v[-1] != "0" else "1"),
}


@settings(max_examples=exemples(1000), deadline=None)
@given(livres())
def test_le_total_est_la_somme_des_lignes_signees_et_la_chaine_tient(cas):
    lignes, net = cas
    assert verifier_chaine(lignes, dernier_numero=len(lignes)) is None
    assert total(lignes) == D(net).scaleb(-2) == sum(soldes(lignes).values(), D(0))
    assert all(v >= 0 for v in soldes(lignes).values())


@settings(max_examples=exemples(2000), deadline=None)
@given(livres(), st.sampled_from(sorted(CHANGEMENTS)), st.integers(0, 100))
def test_tout_changement_d_un_rang_est_vu(cas, champ, tirage):
    lignes, _ = cas
    position = tirage % len(lignes)
    lignes[position] = replace(lignes[position], **{champ: CHANGEMENTS[champ](getattr(lignes[position], champ))})
    assert verifier_chaine(lignes) is not None


@settings(max_examples=exemples(1000), deadline=None)
@given(
    livres(), st.sampled_from([c for c in sorted(CHANGEMENTS) if not c.startswith("empreinte")]), st.integers(0, 100)
)
def test_rechainer_un_seul_rang_ne_cache_pas_le_changement(cas, champ, tirage):
    lignes, _ = cas
    position = tirage % len(lignes)
    change = replace(lignes[position], **{champ: CHANGEMENTS[champ](getattr(lignes[position], champ))})
    lignes[position] = sceller(change, lignes[position].empreinte_precedente)
    # Only the very last row can be rewritten with its hash: a copy of the last hash kept elsewhere tells.
    assert verifier_chaine(lignes) is not None or position == len(lignes) - 1


@settings(max_examples=exemples(1000), deadline=None)
@given(livres(), st.integers(0, 100))
def test_retirer_un_rang_est_vu(cas, tirage):
    lignes, _ = cas
    nombre = len(lignes)
    del lignes[tirage % nombre]
    assert verifier_chaine(lignes, dernier_numero=nombre) is not None


def test_l_empreinte_depend_de_la_precedente():
    assert empreinte(rang(), "") != empreinte(rang(), "0" * 64)
