"""Dropping a DSN on the home, reading it over, writing the month: three screens, and nobody else's name anywhere."""

from __future__ import annotations

import io
import logging
import tempfile
from datetime import date, datetime
from decimal import Decimal as D
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from clauses.models import ImportHeures, LigneHeures, LigneImportee
from clauses.rules.imports import EtatImport
from entreprises.rules import Role
from socle.horloge import a_l_instant
from socle.periodes import Mois
from tests.fabriques.declarations import Scene, un_beneficiaire, un_contrat, une_scene
from tests.fabriques.dsn import Dsn, Salarie
from tests.fabriques.entreprises import un_acteur

pytestmark = pytest.mark.django_db
MOIS = Mois(2025, 9)
DEPOSER = "/entreprise/fichiers/deposer/"


@pytest.fixture(autouse=True)
def en_octobre():
    with a_l_instant(datetime(2025, 10, 10, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))):
        yield


@pytest.fixture
def scene() -> Scene:
    scene = une_scene(personnes=0)
    for rang in range(7):
        personne = un_beneficiaire(f"Connuet{rang}", "Awa", date_naissance=date(1990, 1, rang + 1))
        scene.contrats.append(un_contrat(intervenant=scene.intervenant, clause=scene.clause, beneficiaire=personne))
    return scene


@pytest.fixture
def client(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.paie.utilisateur)
    return client


def connus(scene: Scene) -> list[Salarie]:
    return [Salarie(f"CONNUET{r}", "AWA", f"{r + 1:02d}011990", nir=f"29001930081{r:02d}") for r in range(7)]


def inconnus(nombre: int) -> list[Salarie]:
    return [
        Salarie(f"ETRANGERE{n:03d}", f"Prenomsecret{n:03d}", f"{n % 28 + 1:02d}071975", nir=f"2750793{n:06d}")
        for n in range(nombre)
    ]


def fichier(scene: Scene, salaries: list[Salarie], nom: str = "septembre.dsn") -> SimpleUploadedFile:
    octets = Dsn().declarer(scene.entreprise.siret, MOIS, salaries).octets()
    return SimpleUploadedFile(nom, octets, "text/plain")


def test_du_fichier_a_l_envoi_en_trois_ecrans(client: Client, scene: Scene) -> None:
    accueil = client.get(reverse("entreprise:accueil"))
    assert "Déclarer par fichier : tableur ou paie" in accueil.content.decode()
    depot = client.post(DEPOSER, {"fichier": fichier(scene, connus(scene)[:1])})
    relecture = client.get(depot["Location"])
    assert "Awa Connuet0" in relecture.content.decode()
    ligne = LigneImportee.objects.get()
    suite = client.post(
        depot["Location"],
        {"garder": [str(ligne.uuid)], f"heures-{ligne.uuid}": "151,67", f"absences-{ligne.uuid}": "14"},
    )
    assert suite["Location"] == reverse("entreprise:verifier", args=[MOIS.iso])
    assert LigneHeures.objects.get().travaillees == D("137.67")


def test_deux_cents_salaries_sept_connus_et_aucune_autre_identite_nulle_part(
    client: Client, scene: Scene, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tous = connus(scene) + inconnus(193)
    with caplog.at_level(logging.DEBUG):
        depot = client.post(DEPOSER, {"fichier": fichier(scene, tous)})
        page = client.get(depot["Location"]).content.decode()
    assert LigneImportee.objects.count() == 7
    assert {li.heures for li in LigneImportee.objects.all()} == {D("151.67")}
    assert "200 salariés dans le fichier, 7 retenus" in page
    base = io.StringIO()
    call_command("dumpdata", stdout=base)
    secrets = ["ETRANGERE", "Prenomsecret", *(s.nir for s in tous)]
    for ou, texte in {
        "page": page,
        "base": base.getvalue(),
        "journal": caplog.text,
        "dossier temporaire": "".join(p.read_text("latin-1") for p in tmp_path.rglob("*") if p.is_file()),
    }.items():
        assert not [s for s in secrets if s in texte], ou


def test_une_saisie_illisible_garde_tout(client: Client, scene: Scene) -> None:
    depot = client.post(DEPOSER, {"fichier": fichier(scene, connus(scene)[:2])})
    a, b = LigneImportee.objects.all()
    reponse = client.post(
        depot["Location"],
        {
            "garder": [str(a.uuid), str(b.uuid)],
            f"heures-{a.uuid}": "cent",
            f"absences-{a.uuid}": "",
            f"heures-{b.uuid}": "99,50",
            f"absences-{b.uuid}": "3",
        },
    )
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert 'value="cent"' in page
    assert 'value="99,50"' in page
    assert "Un point est à corriger" in page
    assert not LigneHeures.objects.exists()


@pytest.mark.parametrize(
    ("octets", "nom", "statut", "mot"),
    [
        (b"MZ\x90\x00", "paie.dsn", 302, "pas une rubrique de DSN"),
        (b"S10.G00.00.001,'x'\r\n", "paie.edi", 302, "incomplet"),
        (b"PK\x03\x04", "paie.xlsx", 422, "pas une DSN"),
    ],
)
def test_un_autre_fichier_est_refuse_en_clair(client: Client, octets: bytes, nom: str, statut: int, mot: str) -> None:
    reponse = client.post(DEPOSER, {"fichier": SimpleUploadedFile(nom, octets)})
    assert reponse.status_code == statut
    page = client.get(reponse["Location"]) if statut == 302 else reponse
    assert mot in page.content.decode()
    assert not LigneImportee.objects.exists()


def test_sans_fichier_on_le_dit(client: Client) -> None:
    reponse = client.post(DEPOSER, {})
    assert reponse.status_code == 422
    assert "Choisissez un fichier" in reponse.content.decode()


def test_sans_jeton_rien_n_est_garde(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.paie.utilisateur)
    assert client.post(DEPOSER, {"fichier": fichier(scene, connus(scene))}).status_code == 403
    assert not ImportHeures.objects.exists()


def test_les_deux_fractions_se_deposent_ensemble(client: Client, scene: Scene) -> None:
    un = connus(scene)[0]
    fractions = [
        SimpleUploadedFile(
            f"{f}.dsn", Dsn().declarer(scene.entreprise.siret, MOIS, [un], fraction=f).octets(), "text/plain"
        )
        for f in ("12", "22")
    ]
    client.post(DEPOSER, {"fichier": fractions})
    assert LigneImportee.objects.get().heures == D("303.34")


def test_un_voisin_se_choisit_sur_la_page(client: Client, scene: Scene) -> None:
    voisin = Salarie("CONNUET0 AUTRE", "AWA", "01011990")
    depot = client.post(DEPOSER, {"fichier": fichier(scene, [voisin])})
    page = client.get(depot["Location"]).content.decode()
    assert "Qui est-ce" in page
    ligne = LigneImportee.objects.get()
    personne = scene.contrats[0].beneficiaire
    autre = un_beneficiaire()
    assert client.post(depot["Location"], {"personne": f"{ligne.uuid}:{autre.uuid}"}).status_code == 404
    client.post(depot["Location"], {"personne": f"{ligne.uuid}:{personne.uuid}"})
    assert LigneImportee.objects.get().beneficiaire == personne


def test_laisser_oublie_tout(client: Client, scene: Scene) -> None:
    client.post(DEPOSER, {"fichier": fichier(scene, connus(scene))})
    importe = ImportHeures.objects.get()
    assert "septembre.dsn" in client.get(reverse("entreprise:accueil")).content.decode()
    client.post(reverse("entreprise:laisser_fichier", args=[importe.uuid]))
    importe.refresh_from_db()
    assert importe.etat == EtatImport.ABANDONNE
    assert not LigneImportee.objects.exists()
    assert client.get(reverse("entreprise:fichier", args=[importe.uuid])).status_code == 200


def test_le_fichier_d_une_autre_entreprise_n_existe_pas(client: Client, scene: Scene) -> None:
    client.post(DEPOSER, {"fichier": fichier(scene, connus(scene))})
    importe = ImportHeures.objects.get()
    voisin = Client()
    voisin.force_login(un_acteur(role=Role.PAIE).utilisateur)
    assert voisin.get(reverse("entreprise:fichier", args=[importe.uuid])).status_code == 404


def test_la_lecture_peut_etre_interdite(client: Client, scene: Scene, settings) -> None:
    settings.DSN_LECTURE = "interdite"
    assert client.post(DEPOSER, {"fichier": fichier(scene, connus(scene))}).status_code == 413
    assert "fermée ici" in client.get(DEPOSER).content.decode()
    assert not ImportHeures.objects.exists()


def test_la_commande_dit_ce_que_le_lecteur_trouve(scene: Scene, tmp_path: Path, capsys) -> None:
    chemin = tmp_path / "paie.dsn"
    chemin.write_bytes(Dsn().declarer(scene.entreprise.siret, MOIS, connus(scene) + inconnus(5)).octets())
    call_command("lire_dsn", str(chemin), "--siret", scene.entreprise.siret, "--json")
    sortie = capsys.readouterr().out
    assert sortie.count('"certaine": true') == 7
    assert "ETRANGERE" not in sortie
    assert not ImportHeures.objects.exists()
