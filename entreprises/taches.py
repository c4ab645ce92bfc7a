"""Background work of organisations: the invitation's e-mail."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from entreprises.models import Invitation
from entreprises.rules import EtatInvitation
from entreprises.selectors import jeton_invitation
from socle.horloge import maintenant


def lien_invitation(invitation: Invitation) -> str:
    """The full address of the link, as the e-mail shows it."""
    chemin = reverse("entreprises:invitation", args=[jeton_invitation(invitation)])
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + chemin


def envoyer_invitation(cle: int) -> None:
    """Send the invitation's e-mail; nothing when it was answered or cancelled meanwhile. The link is never stored."""
    invitation = Invitation.objects.select_related("organisation", "invite_par").filter(pk=cle).first()
    if invitation is None or invitation.etat(maintenant()) is not EtatInvitation.EN_ATTENTE:
        return
    contexte = {"invitation": invitation, "lien": lien_invitation(invitation)}
    send_mail(
        render_to_string("entreprises/courriels/invitation_objet.txt", contexte).strip(),
        render_to_string("entreprises/courriels/invitation.txt", contexte),
        None,
        [invitation.email],
    )
