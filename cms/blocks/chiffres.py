"""Live figures: always those of the public set, never typed by hand."""

from __future__ import annotations

from typing import Any

from wagtail import blocks

from clauses.public import ORDRE_DES_ETATS, FiltresPublics, chantiers_publies, totaux_publics
from cms.chiffres import barre_totale, chiffres_cles


class FiltreBlock(blocks.StructBlock):
    """Limits live figures to a programme or a commune."""

    titre = blocks.CharBlock(label="titre", required=False, max_length=120)
    programme = blocks.CharBlock(
        label="programme", required=False, max_length=60, help_text="Comme dans l'adresse de la carte ; vide : tous."
    )
    commune = blocks.CharBlock(
        label="commune", required=False, max_length=80, help_text="Code INSEE ; vide : tout le département."
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `totaux`, the sums over the sites of this block."""
        contexte = super().get_context(value, parent_context)
        filtres = FiltresPublics(programme=value["programme"], commune=value["commune"])
        totaux = totaux_publics(chantiers_publies(filtres))
        return contexte | {
            "totaux": totaux,
            "chiffres": chiffres_cles(totaux, filtres),
            "filtres": filtres.en_adresse(),
        }


class ChiffresClesBlock(FiltreBlock):
    """Sites, objective, hours done, trades wanted."""

    class Meta:
        icon = "order"
        label = "Chiffres clés (tenus à jour seuls)"
        template = "cms/blocs/chiffres.html"


class BarreDepartementBlock(FiltreBlock):
    """The bar of all published engagements together."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds the drawn bar and its sentence."""
        contexte = super().get_context(value, parent_context)
        return contexte | barre_totale(contexte["totaux"])

    class Meta:
        icon = "minus"
        label = "Barre des engagements (tenue à jour seule)"
        template = "cms/blocs/barre.html"


class CarteBlock(blocks.StructBlock):
    """An invitation to the map, with the sites by state."""

    titre = blocks.CharBlock(label="titre", default="La carte des chantiers", max_length=120)
    texte = blocks.TextBlock(label="texte", required=False, max_length=400)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds the number of sites in each state."""
        contexte = super().get_context(value, parent_context)
        totaux = totaux_publics(chantiers_publies())
        etats = [{"code": e.value, "mot": e.mot, "nombre": totaux.par_etat[e]} for e in ORDRE_DES_ETATS]
        return contexte | {"totaux": totaux, "etats": [e for e in etats if e["nombre"]]}

    class Meta:
        icon = "site"
        label = "Carte (aperçu)"
        template = "cms/blocs/carte.html"
