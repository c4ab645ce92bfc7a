"""The reference files agree with one another and with the facts they state."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from clauses.rules.vocabulaire import NatureCertificat, TypeContrat, UsageMotif
from clauses.selectors.reglages import DEFAUTS
from config.reference import lecture
from entreprises.rules import NATURES_SIAE
from parcours.rules.vocabulaire import SortePreuve
from tests.fabriques.donnees_reelles import fichier_reel

ROME = re.compile(r"^[A-N]\d{4}$")


def communes() -> list[lecture.Lieu]:
    return [lieu for lieu in lecture.lieux() if lieu.type == "COMMUNE"]


def test_39_communes_chacune_dans_un_ept():
    assert len({commune.code for commune in communes()}) == 39
    assert Counter(commune.parent for commune in communes()) == {"T6": 8, "T7": 8, "T8": 9, "T9": 14}


def test_chaque_parent_precede_ses_enfants():
    vus = {""}
    for lieu in lecture.lieux():
        assert lieu.parent in vus, lieu
        vus.add(lieu.code)


def test_codes_et_codes_postaux_sont_de_seine_saint_denis():
    for commune in communes():
        assert re.fullmatch(r"93\d{3}", commune.code), commune
        assert commune.codes_postaux, commune
        assert all(re.fullmatch(r"93\d{2}0", code) for code in commune.codes_postaux), commune


def test_un_code_postal_ne_mene_qu_a_une_commune():
    codes = [code for commune in communes() for code in commune.codes_postaux]
    assert len(codes) == len(set(codes)) == 41


def test_pierrefitte_mene_a_saint_denis():
    (saint_denis,) = [c for c in communes() if c.code == "93066"]
    assert "93380" in saint_denis.codes_postaux
    assert "Pierrefitte-sur-Seine" in saint_denis.alias
    assert [(a.code, a.jusqu_au) for a in saint_denis.anciens_codes] == [("93059", date(2024, 12, 31))]


def test_les_noms_a_article_ont_un_alias_sans_article():
    for commune in communes():
        article = re.match(r"(Le |La |Les |L')", commune.nom)
        if article:
            assert commune.nom[article.end() :] in commune.alias, commune


def test_un_alias_ne_mene_qu_a_un_lieu():
    alias = Counter(nom.casefold() for lieu in lecture.lieux() for nom in {lieu.nom, *lieu.alias})
    assert [nom for nom, fois in alias.items() if fois > 1] == []


def test_les_metiers_sont_du_rome_et_leurs_voisins_existent():
    codes = {metier.code for metier in lecture.metiers()}
    assert len(codes) == len(lecture.metiers())
    for metier in lecture.metiers():
        assert ROME.match(metier.code), metier
        assert set(metier.voisins) <= codes - {metier.code}, metier
    assert {"F1703", "F1704", "A1203", "K2204", "K2503", "N4101", "I1304", "N1104", "N4105", "G1605"} <= codes
    assert any(code.startswith("M16") for code in codes)


def test_quatre_referentiels_aux_durees_connues():
    referentiels = lecture.lire_json("referentiels.json")
    assert [r["code"] for r in referentiels] == ["ordinaire", "anru", "solideo", "iae"]
    for referentiel in referentiels:
        assert set(referentiel["durees"]) == {type_.value for type_ in TypeContrat}
        assert referentiel["durees"]["APPRENTISSAGE"] is None


def test_quartier_prioritaire_et_alternance_ne_suffisent_que_sous_la_charte_des_jeux():
    suffisants = {(c.referentiel, c.code) for c in lecture.criteres() if c.suffit_seul}
    for code in ("QPV", "ALTERN"):
        assert {referentiel for referentiel, autre in suffisants if autre == code} == {"solideo"}


def test_l_anru_demande_le_quartier_prioritaire_avec_tout_autre_critere():
    assert {(c.referentiel, c.code) for c in lecture.criteres() if c.condition} == {("anru", "QPV")}


def test_seul_le_referentiel_de_l_iae_cumule_des_criteres_de_niveau_2():
    assert {c.referentiel for c in lecture.criteres() if c.niveau == 2} == {"iae"} == set(lecture.cumuls())
    assert lecture.cumuls()["iae"] == {"EI": 3, "ACI": 3, "AI": 2, "ETTI": 2, "": 3}
    assert set(lecture.cumuls()["iae"]) - {""} <= NATURES_SIAE
    niveau_1 = {c.code for c in lecture.criteres() if c.referentiel == "iae" and c.suffit_seul}
    assert niveau_1 == {"RSA", "ASS", "AAH", "DETLD", "IAE"}


def test_chaque_critere_dit_ce_qui_le_prouve():
    sortes = {(c.code, c.sorte_preuve) for c in lecture.criteres() if c.sorte_preuve != SortePreuve.JUSTIFICATIF}
    assert sortes == {("IAE", SortePreuve.PASS_IAE), ("QPV", SortePreuve.QUARTIER)}
    etablis = {c.code: c.mois_minimal for c in lecture.criteres() if c.mois_minimal}
    assert etablis == {"DELD": 12, "DETLD": 24, "JEUNE_SQ": 6, "JEUNE_D": 6}


def test_ce_qui_revele_la_sante_la_justice_ou_l_asile_est_sensible():
    sensibles = {critere.code for critere in lecture.criteres() if critere.sensible}
    assert sensibles == {"AAH", "INVAL", "BOETH", "EA_ESAT", "PPSMJ", "REFUGIE"}


def test_ages_et_preuves():
    par_code = {critere.code: critere for critere in lecture.criteres()}
    assert par_code["SENIOR"].age_minimal == 50
    assert par_code["JEUNE_SQ"].age_maximal == 25
    assert par_code["PPSMJ"].age_preuve_mois == 6
    assert par_code["RSA"].age_preuve_mois == 3
    assert all(
        critere.preuve and len(critere.preuve) <= 300 and len(critere.libelle) <= 200 for critere in par_code.values()
    )


def test_les_periodes_d_une_meme_serie_ne_se_recouvrent_pas():
    for fichier, cles in (("taux_programmes.csv", ("programme", "nature")), ("couts_horaires.csv", ("nature",))):
        series: dict[tuple[str, ...], list[tuple[date, date]]] = {}
        for ligne in lecture.lire_csv(fichier):
            fin = lecture.jour(ligne["valide_au"]) or date.max
            series.setdefault(tuple(ligne[c] for c in cles), []).append((lecture.jour(ligne["valide_du"]), fin))
        for serie in map(sorted, series.values()):
            assert all(avant[1] < apres[0] for avant, apres in itertools.pairwise(serie)), fichier


def test_taux_parts_et_couts_renvoient_a_ce_qui_existe():
    programmes = {p["code"] for p in lecture.lire_json("programmes.json")}
    assert {ligne["programme"] for ligne in lecture.lire_csv("taux_programmes.csv")} == programmes
    metiers = {metier.code for metier in lecture.metiers()}
    parts = lecture.lire_csv("parts_main_oeuvre.csv")
    assert {ligne["metier"] for ligne in parts} <= metiers
    assert all(Decimal("0") < lecture.nombre(ligne["part"]) <= 100 for ligne in parts)


def test_le_taux_du_grand_paris_express_change_en_octobre_2020():
    taux = {
        ligne["valide_du"]: ligne["taux"]
        for ligne in lecture.lire_csv("taux_programmes.csv")
        if ligne["programme"] == "GPE"
    }
    assert taux == {"2014-01-01": "5.00", "2020-10-01": "10.00"}


def test_les_reglages_attendus_sont_la():
    valeurs = {r["code"]: lecture.nombre(r["valeur"]) for r in lecture.lire_csv("reglages.csv")}
    attendus = {
        "seuil_surveiller": 5,
        "seuil_retard": 15,
        "jour_echeance": 20,
        "delai_validation": 10,
        "petite_cellule": 5,
        "ecart_missions": 30,
    }
    assert {code: valeurs[code] for code in attendus} == attendus


def test_sans_les_donnees_de_reference_les_reglages_valent_les_memes_nombres():
    en_vigueur = {r["code"]: lecture.nombre(r["valeur"]) for r in lecture.lire_csv("reglages.csv")}
    assert {code: en_vigueur[code] for code in DEFAUTS} == DEFAUTS
    assert {sorte.reglage for sorte in NatureCertificat} <= set(DEFAUTS)


def test_chaque_usage_a_ses_motifs():
    motifs = lecture.lire_csv("motifs.csv")
    assert {motif["usage"] for motif in motifs} == {usage.value for usage in UsageMotif}
    assert len({motif["code"] for motif in motifs}) == len(motifs)


@pytest.mark.donnees_reelles
def test_communes_et_metiers_sont_ceux_des_nomenclatures_officielles():
    with fichier_reel("codes/communes_93_cog.csv").open(encoding="utf-8", newline="") as fichier:
        officielles = {ligne["commune_code"]: ligne["commune_nom"] for ligne in csv.DictReader(fichier)}
    assert {commune.code: commune.nom for commune in communes()} == officielles
    with fichier_reel("codes/rome_v3.csv").open(encoding="utf-8", newline="") as fichier:
        rome = {ligne["code_rome"]: ligne["libelle"] for ligne in csv.DictReader(fichier)}
    sans_ligature = {metier.code: metier.libelle.replace("œ", "oe") for metier in lecture.metiers()}
    assert sans_ligature == {code: rome.get(code) for code in sans_ligature}
