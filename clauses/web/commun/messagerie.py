"""The thread of a month, between the company and the office: the same bubbles and form on both sides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from clauses.models import MessageDeclaration
from socle.formulaires import Formulaire
from socle.presentation import instant


class MessageForm(Formulaire):
    """A message in the month's thread."""

    texte = forms.CharField(label="Votre message", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


def bulles(
    messages: Iterable[MessageDeclaration], *, cote_office: bool, entreprise: str = "", office: str = ""
) -> list[dict[str, Any]]:
    """The thread as composants/messagerie.html wants it; "mine" is the reader's whole side."""
    return [
        {
            "auteur": m.auteur,
            "organisation": office if m.de_l_office else entreprise,
            "quand": instant(m.envoye_le),
            "texte": m.texte,
            "mien": m.de_l_office is cote_office,
        }
        for m in messages
    ]
