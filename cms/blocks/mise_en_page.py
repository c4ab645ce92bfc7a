"""Links and calls: how a page leads elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.models import Page


def adresse_sure(valeur: str) -> None:
    """An address of this site ("/carte/"), or a complete https, mailto or tel one."""
    interne = valeur.startswith("/") and not valeur.startswith("//")
    if not interne and not valeur.startswith(("https://", "mailto:", "tel:")):
        raise ValidationError("Écrivez une adresse de ce site (« /carte/ ») ou une adresse complète en https://.")


class LienValeur(blocks.StructValue):
    """A link resolved: the page when it is published, else the address."""

    @property
    def url(self) -> str:
        """The address of the link, or an empty text when its page is no longer online."""
        page: Page | None = self.get("page")
        if page is not None:
            return page.url or "" if page.live else ""
        return self.get("adresse") or ""


class LienBlock(blocks.StructBlock):
    """A link with its words, to a page or to an address."""

    libelle = blocks.CharBlock(label="libellé", max_length=80)
    page = blocks.PageChooserBlock(label="page", required=False)
    adresse = blocks.CharBlock(
        label="ou adresse", required=False, max_length=300, validators=[adresse_sure], help_text="Par exemple /carte/"
    )

    def clean(self, value: Any) -> Any:
        """Refuses a link that leads nowhere, or to two places."""
        propre = super().clean(value)
        if bool(propre["page"]) == bool(propre["adresse"]):
            raise blocks.StructBlockValidationError({"adresse": ValidationError("Choisissez une page ou une adresse.")})
        return propre

    class Meta:
        icon = "link"
        label = "Lien"
        value_class = LienValeur


class CarteLienBlock(LienBlock):
    """A card: a link and what one finds behind it."""

    texte = blocks.TextBlock(label="texte", required=False, max_length=300)


class LiensBlock(blocks.StructBlock):
    """Cards side by side."""

    titre = blocks.CharBlock(label="titre", required=False, max_length=120)
    cartes = blocks.ListBlock(CarteLienBlock(), label="cartes", max_num=9)

    class Meta:
        icon = "list-ul"
        label = "Cartes de liens"
        template = "cms/blocs/liens.html"


class AppelBlock(blocks.StructBlock):
    """One call to act, on a dark band."""

    titre = blocks.CharBlock(label="titre", max_length=120)
    texte = blocks.TextBlock(label="texte", required=False, max_length=400)
    lien = LienBlock(label="lien")

    class Meta:
        icon = "plus"
        label = "Appel à agir"
        template = "cms/blocs/appel.html"


class DernieresActualitesBlock(blocks.StructBlock):
    """The latest news."""

    titre = blocks.CharBlock(label="titre", default="Actualités", max_length=120)
    nombre = blocks.IntegerBlock(label="nombre", default=3, min_value=1, max_value=9)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds the published news, newest first."""
        from cms.models import Actualite  # the page types are made of these blocks

        contexte = super().get_context(value, parent_context)
        actualites = Actualite.objects.live().public().select_related("image").order_by("-date", "-pk")
        return contexte | {"actualites": actualites[: value["nombre"]]}

    class Meta:
        icon = "date"
        label = "Dernières actualités"
        template = "cms/blocs/actualites.html"
