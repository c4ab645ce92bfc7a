"""Files sent by people: looked at, kept apart, given back as attachments; sealed deposits."""

from __future__ import annotations

import io
import stat
import time
import zipfile
from pathlib import Path

import pytest

from socle.archives import porte_une_archive
from socle.erreurs import RegleViolee
from socle.fichiers import (
    PRIVE,
    DepotStockage,
    StockagePrive,
    empreinte,
    en_piece_jointe,
    nom_sur,
    repondre_fichier,
    stockage_prive,
    verifier,
)
from socle.tableur import Colonne, ecrire_xlsx
from tests.fabriques.documents import un_pdf, une_archive, une_image

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def un_classeur(*, extra: dict[str, bytes] | None = None) -> bytes:
    contenu = io.BytesIO(ecrire_xlsx([1], [Colonne("n", lambda n: n)]))
    with zipfile.ZipFile(contenu, "a", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in (extra or {}).items():
            archive.writestr(nom, octets)
    return contenu.getvalue()


def type_de(contenu: bytes, nom: str = "piece.bin", **options) -> str:
    return verifier(io.BytesIO(contenu), nom=nom, **options).type


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0rest", "jpeg"),
        (b'{"a": 1}', "json"),
        (b"\xef\xbb\xbf[1, 2]".replace(b"\xef\xbb\xbf", b""), "json"),
        (b'<?xml version="1.0"?><marches/>', "xml"),
        (b"Nom;Heures\r\nL\xe9on;12,5\r\n", "csv"),
        ("\ufeffNom;Heures\n".encode(), "csv"),
    ],
)
def test_le_type_se_lit_dans_le_contenu(contenu: bytes, attendu: str) -> None:
    assert type_de(contenu, nom="menteur.exe.png") == attendu


@pytest.mark.parametrize("sorte", ["zip", "zip serre", "tar", "gzip", "xz"])
@pytest.mark.parametrize(
    "assembler",
    [
        lambda pdf, archive: pdf + archive,
        lambda pdf, archive: pdf + b"\n\n\x00" + archive + b"\n%%EOF\n",
        lambda pdf, archive: pdf.replace(b"\nxref", b"\n%%EOF\n" + archive + b"\nxref"),
    ],
    ids=["a la suite", "avant une fausse fin", "au milieu"],
)
def test_un_pdf_qui_porte_une_archive_est_refuse(assembler, sorte) -> None:
    double = assembler(un_pdf("Attestation d'heures"), une_archive(sorte))
    assert double.startswith(b"%PDF-")
    with pytest.raises(RegleViolee, match="archive") as refus:
        type_de(double)
    assert refus.value.code == "archive"


def test_une_image_qui_porte_une_archive_est_refusee() -> None:
    for image in (une_image(), une_image(forme="JPEG")):
        with pytest.raises(RegleViolee, match="archive"):
            type_de(image + une_archive())


@pytest.mark.parametrize(
    "contenu",
    [
        un_pdf("Attestation", "PK\x03\x04 et Rar! cités dans le texte"),
        un_pdf("Une fin") + b"\n\x00\r\n",
        un_pdf("Un bout perdu") + b"<!-- ajout d'un serveur -->",
        b"%PDF-1.7\n" + b"PK\x03\x04" + b"\xff" * 40 + b"\n%%EOF",
        une_image(largeur=300, hauteur=200),
    ],
    ids=["cites", "blancs", "ajout", "quatre octets par hasard", "image"],
)
def test_un_document_sans_archive_passe(contenu) -> None:
    assert type_de(contenu) in ("pdf", "png")


def test_la_recherche_d_une_archive_reste_breve_sur_un_fichier_fait_pour_la_ralentir() -> None:
    depart = time.monotonic()
    for motif in (b"%%EOF", b"%%EOF" + b" " * 5000, b"PK\x03\x04\x14\x00"):
        assert not porte_une_archive((motif * (4 * 1024 * 1024 // len(motif)))[:-1] + b"x")
    assert time.monotonic() - depart < 5


def test_un_vrai_classeur_est_reconnu() -> None:
    verifie = verifier(io.BytesIO(un_classeur()), nom="C:\\Mes documents\\heures mars.xlsx")
    assert verifie.type == "xlsx"
    assert verifie.nom == "heures mars.xlsx"
    assert verifie.empreinte == empreinte(un_classeur()) or len(verifie.empreinte) == 64


@pytest.mark.parametrize(
    ("contenu", "code"),
    [
        (b"", "vide"),
        (b"MZ\x90\x00" + b"0" * 100, "type"),
        (b"\x7fELF" + b"0" * 100, "type"),
        (b"#!/bin/sh\nrm;", "type"),
        (b"<html><script>alert(1)</script></html>", "type"),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "type"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>', "type"),
        (b"{pas du json}", "type"),
        (b"[" * 100_000, "type"),
        (b"PK\x03\x04 mais pas un zip", "abime"),
        (b"\x00\x01\x02;", "type"),
        (b"un seul mot", "type"),
        (b"A" * (11 * 1024 * 1024), "taille"),
    ],
)
def test_ce_qui_est_refuse(contenu: bytes, code: str) -> None:
    with pytest.raises(RegleViolee) as refus:
        type_de(contenu, nom="heures.csv")
    assert refus.value.code == code


@pytest.mark.parametrize("partie", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/a.xml", "virus.exe"])
def test_un_classeur_a_macros_est_refuse(partie: str) -> None:
    with pytest.raises(RegleViolee, match="macros"):
        type_de(un_classeur(extra={partie: b"x"}))


def test_une_bombe_est_refusee_sans_etre_depliee() -> None:
    with pytest.raises(RegleViolee, match="trop grand"):
        type_de(un_classeur(extra={"xl/worksheets/sheet2.xml": b"0" * (50 * 1024 * 1024)}))


def test_une_archive_quelconque_n_est_pas_un_classeur() -> None:
    contenu = io.BytesIO()
    with zipfile.ZipFile(contenu, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(RegleViolee) as refus:
        type_de(contenu.getvalue(), nom="a.xlsx")
    assert refus.value.code == "type"


def test_on_n_accepte_que_les_types_demandes() -> None:
    with pytest.raises(RegleViolee, match="Formats acceptés : PDF, PNG"):
        type_de(b"a;b\n", types=("pdf", "png"))


def test_le_fichier_est_rembobine() -> None:
    fichier = io.BytesIO(PDF)
    verifier(fichier, nom="a.pdf")
    assert fichier.read() == PDF


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\tmp\\a.pdf", "a.pdf"),
        ("fac\u202etxt.exe", "factxt.exe"),
        ("a\x00b.pdf", "ab.pdf"),
        ("", "fichier"),
        ("...", "fichier"),
        ('a"b;c.pdf', "a_b_c.pdf"),
        ("é" * 200 + ".pdf", "é" * 116 + ".pdf"),
    ],
)
def test_un_nom_sur(nom: str, attendu: str) -> None:
    assert nom_sur(nom) == attendu


def test_une_piece_est_enregistree_jamais_affichee() -> None:
    reponse = repondre_fichier(PDF, nom='bilan "été".pdf', mime="application/pdf")
    assert reponse["Content-Disposition"] == (
        "attachment; filename=\"bilan _ete_.pdf\"; filename*=UTF-8''bilan%20_%C3%A9t%C3%A9_.pdf"
    )
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Cache-Control"] == "private, no-store"
    assert b"".join(reponse) == PDF
    assert "Cache-Control" not in en_piece_jointe({}, nom="a", prive=False)


def test_le_stockage_prive_n_a_pas_d_adresse(settings, tmp_path: Path) -> None:
    settings.MEDIA_PRIVE = tmp_path / "media" / "prive"
    stockage = StockagePrive()
    nom = stockage.save("pieces/a.pdf", io.BytesIO(PDF))
    chemin = tmp_path / "media" / "prive" / nom
    assert chemin.read_bytes() == PDF
    assert stat.S_IMODE(chemin.stat().st_mode) == 0o600
    with pytest.raises(ValueError, match="adresse"):
        stockage.url(nom)
    assert hasattr(stockage_prive(), "open")


def test_une_piece_se_garde_se_lit_et_s_efface() -> None:
    chemin = PRIVE.ecrire(PDF)
    assert PRIVE.lire(chemin) == PDF
    assert PRIVE.ecrire(io.BytesIO(PDF)) != chemin
    PRIVE.effacer(chemin)
    PRIVE.effacer(chemin)
    PRIVE.effacer("")
    assert not PRIVE.existe(chemin)


def test_un_depot_est_illisible_sur_le_disque(tmp_path: Path) -> None:
    depots = DepotStockage(tmp_path)
    nom = depots.ecrire(b"preuve de RSA")
    [fichier] = tmp_path.iterdir()
    assert fichier.name == nom
    assert b"RSA" not in fichier.read_bytes()
    assert depots.lire(nom) == b"preuve de RSA"
    assert depots.ecrire(b"preuve de RSA") != nom
    depots.effacer(nom)
    depots.effacer(nom)
    assert not depots.existe(nom)
    with pytest.raises(FileNotFoundError):
        depots.lire(nom)


def test_un_depot_abime_ou_d_une_autre_cle_ne_s_ouvre_pas(settings, tmp_path: Path) -> None:
    depots = DepotStockage(tmp_path)
    settings.CLE_DEPOTS = "ancienne"
    nom = depots.ecrire(b"preuve")
    settings.CLE_DEPOTS = "nouvelle"
    with pytest.raises(RegleViolee, match="clé"):
        depots.lire(nom)
    settings.CLES_DEPOTS_ANCIENNES = ["ancienne"]
    assert depots.lire(nom) == b"preuve"


@pytest.mark.parametrize("nom", ["../../etc/passwd", "", "a" * 63, "A" * 64, None])
def test_un_nom_de_depot_invente_ne_mene_nulle_part(nom: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        DepotStockage(tmp_path).lire(nom)
