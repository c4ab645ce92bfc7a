"""Ugly files, as people have them: what is read, what is refused, what is asked."""

from __future__ import annotations

import io
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clauses.exchange.heures_tableur import Champ, Doute, LectureTableur, Reglage, lire_tableur
from clauses.rules.lecture import Portee
from socle.periodes import Mois
from tests.fabriques.tableurs import csv, ods, rang_xml, xls, xlsx, xlsx_brut

JOUR = date(2026, 11, 15)
OCT, SEPT = Mois(2026, 10), Mois(2026, 9)
D = Decimal
ENTETE = ["Nom", "Prénom", "Mois", "Heures"]


def lire(fichier: io.BytesIO, **options: Any) -> LectureTableur:
    return lire_tableur(fichier, jour=JOUR, **options)


def lignes(lu: LectureTableur) -> list[tuple[str, str, str, Decimal]]:
    return [(li.nom, li.prenom, li.mois.iso, li.heures) for li in lu.lecture.lignes]


def refus(lu: LectureTableur) -> list[tuple[str, int, str, str]]:
    """(sheet, row, column, value) of each refusal; each has a sentence."""
    trouves = [c for c in lu.lecture.constats if c.portee == Portee.REFUS]
    assert all(c.phrase.endswith((".", "?")) or ":" in c.phrase for c in trouves)
    return [(c.source.feuille, c.source.rang, c.source.colonne, c.valeur) for c in trouves]


def dits(lu: LectureTableur) -> str:
    return " ".join(c.phrase for c in lu.lecture.constats if c.portee == Portee.INFO)


DURAND = ("DURAND", "Paul", "2026-10", D("151.67"))
MARTIN = ("MARTIN", "Léa", "2026-10", D("7.50"))


def test_01_csv_points_virgules_decimales_a_virgule():
    lu = lire(csv("Nom;Prénom;Mois;Heures\r\nDURAND;Paul;10/2026;151,67\r\nMARTIN;Léa;oct-26;7h30\r\n"))
    assert lignes(lu) == [DURAND, MARTIN]
    assert not lu.doutes
    assert not refus(lu)


def test_02_csv_cp1252_et_separateur_virgule_avec_guillemets():
    lu = lire(csv('Nom,Prénom,Période,"Nb heures"\nDURAND,Paul,Octobre 2026,"151,67"\nMARTIN,Léa,10/2026,7:30\n',
                  encodage="cp1252"))  # fmt: skip
    assert lignes(lu) == [DURAND, MARTIN]


def test_03_csv_tabulations_titre_a_virgules_au_dessus():
    texte = "Suivi, heures, insertion, gare, lot 3\n\nNOM\tPRENOM\tMOIS\tHEURES\nDURAND\tPaul\t2026-10\t151.67\n"
    assert lignes(lire(csv(texte, encodage="utf-8"))) == [DURAND]


def test_04_lignes_de_titre_alias_en_desordre_et_colonnes_inconnues():
    lu = lire(xlsx([
        ["Suivi des heures d'insertion"], ["Chantier : Gare"], [],
        ["Nb d'heures", "Couleur du casque", "Prénom du salarié", "Mois travaillé", "Nom du salarié", "N° de lot"],
        [151.67, "jaune", "Paul", "octobre 2026", "DURAND", "Lot 3"],
    ]))  # fmt: skip
    assert lignes(lu) == [DURAND]
    assert lu.lecture.lignes[0].lot == "Lot 3"
    assert lu.lecture.lignes[0].source.colonne == "A"
    assert lu.lecture.lignes[0].source.rang == 5


def test_05_douze_mois_en_colonnes_annee_dans_le_titre():
    mois = ["Janv", "Févr", "Mars", "Avril", "Mai", "Juin", "Juil.", "Août", "Sept", "Oct", "Nov", "Déc"]
    lu = lire(
        xlsx(
            [
                ["Heures 2026"],
                ["Nom", "Prénom", *mois, "Total"],
                ["DURAND", "Paul", *[None] * 8, 12, 151.67, None, None, 163.67],
            ]
        )
    )
    assert lignes(lu) == [("DURAND", "Paul", "2026-09", D("12.00")), DURAND]
    assert [li.source.colonne for li in lu.lecture.lignes] == ["K", "L"]


def test_06_mois_en_colonnes_dates_vraies_et_janv_25():
    lu = lire(xlsx([["Nom", "Prénom", date(2026, 9, 1), "oct-26"], ["DURAND", "Paul", 12, 151.67]]))
    assert lignes(lu) == [("DURAND", "Paul", "2026-09", D("12.00")), DURAND]


def test_07_mois_en_colonnes_sans_annee_nulle_part_on_demande():
    fichier = [["Nom", "Prénom", "Septembre", "Octobre"], ["DURAND", "Paul", 12, 151.67]]
    lu = lire(xlsx(fichier))
    assert lu.doutes == {Doute.MOIS}
    regle = lire(xlsx(fichier), reglages={lu.signature: Reglage(annee=2026)})
    assert len(regle.lecture.lignes) == 2
    assert not regle.doutes


def test_08_ligne_total_sous_totaux_et_signature_en_bas():
    lu = lire(xlsx([
        ENTETE, ["DURAND", "Paul", "10/2026", 151.67], ["Sous-total", None, None, 151.67],
        ["MARTIN", "Léa", "10/2026", 7.5], ["TOTAL", None, None, 159.17], [], ["Fait à Pantin", None, None, "le 3"],
    ]))  # fmt: skip
    assert lignes(lu) == [DURAND, MARTIN]
    assert lu.lecture.comptes["totaux"] == 2
    assert lu.lecture.comptes["lignes_hors_tableau"] == 1
    assert not refus(lu)


def test_09_cellules_fusionnees_chantier_repete_heures_comptees_une_fois():
    lu = lire(xlsx([
        ["Chantier", "Nom", "Prénom", "Mois", "Heures"],
        ["Gare", "DURAND", "Paul", "10/2026", 151.67], [None, "MARTIN", "Léa", "10/2026", 7.5],
        ["Halle", "PETIT", "Ana", "10/2026", 10],
    ], fusions=["A2:A3"]))  # fmt: skip
    assert [li.chantier for li in lu.lecture.lignes] == ["Gare", "Gare", "Halle"]
    double = lire(xlsx([ENTETE, ["DURAND", "Paul", "10/2026", 151.67], ["MARTIN", "Léa", "10/2026", None]],
                       fusions=["D2:D3"]))  # fmt: skip
    assert lignes(double) == [DURAND]
    assert "1 ligne sans heures" in dits(double)


def test_10_cellules_horaires_plus_de_vingt_quatre_heures():
    lu = lire(xlsx([ENTETE, ["DURAND", "Paul", "10/2026", timedelta(hours=151, minutes=40, seconds=12)],
                    ["MARTIN", "Léa", "10/2026", time(7, 30)]]))  # fmt: skip
    assert lignes(lu) == [DURAND, MARTIN]


def test_11_nombres_en_texte_espaces_insecables_suffixe_h():
    lu = lire(xlsx([ENTETE, ["DURAND", "Paul", "'10/2026", "'151,67"], ["MARTIN", "Léa", "10/2026", "7,5\u00a0h"],
                    ["PETIT", "Ana", "10/2026", "35\u202fh"]]))  # fmt: skip
    assert lignes(lu) == [DURAND, MARTIN, ("PETIT", "Ana", "2026-10", D("35.00"))]


def test_12_milliers_illisibles_pour_un_mois_refuses_avec_leur_place():
    lu = lire(xlsx([ENTETE, ["DURAND", "Paul", "10/2026", "1\u202f820"], ["MARTIN", "Léa", "10/2026", 7.5]]))
    assert lignes(lu) == [MARTIN]
    assert refus(lu) == [("Sheet1", 2, "D", "1\u202f820")]
    assert lu.refusees[0].nom == "DURAND"
    assert lu.refusees[0].mois == OCT


def test_13_formule_sans_valeur_et_cellule_en_erreur_jamais_zero():
    feuille = rang_xml(1, *ENTETE) + rang_xml(2, "DURAND", "Paul", "10/2026", "<f>SUM(A1:A2)</f>")
    feuille += rang_xml(3, "MARTIN", "Léa", "10/2026", "<f>B1</f><v></v>")
    feuille += (
        '<row r="4"><c r="A4" t="inlineStr"><is><t>PETIT</t></is></c><c r="B4" t="inlineStr"><is><t>Ana</t></is></c>'
    )
    feuille += '<c r="C4" t="inlineStr"><is><t>10/2026</t></is></c><c r="D4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    feuille += rang_xml(5, "NGUYEN", "Minh", "10/2026", "<f>3+4</f><v>7</v>")
    lu = lire(xlsx_brut(feuille))
    assert lignes(lu) == [("NGUYEN", "Minh", "2026-10", D("7.00"))]
    assert refus(lu) == [("F", 2, "D", ""), ("F", 3, "D", ""), ("F", 4, "D", "")]
    assert "formule" in lu.refusees[0].constat.phrase


def test_14_vide_n_est_pas_zero_mais_zero_est_zero():
    lu = lire(xlsx([ENTETE, ["DURAND", "Paul", "10/2026", None], ["MARTIN", "Léa", "10/2026", 0],
                    ["PETIT", "Ana", "10/2026", "-"]]))  # fmt: skip
    assert lignes(lu) == [("MARTIN", "Léa", "2026-10", D("0.00"))]


@pytest.mark.parametrize("de_1904", [False, True])
def test_15_dates_vraies_et_systeme_1904(de_1904: bool):
    lu = lire(xlsx([["Nom", "Prénom", "Date de naissance", "Mois", "Heures"],
                    ["DURAND", "Paul", date(1990, 3, 14), date(2026, 10, 1), 151.67]], de_1904=de_1904))  # fmt: skip
    assert lignes(lu) == [DURAND]
    assert lu.lecture.lignes[0].date_naissance == date(1990, 3, 14)


def test_16_series_excel_en_nombre_nu_1900_et_1904():
    serie = (date(2026, 10, 1) - date(1899, 12, 30)).days
    entete = rang_xml(1, "Nom", "Prénom", "Date de naissance", "Mois", "Heures")
    lu = lire(xlsx_brut(entete + rang_xml(2, "DURAND", "Paul", 32946, serie, 151.67)))
    assert lignes(lu) == [DURAND]
    assert lu.lecture.lignes[0].date_naissance == date(1990, 3, 14)
    lu = lire(xlsx_brut(entete + rang_xml(2, "DURAND", "Paul", 32946 - 1462, serie - 1462, 151.67),
                        classeur='<workbookPr date1904="1"/>'))  # fmt: skip
    assert lignes(lu) == [DURAND]
    assert lu.lecture.lignes[0].date_naissance == date(1990, 3, 14)


def test_17_annees_sur_deux_chiffres_et_naissance_impossible_dite():
    lu = lire(csv("Nom;Prénom;DDN;Mois;Heures\nDURAND;Paul;14/03/90;10/26;151,67\nMARTIN;Léa;31/02/1990;10/26;7,5\n"))
    assert lignes(lu) == [DURAND, MARTIN]
    assert [li.date_naissance for li in lu.lecture.lignes] == [date(1990, 3, 14), None]
    assert "n'existe pas" in dits(lu)


def test_18_deux_feuilles_lues_une_masquee_et_une_sans_tableau_dites():
    lu = lire(xlsx(
        [ENTETE, ["DURAND", "Paul", "10/2026", 151.67]], [ENTETE, ["MARTIN", "Léa", "10/2026", 7.5]],
        [ENTETE, ["CACHEE", "Eve", "10/2026", 1]], [["Notes"], ["rien ici"]],
        noms=["Gare 🚧", "Halle", "Archive", "Notes"], cachees=[2],
    ))  # fmt: skip
    assert lignes(lu) == [DURAND, MARTIN]
    assert [li.source.feuille for li in lu.lecture.lignes] == ["Gare 🚧", "Halle"]
    assert "« Archive »" in dits(lu)
    assert "« Notes »" in dits(lu)


def test_19_criteres_ecartes_sans_etre_lus_et_dit():
    lu = lire(xlsx([["Nom", "Prénom", "Critère d'éligibilité", "QPV (O/N)", "Public RSA",
                     "N° sécurité sociale", "Mois", "Heures"],
                    ["DURAND", "Paul", "RQTH-secret", "O", "oui", "190039312345678", "10/2026", 151.67]]))  # fmt: skip
    assert lignes(lu) == [DURAND]
    tout = repr(lu)
    assert "secret" not in tout
    assert "190039312345678" not in tout
    assert "écartées sans être lues" in dits(lu)
    assert "QPV" in dits(lu)


def test_20_nir_glisse_dans_une_case_d_heures_jamais_montre():
    lu = lire(csv("Nom;Prénom;Mois;Heures\nDURAND;Paul;10/2026;1 90 03 93 123 456 78\nMARTIN;Léa;10/2026;7,5\n"))
    assert lignes(lu) == [MARTIN]
    assert "456" not in repr(lu)


def test_21_sept_trente_ambigu_demande_puis_lu_comme_dit():
    fichier = "Nom;Prénom;Mois;Heures\nA;Un;10/2026;7.30\nB;Deux;10/2026;35.15\nC;Trois;10/2026;140.45\n"
    lu = lire(csv(fichier))
    assert lu.doutes == {Doute.MINUTES}
    minutes = lire(csv(fichier), reglages={lu.signature: Reglage(minutes=True)})
    assert [li.heures for li in minutes.lecture.lignes] == [D("7.50"), D("35.25"), D("140.75")]
    centiemes = lire(csv(fichier), reglages={lu.signature: Reglage(minutes=False)})
    assert [li.heures for li in centiemes.lecture.lignes] == [D("7.30"), D("35.15"), D("140.45")]
    assert not minutes.doutes
    assert not centiemes.doutes


def test_22_lignes_de_groupe_entre_les_donnees_donnent_le_chantier():
    lu = lire(xlsx([["🏗 Export"], ["Name", "Sous-éléments", "Statut", "Période - Start", "Nb heures"],
                    ["Gare"], ["DURAND Paul", None, "ok", date(2026, 10, 1), 151.67],
                    ["Halle"], ["MARTIN Léa", None, "ok", date(2026, 10, 1), 7.5]]))  # fmt: skip
    assert lignes(lu) == [DURAND, MARTIN]
    assert [li.chantier for li in lu.lecture.lignes] == ["Gare", "Halle"]


@pytest.mark.parametrize("texte", ["DE LA TOUR Marie", "Marie DE LA TOUR", "DE LA TOUR, Marie", "Mme DE LA TOUR Marie"])
def test_23_nom_et_prenom_dans_une_seule_colonne(texte: str):
    lu = lire(xlsx([["Salarié", "Chantier", "Mois", "Heures"], [texte, "Gare", "10/2026", 10]]))
    assert lignes(lu) == [("DE LA TOUR", "Marie", "2026-10", D("10.00"))]


def test_24_mois_dans_le_titre_ou_le_nom_du_fichier_sinon_demande():
    table = [["Nom", "Prénom", "Chantier", "Heures"], ["DURAND", "Paul", "Gare", 151.67]]
    assert lignes(lire(xlsx([["Heures d'octobre 2026"], *table]))) == [DURAND]
    assert lignes(lire(xlsx(table, noms=["Oct 2026"]))) == [DURAND]
    assert lignes(lire(xlsx(table), nom="heures_2026-10.xlsx")) == [DURAND]
    assert lire(xlsx(table)).doutes == {Doute.MOIS}
    assert lignes(lire(xlsx(table), mois=OCT)) == [DURAND]


def test_25_titres_inconnus_ecran_de_correspondance_puis_relus():
    fichier = [["Gars", "Pointage", "Paie de"], ["DURAND Paul", 151.67, "10/2026"], ["MARTIN Léa", 7.5, "10/2026"]]
    lu = lire(xlsx([["x"], ["Salarié", *fichier[0][1:]], *fichier[1:]]))
    assert Doute.COLONNES in lu.doutes
    assert not lu.lecture.lignes
    cles = {c.titre: c.cle for c in lu.colonnes}
    reglage = Reglage(colonnes={cles["Pointage"]: Champ.HEURES, cles["Paie de"]: Champ.MOIS})
    relu = lire(xlsx([["x"], ["Salarié", *fichier[0][1:]], *fichier[1:]]), reglages={lu.signature: reglage})
    assert lignes(relu) == [DURAND, MARTIN]
    assert not relu.doutes


def test_26_deux_colonnes_d_heures_on_demande_laquelle():
    lu = lire(
        xlsx(
            [["Nom", "Prénom", "Mois", "Heures payées", "Heures travaillées"], ["DURAND", "Paul", "10/2026", 152, 140]]
        )
    )
    assert lu.doutes == {Doute.COLONNES}


def test_27_xls_d_excel_97_et_ses_fusions():
    lu = lire(xls([["Chantier", "Nom", "Prénom", "Mois", "Heures"], ["Gare", "DURAND", "Paul", "10/2026", 151.67],
                   [None, "MARTIN", "Léa", "10/2026", 7.5]], fusions=[(1, 0, 2, 0)]))  # fmt: skip
    assert lignes(lu) == [DURAND, MARTIN]
    assert {li.chantier for li in lu.lecture.lignes} == {"Gare"}


def test_28_ods_de_libreoffice_heures_en_duree():
    lu = lire(ods([ENTETE, ["DURAND", "Paul", date(2026, 10, 1), 151.67],
                   ["MARTIN", "Léa", date(2026, 10, 1), timedelta(hours=7, minutes=30)]]))  # fmt: skip
    assert lignes(lu) == [DURAND, MARTIN]


def test_29_heures_non_travaillees_et_leur_exces_refuse():
    lu = lire(xlsx([[*ENTETE, "Dont non travaillées"], ["DURAND", "Paul", "10/2026", 151.67, 7],
                    ["MARTIN", "Léa", "10/2026", 7.5, 8]]))  # fmt: skip
    assert lignes(lu) == [DURAND]
    assert lu.lecture.lignes[0].non_travaillees == D("7.00")
    assert len(refus(lu)) == 1


def test_30_regularisation_negative_gardee_plus_de_220_h_dite():
    lu = lire(xlsx([ENTETE, ["DURAND", "Paul", "09/2026", -12], ["MARTIN", "Léa", "10/2026", 230]]))
    assert [li.heures for li in lu.lecture.lignes] == [D("-12.00"), D("230.00")]
    assert "Plus de 220 heures" in dits(lu)


def test_31_heures_sans_nom_mois_illisible_mois_a_venir_refuses_la_bonne_gardee():
    lu = lire(xlsx([ENTETE, [None, None, "10/2026", 12], ["A", "Un", "quand ?", 7], ["B", "Deux", "12/2026", 7],
                    ["C", "Trois", "10/2026", "abs"], ["DURAND", "Paul", "10/2026", 151.67]]))  # fmt: skip
    assert lignes(lu) == [DURAND]
    assert [(r, c, v) for _, r, c, v in refus(lu)] == [
        (2, "D", "12"),
        (3, "C", "quand ?"),
        (4, "C", "12/2026"),
        (5, "D", "abs"),
    ]
    assert lu.refusees[1].heures == "7"


def test_32_titres_repetes_a_chaque_page_imprimee():
    lu = lire(xlsx([ENTETE, ["DURAND", "Paul", "10/2026", 151.67], ENTETE, ["MARTIN", "Léa", "10/2026", 7.5]]))
    assert lignes(lu) == [DURAND, MARTIN]
    assert not refus(lu)


def test_33_rien_de_reconnaissable_une_phrase():
    lu = lire(xlsx([["Bonjour"], ["Voici nos heures"]]))
    assert lu.lecture.refusee
    assert "Aucun tableau d'heures" in lu.lecture.constats[-1].phrase
