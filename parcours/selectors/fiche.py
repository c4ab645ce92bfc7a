"""The file of a candidate as its page edits it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from entreprises.policies import Acteur
from parcours.models import Candidat, MetierCandidat
from parcours.policies import candidats_visibles


def fiche_du_candidat(acteur: Acteur, uuid: UUID) -> Candidat | None:
    """The candidate with all that the page edits; None when out of reach."""
    metiers = MetierCandidat.objects.select_related("metier").order_by("rang", "pk")
    return (
        candidats_visibles(acteur, partout=True)
        .filter(uuid=uuid)
        .select_related("beneficiaire__commune", "prescripteur", "saisi_par")
        .prefetch_related(Prefetch("metiers", queryset=metiers), "certificats", "freins")
        .first()
    )


def freins_de(candidat: Candidat) -> dict[str, tuple[str, date | None]]:
    """Barrier → coded action, day it was lifted."""
    return {frein.frein: (frein.action, frein.leve_le) for frein in candidat.freins.all()}
