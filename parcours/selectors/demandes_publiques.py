"""Requests of the public for the sites of an office: those that wait first."""

from __future__ import annotations

from django.db.models import F, QuerySet

from entreprises.policies import Acteur
from parcours.models import DemandePublique
from parcours.policies import demandes_publiques_visibles


def demandes_publiques(acteur: Acteur, *, toutes: bool = False) -> QuerySet[DemandePublique]:
    """Without an answer, the oldest first; `toutes`: the answered ones after them."""
    trouvees = demandes_publiques_visibles(acteur)
    if not toutes:
        trouvees = trouvees.sans_reponse()  # type: ignore[attr-defined]
    return trouvees.select_related("chantier", "commune", "metier", "responsable__utilisateur", "candidat").order_by(
        F("repondue_le").asc(nulls_first=True), "deposee_le", "pk"
    )


def nombre_en_attente(acteur: Acteur) -> int:
    """What the rail counts."""
    return demandes_publiques(acteur).count()
