"""What is owed: movements, two times, progressive formula, estimator, split."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.rules.obligation import (
    Decideur,
    Facture,
    Mouvement,
    NatureMouvement,
    Progressif,
    SeuilMode,
    estimer_sur_heures,
    estimer_sur_montant,
    etp,
    heures_dues,
    heures_offertes_en_plus,
    heures_progressives,
    peut_decider,
    repartir,
    verifier_mouvement,
    verifier_parts_de_cent,
    verifier_repartition,
)
from socle.erreurs import RegleViolee
from tests.exemples import exemples

MILLION = Progressif(seuil=D(1_000_000), euros_par_heure=D(1500))


def instant(jour: int = 1, mois: int = 1, annee: int = 2026) -> datetime:
    return datetime(annee, mois, jour, 12, tzinfo=UTC)


def mouvement(
    heures: str | int = 1000, nature=NatureMouvement.INITIAL, effet=date(2026, 1, 1), connu=None
) -> Mouvement:
    return Mouvement(nature, D(heures), effet, connu or instant())


def facture(montant: str | int, effet=date(2026, 2, 1), connu=None, intervenant=1) -> Facture:
    return Facture(D(montant), effet, connu or instant(), intervenant)


# --- the estimator -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("montant", "part", "taux", "cout", "heures"),
    [
        (1_000_000, 50, 5, 30, "833.00"),
        (4_200_000, 45, 10, 38, "4974.00"),
        (0, 50, 5, 30, "0.00"),
        (6_000, 100, 1, 120, "1.00"),  # exactly one half goes up: 0.5 h
        (11_999, 100, 1, 240, "0.00"),  # just under one half goes down
    ],
)
def test_l_estimateur_sur_le_montant_arrondit_une_seule_fois(montant, part, taux, cout, heures):
    assert estimer_sur_montant(D(montant), D(part), D(taux), D(cout)) == D(heures)


def test_certains_offices_arrondissent_a_la_semaine_de_35_heures():
    assert estimer_sur_montant(D(4_200_000), D(45), D(10), D(38), pas=D(35)) == D("4970.00")
    assert estimer_sur_heures(D(525), D(10), pas=D(35)) == D("70.00")  # 52.5 h, half way between 35 and 70


def test_l_estimateur_sur_les_heures_prevues():
    assert estimer_sur_heures(D("12340.50"), D(5)) == D("617.00")
    assert estimer_sur_heures(D(10), D(5)) == D("1.00")


@pytest.mark.parametrize(
    "arguments",
    [(-1, 50, 5, 30), (1, 101, 5, 30), (1, 50, -1, 30), (1, 50, 5, 0)],
    ids=["montant", "part", "taux", "cout"],
)
def test_l_estimateur_refuse_une_entree_absurde(arguments):
    with pytest.raises(RegleViolee):
        estimer_sur_montant(*(D(a) for a in arguments))


def test_le_diviseur_d_etp_n_est_pas_universel():
    assert etp(D(25_124_684), 1600).quantize(D(1)) == D(15_703)
    assert etp(D(1607), 1607) == D("1.00")
    with pytest.raises(RegleViolee):
        etp(D(1), 0)


# --- progressive clause --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factures", "heures"),
    [
        ([], 0),
        ([1_000_000], 0),
        ([1_001_499], 0),
        ([1_001_500], 1),
        ([1_600_000], 400),
        ([900_000, 700_000], 400),
        ([1_600_000, -100_000], 333),
        ([1_600_000, -700_000], 0),
        ([-50_000], 0),
    ],
)
def test_la_clause_progressive_compte_le_cumul_des_factures(factures, heures):
    dues = heures_dues([], [facture(m, intervenant=i) for i, m in enumerate(factures)], MILLION)
    assert dues == D(heures)


def test_les_factures_de_deux_membres_s_additionnent_avant_le_calcul():
    # 0.8 h and 0.8 h make 1.6 h: one whole hour on the sum, none member by member.
    progressif = Progressif(D(0), D(1500))
    assert heures_dues([], [facture(1200, intervenant=1), facture(1200, intervenant=2)], progressif) == D(1)


@pytest.mark.parametrize(("montant", "heures"), [(1_000_000, 0), (1_000_001, 666), (1_600_000, 1066)])
def test_au_premier_euro_tout_compte_des_que_le_seuil_est_depasse(montant, heures):
    progressif = Progressif(D(1_000_000), D(1500), SeuilMode.PREMIER_EURO)
    assert heures_dues([], [facture(montant)], progressif) == D(heures)


def test_le_progressif_s_ajoute_aux_autres_mouvements():
    assert heures_dues([mouvement(100)], [facture(1_600_000)], MILLION) == D(500)


def test_une_facture_sans_clause_progressive_ne_doit_rien():
    assert heures_dues([mouvement(100)], [facture(1_600_000)]) == D(100)


def test_un_mouvement_de_nature_facture_ne_pese_rien_par_lui_meme():
    assert heures_dues([mouvement(400, NatureMouvement.FACTURE)], [], MILLION) == D(0)


@pytest.mark.parametrize("faux", [(D(-1), D(1500)), (D(0), D(0))])
def test_des_termes_progressifs_absurdes_sont_refuses(faux):
    with pytest.raises(RegleViolee):
        Progressif(*faux)


# --- two times -----------------------------------------------------------------------------------


def test_un_mouvement_compte_a_partir_de_son_effet_et_de_son_enregistrement():
    avenant = mouvement(200, NatureMouvement.AVENANT, date(2026, 3, 1), instant(12, 5))
    ligne = [mouvement(1000), avenant]
    assert heures_dues(ligne, travaillees_jusqu_au=date(2026, 2, 28)) == D(1000)
    assert heures_dues(ligne, travaillees_jusqu_au=date(2026, 3, 1)) == D(1200)
    assert heures_dues(ligne, travaillees_jusqu_au=date(2026, 3, 31), connues_au=instant(11, 5)) == D(1000)
    assert heures_dues(ligne, travaillees_jusqu_au=date(2026, 3, 31), connues_au=instant(12, 5)) == D(1200)


def test_une_facture_est_coupee_par_les_deux_temps():
    factures = [facture(1_600_000, date(2026, 4, 30), instant(5, 6))]
    assert heures_dues([], factures, MILLION, travaillees_jusqu_au=date(2026, 4, 29)) == 0
    assert heures_dues([], factures, MILLION, connues_au=instant(4, 6)) == 0
    assert heures_dues([], factures, MILLION, travaillees_jusqu_au=date(2026, 4, 30)) == 400


# --- who decides, what is admitted ---------------------------------------------------------------


def test_la_reduction_appartient_au_maitre_d_ouvrage():
    assert peut_decider(NatureMouvement.REDUCTION, Decideur.MAITRE_OUVRAGE)
    assert not peut_decider(NatureMouvement.REDUCTION, Decideur.FACILITATION)
    assert peut_decider(NatureMouvement.REDUCTION, Decideur.FACILITATION, acte_signe_transcrit=True)
    assert peut_decider(NatureMouvement.AVENANT, Decideur.FACILITATION)


REDUCTION = mouvement(-100, NatureMouvement.REDUCTION)


@pytest.mark.parametrize(
    ("nouveau", "decideur", "options", "champ"),
    [
        (REDUCTION, Decideur.FACILITATION, {"motif": "Accord"}, "nature"),
        (REDUCTION, Decideur.FACILITATION, {"motif": "Accord", "acte_signe_transcrit": True}, "document"),
        (REDUCTION, Decideur.MAITRE_OUVRAGE, {}, "motif"),
        (mouvement(100, NatureMouvement.REDUCTION), Decideur.MAITRE_OUVRAGE, {"motif": "Accord"}, "heures"),
        (mouvement(-1001, NatureMouvement.REDUCTION), Decideur.MAITRE_OUVRAGE, {"motif": "Accord"}, "heures"),
        (mouvement(50), Decideur.FACILITATION, {}, "nature"),
        (mouvement(0, NatureMouvement.AVENANT), Decideur.FACILITATION, {}, "heures"),
        (mouvement(-5, NatureMouvement.TRANCHE_AFFERMIE), Decideur.FACILITATION, {}, "heures"),
        (mouvement(5, NatureMouvement.FACTURE), Decideur.FACILITATION, {}, None),
    ],
)
def test_un_mouvement_contraire_a_l_usage_est_refuse(nouveau, decideur, options, champ):
    with pytest.raises(RegleViolee) as refus:
        verifier_mouvement(nouveau, [mouvement(1000)], decideur, **options)
    assert refus.value.champ == champ


@pytest.mark.parametrize(
    ("nouveau", "decideur", "options"),
    [
        (mouvement(-1000, NatureMouvement.REDUCTION), Decideur.MAITRE_OUVRAGE, {"motif": "Accord"}),
        (REDUCTION, Decideur.FACILITATION, {"motif": "Accord", "acte_signe_transcrit": True, "document": True}),
        (mouvement(-200, NatureMouvement.AVENANT), Decideur.FACILITATION, {}),
        (mouvement(300, NatureMouvement.TRANCHE_AFFERMIE), Decideur.FACILITATION, {}),
    ],
)
def test_un_mouvement_regulier_est_admis(nouveau, decideur, options):
    assert verifier_mouvement(nouveau, [mouvement(1000)], decideur, **options) is None


def test_l_offre_superieure_au_minimum_engage():
    assert heures_offertes_en_plus(D(400), D(490)) == D(90)
    assert heures_offertes_en_plus(D(400), D(300)) == D(0)


# --- split ---------------------------------------------------------------------------------------


def test_le_dernier_partenaire_prend_le_reste():
    assert repartir(D("100.00"), [1, 1, 1]) == [D("33.33"), D("33.33"), D("33.34")]
    assert repartir(D("10.00"), [2, 1, 0]) == [D("6.66"), D("3.34"), D("0.00")]


def test_une_repartition_qui_ne_fait_pas_l_objectif_dit_l_ecart():
    verifier_repartition(D("10.00"), [D("6.66"), D("3.34")])
    with pytest.raises(RegleViolee, match="il manque 0,01"):
        verifier_repartition(D("10.00"), [D("6.66"), D("3.33")])
    with pytest.raises(RegleViolee, match="de trop"):
        verifier_repartition(D("10.00"), [D("6.66"), D("3.35")])
    with pytest.raises(RegleViolee, match="négative"):
        verifier_repartition(D("10.00"), [D("11.00"), D("-1.00")])


@pytest.mark.parametrize("parts", [[], [D(0), D(100)], [D("99.99")], [D("60.00"), D("40.01")]])
def test_les_parts_d_un_chantier_entre_communes_font_cent(parts):
    with pytest.raises(RegleViolee):
        verifier_parts_de_cent(parts, objet="parts des communes")


def test_les_parts_exactes_passent():
    assert verifier_parts_de_cent([D("33.33"), D("33.33"), D("33.34")]) is None


@pytest.mark.parametrize(
    ("total", "poids"), [(D(-1), [1]), (D(1), []), (D(1), [0, 0]), (D(1), [2, -1]), (D("0.001"), [1])]
)
def test_une_repartition_impossible_est_refusee(total, poids):
    with pytest.raises(RegleViolee):
        repartir(total, poids)


# --- properties ----------------------------------------------------------------------------------

centiemes = st.integers(min_value=-500_000, max_value=2_000_000).map(lambda n: D(n).scaleb(-2))
jours = st.dates(date(2025, 1, 1), date(2028, 12, 31))
instants = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
natures = st.sampled_from([n for n in NatureMouvement if n != NatureMouvement.FACTURE])
mouvements = st.builds(Mouvement, natures, centiemes, jours, instants)
factures = st.builds(Facture, centiemes, jours, instants, st.integers(1, 3))


@settings(max_examples=exemples(2000))
@given(st.lists(mouvements, max_size=8), jours, instants)
def test_le_total_est_la_somme_des_lignes_signees(lignes, au, connu):
    attendu = sum((m.heures for m in lignes if m.date_effet <= au and m.enregistre_le <= connu), D(0))
    assert heures_dues(lignes, travaillees_jusqu_au=au, connues_au=connu) == attendu


@settings(max_examples=exemples(2000))
@given(st.lists(mouvements, max_size=6), mouvements, jours)
def test_ajouter_des_heures_ne_baisse_jamais_le_total(lignes, nouveau, au):
    avant = heures_dues(lignes, travaillees_jusqu_au=au)
    apres = heures_dues([*lignes, nouveau], travaillees_jusqu_au=au)
    assert (apres >= avant) if nouveau.heures >= 0 else (apres <= avant)


@settings(max_examples=exemples(2000))
@given(st.lists(mouvements, max_size=6), jours, instants, instants)
def test_ce_qui_etait_connu_a_un_instant_ne_change_plus(lignes, au, connu, plus_tard):
    deja = [m for m in lignes if m.enregistre_le <= connu]
    assert heures_dues(lignes, travaillees_jusqu_au=au, connues_au=connu) == heures_dues(
        deja, travaillees_jusqu_au=au, connues_au=max(connu, plus_tard)
    )


def heures_une_a_une(total: D, progressif: Progressif) -> int:
    """Brute force: hand out hours one by one while the euros last."""
    if total <= progressif.seuil:
        return 0
    reste = total - progressif.seuil if progressif.mode == SeuilMode.AU_DELA else total
    comptees = 0
    while reste >= progressif.euros_par_heure:
        reste -= progressif.euros_par_heure
        comptees += 1
    return comptees


@settings(max_examples=exemples(2000), deadline=None)
@given(
    st.lists(factures, max_size=6),
    st.integers(0, 500_000).map(lambda n: D(n).scaleb(-2)),
    st.integers(5_000, 500_000).map(lambda n: D(n).scaleb(-2)),
    st.sampled_from(SeuilMode),
    jours,
)
def test_la_formule_progressive_vaut_le_compte_heure_par_heure(lignes, seuil, pas, mode, au):
    progressif = Progressif(seuil, pas, mode)
    total = sum((f.montant for f in lignes if f.date_effet <= au), D(0))
    assert heures_dues([], lignes, progressif, travaillees_jusqu_au=au) == heures_une_a_une(total, progressif)


@settings(max_examples=exemples(2000))
@given(centiemes, st.integers(0, 1_000_000).map(D))
def test_facturer_plus_ne_fait_jamais_devoir_moins(total, ajout):
    for mode in SeuilMode:
        progressif = Progressif(D(1000), D("37.50"), mode)
        assert heures_progressives(total + ajout, progressif) >= heures_progressives(total, progressif) >= 0


@settings(max_examples=exemples(2000))
@given(
    st.integers(0, 10**9).map(lambda n: D(n).scaleb(-2)),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=8).filter(any),
)
def test_une_repartition_fait_toujours_le_total(total, poids):
    parts = repartir(total, poids)
    assert sum(parts) == total
    assert all(p >= 0 for p in parts)
    assert all(p == 0 for p, w in zip(parts, poids, strict=True) if w == 0)
    assert all(abs(p - total * w / sum(poids)) < D("0.01") * len(poids) for p, w in zip(parts, poids, strict=True))
    verifier_repartition(total, parts)


@settings(max_examples=exemples(2000))
@given(st.integers(0, 10**10), st.integers(1, 10_000), st.integers(1, 10_000), st.integers(100, 20_000))
def test_l_estimateur_est_l_entier_le_plus_proche(montant, part, taux, cout):
    arguments = [D(v).scaleb(-2) for v in (montant, part, taux, cout)]
    heures = estimer_sur_montant(*arguments)
    # 2 x amount x share x rate against (2 h - 1) and (2 h + 1) x cost, all in whole hundredths.
    double, unite = 2 * montant * part * taux, cout * 100 * 100 * 100 * 100
    assert (2 * int(heures) - 1) * unite <= double < (2 * int(heures) + 1) * unite
