"""What an organisation's people receive by e-mail."""

from __future__ import annotations

from django.db import transaction
from django.utils.module_loading import import_string

from entreprises.models import Invitation

TACHE_INVITATION = "entreprises.taches.envoyer_invitation"


def programmer_invitation(invitation: Invitation) -> None:
    """Send the e-mail after commit."""
    cle = invitation.pk
    transaction.on_commit(lambda: import_string(TACHE_INVITATION)(cle))
