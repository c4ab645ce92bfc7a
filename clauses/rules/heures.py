"""THE definition of totals, rates and state of an engagement, the same on every page, file and map.

The state compares what was done with what was expected at the end of the last closed period, never
today. Hours declared in time and waiting for the office never worsen it. Comparisons are made on exact
fractions; only what is shown is rounded. Thresholds are passed in (rows an administrator edits).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from clauses.rules.phrases import au_centieme, en_fraction, heures, mois_annee, pourcent_entier

ZERO = Decimal("0.00")


class EtatEngagement(StrEnum):
    """State of an engagement: code, word, form and colour, always the three together."""

    mot: str
    forme: str
    couleur: str
    hexa: str

    def __new__(cls, code: str, mot: str, forme: str, couleur: str, hexa: str) -> EtatEngagement:
        membre = str.__new__(cls, code)
        membre._value_ = code
        membre.mot, membre.forme, membre.couleur, membre.hexa = mot, forme, couleur, hexa
        return membre

    @property
    def libelle(self) -> str:
        """The word on screen."""
        return self.mot

    SANS_ENGAGEMENT = ("sans_engagement", "Sans engagement publié", "point", "gris", "#5A6472")
    ATTEINT = ("atteint", "Objectif atteint", "disque-drapeau", "encre", "#14213D")
    TERMINE_NON_ATTEINT = (
        "termine_non_atteint",
        "Terminé, objectif non atteint",
        "carre-ouvert",
        "brique",
        "#B4432B",
    )
    SUSPENDU = ("suspendu", "Chantier suspendu", "deux-barres", "violet", "#5B3E96")
    A_VENIR = ("a_venir", "À venir", "anneau", "bleu", "#1F4E8C")
    EN_RETARD = ("en_retard", "En retard", "carre-exclamation", "brique", "#B4432B")
    A_SURVEILLER = ("a_surveiller", "À surveiller", "triangle", "ambre", "#9A5B00")
    DANS_LE_RYTHME = ("dans_le_rythme", "Dans le rythme", "disque-coche", "vert", "#1E7A4C")


@dataclass(frozen=True, slots=True)
class Seuils:
    """Gap, in points of the objective: late above `retard`, to watch from `surveillance` on."""

    retard: Decimal = Decimal(15)
    surveillance: Decimal = Decimal(5)


@dataclass(frozen=True, slots=True)
class Situation:
    """Figures of an engagement at one closed period, in hours.

    `attendues` may be an exact fraction. `en_verification` are the hours of submitted lines and nothing
    else; `declarees_a_temps` those among them first submitted by their due day.
    """

    dues: Decimal
    attendues: Fraction | Decimal
    validees: Decimal
    en_verification: Decimal = ZERO
    declarees_a_temps: Decimal = ZERO

    @property
    def restantes(self) -> Decimal:
        """Hours that remain to validate: max(0, owed - validated)."""
        return max(ZERO, self.dues - self.validees)

    @property
    def declarees(self) -> Decimal:
        """Validated and being checked; sent back, refused or not retained hours are in neither."""
        return self.validees + self.en_verification

    @property
    def surplus(self) -> Decimal:
        """Hours validated beyond the objective: kept as a fact, never carried over."""
        return max(ZERO, self.validees - self.dues)

    @property
    def taux(self) -> Fraction:
        """Compliance rate in percent, uncapped and exact (0 when nothing is owed): to show."""
        return 100 * Fraction(self.validees) / Fraction(self.dues) if self.dues > 0 else Fraction(0)

    @property
    def taux_plafonne(self) -> Fraction:
        """Compliance rate in percent, never above 100: for decisions."""
        return min(Fraction(100), self.taux)

    @property
    def taux_affiche(self) -> Decimal:
        """The uncapped rate with two places."""
        return au_centieme(self.taux)

    @property
    def attendues_arrondies(self) -> Decimal:
        """Expected hours with two places, to show."""
        return au_centieme(self.attendues)

    @property
    def ecart_points(self) -> Fraction:
        """(expected - validated - declared in time) / owed, in points, exact; 0 when nothing is owed."""
        if self.dues <= 0:
            return Fraction(0)
        fait = Fraction(self.validees) + Fraction(self.declarees_a_temps)
        return 100 * (en_fraction(self.attendues) - fait) / Fraction(self.dues)


@dataclass(frozen=True, slots=True)
class Contexte:
    """What the state needs beside the figures. On work pages `publie` is True for any active clause."""

    publie: bool = True
    travaux_termines: bool = False
    suspendu: bool = False
    seuils: Seuils = field(default_factory=Seuils)


def etat(situation: Situation, contexte: Contexte) -> EtatEngagement:
    """The state of an engagement: the first that fits, in the order of the legend."""
    s = situation
    if not contexte.publie:
        return EtatEngagement.SANS_ENGAGEMENT
    if s.dues > 0 and s.validees >= s.dues:
        return EtatEngagement.ATTEINT
    if contexte.travaux_termines and s.dues > 0:
        # Only the office's check is missing when validated and declared in time reach the objective.
        attend_l_office = s.validees + s.declarees_a_temps >= s.dues
        return EtatEngagement.DANS_LE_RYTHME if attend_l_office else EtatEngagement.TERMINE_NON_ATTEINT
    if contexte.suspendu:
        return EtatEngagement.SUSPENDU
    if s.dues <= 0 or s.attendues <= 0:
        return EtatEngagement.A_VENIR
    ecart = s.ecart_points
    if ecart > Fraction(contexte.seuils.retard):
        return EtatEngagement.EN_RETARD
    if ecart >= Fraction(contexte.seuils.surveillance):
        return EtatEngagement.A_SURVEILLER
    return EtatEngagement.DANS_LE_RYTHME


def mot_etat(etat_engagement: EtatEngagement, situation: Situation) -> str:
    """The word on screen, with its figure where the state carries one: "… non atteint (87 %)"."""
    if etat_engagement == EtatEngagement.TERMINE_NON_ATTEINT:
        return f"{etat_engagement.mot} ({pourcent_entier(situation.taux_plafonne)})"
    return etat_engagement.mot


def agreger(clauses: Iterable[tuple[Situation, Contexte]], seuils: Seuils | None = None) -> tuple[Situation, Contexte]:
    """Figures and context of a site: sums over its published clauses.

    It is over, or suspended, when every published clause with hours remaining is. Nothing published:
    zero everywhere and `publie` False. Thresholds: those given, else those of the first clause.
    """
    publiees = [(s, c) for s, c in clauses if c.publie]
    situation = Situation(
        dues=sum((s.dues for s, _ in publiees), ZERO),
        attendues=sum((en_fraction(s.attendues) for s, _ in publiees), Fraction(0)),
        validees=sum((s.validees for s, _ in publiees), ZERO),
        en_verification=sum((s.en_verification for s, _ in publiees), ZERO),
        declarees_a_temps=sum((s.declarees_a_temps for s, _ in publiees), ZERO),
    )
    ouvertes = [c for s, c in publiees if s.restantes > 0]
    contexte = Contexte(
        publie=bool(publiees),
        travaux_termines=bool(ouvertes) and all(c.travaux_termines for c in ouvertes),
        suspendu=bool(ouvertes) and all(c.suspendu for c in ouvertes),
        seuils=seuils or (publiees[0][1].seuils if publiees else Seuils()),
    )
    return situation, contexte


def phrase_courte(situation: Situation, arrete_au: date) -> str:
    """ "3 412 h réalisées sur un objectif de 4 974 h, situation arrêtée à fin septembre 2026"."""
    if not situation.dues and not situation.validees:
        return f"Aucune heure n'est encore due à fin {mois_annee(arrete_au)}"
    return (
        f"{heures(situation.validees)} réalisées sur un objectif de {heures(situation.dues)}, "
        f"situation arrêtée à fin {mois_annee(arrete_au)}"
    )


def phrase_barre(situation: Situation, etat_engagement: EtatEngagement, arrete_au: date) -> str:
    """The full sentence that stands for the bar (its text alternative): figures, then the state."""
    if etat_engagement == EtatEngagement.SANS_ENGAGEMENT:
        return f"{etat_engagement.mot}."
    morceaux = [f"{heures(situation.validees)} réalisées sur un objectif de {heures(situation.dues)}"]
    if situation.dues > 0:
        morceaux[0] += f" ({pourcent_entier(situation.taux)})"
    elif not situation.validees:
        morceaux[0] = "Aucune heure n'est encore due"
    if situation.en_verification > 0:
        morceaux.append(f"{heures(situation.en_verification)} en cours de vérification")
    if situation.restantes > 0:
        morceaux.append(f"{heures(situation.restantes)} restant à réaliser")
    if situation.attendues > 0:
        morceaux.append(f"{heures(situation.attendues)} attendues fin {mois_annee(arrete_au)}")
    mot = mot_etat(etat_engagement, situation)
    return f"{', '.join(morceaux)}. Situation arrêtée à fin {mois_annee(arrete_au)} : {mot[0].lower()}{mot[1:]}."
