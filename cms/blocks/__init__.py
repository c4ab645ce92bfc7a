"""Blocks that editors put in pages, one file per family."""

from __future__ import annotations

from wagtail import blocks

from cms.blocks.chiffres import BarreDepartementBlock, CarteBlock, ChiffresClesBlock
from cms.blocks.mise_en_page import AppelBlock, DernieresActualitesBlock, LiensBlock
from cms.blocks.textes import AccordeonBlock, CitationBlock, ImageBlock, TexteBlock


class CorpsDePage(blocks.StreamBlock):
    """What an ordinary page is made of."""

    texte = TexteBlock()
    image = ImageBlock()
    citation = CitationBlock()
    accordeon = AccordeonBlock()
    chiffres = ChiffresClesBlock()
    barre = BarreDepartementBlock()
    carte = CarteBlock()
    liens = LiensBlock()
    appel = AppelBlock()

    class Meta:
        block_counts: dict = {}


class CorpsAccueil(CorpsDePage):
    """The home may also show the latest news."""

    actualites = DernieresActualitesBlock()


__all__ = ["CorpsAccueil", "CorpsDePage"]
