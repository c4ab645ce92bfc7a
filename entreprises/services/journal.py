"""The only writer of the log of an organisation."""

from __future__ import annotations

from entreprises.models import Invitation, JournalOrganisation, Membre, Organisation
from entreprises.policies import Acteur
from entreprises.rules import ActeOrganisation
from socle.horloge import maintenant


def noter(
    organisation: Organisation,
    acte: ActeOrganisation,
    acteur: Acteur,
    *,
    membre: Membre | None = None,
    invitation: Invitation | None = None,
    motif: str = "",
) -> None:
    """Write one line: who, when, on what, why. Without names nor addresses: keys only."""
    JournalOrganisation.objects.create(
        organisation=organisation,
        acte=acte,
        auteur=acteur.utilisateur,
        le=maintenant(),
        membre=membre,
        invitation=invitation,
        motif=motif.strip(),
    )
