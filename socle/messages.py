"""What leaves by e-mail and SMS: always from templates, always through the queue, never personal data in a subject.

A template `courriels/<modele>.txt` is required, `courriels/<modele>.html` optional. The text is made when the message
is asked for, so that it says what was true then; a task that may be repeated should pass a `cle`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from smtplib import SMTPRecipientsRefused
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from socle import file_attente

journal = logging.getLogger("socle.messages")


def envoyer_courriel(
    destinataire: str, sujet: str, modele: str, contexte: Mapping[str, Any], *, cle: str | None = None
) -> bool:
    """Queue an e-mail with the caller's transaction; False when this key was already sent or waits.

    `contexte` gets `adresse_site`. Raises TemplateDoesNotExist when the text template is missing.
    """
    donnees = {"adresse_site": adresse_site(), **contexte}
    texte = render_to_string(f"courriels/{modele}.txt", donnees)
    try:
        html = render_to_string(f"courriels/{modele}.html", donnees)
    except TemplateDoesNotExist:
        html = ""
    return file_attente.mettre_en_file(
        "socle.messages.remettre_courriel", destinataire, une_ligne(sujet), texte, html, cle=cle
    )


def remettre_courriel(destinataire: str, sujet: str, texte: str, html: str = "") -> None:
    """Hand a message to the mail server (called by the queue); raises on failure, so that it is tried again.

    An address refused for good is not tried again: the setting COURRIEL_REFUSE says who must know.
    """
    message = EmailMultiAlternatives(sujet, texte, to=[destinataire], headers={"Auto-Submitted": "auto-generated"})
    if html:
        message.attach_alternative(html, "text/html")
    try:
        message.send()
    except SMTPRecipientsRefused as refus:
        code, raison = next(iter(refus.recipients.values()), (0, b""))
        if not 500 <= code < 600:
            raise  # "later": the queue tries again
        import_string(settings.COURRIEL_REFUSE)(destinataire, f"{code} {_en_clair(raison)}")


def _en_clair(raison: bytes | str) -> str:
    return raison.decode("utf-8", "replace") if isinstance(raison, bytes) else raison


def une_ligne(sujet: str) -> str:
    """A subject on one line, of at most 150 characters."""
    return " ".join(sujet.split())[:150]


def adresse_site() -> str:
    """The site's public address, without a final slash."""
    return (getattr(settings, "ADRESSE_SITE", "") or getattr(settings, "WAGTAILADMIN_BASE_URL", "")).rstrip("/")


class PasserelleSMS(Protocol):
    """What a provider's class must offer (setting SMS_BACKEND, dotted path)."""

    def envoyer(self, numero: str, texte: str) -> None:
        """Send one message; raises when refused."""


class SMSConsole:
    """Writes that a message would leave, without number or text: development and demonstration."""

    envoyes: list[tuple[str, str]] = []

    def envoyer(self, numero: str, texte: str) -> None:
        """Remember the message in memory and log its length."""
        self.envoyes.append((numero, texte))
        del self.envoyes[:-100]
        journal.info("SMS de %s caractères (non envoyé : passerelle de démonstration)", len(texte))


def sms_possible() -> bool:
    """A gateway is set: a message by SMS would leave."""
    return bool(settings.SMS_BACKEND)


def envoyer_sms(numero: str, texte: str, *, cle: str | None = None) -> bool:
    """Queue an SMS with the caller's transaction; False when this key is already there, or without a gateway."""
    if not sms_possible():
        return False
    return file_attente.mettre_en_file("socle.messages.remettre_sms", numero, texte[:480], cle=cle)


def remettre_sms(numero: str, texte: str) -> None:
    """Hand an SMS to the gateway (called by the queue)."""
    passerelle: PasserelleSMS = import_string(settings.SMS_BACKEND)()
    passerelle.envoyer(numero, texte)
