"""The take-over in the office's hands: template, file, totals side by side, correction on the spot, writing."""

from __future__ import annotations

import io
import json
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from clauses.models import ClauseInsertion, Reprise
from clauses.services import reprises
from entreprises.rules import Role
from socle.horloge import a_l_instant, maintenant
from tests.fabriques.entreprises import un_acteur
from tests.fabriques.marches import un_programme, un_referentiel
from tests.fabriques.reprises import des_soldes, un_engagement, un_fichier, une_personne
from tests.fabriques.socle import un_territoire

pytestmark = pytest.mark.django_db


@pytest.fixture
def decor():
    un_referentiel("Ordinaire", code="ordinaire")
    return un_programme("Programme repris").nom, un_territoire("Villerepris").nom


@pytest.fixture
def facilitatrice(client: Client):
    acteur = un_acteur(role=Role.FACILITATEUR)
    client.force_login(acteur.utilisateur)
    return acteur


def envoyer(client: Client, contenu: io.BytesIO, **champs):
    fichier = SimpleUploadedFile("reprise.xlsx", contenu.read())
    donnees = {"fichier": fichier, "origine": "Ancien logiciel"} | champs
    return client.post(reverse("facilitation:reprendre"), donnees, follow=True)


def test_d_un_fichier_a_la_reprise_ecrite_en_trois_ecrans(client: Client, facilitatrice, decor) -> None:
    programme, commune = decor
    assert reverse("facilitation:reprendre") in client.get(reverse("facilitation:clauses")).content.decode()
    contenu = un_fichier(
        [un_engagement(n, programme=programme, commune=commune) for n in (1, 2)],
        des_soldes(2),
        [une_personne(n, engagements=2) for n in (3, 6)],
    )
    relecture = envoyer(client, contenu)
    page = unescape(relecture.content.decode())
    assert "Les totaux sont égaux." in page
    chiffres = page.replace("\u202f", " ").replace("\xa0", " ")
    assert chiffres.count("2 003,00 h") >= 2
    assert chiffres.count("604,00 h") >= 2
    adresse = relecture.redirect_chain[-1][0]
    fin = client.post(adresse, {"ecrire": "1"}, follow=True)
    assert "La reprise est écrite." in unescape(fin.content.decode())
    clause = ClauseInsertion.objects.get(lot__numero="3")
    fiche = unescape(client.get(reverse("facilitation:clause", args=[clause.uuid])).content.decode())
    assert "reprises d'un suivi antérieur" in fiche
    ecritures = unescape(client.get(reverse("facilitation:ecritures", args=[clause.uuid])).content.decode())
    assert "Heures reprises" in ecritures


def test_une_case_fausse_se_corrige_sur_la_page_sans_perdre_le_reste(client: Client, facilitatrice, decor) -> None:
    programme, commune = decor
    bonne = un_engagement(1, programme=programme, commune=commune)
    fausse = un_engagement(2, programme=programme, commune=commune, **{"Heures dues": "mille"})
    relecture = envoyer(client, un_fichier([bonne, fausse]))
    page = unescape(relecture.content.decode())
    assert "Des lignes manquent à l'appel." in page
    assert "« mille »" in page
    adresse = relecture.redirect_chain[-1][0]
    rang = Reprise.objects.get().rangs.get(rang=5)
    tapees = {f"{nom}-{rang.uuid.hex}": texte for nom, texte in rang.valeurs.items()}
    tapees |= {"montre": str(rang.uuid), f"DUES-{rang.uuid.hex}": "1002", "ecrire": "1"}
    relue = unescape(client.post(adresse, tapees, follow=True).content.decode())
    assert "relisez les totaux avant d'écrire" in relue
    assert "Les totaux sont égaux." in relue
    assert not ClauseInsertion.objects.exists(), "on écrit après avoir relu"
    client.post(adresse, {"ecrire": "1"})
    assert ClauseInsertion.objects.count() == 2


def test_un_fichier_illisible_garde_ce_qui_etait_tape(client: Client, facilitatrice) -> None:
    reponse = envoyer(client, io.BytesIO(b"MZ\x90\x00 programme"))
    assert reponse.status_code == 422
    page = unescape(reponse.content.decode())
    assert "n'est pas un tableur" in page
    assert 'value="Ancien logiciel"' in page


def test_la_reprise_d_un_autre_office_n_existe_pas_et_s_oublie_apres_un_jour(
    client: Client, facilitatrice, decor
) -> None:
    programme, commune = decor
    envoyer(client, un_fichier([un_engagement(1, programme=programme, commune=commune)]))
    reprise = Reprise.objects.get()
    client.force_login(un_acteur(role=Role.FACILITATEUR).utilisateur)
    assert client.get(reverse("facilitation:reprise", args=[reprise.uuid])).status_code == 404
    assert reprises.oublier() == 0
    with a_l_instant(maintenant() + reprises.GARDE):
        assert reprises.oublier() == 1
    reprise.refresh_from_db()
    assert (reprise.etat, reprise.rangs.count()) == ("ABANDONNEE", 0)


def test_le_modele_se_relit_et_dit_ce_qui_existe_ici(client: Client, facilitatrice, decor) -> None:
    reponse = client.get(reverse("facilitation:modele_reprise"))
    octets = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    assert classeur.sheet_names == ["Engagements", "Heures par mois", "Personnes", "À lire"]
    lignes = [ligne[0] for ligne in classeur.get_sheet_by_name("À lire").to_python()]
    assert "Programme repris" in lignes
    assert "Ordinaire" in lignes


def test_la_commande_simule_ecrit_et_redit_la_meme_chose(facilitatrice, decor, tmp_path, capsys) -> None:
    programme, commune = decor
    chemin = tmp_path / "reprise.xlsx"
    contenu = un_fichier([un_engagement(n, programme=programme, commune=commune) for n in (1, 2)], des_soldes(2))
    chemin.write_bytes(contenu.read())
    options = {"facilitateur": facilitatrice.utilisateur.email, "origine": "Ancien logiciel", "json": True}

    def lancer(**autres):
        call_command("reprendre", str(chemin), **options, **autres)
        return json.loads(capsys.readouterr().out)

    simulee = lancer(simuler=True)
    assert (simulee["egal"], simulee["bilan"]) == (True, {})
    assert not ClauseInsertion.objects.exists()
    ecrite = lancer()
    assert ecrite["fichier"] == ecrite["resultat"] == simulee["resultat"]
    assert ecrite["bilan"]["engagements_ecrits"] == 2
    assert lancer()["bilan"]["engagements_ecrits"] == 0
    with pytest.raises(CommandError, match="facilitatrice"):
        call_command("reprendre", str(chemin), facilitateur="personne@exemple.invalid", origine="x")
