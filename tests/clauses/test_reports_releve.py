"""The document of a statement: signed on its last page, read by a screen reader as it is by the eye."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from clauses.reports import releve as document

LIGNES = (0, 1, 4, 7, 8, 9, 10, 11, 12, 14, 16, 22, 26, 30, 60)
"""Months and movements of a statement: on both sides of where the signatures no longer fit under the figures."""


def un_releve(lignes: int = 3, **donnees: Any) -> document.Releve:
    mois = [{"mois": date(2020 + n // 12, n % 12 + 1, 1).isoformat(), "heures": "12.50"} for n in range(lignes)]
    mouvement = {"nature": "Avenant", "reference": "n° 2", "effet": "2025-02-01", "heures": "10.00"}
    mouvements = [mouvement | {"enregistre": "2025-02-01T09:00:00+01:00"}] * (lignes // 3)
    return document.Releve(
        reference="2025-0007",
        office="Office des clauses de l'Est",
        arrete_au=date(2025, 9, 30),
        connues_au=datetime(2025, 11, 12, 14, 30, tzinfo=UTC),
        etabli_le=datetime(2025, 11, 12, 14, 30, tzinfo=UTC),
        derniere_ecriture=42,
        empreinte="ab" * 32,
        donnees={
            "lot": "Lot 1 – Gros œuvre",
            "marche": "M1",
            "objet": "École",
            "operation": "Groupe scolaire",
            "maitre_ouvrage": "Ville de Stains",
            "referentiel": "Ordinaire",
            "titulaires": ["Bâti Nord (mandataire du groupement)", "Toits du Sud (cotraitant)"],
            "signataire": ["le mandataire du groupement", "Bâti Nord"],
            "chiffres": {
                "dues": "4974.00",
                "validees": "200.00",
                "en_verification": "60.00",
                "restantes": "4774.00",
                "attendues": "2204.59",
                "taux": "4 %",
            },
            "phrase": "200 h réalisées.",
            "mouvements": mouvements,
            "factures": [],
            "mois": mois,
        }
        | donnees,
    )


def lire(contenu: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(contenu))


def pages(lecteur: PdfReader) -> list[str]:
    """The text of each page, spaces made plain."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in lecteur.pages]


def balises(noeud: Any) -> Iterator[Any]:
    """Every element of the structure, in reading order."""
    noeud = noeud.get_object()
    if isinstance(noeud, list):
        for enfant in noeud:
            yield from balises(enfant)
    elif isinstance(noeud, dict):
        if "/S" in noeud:
            yield noeud
        if "/K" in noeud:
            yield from balises(noeud["/K"])


@pytest.mark.parametrize("lignes", LIGNES)
def test_le_bloc_de_signature_est_entier_sur_la_derniere_page(lignes: int) -> None:
    *avant, derniere = pages(lire(document.pdf(un_releve(lignes))))
    for texte in (
        "Établi par Office des clauses de l'Est, le 12 novembre 2025 : 200,00 h validées sur 4 974,00 h dues",
        "Signataire Nom et qualité Date Signature",
        "Pour le maître d'ouvrage Ville de Stains",
        "Pour le mandataire du groupement Bâti Nord",
        "ab" * 32,
    ):
        assert texte in derniere.replace("’", "'"), texte
        assert not any(texte in page for page in avant)


def test_un_long_releve_a_plusieurs_pages_et_un_court_une_seule() -> None:
    comptes = [len(lire(document.pdf(un_releve(lignes))).pages) for lignes in LIGNES]
    assert comptes[0] == 1
    assert comptes[-1] >= 3
    assert comptes == sorted(comptes)


def test_le_tableau_des_signatures_est_balise_avec_ses_en_tetes() -> None:
    lecteur = lire(document.pdf(un_releve()))
    racine = lecteur.root_object
    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/Lang"].startswith("fr")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in racine["/Metadata"].get_object().get_data()
    structure = list(balises(racine["/StructTreeRoot"]))
    tableau = [e for e in structure if e["/S"] == "/Table"][-1]
    dedans = [e["/S"] for e in balises(tableau)]
    assert (dedans.count("/TR"), dedans.count("/TH"), dedans.count("/TD")) == (3, 4, 8)
    entetes = [e for e in balises(tableau) if e["/S"] == "/TH"]
    assert {a["/Scope"] for e in entetes for a in _attributs(e) if "/Scope" in a} == {"/Column"}
    titres = [e["/S"] for e in structure if e["/S"] in ("/H1", "/H2", "/H3")]
    assert titres == ["/H1", *["/H2"] * 5]


def _attributs(element: Any) -> list[Any]:
    attributs = element["/A"].get_object()
    return [a.get_object() for a in attributs] if isinstance(attributs, list) else [attributs]


def test_un_groupement_sans_chef_de_file_garde_sa_ligne_a_signer() -> None:
    (page,) = pages(lire(document.pdf(un_releve(signataire=["l'entreprise", ""]))))
    assert "Pour l'entreprise –" in page.replace("’", "'")


def test_le_meme_releve_donne_les_memes_octets() -> None:
    assert document.pdf(un_releve()) == document.pdf(un_releve())


def test_un_releve_rejoue_n_a_pas_de_colonne_pour_ce_qui_etait_en_verification() -> None:
    complet = un_releve()
    chiffres = {nom: h for nom, h in complet.donnees["chiffres"].items() if nom != "en_verification"}
    rejoue = un_releve(chiffres=chiffres)
    noms = [nom for nom, _ in document.mise_en_page(complet)["chiffres"]]
    assert noms == ["dues", "validées", "en vérification", "restantes", "attendues", "réalisé"]
    assert [nom for nom, _ in document.mise_en_page(rejoue)["chiffres"]] == [n for n in noms if n != "en vérification"]
