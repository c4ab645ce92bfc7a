"""Background work of organisations: the invitation's e-mail."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse

from entreprises.models import Invitation
from entreprises.rules import EtatInvitation
from entreprises.selectors import jeton_invitation
from socle import messages
from socle.horloge import maintenant

RAISON = "Vous recevez ce message parce qu'une personne vous a invité·e. Si vous ne l'attendiez pas, ne faites rien."


def lien_invitation(invitation: Invitation) -> str:
    """The full address of the link, as the e-mail shows it."""
    return messages.adresse_site() + reverse("entreprises:invitation", args=[jeton_invitation(invitation)])


def envoyer_invitation(cle: int) -> None:
    """Send the invitation's e-mail; nothing when it was answered or cancelled meanwhile.

    The message is written here, not when it is queued: link and address are never stored in the queue.
    """
    invitation = Invitation.objects.select_related("organisation", "invite_par").filter(pk=cle).first()
    if invitation is None or invitation.etat(maintenant()) is not EtatInvitation.EN_ATTENTE:
        return
    contexte = {
        "invitation": invitation,
        "action_url": lien_invitation(invitation),
        "action_libelle": "Accepter l'invitation",
        "raison": RAISON,
    }
    messages.remettre_courriel(
        invitation.email,
        messages.une_ligne(f"Invitation à rejoindre {invitation.organisation}"),
        render_to_string("courriels/invitation.txt", contexte),
        render_to_string("courriels/invitation.html", contexte),
    )
