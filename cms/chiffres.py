"""Key figures and bars made from the public set, ready for templates (words and pictures only)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from clauses.public import ChantierPublie, FiltresPublics, Situation, TotauxPublics
from socle.graphiques import barre_engagement
from socle.presentation import entier, heures, mois, nombre, pourcent


def arrondi(valeur: Fraction) -> int:
    """Whole hours, half up, to show."""
    return int(valeur + Fraction(1, 2))


def barre(situation: Situation | None, phrase: str) -> SafeString | str:
    """The bar of an engagement, or nothing when its hours are not published."""
    if situation is None:
        return ""
    return barre_engagement(
        dues=situation.dues,
        validees=situation.validees,
        en_verification=situation.en_verification,
        attendues=situation.attendues,
        phrase=phrase,
    )


def barre_chantier(chantier: ChantierPublie) -> SafeString | str:
    """The bar of a site."""
    return barre(chantier.situation, chantier.phrase)


def chiffres_cles(totaux: TotauxPublics, filtres: FiltresPublics | None = None) -> list[dict[str, Any]]:
    """Four figures for `composants/chiffres.html`, each leading to the list behind it."""
    adresse = reverse("cms:chantiers")
    requete = urlencode(filtres.en_adresse()) if filtres else ""
    note = f"situation arrêtée à fin {mois(totaux.arrete_au)}" if totaux.arrete_au else ""
    if totaux.heures_objectif > 0:
        part = pourcent(100 * totaux.heures_validees / totaux.heures_objectif)
        note = f"{part} de l'objectif, {note}"
    return [
        {
            "valeur": entier(totaux.chantiers),
            "libelle": "chantiers suivis" if totaux.chantiers > 1 else "chantier suivi",
            "note": f"dont {entier(totaux.publies)} avec un engagement publié",
            "url": f"{adresse}?{requete}" if requete else adresse,
        },
        {
            "valeur": nombre(totaux.heures_objectif, 0),
            "unite": "h",
            "libelle": "objectif d'heures",
            "note": "total des engagements publiés",
        },
        {
            "valeur": nombre(totaux.heures_validees, 0),
            "unite": "h",
            "libelle": "heures réalisées (validées)",
            "note": note,
            "ton": "vert",
        },
        {
            "valeur": entier(totaux.postes),
            "libelle": "postes recherchés sur les chantiers" if totaux.postes > 1 else "poste recherché",
            "note": "besoins ouverts par les entreprises",
            "ton": "jaune",
        },
    ]


def barre_totale(totaux: TotauxPublics) -> dict[str, Any]:
    """The bar of a set of sites, and its sentence."""
    if totaux.heures_objectif <= 0:
        return {"svg": "", "phrase": ""}
    part = pourcent(100 * totaux.heures_validees / totaux.heures_objectif)
    phrase = (
        f"{heures(totaux.heures_validees, decimales=0)} réalisées et validées "
        f"sur un objectif de {heures(totaux.heures_objectif, decimales=0)} ({part}), "
        f"{heures(totaux.heures_en_verification, decimales=0)} en cours de vérification, "
        f"{heures(arrondi(totaux.heures_attendues), decimales=0)} attendues à la date d'arrêt. "
        f"Situation arrêtée à fin {mois(totaux.arrete_au)}."
    )
    svg = barre_engagement(
        dues=totaux.heures_objectif,
        validees=totaux.heures_validees,
        en_verification=totaux.heures_en_verification,
        attendues=totaux.heures_attendues,
        phrase=phrase,
    )
    return {"svg": svg, "phrase": phrase}
