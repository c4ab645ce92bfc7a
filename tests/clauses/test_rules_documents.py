"""Which line a document belongs to, by its name alone."""

from __future__ import annotations

import pytest

from clauses.rules.documents import Candidate, NatureDocument, ligne_designee, nature_de

EQUIPE = [
    Candidate(1, "Diallo", "Awa"),
    Candidate(2, "Diallo", "Moussa"),
    Candidate(3, "Garcia-López", "Ana"),
    Candidate(4, "Ba", "Ismaël"),
    Candidate(5, "N'Guessan", "Pavel"),
]


@pytest.mark.parametrize(
    ("nom", "attendue"),
    [
        ("attestation DIALLO Awa sept 2025.pdf", 1),
        ("2025-09_diallo_moussa.pdf", 2),
        ("Diallo.pdf", None),  # two people bear it
        ("garcia lopez.pdf", 3),
        ("GARCIA_LOPEZ-Ana.PDF", 3),
        ("garcia.pdf", None),  # half a double surname is nobody's
        ("attestation ba.pdf", 4),
        ("bateau.pdf", None),  # a surname is a word, not some letters
        ("n guessan heures.jpg", 5),
        ("Awa.pdf", None),
        ("diallo awa et moussa.pdf", None),
        ("scan0001.pdf", None),
        ("", None),
    ],
)
def test_le_nom_du_fichier_designe_une_seule_personne_ou_personne(nom, attendue) -> None:
    assert ligne_designee(nom, EQUIPE) == attendue


def test_une_personne_sur_deux_lots_reste_a_ranger() -> None:
    assert ligne_designee("diallo awa.pdf", [*EQUIPE, Candidate(9, "DIALLO", "awa")]) is None


@pytest.mark.parametrize(
    ("nom", "nature"),
    [
        ("Attestation_heures_Diallo.pdf", NatureDocument.ATTESTATION),
        ("relevé de septembre.pdf", NatureDocument.RELEVE),
        ("FACTURE-2025-11.pdf", NatureDocument.FACTURE),
        ("bulletin de paie.pdf", NatureDocument.BULLETIN),
        ("scan.pdf", NatureDocument.AUTRE),
    ],
)
def test_la_nature_se_lit_dans_le_nom(nom, nature) -> None:
    assert nature_de(nom) is nature
