"""The sitemap: pages of the editors, fixed pages, and every public site."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as PlanDesPages

from clauses.public import ChantierPublie, chantiers_publies


class PlanFixe(Sitemap):
    """Pages that are not in the editors' tree."""

    def items(self) -> list[str]:
        """Names of their addresses."""
        return ["cms:carte", "cms:chantiers", "cms:donnees", "cms:calculateur"]

    def location(self, item: str) -> str:
        """Their path."""
        return reverse(item)


class PlanDesChantiers(Sitemap):
    """One page per public site."""

    limit = 5000

    def items(self) -> list[ChantierPublie]:
        """The public set."""
        return chantiers_publies()

    def location(self, item: ChantierPublie) -> str:
        """The page of the site."""
        return reverse("cms:chantier", args=[item.slug])


PLANS = {"pages": PlanDesPages, "fixes": PlanFixe, "chantiers": PlanDesChantiers}
