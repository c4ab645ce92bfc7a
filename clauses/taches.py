"""Background work of the engagement: each function calls a service and may run twice without harm."""

from __future__ import annotations

from uuid import UUID

from clauses.services import imports
from comptes.models import Utilisateur
from entreprises.policies import Acteur
from entreprises.selectors import acteur_de


def importer_marches_publies(cle: str, utilisateur_id: int | None) -> None:
    """Read a file of official contracts that a page put in the queue, in the name of who sent it."""
    if utilisateur_id is None:
        acteur = Acteur.du_systeme()
    else:
        acteur = acteur_de(Utilisateur.objects.filter(pk=utilisateur_id).first())
    imports.traiter(acteur=acteur, cle=UUID(cle))
