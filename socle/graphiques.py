"""Pictures drawn by the server: SVG without any style attribute, colours by classes (static_src/css/composants.css).

Each picture is `role="img"` with a full sentence; where there are several, the page puts a table beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LARGEUR = 600
EPAISSEUR = 26
MARGE = 2
PAS_HACHURE = 9


def barre_engagement(
    *,
    dues: Decimal,
    validees: Decimal,
    en_verification: Decimal = Decimal(0),
    attendues: Decimal | Fraction | None = None,
    prevision: Decimal | None = None,
    phrase: str,
) -> SafeString:
    """The bar of an engagement, in hours: validated (solid), being checked (hatched), remaining (outline).

    A mark stands where the expected hours are; `prevision` (work pages only) is drawn light and dashed.
    `phrase` is the sentence that replaces the picture. Hours beyond the objective pass its outline; where nothing is
    owed yet, the outline is whole and empty.
    """
    echelle = max(Fraction(dues), Fraction(validees) + Fraction(en_verification), Fraction(attendues or 0), Fraction(1))
    if prevision is not None:
        echelle = max(echelle, Fraction(prevision))

    def x(heures: Decimal | Fraction) -> float:
        return round(float(MARGE + (LARGEUR - 2 * MARGE) * max(Fraction(heures), Fraction(0)) / echelle), 1)

    haut, bas = 5, 5 + EPAISSEUR
    fin_validees, fin_verification = x(validees), x(validees + en_verification)
    morceaux = [_rectangle("barre-fond", MARGE, x(dues) if dues > 0 else LARGEUR - MARGE, haut)]
    if prevision is not None and x(prevision) > fin_verification:
        morceaux.append(_rectangle("barre-prevision", fin_verification, x(prevision), haut))
    if fin_verification > fin_validees:
        morceaux.append(_rectangle("barre-hachure-fond", fin_validees, fin_verification, haut))
        morceaux.append(_hachures(fin_validees, fin_verification, haut, bas))
    if fin_validees > MARGE:
        morceaux.append(_rectangle("barre-validee", MARGE, fin_validees, haut))
    if attendues:
        repere = x(attendues)
        morceaux.append(
            format_html(
                '<path class="barre-attendu" d="M{x} {haut}V{bas}M{a} {sommet}h8l-4 5z"/>',
                x=repere,
                a=round(repere - 4, 1),
                sommet=haut - 4,
                haut=haut - 2,
                bas=bas + 4,
            )
        )
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">{}</svg>',
        LARGEUR,
        bas + 5,
        phrase,
        format_html_join("", "{}", ((m,) for m in morceaux)),
    )


def colonnes(*, valeurs: Sequence[Decimal], phrase: str) -> SafeString:
    """Columns from left to right, all on one scale; `phrase` replaces the picture."""
    sommet = max([*valeurs, Decimal(1)])
    hauteur, pas = 120, Fraction(LARGEUR, max(len(valeurs), 1))
    barres = []
    for rang, valeur in enumerate(valeurs):
        haut = round(float(hauteur * Fraction(valeur) / Fraction(sommet)), 1)
        gauche = round(float(rang * pas + pas / 8), 1)
        barres.append((gauche, round(hauteur - haut, 1), round(float(min(pas * 3 / 4, Fraction(60))), 1), haut))
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">{}'
        '<path class="colonnes-sol" d="M0 {}H{}"/></svg>',
        LARGEUR,
        hauteur + 2,
        phrase,
        format_html_join("", '<rect class="colonne" x="{}" y="{}" width="{}" height="{}"/>', barres),
        hauteur + 1,
        LARGEUR,
    )


def _rectangle(classe: str, gauche: float, droite: float, haut: int) -> SafeString:
    largeur = round(max(0.0, droite - gauche), 1)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', classe, gauche, haut, largeur, EPAISSEUR
    )


def _hachures(gauche: float, droite: float, haut: int, bas: int) -> SafeString:
    """Oblique lines cut exactly at the edges (no pattern: no identifier to keep unique in a page)."""
    traits = []
    depart = gauche - EPAISSEUR
    while depart < droite:
        x1, y1, x2, y2 = depart, float(bas), depart + EPAISSEUR, float(haut)
        if x1 < gauche:
            x1, y1 = gauche, y1 - (gauche - x1)
        if x2 > droite:
            x2, y2 = droite, y2 + (x2 - droite)
        if x2 > x1:
            traits.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
        depart += PAS_HACHURE
    return format_html('<path class="barre-hachure" d="{}"/>', "".join(traits))
