"""Every pair of colours that carries text or meaning keeps its contrast (WCAG 2.2: 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static_src" / "css"
JETONS = dict(re.findall(r"--([a-z-]+):\s*(#[0-9A-Fa-f]{6})\b", (CSS / "jetons.css").read_text(encoding="utf-8")))

FONDS = ["blanc", "papier"]
TEXTES = [
    *[
        (texte, fond)
        for texte in ["encre", "bleu", "bleu-fonce", "gris", "brique", "violet", "ambre", "vert"]
        for fond in FONDS
    ],
    *[(ton, f"{ton}-pale") for ton in ["bleu", "brique", "violet", "ambre", "vert", "gris"]],
    *[
        ("encre", fond)
        for fond in ["jaune", "jaune-pale", "papier-fonce", "bleu-pale", "brique-pale", "ambre-pale", "vert-pale"]
    ],
    *[("blanc", fond) for fond in ["bleu", "bleu-fonce", "encre", "brique", "brique-fonce"]],
    ("papier", "encre"),
    ("jaune", "encre"),
    ("brique-fonce", "brique-pale"),
    ("bleu-fonce", "bleu-pale"),
    ("gris", "papier-fonce"),
]
BORDS = [
    *[(bord, fond) for bord in ["bord", "brique", "ambre", "vert", "bleu", "violet", "encre"] for fond in FONDS],
    ("brique", "brique-pale"),
    ("ambre", "ambre-pale"),
    ("vert", "vert-pale"),
    ("jaune", "encre"),
]


def luminance(couleur: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2.2)."""
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    rouge, vert, bleu = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * rouge + 0.7152 * vert + 0.0722 * bleu


def contraste(un: str, autre: str) -> float:
    """Contrast of two tokens, from 1 to 21."""
    clair, sombre = sorted((luminance(JETONS[un]), luminance(JETONS[autre])), reverse=True)
    return (clair + 0.05) / (sombre + 0.05)


@pytest.mark.parametrize(("texte", "fond"), TEXTES)
def test_un_texte_se_lit_sur_son_fond(texte: str, fond: str) -> None:
    assert contraste(texte, fond) >= 4.5


@pytest.mark.parametrize(("bord", "fond"), BORDS)
def test_un_bord_qui_porte_un_sens_se_voit(bord: str, fond: str) -> None:
    assert contraste(bord, fond) >= 3


def test_les_couleurs_de_la_charte_sont_celles_des_jetons() -> None:
    charte = {"encre": "#14213D", "bleu": "#1F4E8C", "papier": "#FAF7F2", "gris": "#5A6472", "jaune": "#F2B705"}
    etats = {"brique": "#B4432B", "violet": "#5B3E96", "ambre": "#9A5B00", "vert": "#1E7A4C"}

    assert {nom: JETONS[nom] for nom in charte | etats} == charte | etats


@pytest.mark.parametrize(
    "feuille", sorted(p.name for p in CSS.glob("*.css") if p.name not in {"secours.css", "jetons.css", "carte.css"})
)
def test_une_feuille_prend_ses_couleurs_des_jetons(feuille: str) -> None:
    texte = (CSS / feuille).read_text(encoding="utf-8")
    litterales = set(re.findall(r"#[0-9A-Fa-f]{3,8}\b(?![^{}]*\{)", texte)) - {"#fff", "#000"}

    assert not litterales


def test_le_jaune_n_est_jamais_la_couleur_d_un_texte_sur_fond_clair() -> None:
    for feuille in CSS.glob("*.css"):
        for regle, corps in re.findall(r"([^{}]+)\{([^{}]*)\}", feuille.read_text(encoding="utf-8")):
            if re.search(r"(?<![-\w])color:\s*var\(--jaune\)", corps):
                assert ".pied" in regle or ".bande-encre" in regle, f"{feuille.name} : {regle.strip()}"
