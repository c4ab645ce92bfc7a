"""The DSN reader: every trap of the norm by name, nobody else's identity, never a part of a month."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clauses.exchange.dsn import LecteurDSN, lire
from clauses.rules.lecture import Lecture, Portee
from clauses.rules.rapprochement import Connue, Identite
from clauses.rules.vocabulaire import OrigineLigne
from socle.identifiants import siret_de_demo
from socle.periodes import Mois
from tests.exemples import exemples
from tests.fabriques.dsn import Dsn, Paie, Salarie

SIRET = siret_de_demo(42)
MARS = Mois(2026, 3)
AMINA = Connue("amina", Identite("BENALI", "Amina", date(1990, 3, 15)))
PAUL = Connue("paul", Identite("D'ALMEIDA", "Paul", date(1988, 7, 1), nom_usage="MARTIN"))
amina = Salarie("BENALI", "Amina")
paul = Salarie("D'ALMEIDA", "Paul, Jean", "01071988", nir="1880793008456")
inconnu = Salarie("INCONNUE", "Zoé", "02021991", nir="2910293008789")


def lu(dsn: Dsn | bytes, **options: object) -> Lecture:
    contenu = dsn if isinstance(dsn, bytes) else dsn.octets()
    return lire(contenu, SIRET, [AMINA, PAUL], **options)


def mensuelle(*salaries: Salarie, **options: str) -> Dsn:
    return Dsn().declarer(SIRET, MARS, salaries, **options)


def heures(lecture: Lecture) -> dict[tuple[object, str], D]:
    return {(li.personne, str(li.mois.iso)): li.heures for li in lecture.lignes}


def phrases(lecture: Lecture, portee: Portee | None = None) -> str:
    return " | ".join(c.phrase for c in lecture.constats if portee is None or c.portee == portee)


def test_seules_les_personnes_connues_sont_retenues() -> None:
    lecture = lu(mensuelle(amina, inconnu, paul))
    assert heures(lecture) == {("amina", "2026-03"): D("151.67"), ("paul", "2026-03"): D("151.67")}
    assert lecture.comptes["personnes_lues"] == 3
    assert lecture.comptes["personnes_retenues"] == 2
    assert lecture.comptes["personnes_ecartees"] == 1
    assert "INCONNUE" not in repr(lecture)
    ligne = lecture.lignes[0]
    assert (ligne.nom, ligne.date_naissance, ligne.origine) == ("BENALI", date(1990, 3, 15), OrigineLigne.DSN)
    assert ligne.non_travaillees is None, "la DSN compte des heures payées : les heures non travaillées restent à dire"


@pytest.mark.parametrize("norme", ["P24V01", "P25V01", "P26V01"])
def test_les_trois_normes_se_lisent(norme: str) -> None:
    assert len(lu(Dsn(norme=norme).declarer(SIRET, MARS, [amina])).lignes) == 1


@pytest.mark.parametrize("norme", ["P22V01", "P27V01", "X"])
def test_une_autre_norme_est_refusee_en_clair(norme: str) -> None:
    lecture = lu(Dsn(norme=norme).declarer(SIRET, MARS, [amina]))
    assert lecture.refusee
    assert "P24, P25 ou P26" in phrases(lecture)


@pytest.mark.parametrize(
    ("encodage", "fin"),
    [("iso-8859-1", "\r\n"), ("cp1252", "\n"), ("utf-8", "\r\n"), ("utf-8-sig", "\n")],
)
def test_les_codages_et_les_fins_de_ligne(encodage: str, fin: str) -> None:
    elodie = Connue("elodie", Identite("Lefèvre-Noël", "Élodie", date(1990, 3, 15)))
    dsn = mensuelle(replace(amina, nom="LEFÈVRE NOËL", prenom="Élodie"))
    lecture = lire(dsn.octets(encodage, fin), SIRET, [elodie])
    assert [li.personne for li in lecture.lignes] == ["elodie"]
    assert lecture.lignes[0].nom == "LEFÈVRE NOËL"


def test_la_derniere_ligne_sans_fin_et_l_apostrophe_dans_un_nom() -> None:
    lecture = lu(mensuelle(paul).octets().rstrip())
    assert lecture.lignes[0].nom == "D'ALMEIDA"


def test_un_fichier_de_test_est_refuse() -> None:
    lecture = lu(Dsn(essai=True).declarer(SIRET, MARS, [amina]))
    assert lecture.refusee
    assert "test" in phrases(lecture)


@pytest.mark.parametrize(("nature", "mot"), [("04", "arrêt"), ("05", "reprise"), ("07", "fin de contrat")])
def test_un_signalement_est_refuse_et_personne_n_y_est_lu(nature: str, mot: str) -> None:
    lecture = lu(mensuelle(amina, nature=nature))
    assert lecture.refusee
    assert mot in phrases(lecture)
    assert "BENALI" not in repr(lecture)


def test_le_signalement_n_empeche_pas_la_mensuelle_du_meme_fichier() -> None:
    dsn = mensuelle(amina, nature="04")
    dsn.declarer(SIRET, MARS, [paul])
    lecture = lu(dsn)
    assert [li.personne for li in lecture.lignes] == ["paul"]
    assert "arrêt" in phrases(lecture, Portee.REFUS)


# --- hours (formats.md §2.4) ---------------------------------------------------------------------------------------


def test_les_unites_qui_ne_sont_pas_des_heures_ne_comptent_pas() -> None:
    activites = (("01", "140.00", "10"), ("01", "30.00", "40"), ("01", "21.00", "12"), ("02", "11.67", "10"))
    lecture = lu(mensuelle(amina.avec(Paie(activites=activites))))
    assert heures(lecture)["amina", "2026-03"] == D("140.00")
    assert "11,67" in lecture.lignes[0].note.replace("\u202f", "").replace("\u00a0", " ")


def test_en_jours_seulement_rien_n_est_invente() -> None:
    lecture = lu(mensuelle(amina.avec(Paie(activites=(("01", "21.00", "12"),)))))
    assert not lecture.lignes
    assert "en jours" in phrases(lecture, Portee.DOUTE)


def test_l_activite_absente_se_lit_dans_la_remuneration_et_le_dit() -> None:
    lecture = lu(mensuelle(amina.avec(Paie(activites=(), heures="120.50"))))
    assert heures(lecture)["amina", "2026-03"] == D("120.50")
    assert "faute d'activité" in lecture.lignes[0].note


def test_la_remuneration_ne_s_ajoute_jamais_a_l_activite() -> None:
    lecture = lu(mensuelle(amina.avec(Paie(heures="151.67"))))
    assert heures(lecture)["amina", "2026-03"] == D("151.67")


def test_les_heures_supplementaires_se_disent_et_ne_s_ajoutent_pas() -> None:
    lecture = lu(mensuelle(amina.avec(Paie(), Paie(sorte="018", activites=(), heures="8.00"))))
    assert heures(lecture)["amina", "2026-03"] == D("151.67")
    assert "non ajoutées" in lecture.lignes[0].note


def test_la_meme_activite_sous_deux_remunerations_compte_une_fois() -> None:
    lecture = lu(mensuelle(amina.avec(Paie(sorte="001"), Paie(sorte="002"))))
    assert heures(lecture)["amina", "2026-03"] == D("151.67")
    assert "comptée une fois" in lecture.lignes[0].note


def test_des_missions_hebdomadaires_egales_s_additionnent() -> None:
    semaines = [
        Paie(activites=(("01", "35.00", "10"),), debut=date(2026, 3, j), fin=date(2026, 3, j + 4)) for j in (2, 9, 16)
    ]
    assert heures(lu(mensuelle(amina.avec(*semaines))))["amina", "2026-03"] == D("105.00")


def test_plusieurs_versements_d_un_contrat_s_additionnent() -> None:
    salarie = replace(amina, versements=((Paie(activites=(("01", "80.00", "10"),)),),) * 2)
    assert heures(lu(mensuelle(salarie)))["amina", "2026-03"] == D("160.00")


def test_deux_contrats_font_deux_lignes_avec_leur_entreprise_utilisatrice() -> None:
    utilisatrice = siret_de_demo(7)
    salarie = replace(
        amina,
        contrats=(("M1", utilisatrice), ("M2", "")),
        versements=((Paie(contrat="M1"), Paie(contrat="M2", activites=(("01", "7.00", "10"),))),),
    )
    lecture = lu(mensuelle(salarie))
    assert {(li.contrat, li.heures, li.utilisatrice) for li in lecture.lignes} == {
        ("M1", D("151.67"), utilisatrice),
        ("M2", D("7.00"), ""),
    }


def test_une_regularisation_va_a_son_mois_et_peut_etre_negative() -> None:
    janvier = Paie(activites=(("01", "-7.00", "10"),), debut=date(2026, 1, 1), fin=date(2026, 1, 31))
    lecture = lu(mensuelle(amina.avec(Paie(), janvier)))
    assert heures(lecture) == {("amina", "2026-03"): D("151.67"), ("amina", "2026-01"): D("-7.00")}
    assert [(li.mois.iso, li.regularisation) for li in lecture.lignes] == [("2026-01", True), ("2026-03", False)]


def test_une_periode_a_cheval_est_proposee_au_mois_principal_et_le_dit() -> None:
    lecture = lu(mensuelle(amina.avec(Paie(debut=date(2026, 2, 25), fin=date(2026, 3, 24)))))
    assert heures(lecture) == {("amina", "2026-03"): D("151.67")}
    assert "février 2026 à mars 2026" in phrases(lecture, Portee.DOUTE)


@pytest.mark.parametrize("quantite", ["151,67", "cent", "1e9", "NaN", "7.123", ""])
def test_une_quantite_illisible_est_refusee_et_rien_n_est_invente(quantite: str) -> None:
    lecture = lu(mensuelle(amina.avec(Paie(activites=(("01", quantite, "10"),)))))
    assert not lecture.lignes
    assert "illisible" in phrases(lecture, Portee.REFUS)


# --- declarations --------------------------------------------------------------------------------------------------


def test_annule_et_remplace_garde_la_derniere() -> None:
    dsn = mensuelle(amina)
    dsn.declarer(SIRET, MARS, [amina.avec(Paie(activites=(("01", "100.00", "10"),)))], sorte="03", ordre="2")
    lecture = lu(dsn)
    assert heures(lecture) == {("amina", "2026-03"): D("100.00")}
    assert lecture.remplaces == (MARS,)


def test_l_ordre_compte_plus_que_la_place_dans_le_fichier() -> None:
    dsn = mensuelle(amina.avec(Paie(activites=(("01", "100.00", "10"),))), sorte="03", ordre="2")
    dsn.declarer(SIRET, MARS, [amina])
    assert heures(lu(dsn))["amina", "2026-03"] == D("100.00")


@pytest.mark.parametrize("sorte", ["04", "05"])
def test_annule_retire_le_mois_et_le_dit(sorte: str) -> None:
    dsn = mensuelle(amina)
    dsn.declarer(SIRET, MARS, sorte=sorte, ordre="2")
    lecture = lu(dsn)
    assert not lecture.lignes
    assert lecture.annules == (MARS,)
    assert "à retirer" in phrases(lecture, Portee.DOUTE)


def test_les_fractions_s_additionnent_et_celle_qui_manque_est_demandee() -> None:
    dsn = mensuelle(amina.avec(Paie(activites=(("01", "80.00", "10"),))), fraction="12")
    assert "il manque la 2 sur 2" in phrases(lu(dsn), Portee.DOUTE)
    dsn.declarer(SIRET, MARS, [amina.avec(Paie(activites=(("01", "71.67", "10"),)))], fraction="22")
    lecture = lu(dsn)
    assert heures(lecture) == {("amina", "2026-03"): D("151.67")}
    assert not phrases(lecture, Portee.DOUTE)


def test_l_etablissement_d_a_cote_n_est_pas_lu() -> None:
    ailleurs = siret_de_demo(43)
    dsn = Dsn().declarer(ailleurs, MARS, [amina])
    lecture = lu(dsn)
    assert lecture.refusee
    assert "autre établissement" in phrases(lecture)
    dsn.declarer(SIRET, MARS, [paul])
    assert [li.personne for li in lu(dsn).lignes] == ["paul"]


# --- identities ----------------------------------------------------------------------------------------------------


def test_un_voisin_est_propose_jamais_confondu() -> None:
    lecture = lu(mensuelle(replace(amina, nom="BENALI CHERIF")))
    (ligne,) = lecture.lignes
    assert ligne.personne is None
    assert ligne.proches == (("amina", "une partie du nom seulement"),)


def test_une_naissance_inconnue_ne_suffit_pas() -> None:
    (ligne,) = lu(mensuelle(replace(amina, naissance="99991990"))).lignes
    assert ligne.personne is None
    assert ligne.proches[0][0] == "amina"


def test_un_numero_de_securite_sociale_n_est_jamais_decode() -> None:
    piege = replace(
        amina, prenom="Amina", nom_usage="1900393008123", contrats=(("1900393008123", ""),), nir="1900393008123"
    ).avec(Paie(contrat="1900393008123"))
    lecteur = LecteurDSN(SIRET, [AMINA])
    lecteur.recevoir(mensuelle(piege).octets())
    lecture = lecteur.terminer()
    assert len(lecture.lignes) == 1
    assert "1900393008123" not in repr(lecture)
    assert "1900393008123" not in repr(vars(lecteur))


# --- broken files --------------------------------------------------------------------------------------------------

COMPLET = mensuelle(amina, inconnu, paul).octets()
ATTENDU = lire(COMPLET, SIRET, [AMINA, PAUL])


def bonne_ou_refusee(lecture: Lecture) -> None:
    """A right result, or no row at all and a French sentence."""
    if lecture.lignes:
        assert heures(lecture) == heures(ATTENDU)
    else:
        assert lecture.constats
        assert all(c.phrase.endswith(".") and c.phrase[0].isupper() for c in lecture.constats), lecture.constats


@pytest.mark.parametrize("pas", [1, 7, 64, 10_000_000])
def test_la_taille_des_morceaux_ne_change_rien(pas: int) -> None:
    assert lu(COMPLET, pas=pas) == ATTENDU


def test_un_fichier_coupe_a_n_importe_quel_octet_n_apporte_rien() -> None:
    for coupe in range(0, len(COMPLET) - 1, 3):
        lecture = lu(COMPLET[:coupe])
        if lecture.lignes:
            assert COMPLET[coupe:].strip() in (b"", b"'"[:0]), coupe
        bonne_ou_refusee(lecture)


@pytest.mark.parametrize("coupe", [-1, -4, -9, len(COMPLET) // 2])
def test_un_fichier_coupe_se_dit_incomplet(coupe: int) -> None:
    assert phrases(lu(COMPLET.rstrip()[:coupe])) == "Le fichier est incomplet : sa fin manque."


def test_un_compte_de_rubriques_faux_refuse_tout() -> None:
    lecture = lu(mensuelle(amina).octets(annonce=12))
    assert lecture.refusee
    assert "annonce 12 rubriques" in phrases(lecture)


@settings(max_examples=exemples(150))
@given(st.randoms(use_true_random=False))
def test_des_lignes_melangees_ne_donnent_jamais_un_faux_mois(alea: random.Random) -> None:
    lignes = COMPLET.splitlines(keepends=True)
    i, j = sorted(alea.sample(range(len(lignes)), 2))
    morceau = lignes[i : j + 1]
    alea.shuffle(morceau)
    melange = b"".join(lignes[:i] + morceau + lignes[j + 1 :])
    lecture = lu(melange)
    assert lecture.constats or lecture.lignes
    for ligne in lecture.lignes:
        assert ligne.heures % D("151.67") == 0, "des heures que le fichier ne contient pas"
        assert ligne.personne in ("amina", "paul", None)


@settings(max_examples=exemples(200))
@given(st.binary(max_size=400))
def test_n_importe_quels_octets_donnent_une_phrase(octets: bytes) -> None:
    lecture = lu(octets)
    assert lecture.refusee
    bonne_ou_refusee(lecture)


@settings(max_examples=exemples(200))
@given(st.integers(0, len(COMPLET) - 1), st.integers(0, 255))
def test_un_octet_change_ne_fait_jamais_tomber_le_lecteur(place: int, octet: int) -> None:
    change = COMPLET[:place] + bytes([octet]) + COMPLET[place + 1 :]
    lecture = lu(change)
    assert lecture.lignes or lecture.constats


def test_les_deux_fractions_se_deposent_ensemble() -> None:
    lecteur = LecteurDSN(SIRET, [AMINA])
    for fraction, quantite in (("12", "80.00"), ("22", "71.67")):
        lecteur.nouveau_fichier() if fraction == "22" else None
        lecteur.recevoir(mensuelle(amina.avec(Paie(activites=(("01", quantite, "10"),))), fraction=fraction).octets())
    lecture = lecteur.terminer()
    assert heures(lecture) == {("amina", "2026-03"): D("151.67")}
    assert not phrases(lecture, Portee.DOUTE)


def test_un_second_fichier_coupe_refuse_le_depot() -> None:
    lecteur = LecteurDSN(SIRET, [AMINA])
    lecteur.recevoir(mensuelle(amina).octets())
    lecteur.nouveau_fichier()
    lecteur.recevoir(mensuelle(amina).octets()[:200])
    assert lecteur.terminer().refusee


def test_un_fichier_en_utf16_ou_sans_ligne_est_refuse_sans_tout_garder() -> None:
    assert "UTF-16" in phrases(lu("S10".encode("utf-16")))
    assert lu(b"x" * 5_000_000).refusee
    assert "vide" in phrases(lu(b""))
