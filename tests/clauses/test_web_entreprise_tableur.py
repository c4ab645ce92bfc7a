"""A month by file on screen: 3 screens, 0 typing; doubt, refusals, conflict, progress, template."""

from __future__ import annotations

import html
import io
import json
import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clauses.models import Beneficiaire, ContratTravail, FichierHeures, LigneHeures
from clauses.services import fichiers_heures
from clauses.services.fichiers_heures import reception
from entreprises.rules import Role
from socle.horloge import a_l_instant
from tests.fabriques.declarations import MOIS, un_mois_saisi, une_scene
from tests.fabriques.entreprises import un_membre
from tests.fabriques.tableurs import csv, xlsx

pytestmark = pytest.mark.django_db
EN_OCTOBRE = datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
ENTETE = ["Nom", "Prénom", "Mois", "Heures"]
D = Decimal


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(EN_OCTOBRE):
        yield


@pytest.fixture
def scene():
    scene = une_scene(personnes=2)
    type(scene.intervenant).objects.filter(pk=scene.intervenant.pk).update(du=date(2025, 9, 1))
    scene.intervenant.refresh_from_db()
    return scene


@pytest.fixture
def paie(client, scene):
    client.force_login(scene.paie.utilisateur)
    return client


def nomme(contenu: io.BytesIO, nom: str = "Heures de septembre.xlsx") -> io.BytesIO:
    contenu.name = nom
    return contenu


def classeur(scene, *heures) -> io.BytesIO:
    lignes = [
        [c.beneficiaire.nom, c.beneficiaire.prenom, MOIS.iso, h] for c, h in zip(scene.contrats, heures, strict=True)
    ]
    return nomme(xlsx([ENTETE, *lignes]))


def deposer(client, contenu):
    return client.post(reverse("entreprise:tableur"), {"fichier": contenu}, follow=True)


def texte(page) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).replace("\xa0", " ").replace("\u202f", " ")


def montrees(page) -> list[str]:
    return re.findall(r'name="montree" value="([0-9a-f-]+)"', page.content.decode())


def test_trois_ecrans_zero_frappe(paie, scene):
    accueil = paie.get(reverse("entreprise:accueil"))
    assert "data-depot" in accueil.content.decode()
    revue = deposer(paie, classeur(scene, 151.67, "7h30"))
    assert revue.status_code == 200
    assert "2 lignes à enregistrer" in texte(revue)
    assert "159,17 h" in texte(revue)
    lignes = montrees(revue)
    verifier = paie.post(
        revue.request["PATH_INFO"], {"appliquer": "1", "montree": lignes, "garder": lignes}, follow=True
    )
    assert verifier.request["PATH_INFO"] == reverse("entreprise:verifier", args=["2025-09"])
    assert "159,17 h" in texte(verifier)
    version = re.search(r'name="version" value="([^"]*)"', verifier.content.decode())[1]
    fin = paie.post(verifier.request["PATH_INFO"], {"version": version}, follow=True)
    assert "2 lignes, 159,17 h à vérifier" in texte(fin)
    assert {li.etat for li in LigneHeures.objects.all()} == {"SOUMISE"}


def test_ancien_et_nouveau_cote_a_cote_puis_laisser_une_ligne(paie, scene):
    un_mois_saisi(scene, [80, 35])
    revue = deposer(paie, classeur(scene, 100, 36))
    assert "80,00 h" in texte(revue)
    assert "100,00 h" in texte(revue)
    assert "dont 2 remplacent" in texte(revue)
    lignes = montrees(revue)
    paie.post(revue.request["PATH_INFO"], {"appliquer": "1", "montree": lignes, "garder": lignes[:1]})
    assert sorted(li.heures for li in LigneHeures.objects.all()) in ([D(35), D(100)], [D(36), D(80)])


def test_ligne_refusee_nommee_corrigee_sur_place_la_frappe_reste(paie, scene):
    autre = nomme(xlsx([ENTETE, ["Zoé", "Inconnue", MOIS.iso, "abs"],
                        *([c.beneficiaire.nom, c.beneficiaire.prenom, MOIS.iso, h]
                          for c, h in zip(scene.contrats, ["abs", 35], strict=True))]))  # fmt: skip
    revue = deposer(paie, autre)
    assert "ligne 3, colonne D : « abs »" in re.sub(r"\s+", " ", texte(revue))
    un, deux = FichierHeures.objects.get().lignes.filter(sorte="REFUSEE").order_by("rang")
    tape = {"corriger": str(deux.uuid), f"nom-{deux.uuid.hex}": deux.nom, f"prenom-{deux.uuid.hex}": deux.prenom,
            f"mois-{deux.uuid.hex}": "09/2025", f"heures-{deux.uuid.hex}": "pas encore",
            f"heures-{un.uuid.hex}": "12,25"}  # fmt: skip
    retour = paie.post(revue.request["PATH_INFO"], tape)
    assert retour.status_code == 422
    assert 'value="pas encore"' in retour.content.decode()
    assert 'value="12,25"' in retour.content.decode()
    retour = paie.post(revue.request["PATH_INFO"], tape | {f"heures-{deux.uuid.hex}": "7h30"})
    assert retour.status_code == 200
    assert 'value="12,25"' in retour.content.decode()
    assert "2 lignes à enregistrer" in texte(retour)


def test_doute_correspondance_puis_retenue(paie, scene):
    personne = scene.contrats[0].beneficiaire

    def etrange():
        return nomme(csv("Salarié;Pointé;Public RSA;Paie de\n"
                         f"{personne.nom.upper()} {personne.prenom};12,5;secret;{MOIS.iso}\n"),
                     "pointage.csv")  # fmt: skip

    page = deposer(paie, etrange())
    assert "Que contient ce fichier" in texte(page)
    assert "jamais lu" in texte(page)
    assert "secret" not in page.content.decode()
    adresse = page.request["PATH_INFO"]
    incomplet = paie.post(adresse, {"colonne-0": "NOM_PRENOM", "colonne-1": "AUTRE", "colonne-3": "MOIS"})
    assert incomplet.status_code == 422
    assert "colonne d'heures" in texte(incomplet)
    reponses = {"colonne-0": "NOM_PRENOM", "colonne-1": "HEURES", "colonne-3": "MOIS"}
    revue = paie.post(adresse, reponses, follow=True)
    assert "1 ligne à enregistrer" in texte(revue)
    assert "1 ligne à enregistrer" in texte(deposer(paie, etrange()))


def test_progression_retrouvee_sur_l_accueil(paie, scene, monkeypatch):
    monkeypatch.setattr(reception, "TAILLE_DIRECTE", 10)
    monkeypatch.setattr(reception, "mettre_en_file", lambda *a, **k: True)
    page = deposer(paie, classeur(scene, 10, 20))
    assert "Lecture en cours" in texte(page)
    assert "<progress" in page.content.decode()
    accueil = paie.get(reverse("entreprise:accueil"))
    assert "Import en cours" in texte(accueil)
    fichiers_heures.traiter(cle=FichierHeures.objects.get().uuid)
    assert "2 lignes à enregistrer" in texte(paie.get(page.request["PATH_INFO"]))


def test_modele_prerempli_revient_par_le_meme_lecteur(paie, scene):
    un_mois_saisi(scene, [80, 35])
    reponse = paie.get(reverse("entreprise:modele_heures", args=["2025-09"]))
    contenu = io.BytesIO(b"".join(reponse.streaming_content))
    revue = deposer(paie, nomme(contenu, "heures-2025-09.xlsx"))
    assert "2 déjà saisies à l'identique" in texte(revue)
    fin = paie.post(revue.request["PATH_INFO"], {"appliquer": "1"}, follow=True)
    assert "rien n'a changé" in texte(fin)


def test_fichier_hostile_dit_en_francais(paie, scene):
    page = paie.post(reverse("entreprise:tableur"), {"fichier": nomme(io.BytesIO(b"MZ" + bytes(900)), "photo.xlsx")})
    assert page.status_code == 422
    assert "n'est pas un tableur" in texte(page)
    assert "Choisissez le fichier" in texte(paie.post(reverse("entreprise:tableur"), {}))


def test_personne_inconnue_ajoutee_puis_sa_ligne_prete(paie, scene):
    revue = deposer(paie, nomme(xlsx([ENTETE, ["Inconnue", "Zoé", MOIS.iso, 12]])))
    lien = html.unescape(re.search(r'href="([^"]*personnes/ajouter/\?ligne=[^"]*)"', revue.content.decode())[1])
    assert "Inconnue" not in lien
    formulaire = paie.get(lien)
    assert 'value="Inconnue"' in formulaire.content.decode()
    lot = re.search(r'name="lots" value="([0-9a-f]+)"', formulaire.content.decode())[1]
    envoi = {"nom": "Inconnue", "prenom": "Zoé", "date_naissance": "1990-05-01", "type_contrat": "CDD",
             "debut": "2025-09-01", "fin": "2025-12-31", "heures_hebdo": "35", "lots": [lot]}  # fmt: skip
    choix = re.search(r'name="employeur" value="([^"]+)"', formulaire.content.decode())[1]
    retour = paie.post(lien, envoi | {"employeur": choix}, follow=True)
    assert Beneficiaire.objects.filter(nom="Inconnue").exists(), texte(retour)[:3000]
    assert "1 ligne à enregistrer" in texte(retour)


def test_une_autre_entreprise_ne_voit_rien_la_conduite_non_plus(client, paie, scene):
    page = deposer(paie, classeur(scene, 10, 20))
    adresse = page.request["PATH_INFO"]
    ailleurs = une_scene()
    conduite = un_membre(role=Role.CONDUITE, organisation=scene.entreprise)
    for utilisateur in (ailleurs.paie.utilisateur, conduite.utilisateur):
        client.force_login(utilisateur)
        assert client.get(adresse).status_code == 404
        assert client.post(adresse, {"appliquer": "1"}).status_code == 404


def test_oublier_le_fichier(paie, scene):
    page = deposer(paie, classeur(scene, 10, 20))
    accueil = paie.post(page.request["PATH_INFO"], {"abandonner": "1"}, follow=True)
    assert "rien n'a été écrit" in texte(accueil)
    assert not LigneHeures.objects.exists()
    assert "oublié" in texte(paie.get(page.request["PATH_INFO"]))


def test_requetes_de_la_revue_plates_de_dix_a_deux_cents_lignes(client):
    comptes = []
    for nombre in (10, 200):
        scene = une_scene(personnes=nombre)
        client.force_login(scene.paie.utilisateur)
        page = deposer(client, classeur(scene, *[35] * nombre))
        client.get(page.request["PATH_INFO"])
        with CaptureQueriesContext(connection) as requetes:
            client.get(page.request["PATH_INFO"])
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


def test_commande_simule_puis_ecrit_puis_ne_change_rien(scene, tmp_path):
    chemin = tmp_path / "heures.xlsx"
    chemin.write_bytes(classeur(scene, 151.67, "abs").getvalue())

    def lancer(*options):
        sortie = io.StringIO()
        call_command(
            "importer_heures", str(chemin), "--siret", scene.entreprise.siret, "--json", *options, stdout=sortie
        )
        return json.loads(sortie.getvalue())

    simule = lancer("--simuler")
    assert not LigneHeures.objects.exists()
    assert [li["sorte"] for li in simule["lignes"]] == ["NOUVELLE", "REFUSEE"]
    assert simule["lignes"][0]["heures"] == "151.67"
    assert simule["constats"][0]["valeur"] == "abs"
    ecrit = lancer()
    assert ecrit["comptes"]["enregistrees"] == 1
    assert lancer()["comptes"]["identique"] == 1
    assert LigneHeures.objects.count() == 1
    with pytest.raises(CommandError):
        call_command("importer_heures", str(chemin), "--siret", "00000000000000")
    assert ContratTravail.objects.count() == 2
