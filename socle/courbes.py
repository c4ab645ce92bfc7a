"""The monthly curve of an engagement, as SVG made on the server: no id, no style attribute, one full sentence.

Colours follow the text; the style sheet may refine them by class (`courbe-attendue`, `courbe-realisee`…).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from socle import presentation
from socle.periodes import Mois

Heures = Decimal | int


@dataclass(frozen=True, slots=True)
class PointCourbe:
    """End of a month on the curve, cumulative hours. `realisees` None: the month is not declared (never zero)."""

    mois: Mois
    attendues: Heures
    realisees: Heures | None = None


def courbe_mensuelle(points: Sequence[PointCourbe], *, titre: str, objectif: Heures | None = None) -> SafeString:
    """Cumulative curve by month: expected dashed, done solid with dots, a gap where a month is silent.

    An empty string when there is nothing to draw; the page shows a table of the same figures beside it.
    """
    if not points:
        return SafeString("")
    largeur, hauteur, gauche, bas, haut = 640, 260, 62, 222, 16
    plus_haut = max([p.attendues for p in points] + [p.realisees or 0 for p in points] + [objectif or 0])
    echelle = _graduation(plus_haut)
    pas_x = (largeur - gauche - 16) / max(1, len(points) - 1)

    def place(rang: int, heures: Heures) -> tuple[int, int]:
        return round(gauche + rang * pas_x), round(bas - (bas - haut) * float(heures) / (float(echelle) * 4))

    parts = [
        format_html(
            '<path class="courbe-grille" stroke="currentColor" stroke-opacity=".2" d="M{} {}H{}"/>'
            '<text class="courbe-texte" x="{}" y="{}" text-anchor="end" font-size="13">{}</text>',
            gauche,
            place(0, echelle * cran)[1],
            largeur - 16,
            gauche - 8,
            place(0, echelle * cran)[1] + 4,
            presentation.entier(echelle * cran),
        )
        for cran in range(5)
    ]
    intervalle = max(1, -(-len(points) // 8))
    parts.append(
        format_html_join(
            "",
            '<text class="courbe-texte" x="{}" y="{}" text-anchor="middle" font-size="13">{}</text>',
            (
                (place(rang, 0)[0], bas + 20, f"{p.mois.numero:02d}/{p.mois.annee % 100:02d}")
                for rang, p in enumerate(points)
                if rang % intervalle == 0
            ),
        )
    )
    attendue = _chemin([place(rang, p.attendues) for rang, p in enumerate(points)])
    parts.append(
        format_html(
            '<path class="courbe-attendue" fill="none" stroke="currentColor" stroke-width="2" '
            'stroke-dasharray="6 4" d="{}"/>',
            attendue,
        )
    )
    troncons: list[list[tuple[int, int]]] = [[]]
    for rang, point in enumerate(points):
        if point.realisees is None:
            troncons.append([])
        else:
            troncons[-1].append(place(rang, point.realisees))
    parts.append(
        format_html(
            '<path class="courbe-realisee" fill="none" stroke="currentColor" stroke-width="3" d="{}"/>',
            "".join(_chemin(t) for t in troncons if len(t) > 1),
        )
    )
    parts.append(
        format_html_join(
            "",
            '<circle class="courbe-point" cx="{}" cy="{}" r="4"/>',
            (position for troncon in troncons for position in troncon),
        )
    )
    return format_html(
        '<svg class="courbe-svg" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">{}</svg>',
        largeur,
        hauteur,
        phrase_courbe(points, titre=titre, objectif=objectif),
        mark_safe("".join(parts)),
    )


def _chemin(positions: Sequence[tuple[int, int]]) -> str:
    return "".join(f"{'M' if rang == 0 else 'L'}{x} {y}" for rang, (x, y) in enumerate(positions))


def _graduation(plus_haut: Heures) -> int:
    """A round step such that four steps hold the highest value: 1, 2, 2.5 or 5 times a power of ten (at least 1)."""
    besoin = max(Decimal(1), Decimal(plus_haut) / 4)
    puissance = Decimal(10) ** besoin.adjusted()
    for facteur in (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10)):
        pas = facteur * puissance
        if pas >= besoin and pas == pas.to_integral_value():
            return int(pas)
    return int(puissance * 10)


def phrase_courbe(points: Sequence[PointCourbe], *, titre: str, objectif: Heures | None = None) -> str:
    """The curve in words: span, last known month, silent months, objective."""
    connus = [p for p in points if p.realisees is not None]
    phrase = f"{titre}, de {points[0].mois} à {points[-1].mois}."
    if connus:
        dernier = connus[-1]
        phrase += (
            f" À fin {dernier.mois} : {presentation.heures(dernier.realisees, decimales=0)} réalisées pour "
            f"{presentation.heures(dernier.attendues, decimales=0)} attendues."
        )
    silencieux = [str(p.mois) for p in points if p.realisees is None and connus and p.mois < connus[-1].mois]
    if silencieux:
        phrase += f" Non déclaré : {', '.join(silencieux)}."
    if objectif is not None:
        phrase += f" Objectif : {presentation.heures(objectif, decimales=0)}."
    return phrase
