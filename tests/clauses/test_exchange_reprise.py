"""The sheets of a taking over: a total line is left, a name that looks like one is not."""

import io

from clauses.exchange.reprise.colonnes import Champ
from clauses.exchange.reprise.feuilles import lire_fichier


def test_une_personne_nommee_total_est_lue_et_la_ligne_de_total_ne_l_est_pas() -> None:
    texte = "Nom;Prénom;Date de naissance;Premier contrat\nTotal;Awa;02/03/1990;05/01/2026\nTotal;;;2\n"
    lues = lire_fichier(io.BytesIO(texte.encode()))
    assert [(r.rang, r.valeurs[Champ.NOM], r.valeurs[Champ.PRENOM]) for r in lues.rangs] == [(2, "Total", "Awa")]
