"""Named, chainable filters of the places."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q


class ProgrammeQuerySet(models.QuerySet):
    """Programmes of works (GPE, JOP, NPNRU…)."""

    def actifs(self) -> ProgrammeQuerySet:
        return self.filter(actif=True)


class OperationQuerySet(models.QuerySet):
    """Operations of a contracting body."""

    def du_maitre_ouvrage(self, organisation_ids: list[int]) -> OperationQuerySet:
        return self.filter(maitre_ouvrage_id__in=organisation_ids)


class ChantierQuerySet(models.QuerySet):
    """Building sites."""

    def en_vigueur(self) -> ChantierQuerySet:
        """Not cancelled as entered by mistake."""
        return self.filter(annule_le__isnull=True)

    def places(self) -> ChantierQuerySet:
        """With a point, hence on the map."""
        return self.filter(latitude__isnull=False, longitude__isnull=False)

    def dans_commune(self, code: str) -> ChantierQuerySet:
        """A share in the commune of this INSEE code (unique per site: no duplicate row)."""
        return self.filter(communes__commune__code=code, communes__commune__nature="COMMUNE")

    def contenant(self, texte_plie: str) -> ChantierQuerySet:
        """Every folded word found in the site's, operation's or commune's folded names."""
        resultat = self
        for mot in texte_plie.split():
            resultat = resultat.filter(
                Q(recherche__contains=mot)
                | Q(operation__nom_plie__contains=mot)
                | Q(operation__maitre_ouvrage__nom_plie__contains=mot)
            )
        return resultat

    def en_travaux_entre(self, debut: date, fin: date) -> ChantierQuerySet:
        """A works phase overlaps the period; an open end overlaps everything after its start."""
        modele_phase = self.model._meta.get_field("phases").related_model
        phases = modele_phase.objects.filter(chantier=OuterRef("pk"), debut_retenu__lte=fin).filter(
            Q(fin_retenue__gte=debut) | Q(fin_retenue__isnull=True)
        )
        return self.filter(Exists(phases))
