"""Documents examined before they are kept: hostile ones refused in French, a social-security number pointed out."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.documents import DocumentRefuse, examiner
from socle.documents.enfant import porte_un_nir
from tests.fabriques.documents import (
    un_pdf,
    un_pdf_actif,
    un_pdf_au_lancement,
    un_pdf_au_nir_cache,
    un_pdf_chiffre,
    un_pdf_joint,
    une_bombe,
    une_image,
)


def cle(treize: str) -> str:
    return f"{97 - int(treize.replace('2A', '19').replace('2B', '18')) % 97:02d}"


NIR = "1850578006048"


def lire(octets: bytes, sorte: str = "pdf"):
    return examiner(io.BytesIO(octets), sorte=sorte)


def test_une_attestation_et_des_images_passent() -> None:
    lu = lire(un_pdf("Attestation d'heures\nAwa Diallo : 151,67 h en septembre 2025", "page 2"))
    assert (lu.pages, lu.sans_texte) == (2, False)
    assert lire(un_pdf("")).sans_texte
    assert lire(une_image(), "png").pages == 1
    assert lire(une_image(forme="JPEG"), "jpeg").pages == 1


@pytest.mark.parametrize(
    ("octets", "sorte", "mot"),
    [
        (un_pdf_chiffre(), "pdf", "mot de passe"),
        (un_pdf_actif(), "pdf", "script"),
        (un_pdf_joint(), "pdf", "fichier joint"),
        (un_pdf_au_lancement(), "pdf", "programme"),
        (un_pdf(*["x"] * 201), "pdf", "200 pages"),
        (b"%PDF-1.7\nceci n'en est pas un", "pdf", "abîmé"),
        (un_pdf("Bonjour")[:200], "pdf", "abîmé"),
        (une_bombe(), "png", "démesurée"),
        (une_image()[:60], "png", "abîmé"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "png", "abîmé"),
    ],
    ids=["chiffre", "script", "joint", "lancement", "pages", "faux", "coupe", "bombe", "image coupee", "fausse image"],
)
def test_un_document_hostile_est_refuse_en_francais(octets, sorte, mot) -> None:
    with pytest.raises(DocumentRefuse, match=mot):
        lire(octets, sorte)


@pytest.mark.parametrize(
    "ecrit",
    [
        "{n}{c}",
        "1 85 05 78 006 048 {c}",
        "1 85 05 78 006 048/{c}",
        "N° SS : {n}",
        "sécurité sociale 1 85 05 78 006 048",
        "1-85-05-78-006-048-{c}",
        "1 85 05 78\n006 048 {c}",
    ],
)
def test_un_numero_de_securite_sociale_est_signale_par_sa_page_sans_etre_redit(ecrit) -> None:
    texte = ecrit.format(n=NIR, c=cle(NIR))
    with pytest.raises(DocumentRefuse) as refus:
        lire(un_pdf("Attestation", f"Salariée : {texte}"))
    assert refus.value.code == "nir"
    assert "page 2" in refus.value.message
    assert NIR[:6] not in refus.value.message.replace(" ", "")


def test_un_numero_dans_les_proprietes_du_fichier_est_vu_aussi() -> None:
    with pytest.raises(DocumentRefuse, match="sécurité sociale"):
        lire(un_pdf_au_nir_cache(NIR + cle(NIR)))


@pytest.mark.parametrize(
    "texte",
    [
        "SIRET 12345678200010, total 151,67 h",
        f"{NIR}",  # thirteen digits that no word names
        f"{NIR}{(int(cle(NIR)) % 97) + 1:02d}",  # a wrong key
        "Facture 2025 09 0001234567, TVA FR 12 345678200",
        "Téléphone 01 85 05 78 00, le 12/05/2025",
    ],
)
def test_un_autre_long_nombre_n_en_est_pas_un(texte) -> None:
    assert not porte_un_nir(texte)
    assert lire(un_pdf(texte)).pages == 1


@given(
    st.sampled_from("12"), st.integers(0, 99), st.integers(1, 12),
    st.one_of(st.integers(1, 95).map(lambda n: f"{n:02d}"), st.sampled_from(["2A", "2B"])),
    st.integers(1, 990), st.integers(1, 999),
)  # fmt: skip
def test_tout_numero_a_la_bonne_cle_est_reconnu(sexe, annee, mois, departement, commune, ordre) -> None:
    treize = f"{sexe}{annee:02d}{mois:02d}{departement}{commune:03d}{ordre:03d}"
    assert porte_un_nir(f"n {treize} {cle(treize)} fin")
