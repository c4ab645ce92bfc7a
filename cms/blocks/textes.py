"""Words and pictures. No raw HTML, no embed: nothing that would load from elsewhere."""

from __future__ import annotations

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

MISE_EN_FORME = ["h2", "h3", "bold", "italic", "ol", "ul", "hr", "link", "document-link"]


class TexteBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **options) -> None:
        super().__init__(features=MISE_EN_FORME, label="Texte", **options)

    class Meta:
        icon = "doc-full"
        template = "cms/blocs/texte.html"


class ImageBlock(blocks.StructBlock):
    """A picture with its alternative text and its credit."""

    image = ImageChooserBlock(label="image")
    alternative = blocks.CharBlock(
        label="texte de remplacement",
        required=False,
        max_length=250,
        help_text="Ce que l'image apprend à qui ne la voit pas. Vide si elle n'apprend rien de plus que le texte.",
    )
    legende = blocks.CharBlock(label="légende", required=False, max_length=250)
    credit = blocks.CharBlock(label="crédit", max_length=120)

    class Meta:
        icon = "image"
        label = "Image"
        template = "cms/blocs/image.html"


class CitationBlock(blocks.StructBlock):
    """Somebody's words. The person agreed in writing to be quoted."""

    texte = blocks.TextBlock(label="citation", max_length=600)
    auteur = blocks.CharBlock(label="qui parle", max_length=120, help_text="Avec l'accord écrit de la personne.")
    qualite = blocks.CharBlock(label="à quel titre", required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = "Citation"
        template = "cms/blocs/citation.html"


class QuestionBlock(blocks.StructBlock):
    """A question and its answer, folded."""

    question = blocks.CharBlock(label="question", max_length=200)
    reponse = blocks.RichTextBlock(label="réponse", features=["bold", "italic", "ol", "ul", "link", "document-link"])


class AccordeonBlock(blocks.StructBlock):
    """Questions and answers, each opened by a click."""

    titre = blocks.CharBlock(label="titre", required=False, max_length=120)
    questions = blocks.ListBlock(QuestionBlock(), label="questions")

    class Meta:
        icon = "help"
        label = "Questions et réponses"
        template = "cms/blocs/accordeon.html"
