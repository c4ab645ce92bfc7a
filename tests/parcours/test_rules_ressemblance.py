"""The phonetic key and the look-alikes, as a table of cases."""

from __future__ import annotations

from datetime import date

import pytest

from parcours.rules.ressemblance import Degre, Identite, a_une_lettre, cle_phonetique, dates_proches, ressemblance

PAREILS = [
    ("Lefebvre", "Lefèvre"),
    ("Dupont", "Dupond"),
    ("Mohamed", "Mohammed"),
    ("Mouhamed", "Mohamed"),
    ("Diallo", "Djallo"),
    ("Cissé", "Sissé"),
    ("Ben Ali", "Benali"),
    ("Philippe", "Filip"),
    ("Renault", "Renaud"),
    ("Koné", "Connè"),
    ("Khadija", "Kadidja"),
    ("Youssef", "Yousef"),
    ("Catherine", "Katerine"),
    ("Aymeric", "Emeric"),
    ("Schmidt", "Chmit"),
    ("Camara", "Kamara"),
    ("Gérard", "Jérard"),
    ("Moreau", "Moro"),
    ("Aïcha", "Aisha"),
    ("Haddad", "Adad"),
    ("Sylla", "Scylla"),
]
DIFFERENTS = [
    ("Martin", "Martine"),
    ("Jean", "Jeanne"),
    ("Simon", "Simone"),
    ("Fatou", "Fatima"),
    ("Traoré", "Touré"),
    ("Moussa", "Moïse"),
    ("Benali", "Bendali"),
    ("Diallo", "Diarra"),
]


@pytest.mark.parametrize(("un", "autre"), PAREILS)
def test_deux_ecritures_d_un_meme_nom_sonnent_pareil(un, autre):
    assert cle_phonetique(un) == cle_phonetique(autre)


@pytest.mark.parametrize(("un", "autre"), DIFFERENTS)
def test_deux_noms_differents_ne_sonnent_pas_pareil(un, autre):
    assert cle_phonetique(un) != cle_phonetique(autre)


def test_un_nom_tout_muet_garde_ses_lettres():
    assert cle_phonetique("Het") == "het"
    assert cle_phonetique("Pt") == "pt"
    assert cle_phonetique("") == ""


@pytest.mark.parametrize(
    ("un", "autre", "oui"),
    [
        ("benali", "benalo", True),
        ("benali", "benlai", True),
        ("benali", "benal", True),
        ("benali", "bennali", True),
        ("benali", "benali", True),
        ("benali", "banalo", False),
        ("benali", "benaliou", False),
    ],
)
def test_une_lettre_changee_echangee_ajoutee_ou_manquante(un, autre, oui):
    assert a_une_lettre(un, autre) is oui
    assert a_une_lettre(autre, un) is oui


NEE = date(1994, 3, 2)


@pytest.mark.parametrize(
    ("autre", "degre"),
    [
        (Identite("BÉNALI", "samia", NEE), Degre.EXACTE),
        (Identite("Benali", "Samia"), Degre.PROCHE),  # birth date unknown on one side
        (Identite("Benali", "Samia", date(1994, 2, 3)), Degre.PROCHE),  # day and month swapped
        (Identite("Benali", "Samia", date(1984, 3, 2)), Degre.PROCHE),  # another decade
        (Identite("Benali", "Samia", date(1994, 3, 12)), Degre.PROCHE),
        (Identite("Benali", "Samia", date(1971, 11, 20)), None),  # a namesake
        (Identite("Samia", "Benali", NEE), Degre.PROCHE),  # names swapped
        (Identite("Benaly", "Samya", NEE), Degre.PROCHE),
        (Identite("Benalli", "Samia", NEE), Degre.PROCHE),
        (Identite("Benali Kaci", "Samia", NEE), Degre.PROCHE),  # double surname
        (Identite("Durand", "Samia", NEE, nom_usage="Benali"), Degre.EXACTE),
        (Identite("Benali", "Sofiane", NEE), None),  # brother
        (Identite("Traoré", "Samia", NEE), None),
    ],
)
def test_la_ressemblance_dit_son_degre_et_sa_raison(autre, degre):
    une = Identite("Benali", "Samia", NEE)
    trouvee, inverse = ressemblance(une, autre), ressemblance(autre, une)
    assert (trouvee.degre if trouvee else None) == degre
    assert (inverse.degre if inverse else None) == degre
    assert trouvee is None or trouvee.raison


def test_les_dates_proches_sont_celles_d_une_faute_de_frappe():
    proches = dates_proches(date(1996, 2, 29))
    assert {date(1996, 2, 29), date(1996, 2, 9), date(1996, 12, 29)} <= proches
    assert date(1986, 2, 28) not in proches
    assert len(proches) < 60
