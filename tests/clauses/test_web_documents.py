"""The month's documents on the page: a drop of several files, refusals named, sorting, reading, the office's panel."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clauses.models import Piece
from entreprises.rules import Role
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_mois_saisi, un_mois_soumis, une_scene
from tests.fabriques.documents import un_pdf, un_pdf_chiffre
from tests.fabriques.entreprises import un_membre

pytestmark = pytest.mark.django_db
MOIS = Mois(2025, 9)


@pytest.fixture
def scene() -> Scene:
    return une_scene(personnes=2)


@pytest.fixture
def paie(client: Client, scene: Scene) -> Client:
    client.force_login(scene.paie.utilisateur)
    return client


def envoyer(client: Client, *fichiers: tuple[str, bytes]):
    joints = [SimpleUploadedFile(nom, octets) for nom, octets in fichiers]
    return client.post(reverse("entreprise:documents", args=[MOIS.iso]), {"fichiers": joints})


def test_trois_fichiers_d_un_coup_un_refuse_deux_gardes(paie: Client, scene: Scene) -> None:
    un_mois_saisi(scene, 100, mois=MOIS)
    assert (
        reverse("entreprise:documents", args=[MOIS.iso])
        in paie.get(reverse("entreprise:grille", args=[MOIS.iso])).content.decode()
    )
    personne = scene.contrats[0].beneficiaire
    reponse = envoyer(
        paie, (f"{personne.nom} {personne.prenom}.pdf", un_pdf("A")), ("scan.pdf", un_pdf("B")),
        ("cle.pdf", un_pdf_chiffre()),
    )  # fmt: skip
    page = unescape(reponse.content.decode())
    assert reponse.status_code == 422
    assert "2 documents gardés, dont 1 à ranger" in page
    assert "mot de passe" in page
    assert "À ranger (1)" in page


def test_un_document_se_range_se_lit_et_se_retire(paie: Client, scene: Scene) -> None:
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    envoyer(paie, ("scan.pdf", un_pdf("B")))
    piece = Piece.objects.get()
    ligne = declaration.lignes.first()
    page = paie.post(reverse("entreprise:ranger_piece", args=[piece.uuid]), {"ligne": ligne.uuid}, follow=True)
    assert "est rangé" in unescape(page.content.decode())
    lu = paie.get(reverse("entreprise:piece", args=[piece.uuid]))
    assert lu["Content-Disposition"].startswith("attachment")
    assert lu["X-Content-Type-Options"] == "nosniff"
    assert b"".join(lu.streaming_content if lu.streaming else [lu.content]).startswith(b"%PDF-")
    paie.post(reverse("entreprise:retirer_piece", args=[piece.uuid]))
    assert paie.get(reverse("entreprise:piece", args=[piece.uuid])).status_code == 404


def test_un_mois_pas_encore_ouvert_s_ouvre_et_la_page_vide_le_dit(paie: Client, scene: Scene) -> None:
    assert "Aucun document" in unescape(paie.get(reverse("entreprise:documents", args=[MOIS.iso])).content.decode())
    assert envoyer(paie, ("scan.pdf", un_pdf("B"))).status_code == 200
    assert scene.intervenant.declarations.get().mois == MOIS.premier_jour
    assert envoyer(paie).status_code == 422


def test_la_facilitatrice_voit_le_document_de_la_ligne_avant_ceux_du_mois(client: Client, scene: Scene) -> None:
    [ligne, autre] = un_mois_soumis(scene, [100, 60], mois=MOIS)
    client.force_login(scene.paie.utilisateur)
    envoyer(client, ("zz.pdf", un_pdf("Z")), ("aa.pdf", un_pdf("A")), ("bb.pdf", un_pdf("B")))
    par_nom = {p.nom: p for p in Piece.objects.all()}
    for nom, cible in (("zz.pdf", ligne), ("bb.pdf", autre)):
        client.post(reverse("entreprise:ranger_piece", args=[par_nom[nom].uuid]), {"ligne": cible.uuid})
    client = Client()
    client.force_login(scene.facilitation.utilisateur)
    page = client.get(reverse("facilitation:ligne", args=[ligne.uuid])).content.decode()
    assert page.index("zz.pdf") < page.index("aa.pdf")
    assert "bb.pdf" not in page
    assert client.get(reverse("facilitation:piece", args=[par_nom["zz.pdf"].uuid])).status_code == 200


def test_un_conducteur_de_travaux_ne_joint_rien_et_la_voisine_n_existe_pas(client: Client, scene: Scene) -> None:
    declaration = un_mois_saisi(scene, 100, mois=MOIS)
    conduite = un_membre(role=Role.CONDUITE, organisation=scene.entreprise)
    client.force_login(conduite.utilisateur)
    assert envoyer(client, ("scan.pdf", un_pdf("B"))).status_code in (403, 422)
    assert not declaration.pieces.exists()
    client.force_login(scene.paie.utilisateur)
    envoyer(client, ("scan.pdf", un_pdf("B")))
    piece = Piece.objects.get()
    client.force_login(une_scene().paie.utilisateur)
    for nom in ("piece", "ranger_piece", "retirer_piece"):
        adresse = reverse(f"entreprise:{nom}", args=[piece.uuid])
        assert (client.get(adresse) if nom == "piece" else client.post(adresse)).status_code == 404
