"""The file of a candidate as its page edits it, and the validity of certificates in force."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from clauses.selectors.reglages import reglages_au
from entreprises.policies import Acteur
from parcours.models import Candidat, MetierCandidat
from parcours.policies import candidats_visibles
from parcours.rules.fiche import VALIDITES_MOIS


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


def validites(jour: date) -> dict[str, int]:
    """Months of validity of each kind of certificate on a day (settings, else the usual ones)."""
    reglages = reglages_au(jour)
    return {sorte.value: int(reglages.get(sorte.reglage, mois)) for sorte, mois in VALIDITES_MOIS.items()}


def freins_de(candidat: Candidat) -> dict[str, tuple[str, date | None]]:
    """Barrier → coded action, day it was lifted."""
    return {frein.frein: (frein.action, frein.leve_le) for frein in candidat.freins.all()}
