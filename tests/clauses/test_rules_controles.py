"""Controls on lines of hours: for each a passing, a failing and a boundary case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.rules.controles import (
    CONTROLES,
    VARIANTES,
    AlerteControle,
    AutreLigne,
    Dossier,
    FaitsClause,
    FaitsContrat,
    Gravite,
    LigneAControler,
    MoisEquipe,
    StatutEligibilite,
    controler,
    gravite_maximale,
    plafond_legal,
    plafond_prorata,
)
from clauses.rules.vocabulaire import OrigineLigne, TypeContrat
from socle.periodes import Mois
from tests.exemples import exemples

MARS = Mois(2026, 3)
SIRET = "12345678200010"
CONTRAT = FaitsContrat(
    cle="contrat-1", type_contrat=TypeContrat.CDI, debut=date(2025, 9, 1), fenetres=((date(2025, 8, 1), None),)
)
CLAUSE = FaitsClause(
    cle="clause-1",
    debut=date(2025, 6, 1),
    fin=date(2026, 12, 31),
    fin_lot=date(2026, 12, 31),
    durees={"CDI": 24},
    chantiers=frozenset({"chantier-1"}),
    sirets_parties=frozenset({SIRET}),
    heures_dues=D(1000),
)


def ligne(heures="140", n=1, contrat=None, clause=None, **options) -> LigneAControler:
    base = LigneAControler(
        cle=f"ligne-{n}",
        personne=f"personne-{n}",
        employeur="employeur-1",
        siret=SIRET,
        chantier="chantier-1",
        mois=MARS,
        heures=D(heures),
        contrat=replace(CONTRAT, cle=f"contrat-{n}", **(contrat or {})),
        clause=replace(CLAUSE, **(clause or {})),
    )
    return replace(base, **options)


def alertes(*lignes: LigneAControler, severites=None, **options) -> list[AlerteControle]:
    trouvees = controler(Dossier(lignes, **options), severites)
    if severites is None:  # the table of the register says what the rules do
        assert all(VARIANTES[a.variante].gravite is a.gravite for a in trouvees)
        assert all(VARIANTES[a.variante].controle == a.code for a in trouvees)
    return trouvees


def trouve(*lignes: LigneAControler, **options) -> list[tuple[str, Gravite]]:
    return [(a.variante, a.gravite) for a in alertes(*lignes, **options)]


def test_une_ligne_ordinaire_ne_dit_rien():
    assert alertes(ligne()) == []


# --- A1 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "attendu"),
    [
        ({"contrat": {"debut": date(2025, 9, 1), "fin": date(2026, 3, 1)}, "heures": "4"}, []),
        ({"contrat": {"fin": date(2026, 2, 28)}}, [("A1a", Gravite.BLOCAGE)]),
        ({"contrat": {"debut": date(2026, 4, 1)}}, [("A1a", Gravite.BLOCAGE)]),
        ({"contrat": {"fin": date(2026, 2, 28)}, "heures": "0"}, []),
        ({"clause": {"fin": date(2026, 2, 28), "fin_lot": None}}, [("A1b", Gravite.BLOCAGE)]),
        ({"clause": {"fin": date(2026, 2, 28), "fin_lot": None, "tolerance_jours": 1}}, []),
        ({"clause": {"debut": date(2026, 4, 1)}}, [("A1b", Gravite.BLOCAGE)]),
        ({"clause": {"debut": date(2026, 3, 31), "fin": None}}, []),
    ],
)
def test_a1_le_mois_est_dans_le_contrat_et_dans_la_clause(options, attendu):
    assert trouve(ligne(**options)) == attendu


def test_a1_entre_deux_missions_le_mois_est_hors_contrat():
    missions = ((date(2026, 2, 1), date(2026, 2, 20)), (date(2026, 4, 1), None))
    assert trouve(ligne(contrat={"debut": date(2026, 2, 1), "periodes": missions})) == [("A1a", Gravite.BLOCAGE)]


# --- A2 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contrat", "attendu"),
    [
        ({"fenetres": ()}, ["A2a"]),
        ({"fenetres": ((date(2025, 9, 1), date(2025, 9, 1)),)}, []),  # opens and closes on the very day of the start
        ({"fenetres": ((date(2025, 9, 2), None),)}, ["A2a"]),
        ({"fenetres": ((date(2025, 1, 1), date(2025, 8, 31)),)}, ["A2a"]),
        ({"statut": StatutEligibilite.EN_ATTENTE, "fenetres": ()}, ["A2b"]),
        ({"statut": StatutEligibilite.REFUSEE}, ["A2a"]),
        ({"demande_complete_le": date(2025, 9, 1)}, []),  # complete on the day of the start
        ({"demande_complete_le": date(2025, 9, 2)}, ["A2c"]),
        ({"demande_complete_le": date(2025, 9, 2), "retard_accepte": True}, []),
    ],
)
def test_a2_le_droit_s_apprecie_au_debut_du_contrat(contrat, attendu):
    assert [v for v, g in trouve(ligne(contrat=contrat)) if g is Gravite.BLOCAGE] == attendu


@pytest.mark.parametrize(
    ("debut", "premier", "attendu"),
    [
        (date(2024, 4, 1), None, []),  # counts until 31 March 2026 included
        (date(2024, 3, 31), None, ["A2e"]),  # until the 30th
        (date(2024, 3, 2), None, ["A2e"]),  # until the 1st
        (date(2024, 3, 1), None, ["A2d"]),  # until 28 February
        (date(2025, 9, 1), date(2024, 3, 15), ["A2e"]),  # the clock started with the first clause contract
    ],
)
def test_a2_le_comptage_finit_au_terme_prevu_par_la_clause(debut, premier, attendu):
    contrat = {"debut": debut, "fenetres": ((date(2024, 1, 1), None),), "premier_contrat": premier}
    trouvees = trouve(ligne(contrat=contrat, clause={"debut": date(2024, 1, 1)}))
    assert [v for v, _ in trouvees] == attendu


def test_a2_propose_la_coupure_a_la_date():
    contrat = {"debut": date(2024, 3, 14), "fenetres": ((date(2024, 1, 1), None),)}
    [alerte] = alertes(ligne("132", contrat=contrat, clause={"debut": date(2024, 1, 1)}))
    assert "comptent jusqu'au 13 mars 2026" in alerte.message
    assert alerte.detail.replace("\u00a0", " ") == "Proposition : 60 h à retenir, 72 h hors compte."


def test_a2_la_fin_du_lot_coupe_aussi_et_une_mission_finie_avant_ne_dit_rien():
    assert trouve(ligne(clause={"fin_lot": date(2026, 3, 20)})) == [("A2e", Gravite.BLOCAGE)]
    finie = {"periodes": ((date(2026, 3, 1), date(2026, 3, 20)),)}
    assert trouve(ligne("80", contrat=finie, clause={"fin_lot": date(2026, 3, 20)})) == []


def test_a2_depuis_chaque_contrat_quand_la_clause_le_dit():
    contrat = {"premier_contrat": date(2020, 1, 1)}
    assert trouve(ligne(contrat=contrat)) == [("A2d", Gravite.BLOCAGE)]
    assert trouve(ligne(contrat=contrat, clause={"depuis_premier_contrat": False})) == []


# --- A3 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "attendu"),
    [
        ({}, []),
        ({"siret": "99999999900001"}, [("A3b", Gravite.BLOCAGE)]),
        ({"siret": "123", "siret_valide": False}, [("A3a", Gravite.BLOCAGE)]),
    ],
)
def test_a3_l_employeur_est_partie_au_lot(options, attendu):
    assert trouve(ligne(**options)) == attendu


# --- A4 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ici", "ailleurs", "attendu"),
    [
        ("84", "84", []),  # a month, even a day, shared between two sites is legal
        ("85", "84", []),
        ("85.01", "84", [("A4a", Gravite.ALERTE)]),
        ("100", "112.57", [("A4a", Gravite.ALERTE)]),
        ("100", "112.58", [("A4b", Gravite.BLOCAGE)]),
    ],
)
def test_a4_une_personne_chez_plusieurs_employeurs(ici, ailleurs, attendu):
    autres = [AutreLigne("personne-1", "employeur-2", MARS, D(ailleurs))]
    assert trouve(ligne(ici), autres=autres) == attendu


def test_a4_ne_dit_rien_de_l_autre_entreprise():
    textes = set()
    for ailleurs in ("100", "300"):
        [alerte] = alertes(ligne("100"), autres=[AutreLigne("personne-1", "employeur-2", MARS, D(ailleurs))])
        textes.add(alerte.message)
        assert not any(c.isdigit() for c in alerte.message)
        assert "2 employeurs" in alerte.detail
    assert len(textes) == 1


def test_a4_un_autre_mois_ou_une_autre_personne_ne_comptent_pas():
    autres = [
        AutreLigne("personne-2", "employeur-2", MARS, D(200)),
        AutreLigne("personne-1", "employeur-2", Mois(2026, 2), D(200)),
    ]
    assert trouve(ligne("100"), autres=autres) == []


def test_a4_tient_les_deux_lignes_d_un_meme_lot_de_saisie():
    deux = [ligne("120"), ligne("120", n=2, personne="personne-1", employeur="employeur-2")]
    assert [(a.ligne, a.variante) for a in alertes(*deux)] == [("ligne-1", "A4b"), ("ligne-2", "A4b")]


# --- A5 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heures", "attendu"),
    [
        ("151.67", []),
        ("151.68", [("A5a", Gravite.INFO)]),
        ("169.00", [("A5a", Gravite.INFO)]),
        ("169.01", [("A5b", Gravite.ALERTE)]),
        ("190.67", [("A5b", Gravite.ALERTE)]),
        ("190.68", [("A5c", Gravite.ALERTE)]),
        ("212.57", [("A5c", Gravite.ALERTE)]),
        ("212.58", [("A5d", Gravite.BLOCAGE)]),
    ],
)
def test_a5_les_plafonds_du_mois(heures, attendu):
    assert trouve(ligne(heures)) == attendu


@pytest.mark.parametrize(
    ("mois", "plafond"),
    [(Mois(2026, 3), Fraction(1488, 7)), (Mois(2026, 4), Fraction(1440, 7)), (Mois(2026, 2), Fraction(192))],
)
def test_a5_le_plafond_legal_suit_le_nombre_de_jours_du_mois(mois, plafond):
    assert plafond_legal(mois) == plafond


def test_a5_juge_la_somme_des_contrats_d_une_personne_chez_un_employeur():
    deux = [ligne("100"), ligne("100", n=2, personne="personne-1", chantier="chantier-1")]
    assert trouve(*deux) == [("A5c", Gravite.ALERTE)] * 2
    autre_employeur = replace(deux[1], employeur="employeur-2")
    assert trouve(deux[0], autre_employeur) == [("A4a", Gravite.ALERTE)] * 2


# --- A6 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contrat", "heures", "attendu"),
    [
        # 24 h a week over March (22 working days): 24/7 x 31 = 106.29, plus 10 %: 116.91.
        ({"heures_hebdo": D(24)}, "116.91", []),
        ({"heures_hebdo": D(24)}, "116.92", [("A6", Gravite.ALERTE)]),
        # From Monday 16 March: 12 working days at 7 h = 84 h, plus 10 %: 92.40.
        ({"periodes": ((date(2026, 3, 16), None),)}, "92.40", []),
        ({"periodes": ((date(2026, 3, 16), None),)}, "92.41", [("A6", Gravite.ALERTE)]),
    ],
)
def test_a6_un_mois_incomplet_ou_un_temps_partiel(contrat, heures, attendu):
    assert trouve(ligne(heures, contrat=contrat)) == attendu


def test_a6_additionne_les_chantiers_d_un_contrat_et_laisse_le_temps_plein_a_a5():
    lignes = [
        ligne("60", contrat={"heures_hebdo": D(24)}),
        ligne("60", contrat={"heures_hebdo": D(24)}, cle="ligne-1b"),
    ]
    lignes[1] = replace(lignes[1], chantier="chantier-2", clause=replace(CLAUSE, hors_site_admis=True))
    assert trouve(*lignes) == [("A6", Gravite.ALERTE)] * 2
    assert plafond_prorata(ligne(), Dossier([]).plafonds) is None


# --- A8 ------------------------------------------------------------------------------------------


def test_a8_la_meme_ligne_deux_fois():
    assert trouve(ligne("40"), ligne("40", cle="double")) == [("A8a", Gravite.ALERTE)] * 2
    assert trouve(ligne("40"), ligne("40", cle="autre-mois", mois=Mois(2026, 4))) == []


def equipe(mois: int, *heures: str, origine=OrigineLigne.GRILLE) -> MoisEquipe:
    return MoisEquipe(Mois(2026, mois), {f"p{i}": D(h) for i, h in enumerate(heures)}, origine)


@pytest.mark.parametrize(
    ("historique", "attendu"),
    [
        ([equipe(1, "140", "140"), equipe(2, "140", "140")], True),
        ([equipe(1, "140", "140"), equipe(2, "140", "139.50")], False),
        ([equipe(1, "140", "140")], False),  # two months only
        ([equipe(1, "140"), equipe(2, "140", "140")], False),  # one person says nothing
        ([equipe(1, "140", "140"), equipe(2, "140", "140", origine=OrigineLigne.DSN)], False),
    ],
)
def test_a8_les_memes_heures_pour_tous_depuis_trois_mois(historique, attendu):
    lignes = [ligne("140"), ligne("140", n=2)]
    assert trouve(*lignes, historique=historique) == ([("A8b", Gravite.ALERTE)] * 2 if attendu else [])


def test_a8_se_juge_lot_par_lot():
    historique = [
        replace(mois, partie=lot)
        for lot in ("lot 1", "lot 2")
        for mois in (equipe(1, "140", "140"), equipe(2, "140", "140"))
    ]
    identiques = [ligne("140", n=n, partie="lot 1") for n in (1, 2)]
    variees = [ligne("140", n=3, partie="lot 2"), ligne("121", n=4, partie="lot 2")]
    trouvees = [a.ligne for a in alertes(*identiques, *variees, historique=historique) if a.code == "A8"]
    assert trouvees == ["ligne-1", "ligne-2"]


def test_a8_une_dsn_donne_les_heures_payees_et_n_alerte_pas():
    lignes = [ligne("140", origine=OrigineLigne.DSN), ligne("140", n=2, origine=OrigineLigne.DSN)]
    trouvees = trouve(*lignes, historique=[equipe(1, "140", "140"), equipe(2, "140", "140")])
    assert trouvees == [("A15", Gravite.INFO)] * 2


# --- A13, A14 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deja", "attendu"), [("860", []), ("860.01", [("A13a", Gravite.INFO)]), ("2000", [("A13a", Gravite.INFO)])]
)
def test_a13_un_surplus_n_est_qu_une_information(deja, attendu):
    assert trouve(ligne("140", clause={"heures_deja": D(deja)})) == attendu


def test_a13_le_cumul_avance_de_ligne_en_ligne():
    lignes = [ligne("100", n=n, clause={"heures_deja": D(750)}) for n in (1, 2, 3)]
    assert [a.ligne for a in alertes(*lignes)] == ["ligne-3"]


@pytest.mark.parametrize(
    ("clause", "attendu"),
    [({}, ["A13b"]), ({"hors_site_admis": True}, []), ({"globalisation": True}, [])],
)
def test_a13_un_autre_chantier_sans_globalisation_alerte(clause, attendu):
    assert [v for v, _ in trouve(ligne(chantier="ailleurs", clause=clause))] == attendu


DIT_LE = date(2026, 1, 12)


def test_a14_une_ligne_contestee_par_la_personne_bloque_sans_un_mot_d_elle():
    [alerte] = alertes(ligne(contestee_le=date(2026, 1, 12)))
    assert (alerte.code, alerte.gravite, alerte.message) == ("A14", Gravite.BLOCAGE, "À vérifier avec la personne.")


# --- severities as rows --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("severites", "attendu"),
    [
        ({}, [("A5b", Gravite.ALERTE)]),
        ({"A5": "BLOCAGE"}, [("A5b", Gravite.BLOCAGE)]),
        ({"A5": "AUCUNE"}, []),
        ({"A5b": "INFO"}, [("A5b", Gravite.INFO)]),
        ({"A5": "AUCUNE", "A5b": "INFO"}, [("A5b", Gravite.INFO)]),
        ({"A5b": "AUCUNE", "A5": "BLOCAGE"}, []),
        ({"A6": "AUCUNE"}, [("A5b", Gravite.ALERTE)]),
    ],
)
def test_un_administrateur_regle_la_gravite_par_controle_ou_par_limite(severites, attendu):
    assert trouve(ligne("170"), severites=severites) == attendu


def test_une_seule_alerte_par_ligne_et_controle_la_plus_grave():
    hors_site = ligne("140", chantier="ailleurs", clause={"heures_deja": D(1000)})
    assert trouve(hors_site) == [("A13b", Gravite.ALERTE)]
    assert gravite_maximale(alertes(hors_site)) == Gravite.ALERTE
    assert gravite_maximale([]) is None


def test_l_information_reste_dans_le_lot_l_alerte_en_sort():
    assert not Gravite.INFO.sort_du_lot
    assert Gravite.ALERTE.sort_du_lot
    assert Gravite.BLOCAGE.sort_du_lot


def test_chaque_controle_dit_ce_qu_il_verifie_et_sa_limite():
    assert list(CONTROLES) == [f"A{n}" for n in range(1, 16)]
    assert all(c.libelle and c.limite and c.verifier.__doc__ for c in CONTROLES.values())


heures = st.integers(0, 40_000).map(lambda n: D(n).scaleb(-2))
lignes_libres = st.lists(
    st.tuples(heures, st.integers(1, 3), st.sampled_from(["chantier-1", "ailleurs"]), st.booleans()), max_size=5
)


@settings(max_examples=exemples(1000), deadline=None)
@given(lignes_libres)
def test_les_alertes_tiennent_dans_une_phrase_et_une_par_controle(tirages):
    lignes = [
        ligne(
            h,
            n=n,
            cle=f"l{i}",
            personne=f"personne-{n}",
            chantier=site,
            contestee_le=date(2026, 1, 12) if contestee else None,
        )
        for i, (h, n, site, contestee) in enumerate(tirages)
    ]
    trouvees = alertes(*lignes)
    assert len({(a.ligne, a.code) for a in trouvees}) == len(trouvees)
    for alerte in trouvees:
        assert 0 < len(alerte.message) <= 400
        assert alerte.message.endswith(".")
        assert len(alerte.detail) <= 600
        assert len(alerte.code) <= len(alerte.variante) <= 5


@settings(max_examples=exemples(1000), deadline=None)
@given(heures, heures)
def test_declarer_plus_n_adoucit_jamais_le_plafond(moins, plus):
    def rang(h: D) -> int:
        gravite = gravite_maximale(a for a in alertes(ligne(str(h))) if a.code == "A5")
        return -1 if gravite is None else gravite.rang

    assert rang(moins) <= rang(moins + plus)
