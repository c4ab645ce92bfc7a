"""A view without a declared rule fails here, before anybody can open it."""

from __future__ import annotations

import pytest

from socle.gardes import Politique
from tests.securite.adresses import Adresse, toutes


def test_chaque_adresse_du_projet_declare_sa_regle():
    sans_regle = [a.route for a in toutes() if not a.de_bibliotheque and a.politique is None]
    assert sans_regle == [], f"sans @politique ni @publique : {sans_regle}"


def test_seules_les_pages_du_compte_et_de_l_equipe_s_ouvrent_a_tout_compte():
    ouvertes = {a.politique.nom for a in toutes() if a.politique and not a.politique.publique and not a.politique.roles}
    assert ouvertes
    assert {nom for nom in ouvertes if not nom.startswith(("comptes.", "entreprises."))} == set()


def test_les_adresses_ne_portent_jamais_de_cle_primaire():
    fautives = [a.route for a in toutes() if not a.de_bibliotheque and ("<int:pk>" in a.route or "<int:id>" in a.route)]
    assert fautives == []


@pytest.mark.parametrize("route", ["sante/", "chantiers/", "donnees/chantiers.csv", "donnees/chantiers.geojson"])
def test_le_marcheur_trouve_les_adresses_connues(route: str):
    trouvees = {a.route: a for a in toutes()}
    assert route in trouvees
    regle = trouvees[route].politique
    assert isinstance(regle, Politique)
    assert regle.publique


def test_le_marcheur_voit_une_vue_sans_regle():
    orpheline = Adresse(route="oubli/", nom="oubli", parametres=(), politique=None)
    assert not orpheline.de_bibliotheque
    assert orpheline.politique is None
