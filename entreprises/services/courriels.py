"""What an organisation's people receive by e-mail."""

from __future__ import annotations

from entreprises.models import Invitation
from socle import file_attente

TACHE_INVITATION = "entreprises.taches.envoyer_invitation"


def programmer_invitation(invitation: Invitation) -> None:
    """Queue the e-mail with the caller's transaction. The queue holds a key, neither address nor link."""
    file_attente.mettre_en_file(TACHE_INVITATION, invitation.pk)
