"""The shell of a map: folium draws an empty Leaflet map, the browser fetches the sites from a lean address.

The only importer of folium. Its own files, styles and inline handlers are not used: libraries are served by us,
the one script carries the nonce of the page, and no text of a site ever passes through a template of folium
(which escapes nothing).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import folium
from branca.element import Figure, MacroElement
from django.utils.safestring import SafeString, mark_safe
from folium.template import Template

CENTRE_DEPARTEMENT = (48.915, 2.455)
EMPRISE_DEPARTEMENT = ((48.78, 2.2), (49.05, 2.7))


@dataclass(frozen=True)
class Enveloppe:
    """The two pieces of a map page: its element, and the text of its script (to stand in a <script nonce>)."""

    element: SafeString
    script: SafeString


class _CarteNue(folium.Map):
    """A folium map without any file, style or tile of its own."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []
    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="carte-leaflet" id="{{ this.get_name() }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        addEventListener("DOMContentLoaded", function () {
          if (!window.L) { return; }
          window.{{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.reglages|tojson }});
        });
        {% endmacro %}
        """
    )

    def __init__(self, nom: str, reglages: dict[str, Any]) -> None:
        self.nom_fixe = nom
        super().__init__(tiles=None)
        self.reglages = reglages

    def get_name(self) -> str:
        """A fixed name, so that the shell is the same at each visit."""
        return self.nom_fixe


class _SitesDistants(MacroElement):
    """Starts our own script on the map, with the address of the points; nothing is fetched by the server."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        addEventListener("DOMContentLoaded", function () {
          var carte = window.{{ this._parent.get_name() }};
          if (carte && window.CarteChantiers) { window.CarteChantiers.demarrer(carte, {{ this.reglages|tojson }}); }
        });
        {% endmacro %}
        """
    )

    def __init__(self, reglages: dict[str, Any]) -> None:
        super().__init__()
        self.reglages = reglages


def enveloppe(
    *,
    points: str,
    fond: str,
    tuiles: str = "",
    nom: str = "carte_chantiers",
    centre: tuple[float, float] = CENTRE_DEPARTEMENT,
    zoom: int = 11,
    **reglages: Any,
) -> Enveloppe:
    """The shell of a map whose sites come from the address `points`, over the drawn layer at the address `fond`.

    `tuiles`: template of a tile layer laid above it, or nothing. `reglages`: more options for our script.
    Rendered once for the same arguments: the shell does not depend on the number of sites.
    """
    options = {"points": points, "fond": fond, "tuiles": tuiles, **reglages}
    return _rendre(nom, centre, zoom, json.dumps(options, sort_keys=True))


@lru_cache(maxsize=128)
def _rendre(nom: str, centre: tuple[float, float], zoom: int, options: str) -> Enveloppe:
    figure = Figure()
    carte = _CarteNue(
        nom,
        {
            "center": list(centre),
            "zoom": zoom,
            "minZoom": 9,
            "maxZoom": 18,
            "maxBounds": [list(coin) for coin in EMPRISE_DEPARTEMENT],
            "maxBoundsViscosity": 0.6,
            "zoomControl": False,
            "attributionControl": False,
            "scrollWheelZoom": False,
        },
    )
    carte.add_child(_SitesDistants(json.loads(options)))
    figure.add_child(carte)
    MacroElement.render(carte)
    return Enveloppe(
        element=mark_safe(figure.html.render().strip()),
        script=mark_safe(figure.script.render().strip()),
    )
