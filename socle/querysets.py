"""Named filters of the shared tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from socle.geo import Point, dans_geometrie

if TYPE_CHECKING:
    from socle.models import QuartierPrioritaire, Territoire

COMMUNE, EPT, DEPARTEMENT = "COMMUNE", "EPT", "DEPARTEMENT"
INSEE_ANCIEN, CODE_POSTAL = "INSEE_ANCIEN", "CODE_POSTAL"


class EnVigueurMixin:
    """For tables whose rows are valid from a date to a date, both included and both optional."""

    def en_vigueur(self, le: date) -> models.QuerySet:
        """Rows valid on a day."""
        return self.filter(  # type: ignore[attr-defined]
            Q(valide_du__isnull=True) | Q(valide_du__lte=le), Q(valide_au__isnull=True) | Q(valide_au__gte=le)
        )


class TerritoireQuerySet(EnVigueurMixin, models.QuerySet["Territoire"]):
    """Communes, établissements publics territoriaux, département."""

    def communes(self) -> TerritoireQuerySet:
        """Communes only."""
        return self.filter(nature=COMMUNE)

    def epts(self) -> TerritoireQuerySet:
        """Établissements publics territoriaux only."""
        return self.filter(nature=EPT)

    def departements(self) -> TerritoireQuerySet:
        """Départements only."""
        return self.filter(nature=DEPARTEMENT)

    def communes_de(self, territoire: Territoire) -> TerritoireQuerySet:
        """Communes of a territory: itself, those of an EPT, those of a département through its EPTs."""
        return self.communes().filter(Q(pk=territoire.pk) | Q(parent=territoire) | Q(parent__parent=territoire))

    def par_code_insee(self, code: str) -> Territoire | None:
        """The commune of an INSEE code, old codes followed (93059 Pierrefitte gives 93066 Saint-Denis); else None."""
        code = (code or "").strip()
        actuelle = self.communes().filter(code=code).first()
        if actuelle is not None or not code:
            return actuelle
        return self.communes().filter(alias__sorte=INSEE_ANCIEN, alias__valeur=code).first()

    def par_code_postal(self, code_postal: str) -> list[Territoire]:
        """Communes served by a postal code, by name; several may share one, one may have several."""
        return list(
            self.communes()
            .filter(alias__sorte=CODE_POSTAL, alias__valeur=(code_postal or "").strip())
            .distinct()
            .order_by("nom_plie")
        )


class MetierQuerySet(models.QuerySet):
    """Trades of the ROME."""

    def actifs(self) -> MetierQuerySet:
        """Trades offered in forms, in the order of the reference list."""
        return self.filter(actif=True)


class QuartierQuerySet(EnVigueurMixin, models.QuerySet):
    """Priority neighbourhoods, one generation of outlines valid at a time."""

    def contenant(self, point: Point, le: date) -> QuartierPrioritaire | None:
        """The neighbourhood of the list in force that day where a (latitude, longitude) is; its edge counts as inside.

        Neighbourhoods do not overlap; on a shared edge, the first by code.
        """
        latitude, longitude = point
        proches = self.en_vigueur(le).filter(
            sud__lte=latitude, nord__gte=latitude, ouest__lte=longitude, est__gte=longitude
        )
        return next((q for q in proches.order_by("code") if dans_geometrie(point, q.contour)), None)
