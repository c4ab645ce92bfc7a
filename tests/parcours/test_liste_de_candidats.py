"""People from a file: read as people keep it, corrected on the spot, good lines never lost to bad ones."""

from __future__ import annotations

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from entreprises.rules import Role
from parcours.exchange.candidats_tableur import RANGS_MAX, lire_candidats
from parcours.models import Candidat
from socle.erreurs import RegleViolee
from socle.horloge import a_l_instant
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.parcours import connecte, un_candidat
from tests.fabriques.socle import un_metier, un_territoire
from tests.fabriques.tableurs import ods, xlsx

pytestmark = pytest.mark.django_db
JOUR = date(2025, 10, 10)
PAGE = "parcours:importer_candidats"
ENTETE = ["Nom", "Prénom", "Date de naissance", "Commune", "Téléphone", "Mail", "Métier recherché"]


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


def test_le_tableau_se_trouve_sous_ses_titres_et_les_colonnes_dans_tout_ordre():
    lue = lire_candidats(
        xlsx(
            [
                ["Mission locale, liste d'octobre"],
                [],
                ["Portable", "Prénom", "NOM", "Né(e) le", "Ville", "RSA", "Observations"],
                ["06 39 98 00 01", "Samia", "Benali", "2/3/94", "Stains", "oui", "à rappeler"],
                [None, None, None, None, None, None, None],
                [639980002, "Lina", "Kaci", "n'importe quoi", "Pantin", "non", ""],
            ]
        ),
        jour=JOUR,
    )
    assert [(r.rang, r.valeurs["nom"], r.valeurs["date_naissance"]) for r in lue.rangs] == [
        (4, "Benali", "02/03/1994"),
        (6, "Kaci", "n'importe quoi"),
    ]
    assert lue.rangs[0].valeurs["telephone"] == "06 39 98 00 01"
    assert lue.criteres == ("RSA",)
    assert lue.ignorees == ("Observations",)
    assert "oui" not in str(lue.rangs)


@pytest.mark.parametrize(
    ("fichier", "phrase"),
    [
        (xlsx([["Chantier", "Heures"], ["A", 3]]), "Aucun tableau de personnes"),
        (xlsx([["Nom", "Prénom"]]), "ne contient aucune personne"),
        (xlsx([["Nom", "Prénom"], *([f"N{n}", "A"] for n in range(RANGS_MAX + 1))]), "Partagez le fichier"),
        (io.BytesIO(b"%PDF-1.7"), "pas un tableur"),
    ],
    ids=["sans personne", "vide", "trop long", "pas un classeur"],
)
def test_un_fichier_qui_n_est_pas_une_liste_dit_pourquoi(fichier, phrase):
    with pytest.raises(RegleViolee, match=phrase):
        lire_candidats(fichier, jour=JOUR)


def test_un_ods_et_un_csv_se_lisent_et_nom_et_prenom_ensemble_se_separent():
    for fichier in (
        ods([["Nom et prénom", "Commune"], ["BENALI Samia", "Stains"]]),
        io.BytesIO("Nom et prénom;Commune\nBENALI Samia;Stains\n".encode("cp1252")),
    ):
        (rang,) = lire_candidats(fichier, jour=JOUR).rangs
        assert (rang.valeurs["nom"], rang.valeurs["prenom"], rang.valeurs["commune"]) == ("BENALI", "Samia", "Stains")


@pytest.fixture
def prescripteur():
    return un_acteur(role=Role.PRESCRIPTEUR)


@pytest.fixture
def decor():
    un_territoire("Stains", code="93072")
    return un_metier("Maçonnerie")


def deposer(client, rangs):
    fichier = xlsx([ENTETE, *rangs])
    fichier.name = "liste.xlsx"
    return client.post(reverse(PAGE), {"fichier": fichier})


def champs_de(reponse) -> dict[str, str]:
    """What the browser would send back from the page."""
    lignes = reponse.context["lignes"]
    donnees = {"acte": "enregistrer", "p-TOTAL_FORMS": str(lignes.total_form_count()), "p-INITIAL_FORMS": "0"}
    for ligne in reponse.context["rangs"]:
        for champ in ligne:
            if champ.data and champ.data is not False:
                donnees[champ.html_name] = "on" if champ.name == "garder" else champ.data
    return donnees


def test_la_liste_se_relit_puis_les_bonnes_lignes_entrent_et_les_autres_restent(prescripteur, decor):
    client = connecte(prescripteur)
    page = deposer(
        client,
        [
            ["Benali", "Samia", "02/03/1994", "Stains", "06 39 98 00 01", "s@exemple.invalid", "Maçonnerie"],
            ["Kaci", "Lina", "pas une date", "Atlantide", "", "", "F1703"],
            ["", "Sansnom", "", "", "", "", ""],
        ],
    )
    lu = page.content.decode()
    assert "3 personnes, dont <strong>3 à corriger</strong>" not in lu
    assert "dont <strong>2 à corriger</strong>" in lu
    assert "Commune inconnue" in lu
    assert 'value="pas une date"' in lu
    assert not Candidat.objects.exists()
    suite = client.post(reverse(PAGE), champs_de(page) | {"informees": "on"})
    assert suite.status_code == 422
    samia = Candidat.objects.get()
    assert (str(samia), samia.prescripteur) == ("Samia Benali", prescripteur.organisation)
    assert samia.beneficiaire.commune.nom == "Stains"
    assert samia.beneficiaire.date_naissance == date(1994, 3, 2)
    assert samia.beneficiaire.information_canal == "liste"
    assert list(samia.metiers.values_list("metier", flat=True)) == [decor.pk]
    lu = suite.content.decode()
    assert "1 personne est saisie." in lu
    assert "Benali" not in lu
    # Corrected on the spot, the line without a name left out: the list is finished.
    donnees = champs_de(suite) | {"p-1-date_naissance": "1990-05-17", "p-1-commune": "STAINS", "p-1-metier_1": ""}
    donnees.pop("p-2-garder")
    fin = client.post(reverse(PAGE), donnees)
    assert fin.status_code == 302
    assert sorted(map(str, Candidat.objects.all())) == ["Lina Kaci", "Samia Benali"]


def test_le_meme_fichier_deux_fois_n_entre_personne_deux_fois(prescripteur, decor):
    client = connecte(prescripteur)
    rangs = [["Benali", "Samia", "02/03/1994", "Stains", "", "", ""]]
    for statut in (302, 422):
        suite = client.post(reverse(PAGE), champs_de(deposer(client, rangs)))
        assert suite.status_code == statut
    assert "déjà saisie" in suite.content.decode()
    assert Candidat.objects.count() == 1


def test_une_ressemblance_entre_et_l_office_verifie(prescripteur, decor):
    un_candidat(acteur=un_acteur(role=Role.PRESCRIPTEUR))
    client = connecte(prescripteur)
    client.post(reverse(PAGE), champs_de(deposer(client, [["Benaly", "Samya", "02/03/1994", "", "", "", ""]])))
    office = un_acteur(role=Role.FACILITATEUR)
    page = connecte(office).get(reverse("parcours:candidats")).content.decode()
    assert "Ressemblances à vérifier" in page


def test_rien_coche_rien_n_entre_et_c_est_dit(prescripteur, decor):
    client = connecte(prescripteur)
    donnees = champs_de(deposer(client, [["Benali", "Samia", "", "", "", "", ""]]))
    donnees.pop("p-0-garder")
    page = client.post(reverse(PAGE), donnees, follow=True).content.decode()
    assert "Aucune ligne cochée" in page
    assert not Candidat.objects.exists()


def test_un_fichier_refuse_le_dit_a_sa_place(prescripteur):
    client = connecte(prescripteur)
    assert "Lire le fichier" in client.get(reverse(PAGE)).content.decode()
    fichier = io.BytesIO(b"MZ\x00")
    fichier.name = "liste.xlsx"
    refus = client.post(reverse(PAGE), {"fichier": fichier})
    assert refus.status_code == 422
    assert client.post(reverse(PAGE), {}).status_code == 422
    assert client.post(reverse(PAGE), {"acte": "enregistrer"}).status_code == 302


def test_le_modele_revient_par_le_meme_lecteur(prescripteur):
    reponse = connecte(prescripteur).get(reverse("parcours:modele_candidats"))
    with pytest.raises(RegleViolee, match="ne contient aucune personne"):
        lire_candidats(io.BytesIO(b"".join(reponse.streaming_content)), jour=JOUR)
