"""Who is eligible, under which référentiel, on which day, and why not: a table, then what holds for every case.

The référentiels are those of the reference data: changing a row there shows here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.rules.eligibilite import (
    Embauche,
    FaitsCritere,
    FaitsReferentiel,
    Preuve,
    age_au,
    juger,
)
from tests.fabriques.eligibilite import QN09302M, Apports, un_jour, un_referentiel_livre
from tests.parcours.table_eligibilite import (
    CAP,
    DOMICILE,
    ISOLEE,
    LANGUE,
    LE_3,
    RSA,
    TABLE,
    Cas,
    E,
    P,
    chez,
)

REFERENTIELS = {code: un_referentiel_livre(code) for code in ("ordinaire", "anru", "solideo", "iae")}


@pytest.mark.parametrize("le_cas", TABLE, ids=str)
def test_la_table_de_verite(le_cas: Cas) -> None:
    verdict = juger(
        REFERENTIELS[le_cas.referentiel],
        le_cas.embauche,
        Apports(le_cas.preuves, le_cas.pass_iae, le_cas.quartier),
    )
    assert verdict.debut == le_cas.embauche.debut
    if le_cas.raisons:
        assert not verdict.eligible
        assert verdict.fin is None
        assert len(verdict.objections) == len(le_cas.raisons), verdict.objections
        for raison in le_cas.raisons:
            assert any(raison in phrase for phrase in verdict.objections), verdict.objections
    else:
        assert verdict.eligible, verdict.objections
        assert verdict.objections == ()
        assert verdict.fin == un_jour(le_cas.fin)


def test_la_table_a_au_moins_soixante_cas_et_chaque_titre_une_fois() -> None:
    assert len(TABLE) >= 60
    assert len({str(c) for c in TABLE}) == len(TABLE)


def test_une_demande_tardive_se_motive_et_une_demande_a_l_heure_non() -> None:
    ordinaire = REFERENTIELS["ordinaire"]
    a_l_heure = juger(ordinaire, LE_3, Apports((RSA,)))
    tardive = juger(ordinaire, E("03/11/2025", complete="04/11/2025"), Apports((RSA,)))
    assert (a_l_heure.hors_delai, a_l_heure.a_motiver) == (False, ())
    assert tardive.hors_delai
    assert tardive.a_motiver == ("La demande est arrivée complète après l'embauche.",)


def test_un_avis_motive_demande_un_motif_sauf_si_un_autre_critere_suffit() -> None:
    avis = P("AVIS", "15/10/2025")
    seul = juger(REFERENTIELS["ordinaire"], LE_3, Apports((avis,)))
    assert "demande une décision motivée" in seul.a_motiver[0]
    accompagne = juger(REFERENTIELS["ordinaire"], LE_3, Apports((avis, RSA)))
    assert (accompagne.retenus, accompagne.a_motiver) == (("RSA",), ())


def test_une_demande_pour_un_contrat_deja_couvert_n_est_jamais_tardive() -> None:
    couverte = replace(E("03/11/2025", complete="20/11/2025"), fenetre=(un_jour("01/02/2025"), None))
    verdict = juger(REFERENTIELS["ordinaire"], couverte, Apports())
    assert (verdict.eligible, verdict.deja_couverte, verdict.hors_delai, verdict.fin) == (True, True, False, None)


def test_ce_qui_n_est_pas_compte_se_dit_a_cote_d_un_verdict_favorable() -> None:
    verdict = juger(REFERENTIELS["ordinaire"], LE_3, Apports((RSA, P("ASS", "01/01/2025"), P("ALTERN"))))
    assert verdict.retenus == ("RSA",)
    assert ["ASS" in p or "solidarité" in p or "ALTERN" in p for p in verdict.ecartes] == [True, True]


def test_les_criteres_cumules_et_la_condition_sont_tous_retenus() -> None:
    cumul = juger(REFERENTIELS["iae"], chez("EI"), Apports((CAP, LANGUE, ISOLEE)))
    assert set(cumul.retenus) == {"CAP_BEP", "FLE", "PARENT_ISOLE"}
    condition = juger(REFERENTIELS["anru"], LE_3, Apports((DOMICILE, RSA), quartier=QN09302M))
    assert condition.retenus == ("RSA", "QPV")


def test_un_critere_sans_duree_ouvre_une_fenetre_sans_fin() -> None:
    referentiel = FaitsReferentiel("x", "X", {"A": FaitsCritere("A", "A", duree_mois=None)})
    verdict = juger(referentiel, LE_3, Apports((P("A", "15/10/2025"),)))
    assert (verdict.eligible, verdict.fin) == (True, None)


def test_un_indicateur_ne_suffit_ni_ne_se_cumule() -> None:
    indicateur = FaitsCritere("QPV", "Habitant d'un quartier", suffit_seul=False)
    referentiel = FaitsReferentiel("x", "X", {"QPV": indicateur}, {"": 1})
    verdict = juger(referentiel, LE_3, Apports((P("QPV", "15/10/2025"),)))
    assert verdict.objections == ("« Habitant d'un quartier » ne suffit pas seul sous ce référentiel.",)


def test_sans_nombre_regle_les_criteres_de_niveau_2_ne_se_cumulent_pas() -> None:
    criteres = {c: FaitsCritere(c, c, niveau=2, suffit_seul=False) for c in "ABC"}
    preuves = tuple(P(c, "15/10/2025") for c in "ABC")
    sans = juger(FaitsReferentiel("x", "X", criteres), LE_3, Apports(preuves))
    assert "ne se cumulent pas" in sans.objections[0]
    avec = juger(FaitsReferentiel("x", "X", criteres, {"ENTREPRISE": 3}), LE_3, Apports(preuves))
    assert avec.eligible


def test_l_age_se_compte_en_annees_revolues() -> None:
    assert [age_au(date(2000, 2, 29), j) for j in (date(2026, 2, 28), date(2026, 3, 1))] == [25, 26]


# ---- What holds for every case ----

CODES = ["A", "B", "C", "D", "E"]
JOUR_0 = date(2025, 11, 3)


@st.composite
def referentiels(tirer) -> FaitsReferentiel:
    criteres = {}
    for code in CODES:
        role = tirer(st.sampled_from(["seul", "niveau 2", "condition", "indicateur"]))
        criteres[code] = FaitsCritere(
            code=code,
            libelle=f"critère {code}",
            niveau=2 if role == "niveau 2" else 1,
            suffit_seul=role == "seul",
            condition=role == "condition",
            age_preuve_mois=tirer(st.sampled_from([3, 6, None])),
            duree_mois=tirer(st.sampled_from([12, 24, None])),
            mois_minimal=tirer(st.sampled_from([None, 12])),
            avis_motive=tirer(st.booleans()),
            actif=tirer(st.booleans()) or role == "condition",
        )
    cumuls = tirer(st.dictionaries(st.sampled_from(["", "EI", "ETTI"]), st.integers(1, 3)))
    return FaitsReferentiel("x", "X", criteres, cumuls)


preuves_tirees = st.builds(
    Preuve,
    code=st.sampled_from(CODES),
    datee_le=st.none() | st.integers(-250, 40).map(lambda n: JOUR_0 + timedelta(days=n)),
    expire_le=st.none() | st.integers(-30, 30).map(lambda n: JOUR_0 + timedelta(days=n)),
    mois_etablis=st.none() | st.integers(0, 30),
)
embauches = st.builds(
    Embauche,
    debut=st.just(JOUR_0),
    demande_complete_le=st.integers(-60, 60).map(lambda n: JOUR_0 + timedelta(days=n)),
    date_naissance=st.none(),
    nature_employeur=st.sampled_from(["EI", "ETTI", "ENTREPRISE"]),
)
apports_tires = st.lists(preuves_tirees, max_size=5, unique_by=lambda p: p.code).map(lambda ps: Apports(tuple(ps)))


def une_preuve_parfaite(code: str, embauche: Embauche) -> Preuve:
    return Preuve(code, embauche.demande_complete_le, None, 36)


@given(referentiels(), embauches, apports_tires)
def test_un_refus_a_toujours_sa_raison_et_un_accord_jamais(referentiel, embauche, apports) -> None:
    verdict = juger(referentiel, embauche, apports)
    assert verdict.eligible is (not verdict.objections)
    assert verdict.eligible is bool(verdict.retenus)
    assert all(phrase.endswith(".") and "None" not in phrase for phrase in (*verdict.objections, *verdict.ecartes))


@given(referentiels(), embauches, apports_tires, st.sampled_from(CODES))
def test_un_critere_prouve_de_plus_ne_rend_jamais_ineligible_ni_ne_raccourcit(referentiel, embauche, apports, code):
    avant = juger(referentiel, embauche, apports)
    autres = tuple(p for p in apports.preuves if p.code != code)
    apres = juger(referentiel, embauche, replace(apports, preuves=(*autres, une_preuve_parfaite(code, embauche))))
    if avant.eligible:
        assert apres.eligible
        assert (apres.fin or date.max) >= (avant.fin or date.max)


@given(referentiels(), embauches, apports_tires, st.sampled_from(CODES))
def test_une_mauvaise_preuve_de_plus_n_enleve_rien(referentiel, embauche, apports, code) -> None:
    if any(p.code == code for p in apports.preuves):
        return
    avant = juger(referentiel, embauche, apports)
    muette = Preuve(code, expire_le=JOUR_0 - timedelta(days=1))
    apres = juger(referentiel, embauche, replace(apports, preuves=(*apports.preuves, muette)))
    assert (apres.eligible, apres.fin, apres.retenus) == (avant.eligible, avant.fin, avant.retenus)


@given(referentiels(), embauches, apports_tires, st.integers(0, 90))
def test_une_demande_complete_plus_tard_ne_donne_jamais_une_fenetre_plus_tot(referentiel, embauche, apports, retard):
    tot = juger(referentiel, embauche, apports)
    complete = embauche.demande_complete_le + timedelta(days=retard)
    tard = juger(referentiel, replace(embauche, demande_complete_le=complete), apports)
    assert tard.debut >= tot.debut
    assert tard.hors_delai or not tot.hors_delai


@given(referentiels(), embauches, apports_tires, st.integers(0, 400))
def test_un_droit_perdu_apres_l_embauche_ne_change_rien(referentiel, embauche, apports, jours) -> None:
    apports = replace(apports, preuves=tuple(replace(p, expire_le=None) for p in apports.preuves))
    perdus = tuple(replace(p, expire_le=JOUR_0 + timedelta(days=jours)) for p in apports.preuves)
    assert juger(referentiel, embauche, replace(apports, preuves=perdus)) == juger(referentiel, embauche, apports)


@given(referentiels(), embauches, st.permutations(CODES))
def test_l_ordre_des_cases_cochees_ne_change_ni_le_droit_ni_la_fenetre(referentiel, embauche, ordre) -> None:
    preuves = {code: une_preuve_parfaite(code, embauche) for code in CODES}
    un = juger(referentiel, embauche, Apports(tuple(preuves.values())))
    autre = juger(referentiel, embauche, Apports(tuple(preuves[code] for code in ordre)))
    assert (un.eligible, un.fin) == (autre.eligible, autre.fin)
