"""Reading the e-mails that a demonstration captures on disk instead of sending them (`/demo/courriels/`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

SEPARATEUR = b"-" * 79
NOM = re.compile(r"[\w.-]+\.log")
PAR_PAGE = 50


@dataclass(frozen=True)
class CourrielCapture:
    """One captured message: its file and rank make its address."""

    fichier: str
    rang: int
    date: datetime | None
    destinataire: str
    sujet: str
    texte: str

    @property
    def morceaux(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is an address to follow."""
        return [(piece, piece.startswith("http")) for piece in re.split(r"(https?://[^\s<>\"]+)", self.texte) if piece]


@login_not_required
def liste(request: HttpRequest) -> HttpResponse:
    """Every captured message, newest first."""
    page = Paginator(captures(), PAR_PAGE).get_page(request.GET.get("page"))
    return _sans_trace(render(request, "config/courriels.html", {"page_obj": page}))


@login_not_required
def lire(request: HttpRequest, fichier: str, rang: int) -> HttpResponse:
    """One message, as text, with its links."""
    messages = _du_fichier(_dossier() / fichier) if NOM.fullmatch(fichier) else []
    if not 0 <= rang < len(messages):
        raise Http404("Ce courriel n'existe pas.")
    return _sans_trace(render(request, "config/courriel.html", {"courriel": messages[rang]}))


def captures() -> list[CourrielCapture]:
    """The messages of every file of the folder, newest file first."""
    fichiers = sorted(_dossier().glob("*.log"), key=lambda f: f.name, reverse=True)
    return [message for fichier in fichiers for message in reversed(_du_fichier(fichier))]


def _du_fichier(fichier: Path) -> list[CourrielCapture]:
    if not fichier.is_file():
        return []
    bruts = [brut.strip() for brut in fichier.read_bytes().split(SEPARATEUR)]
    return [_message(fichier.name, rang, brut) for rang, brut in enumerate(b for b in bruts if b)]


def _message(fichier: str, rang: int, brut: bytes) -> CourrielCapture:
    lu = message_from_bytes(brut, policy=policy.default)
    assert isinstance(lu, EmailMessage)
    corps = lu.get_body(preferencelist=("plain", "html"))
    try:
        date = parsedate_to_datetime(lu["Date"]) if lu["Date"] else None
    except ValueError:
        date = None
    return CourrielCapture(
        fichier=fichier,
        rang=rang,
        date=date,
        destinataire=str(lu["To"] or ""),
        sujet=str(lu["Subject"] or "(sans objet)"),
        texte=corps.get_content() if corps is not None else "",
    )


def _dossier() -> Path:
    return Path(getattr(settings, "EMAIL_FILE_PATH", "") or settings.VAR_DIR / "courriels")


def _sans_trace(reponse: HttpResponse) -> HttpResponse:
    reponse["X-Robots-Tag"] = "noindex"
    reponse["Cache-Control"] = "no-store"
    return reponse


urlpatterns = [
    path("demo/courriels/", liste, name="courriels"),
    path("demo/courriels/<str:fichier>/<int:rang>/", lire, name="courriel"),
]
