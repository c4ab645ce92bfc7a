"""Templates obey the content policy: nothing inline without a nonce, nothing from another host."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.lecture import RACINE

COMMENTAIRES = re.compile(r"\{#.*?#\}|\{% comment.*?%\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
INTERDITS = {
    "style en attribut": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "gestionnaire d'événement en attribut": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "adresse javascript:": re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "script ou style sans nonce": re.compile(
        r"<(?:script|style)(?![^>]*\b(?:src|nonce)\s*=)(?![^>]*type=\"(?:application/(?:ld\+)?json)\")[^>]*>",
        re.IGNORECASE,
    ),
    "ressource d'un autre hôte": re.compile(
        r"<(?:script|img|iframe|source|video|audio)[^>]*\ssrc\s*=\s*[\"']?(?:https?:)?//|<link[^>]*rel=\"(?:stylesheet|preload|icon)\"[^>]*href\s*=\s*[\"']?(?:https?:)?//",
        re.IGNORECASE,
    ),
}


def gabarits() -> list[Path]:
    """Every template of ours; mails are not pages."""
    dossiers = [RACINE / "templates", *(RACINE / app / "templates" for app in ("cms", "clauses", "parcours"))]
    return [f for dossier in dossiers for f in sorted(dossier.rglob("*.html")) if "courriels" not in f.parts]


def fautes(texte: str) -> list[str]:
    """What the content policy would block."""
    texte = COMMENTAIRES.sub("", texte)
    return [nom for nom, motif in INTERDITS.items() if motif.search(texte)]


def test_aucun_gabarit_n_enfreint_la_politique_de_contenu() -> None:
    trouvees = [
        f"{fichier.relative_to(RACINE)} : {faute}"
        for fichier in gabarits()
        for faute in fautes(fichier.read_text(encoding="utf-8"))
    ]

    assert not trouvees, "\n".join(trouvees)


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:red">',
        '<button class="x" onclick="f()">',
        "<script>f()</script>",
        '<img alt="" src="https://ailleurs.invalid/x.png">',
        '<a href="javascript:f()">',
    ],
)
def test_le_lecteur_voit_ce_que_la_politique_refuse(html: str) -> None:
    assert fautes(html)


@pytest.mark.parametrize(
    "html",
    [
        '<script src="/static/x.js"></script>',
        '<script nonce="{{ n }}">f()</script>',
        '<p data-on="x">',
        "{# <p style=''> #}",
    ],
)
def test_le_lecteur_laisse_passer_le_reste(html: str) -> None:
    assert not fautes(html)
