"""The sheets of a taking over: a total line is left, a name that looks like one is not, days are the workbook's."""

import io
from datetime import date

import pytest

from clauses.exchange.reprise import lire_rangs
from clauses.exchange.reprise.colonnes import Champ
from clauses.exchange.reprise.feuilles import lire_fichier
from clauses.rules.reprise import numero_de_lot
from socle.periodes import Mois
from tests.fabriques.tableurs import xls, xlsx

ORIGINES = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


def test_une_personne_nommee_total_est_lue_et_la_ligne_de_total_ne_l_est_pas() -> None:
    texte = "Nom;Prénom;Date de naissance;Premier contrat\nTotal;Awa;02/03/1990;05/01/2026\nTotal;;;2\n"
    lues = lire_fichier(io.BytesIO(texte.encode()))
    assert [(r.rang, r.valeurs[Champ.NOM], r.valeurs[Champ.PRENOM]) for r in lues.rangs] == [(2, "Total", "Awa")]


def test_un_numero_de_securite_sociale_tape_dans_une_colonne_n_est_ni_garde_ni_redit() -> None:
    texte = (
        "Nom;Prénom;Premier contrat;SIRET employeur\n"
        "Diallo 1850578006048;Awa;1 85 05 78 006 048 12;12345678200010\n"
        "Ba;Ismaël;05/01/2026;\n"
    )
    lues = lire_fichier(io.BytesIO(texte.encode()))
    valeurs = lues.rangs[0].valeurs
    assert valeurs[Champ.NOM] == "Diallo …"
    assert valeurs[Champ.PREMIER_CONTRAT] == "…"
    assert valeurs[Champ.EMPLOYEUR_SIRET] == "12345678200010"


@pytest.mark.parametrize(
    ("ecrit", "compare"),
    [("1", "1"), ("01", "1"), ("Lot 1", "1"), ("lot n° 01", "1"), ("2A", "2a"), ("Lot 2 bis", "2 bis"), ("0", "0")],
)
def test_un_numero_de_lot_s_ecrit_de_plusieurs_facons(ecrit, compare) -> None:
    assert numero_de_lot(ecrit) == compare


ENGAGEMENTS = ["Marché", "Opération", "Titulaire", "Début", "Fin", "Heures dues", "Heures réalisées", "Arrêtées au"]
SOLDES = ["Marché", "Mois", "Heures"]
PERSONNES = ["Nom", "Prénom", "Date de naissance", "Premier contrat", "Marché", "Début"]


def des_feuilles(de_1904: bool) -> list[list[list]]:
    """Each day once as a true date, once as the bare number of the workbook's system (a cell without its format)."""

    def nombre(jour: date) -> int:
        return (jour - ORIGINES[de_1904]).days

    debut, fin, arret = date(2024, 2, 1), date(2027, 1, 31), date(2025, 6, 30)
    naissance, contrat, en_cours = date(1990, 3, 14), date(2024, 3, 4), date(2025, 3, 1)
    return [
        [ENGAGEMENTS, ["M-1", "Op", "Sté", debut, nombre(fin), 1000, 20, arret],
         ["M-2", "Op", "Sté", nombre(debut), fin, 1000, 0, str(nombre(arret))]],
        [SOLDES, ["M-1", date(2025, 5, 1), 10], ["M-1", nombre(date(2025, 6, 1)), 10]],
        [PERSONNES, ["Diallo", "Awa", naissance, nombre(contrat), "M-1", en_cours],
         ["Ba", "Ismaël", nombre(naissance), contrat, "M-1", nombre(en_cours)]],
    ]  # fmt: skip


@pytest.mark.parametrize("de_1904", [False, True])
@pytest.mark.parametrize("format_", ["xlsx", "xls"])
def test_les_jours_d_un_classeur_compte_depuis_1904_sont_les_siens(de_1904: bool, format_: str) -> None:
    feuilles = des_feuilles(de_1904)
    if format_ == "xlsx":
        rangs = lire_fichier(xlsx(*feuilles, de_1904=de_1904)).rangs
    else:
        rangs = [r for feuille in feuilles for r in lire_fichier(xls(feuille, de_1904=de_1904)).rangs]
    lu = lire_rangs(rangs, jour=date(2025, 9, 1))
    assert lu.refus == []
    jours = {(e.debut, e.fin, e.arretees_au) for e in lu.engagements}
    assert jours == {(date(2024, 2, 1), date(2027, 1, 31), date(2025, 6, 30))}
    assert [s.mois for s in lu.soldes] == [Mois(2025, 5), Mois(2025, 6)]
    dits = {(p.naissance, p.premier_contrat, p.debut) for p in lu.personnes}
    assert dits == {(date(1990, 3, 14), date(2024, 3, 4), date(2025, 3, 1))}
    assert (len(lu.engagements), len(lu.personnes)) == (2, 2)


def test_un_nombre_qui_n_est_pas_un_jour_est_redit_tel_qu_il_est_tape() -> None:
    [rang] = lire_fichier(xlsx([PERSONNES, ["Diallo", "Awa", "", 7, "", ""]], de_1904=True)).rangs
    assert rang.valeurs[Champ.PREMIER_CONTRAT] == "7"
    [refus] = lire_rangs([rang], jour=date(2025, 9, 1)).refus
    assert (refus.source.colonne, refus.valeur) == (Champ.PREMIER_CONTRAT.libelle, "7")


def test_un_mois_ecrit_en_un_nombre_se_lit() -> None:
    [rang] = lire_fichier(xlsx([SOLDES, ["M-1", 202506, 10]])).rangs
    assert [s.mois for s in lire_rangs([rang], jour=date(2025, 9, 1)).soldes] == [Mois(2025, 6)]
