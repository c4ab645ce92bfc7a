"""Pages of the public site. No personal data in a page, ever; figures in pages are always live."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from clauses.public import chantiers_publies, totaux_publics
from cms.blocks import CorpsAccueil, CorpsDePage
from cms.blocks.mise_en_page import LienBlock
from cms.chiffres import barre_totale, chiffres_cles
from socle.horloge import aujourdhui


def fil_de(page: Page) -> list[dict[str, str]]:
    """The breadcrumb of a page: its ancestors under the home, then itself."""
    ancetres = page.get_ancestors().filter(depth__gt=1).live()
    maillons = [{"libelle": "Accueil" if a.depth == 2 else a.title, "url": a.url or ""} for a in ancetres]
    return [*maillons, {"libelle": page.title, "url": page.url or ""}]


class PageDuSite(Page):
    """Abstract: a title, an introduction, and the address of the page in its breadcrumb."""

    chapo = models.TextField("introduction", max_length=600, blank=True)

    search_fields = [*Page.search_fields, index.SearchField("chapo")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the breadcrumb."""
        return super().get_context(request, *args, **kwargs) | {"fil": fil_de(self)}


class AccueilPage(PageDuSite):
    """The home: the promise, a search field, the figures, then whatever the editors compose."""

    accroche = models.CharField("accroche", max_length=120)
    corps = StreamField(CorpsAccueil(), verbose_name="corps", blank=True)

    template = "cms/accueil.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.PageEditoriale", "cms.ActualitesIndex"]
    content_panels = [*Page.content_panels, FieldPanel("accroche"), FieldPanel("chapo"), FieldPanel("corps")]
    search_fields = [*PageDuSite.search_fields, index.SearchField("corps")]

    class Meta:
        verbose_name = "accueil"
        verbose_name_plural = "accueils"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the live figures of the hoarding; the home has no breadcrumb."""
        totaux = totaux_publics(chantiers_publies())
        contexte = super().get_context(request, *args, **kwargs)
        return contexte | {"fil": [], "totaux": totaux, "chiffres": chiffres_cles(totaux)} | barre_totale(totaux)


class PageEditoriale(PageDuSite):
    """An ordinary page; pages under it make a section."""

    corps = StreamField(CorpsDePage(), verbose_name="corps", blank=True)

    template = "cms/page_editoriale.html"
    parent_page_types = ["cms.AccueilPage", "cms.PageEditoriale"]
    subpage_types = ["cms.PageEditoriale"]
    content_panels = [*Page.content_panels, FieldPanel("chapo"), FieldPanel("corps")]
    search_fields = [*PageDuSite.search_fields, index.SearchField("corps")]

    class Meta:
        verbose_name = "page éditoriale"
        verbose_name_plural = "pages éditoriales"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the pages of the section."""
        contexte = super().get_context(request, *args, **kwargs)
        return contexte | {"sous_pages": self.get_children().live().public().in_menu()}


class ActualitesIndex(PageDuSite):
    """The news, newest first."""

    template = "cms/actualites.html"
    max_count = 1
    parent_page_types = ["cms.AccueilPage"]
    subpage_types = ["cms.Actualite"]
    content_panels = [*Page.content_panels, FieldPanel("chapo")]

    class Meta:
        verbose_name = "liste des actualités"
        verbose_name_plural = "listes des actualités"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds a page of news."""
        actualites = Actualite.objects.child_of(self).live().public().select_related("image").order_by("-date", "-pk")
        contexte = super().get_context(request, *args, **kwargs)
        return contexte | {"page_actualites": Paginator(actualites, 12).get_page(request.GET.get("page"))}


class Actualite(PageDuSite):
    """One piece of news."""

    date = models.DateField("date", default=aujourdhui)
    image = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="image"
    )
    image_alternative = models.CharField("texte de remplacement de l'image", max_length=250, blank=True)
    image_credit = models.CharField("crédit de l'image", max_length=120, blank=True)
    corps = StreamField(CorpsDePage(), verbose_name="corps", blank=True)

    template = "cms/actualite.html"
    parent_page_types = ["cms.ActualitesIndex"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("chapo"),
        FieldPanel("image"),
        FieldPanel("image_alternative"),
        FieldPanel("image_credit"),
        FieldPanel("corps"),
    ]
    search_fields = [*PageDuSite.search_fields, index.SearchField("corps"), index.FilterField("date")]

    class Meta:
        verbose_name = "actualité"


@register_setting(icon="list-ul")
class ReglagesSite(BaseSiteSetting):
    """Menu and footer of the public site."""

    menu = StreamField([("lien", LienBlock())], verbose_name="menu principal", blank=True, max_num=8)
    pied = StreamField([("lien", LienBlock())], verbose_name="liens du pied de page", blank=True, max_num=12)

    panels = [FieldPanel("menu"), FieldPanel("pied")]

    class Meta:
        verbose_name = "menu et pied de page"
        verbose_name_plural = "menus et pieds de page"

    def __str__(self) -> str:
        return f"Menu et pied de page ({self.site})"
