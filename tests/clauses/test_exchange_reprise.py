"""The sheets of a taking over: a total line is left, a name that looks like one is not."""

import io

import pytest

from clauses.exchange.reprise.colonnes import Champ
from clauses.exchange.reprise.feuilles import lire_fichier
from clauses.rules.reprise import numero_de_lot


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
