"""Ranking people for a need: refusals first, a score that is the sum of what is shown, nothing else as input."""

from __future__ import annotations

import dataclasses
from datetime import date, time
from decimal import Decimal
from random import Random

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from clauses.rules.phrases import INSECABLE, nombre
from parcours.rules.appariement import (
    Bareme,
    Poids,
    ProfilBesoin,
    ProfilCandidat,
    classer,
    juger,
    preselectionner,
)
from socle.geo import distance_km

D = Decimal
BESOIN = ProfilBesoin(
    metier="F1703",
    voisins=frozenset({"F1701", "F1704"}),
    debut=date(2026, 3, 2),
    fin=date(2026, 8, 31),
    heures_hebdo=D("35"),
)
PERSONNE = ProfilCandidat(
    cle="a",
    metiers=(("F1703", 1),),
    distance_m=0,
    disponible_le=date(2026, 2, 1),
    heures_cherchees=D("35"),
    eligible=True,
)


def un(**champs):
    return dataclasses.replace(PERSONNE, **champs)


def le_juge(candidat: ProfilCandidat, besoin: ProfilBesoin = BESOIN, poids: Poids | None = None):
    return juger(besoin, candidat, Bareme(poids))


def part(candidat: ProfilCandidat, nom: str, besoin: ProfilBesoin = BESOIN) -> Decimal:
    return next(p.points for p in le_juge(candidat, besoin).parts if p.nom == nom)


@pytest.mark.parametrize(
    ("metiers", "points"),
    [
        ((("F1703", 1),), "30.0"),
        ((("F1606", 1), ("F1703", 2)), "27.0"),
        ((("F1606", 1), ("F1602", 2), ("F1703", 3)), "24.0"),
        ((("F1704", 1),), "15.0"),
        ((("F1606", 1),), "0.0"),
    ],
)
def test_le_metier_demande_vaut_plus_que_le_voisin(metiers, points):
    assert part(un(metiers=metiers), "Métier") == D(points)


@pytest.mark.parametrize(
    ("metres", "points"),
    [(0, "20.0"), (7_500, "15.0"), (15_000, "10.0"), (29_999, "0.0"), (30_000, "0.0"), (None, "0.0")],
)
def test_plus_c_est_pres_plus_il_y_a_de_points(metres, points):
    assert part(un(distance_m=metres), "Distance") == D(points)


@pytest.mark.parametrize(
    ("jusqu_au", "points"),
    [(None, "10.0"), (date(2026, 8, 31), "10.0"), (date(2026, 6, 1), "5.0"), (date(2026, 3, 2), "0.0")],
)
def test_l_eligibilite_restante_se_compare_a_la_duree(jusqu_au, points):
    assert part(un(eligible_jusqu_au=jusqu_au), "Éligibilité") == D(points)


def test_une_eligibilite_a_valider_ne_refuse_personne():
    juge = le_juge(un(eligible=False))
    assert juge.proposable
    assert part(un(eligible=False), "Éligibilité") == 0


@pytest.mark.parametrize(
    ("cherchees", "points"), [(D("35"), "5.0"), (D("17.5"), "2.5"), (D("70"), "2.5"), (None, "2.5"), (D("0"), "0.0")]
)
def test_les_heures_cherchees_se_comparent_aux_heures_proposees(cherchees, points):
    assert part(un(heures_cherchees=cherchees), "Heures") == D(points)


@pytest.mark.parametrize(
    ("fini", "points"),
    [
        (None, "5.0"),
        (date(2026, 3, 2), "10.0"),
        (date(2025, 12, 2), "10.0"),
        (date(2025, 12, 1), "5.0"),
    ],
)
def test_un_contrat_qui_vient_de_finir_s_enchaine(fini, points):
    assert part(un(dernier_contrat_fini_le=fini, deja_sous_clause=bool(fini)), "Continuité") == D(points)


def test_un_certificat_qui_expire_avant_la_fin_ne_donne_pas_ses_points():
    besoin = dataclasses.replace(BESOIN, certificats={"SST": "SST", "AIPR": "AIPR"})
    tenus = {"SST": date(2026, 8, 31), "AIPR": date(2026, 8, 30)}
    assert part(un(certificats=tenus), "Certificats", besoin) == D("5.0")
    assert part(un(certificats={"SST": None, "AIPR": None}), "Certificats", besoin) == D("10.0")


CONDITIONS = [
    ("distance", {}, {"distance_m": 30_000}, {"distance_m": 30_001}),
    ("distance", {}, {"distance_m": 10_000, "rayon_km": 10}, {"distance_m": 10_001, "rayon_km": 10}),
    ("disponibilite", {}, {"disponible_le": date(2026, 3, 2)}, {"disponible_le": date(2026, 3, 3)}),
    ("permis", {"permis": True}, {"permis": True}, {"permis": False}),
    ("permis", {"permis": True}, {"permis": None}, {"permis": False}),
    ("francais", {"francais": "A2"}, {"francais": "A2"}, {"francais": "A1"}),
    ("francais", {"francais": "A2"}, {"francais": ""}, {"francais": "A0"}),
    ("horaires", {"prise_de_poste": time(5, 59)}, {"horaires_decales": True}, {"horaires_decales": False}),
    ("horaires", {"prise_de_poste": time(6, 0)}, {"horaires_decales": False}, None),
    ("certificat:SST", {"certificats": {"SST": "SST"}}, {"certificats": {"SST": None}}, {"certificats": {}}),
    (
        "certificat:SST",
        {"certificats": {"SST": "SST"}},
        {"certificats": {"SST": date(2026, 3, 2)}},
        {"certificats": {"SST": date(2026, 3, 1)}},
    ),
]


@pytest.mark.parametrize(("code", "demande", "passe", "manque"), CONDITIONS)
def test_chaque_condition_a_sa_borne_et_dit_ce_qui_la_leverait(code, demande, passe, manque):
    besoin = dataclasses.replace(BESOIN, **demande)
    assert le_juge(un(**passe), besoin).proposable
    if manque is not None:
        (trouve,) = le_juge(un(**manque), besoin).manques
        assert trouve.code == code
        assert trouve.phrase
        assert trouve.remede


def test_la_liste_ne_se_complete_jamais_et_nomme_ceux_a_qui_il_manque_une_chose():
    besoin = dataclasses.replace(BESOIN, permis=True, francais="B1")
    liste = classer(
        besoin,
        [un(cle="bon", permis=True, francais="B1"), un(cle="un", permis=False, francais="B2"),
         un(cle="deux", permis=False, francais="A1")],
    )  # fmt: skip
    assert [c.cle for c in liste.proposables] == ["bon"]
    assert [c.cle for c in liste.presque] == ["un"]
    assert liste.ecartes == 1


def test_le_score_est_la_somme_des_points_affiches_et_ne_depasse_pas_les_poids():
    juge = le_juge(un(heures_cherchees=D("31.3"), distance_m=4_321))
    assert juge.score == sum(p.points for p in juge.parts)
    assert all(0 <= p.points <= p.sur for p in juge.parts)
    assert sum(p.sur for p in juge.parts) == 100


def test_retirer_une_raison_change_le_rang_comme_annonce():
    pres, loin = un(cle="pres", distance_m=1_000, metiers=(("F1704", 1),)), un(cle="loin", distance_m=20_000)
    assert [c.cle for c in classer(BESOIN, [pres, loin]).proposables] == ["loin", "pres"]
    sans_metier = dataclasses.replace(Poids(), metier=D(0))
    assert [c.cle for c in classer(BESOIN, [pres, loin], Bareme(sans_metier)).proposables] == ["pres", "loin"]


def test_a_egalite_le_plus_proche_puis_la_cle():
    memes = [un(cle="b"), un(cle="a"), un(cle="c", distance_m=None, eligible=True)]
    assert [c.cle for c in classer(BESOIN, memes).proposables][:2] == ["a", "b"]


def test_le_profil_n_a_pas_de_place_pour_ce_qui_ne_doit_pas_compter():
    champs = {f.name for f in dataclasses.fields(ProfilCandidat)}
    interdits = {"sexe", "age", "naissance", "origine", "nationalite", "sante", "rqth", "justice", "adresse", "commune",
                 "nom", "prenom", "critere"}  # fmt: skip
    assert champs.isdisjoint(interdits)
    assert champs == {
        "cle", "metiers", "distance_m", "rayon_km", "disponible_le", "heures_cherchees", "horaires_decales", "permis",
        "francais", "certificats", "eligible", "eligible_jusqu_au", "dernier_contrat_fini_le", "deja_sous_clause",
    }  # fmt: skip


# ---- The same two steps written again, slowly, with plain loops ----


def _le_monde(graine: int) -> tuple[list[dict], list[ProfilBesoin], list[tuple[float, float]]]:
    alea = Random(graine)
    metiers = [f"F{n}" for n in range(1700, 1712)]
    gens = [
        {
            "cle": f"{n:05d}",
            "metiers": tuple((m, r) for r, m in enumerate(alea.sample(metiers, alea.randint(1, 3)), 1)),
            "point": (48.8 + alea.random() / 4, 2.2 + alea.random() / 3),
            "disponible_le": date(2026, 1, 1 + alea.randint(0, 30)) if alea.random() < 0.8 else None,
            "rayon_km": alea.choice([None, 5, 10, 20]),
            "permis": alea.choice([None, True, False]),
            "francais": alea.choice(["", "A1", "A2", "B1"]),
            "heures_cherchees": alea.choice([None, D("20"), D("35")]),
            "eligible": alea.random() < 0.5,
        }
        for n in range(300)
    ]
    besoins, sites = [], []
    for _ in range(20):
        metier = alea.choice(metiers)
        besoins.append(
            ProfilBesoin(
                metier=metier,
                voisins=frozenset(alea.sample([m for m in metiers if m != metier], 2)),
                debut=date(2026, 1, 15),
                fin=date(2026, 7, 15),
                heures_hebdo=D("35"),
                permis=alea.random() < 0.3,
                francais=alea.choice(["", "A2"]),
            )
        )
        sites.append((48.8 + alea.random() / 4, 2.2 + alea.random() / 3))
    return gens, besoins, sites


def _lentement(gens: list[dict], besoin: ProfilBesoin, site: tuple[float, float], limite: int) -> list[str]:
    """Keys by rank, by the words of the issue and nothing of the product."""
    import math

    restants = []
    for g in gens:
        codes = [m for m, _ in g["metiers"]]
        rang = 0 if besoin.metier in codes else 1 if any(m in besoin.voisins for m in codes) else None
        if rang is None:
            continue
        (a, b), (c, d) = (map(math.radians, g["point"]), map(math.radians, site))
        h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
        restants.append((rang, round(2 * 6371.0088 * 1000 * math.asin(math.sqrt(h))), g["cle"], g))
    gardes = sorted(restants, key=lambda r: r[:3])[:limite]
    notes = []
    for _, metres, cle, g in gardes:
        portee = 30 if g["rayon_km"] is None else g["rayon_km"]
        if metres > portee * 1000 or (g["disponible_le"] and g["disponible_le"] > besoin.debut):
            continue
        if besoin.permis and g["permis"] is False:
            continue
        ordre = ["A0", "A1", "A2", "B1", "B2"]
        if besoin.francais and g["francais"] and ordre.index(g["francais"]) < ordre.index(besoin.francais):
            continue
        choix = dict(g["metiers"]).get(besoin.metier)
        note = {None: D("15.0"), 1: D("30.0"), 2: D("27.0"), 3: D("24.0")}[choix]
        note += max(D(0), (D(20) * (1 - D(metres) / D(30_000))).quantize(D("0.1"), "ROUND_HALF_UP"))
        note += D("15.0") if g["disponible_le"] else D("12.0")
        note += D("10.0")
        heures = g["heures_cherchees"]
        note += D("2.5") if heures is None else (D(5) * heures / 35).quantize(D("0.1"), "ROUND_HALF_UP")
        note += D("10.0") if g["eligible"] else D("0.0")
        note += D("5.0")
        notes.append((-note, metres, cle))
    return [cle for _, _, cle in sorted(notes)]


def _profils(gens: list[dict], site: tuple[float, float]) -> list[ProfilCandidat]:
    return [
        ProfilCandidat(
            **{k: v for k, v in g.items() if k != "point"}, distance_m=round(distance_km(g["point"], site) * 1000)
        )
        for g in gens
    ]


@pytest.mark.parametrize("limite", [20, 200])
def test_trois_cents_personnes_et_vingt_besoins_comme_une_ecriture_lente_et_independante(limite):
    gens, besoins, sites = _le_monde(93)
    longueurs = []
    for besoin, site in zip(besoins, sites, strict=True):
        profils = preselectionner(besoin, _profils(gens, site), limite)
        trouves = [c.cle for c in classer(besoin, profils).proposables]
        assert trouves == _lentement(gens, besoin, site, limite)
        longueurs.append(len(trouves))
    assert min(longueurs) >= 1
    assert max(longueurs) >= 8


def test_nos_distances_sont_a_six_milliemes_de_l_ellipsoide():
    gens, _, sites = _le_monde(7)
    for g in gens[:60]:
        vraie = geodesic(g["point"], sites[0]).km
        assert distance_km(g["point"], sites[0]) == pytest.approx(vraie, rel=0.006)


@given(st.permutations(range(12)))
def test_l_ordre_d_arrivee_ne_change_rien(ordre):
    gens, besoins, sites = _le_monde(11)
    profils = _profils(gens[:12], sites[0])
    attendu = [c.cle for c in classer(besoins[0], preselectionner(besoins[0], profils, 200)).proposables]
    melange = [profils[i] for i in ordre]
    assert [c.cle for c in classer(besoins[0], preselectionner(besoins[0], melange, 200)).proposables] == attendu


@given(st.integers(0, 20_000_000))
def test_les_kilometres_s_ecrivent_comme_tous_les_nombres(metres):
    phrase = next(p.phrase for p in le_juge(un(distance_m=metres)).parts if p.nom == "Distance")
    assert phrase == f"Sa commune est à {nombre(D(metres) / 1000, 1)}{INSECABLE}km."
