"""From what a file says of a person's month to what the grid is proposed: contract, old and new hours, and why.

Hours that were sent already are not touched here: a validated line becomes a proposed correction, one that the office
is checking waits. What is left of the file's total goes to the open places, split as last month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from clauses.rules.etats import EtatLigne
from clauses.rules.phrases import heures as en_mots
from clauses.rules.proposees import CHEZ_LE_CLIENT
from clauses.rules.ventilation import Place, ventiler
from socle.mots import MotLibelle

ZERO = Decimal("0.00")


class SortLigne(MotLibelle):
    """What becomes of a row of a file."""

    PRETE = ("PRETE", "À reporter")
    INCHANGEE = ("INCHANGEE", "Déjà saisie, identique")
    CORRECTION = ("CORRECTION", "Correction d'heures validées")
    TRANSMISE = ("TRANSMISE", "Déjà transmise, en vérification")
    A_CHOISIR = ("A_CHOISIR", "Personne à confirmer")
    ECARTEE = ("ECARTEE", "Laissée de côté")

    @property
    def reportable(self) -> bool:
        """Written when the person who reads agrees."""
        return self in (SortLigne.PRETE, SortLigne.CORRECTION)


@dataclass(frozen=True, slots=True)
class PlaceConnue:
    """A work contract on a site in a month: the hours there now (None: no line), their state, last month's hours."""

    contrat: int
    chantier: int
    heures: Decimal | None = None
    non_travaillees: Decimal = ZERO
    etat: EtatLigne | None = None
    mois_precedent: Decimal | None = None
    jours_couverts: int = 0
    utilisatrice: str = ""
    pretee: bool = False
    """Another firm declares these hours: they are prepared for its month."""

    @property
    def ouverte(self) -> bool:
        """Hours may be typed there."""
        return self.etat is None or self.etat.modifiable


@dataclass(frozen=True, slots=True)
class Proposee:
    """Hours proposed at a place (None: nowhere), the old ones beside."""

    sort: SortLigne
    heures: Decimal
    contrat: int | None = None
    chantier: int | None = None
    heures_avant: Decimal | None = None
    non_travaillees: Decimal = ZERO
    phrase: str = ""


def proposer(
    heures: Decimal,
    places: Sequence[PlaceConnue],
    *,
    non_travaillees: Decimal | None = None,
    regularisation: bool = False,
    utilisatrice: str = "",
) -> list[Proposee]:
    """What to write for a person's month. The proposed hours of a total sum exactly to it; a `regularisation` is a
    difference that is added to what each place holds. Never negative: what would be is left aside, and said."""
    choisies = [p for p in places if utilisatrice and p.utilisatrice == utilisatrice] or list(places)
    if not choisies:
        return [Proposee(SortLigne.ECARTEE, heures, phrase="Aucun contrat de clause de cette personne ce mois-là.")]
    if regularisation:
        return _regulariser(heures, choisies)
    if heures < 0:
        return [Proposee(SortLigne.ECARTEE, heures, phrase="Un total de mois ne peut pas être négatif : vérifiez.")]
    fermees, ouvertes = [p for p in choisies if not p.ouverte], [p for p in choisies if p.ouverte]
    reste = heures - sum((p.heures or ZERO for p in fermees), ZERO)
    propositions = [_deja(p) for p in fermees if p.heures is not None]
    if not fermees or (reste > 0 and ouvertes):
        return propositions + _repartir(reste, ouvertes, non_travaillees)
    if reste == 0:
        return propositions
    return _corriger(heures, fermees, non_travaillees)


def _repartir(heures: Decimal, places: Sequence[PlaceConnue], non_travaillees: Decimal | None) -> list[Proposee]:
    poids = [Place(i, p.mois_precedent, p.jours_couverts) for i, p in enumerate(places)]
    absences = ventiler(non_travaillees, poids) if non_travaillees else []
    propositions = []
    for rang, (place, (_, part)) in enumerate(zip(places, ventiler(heures, poids), strict=True)):
        absence = absences[rang][1] if absences else min(place.non_travaillees, part)
        if not part and place.heures is None and len(places) > 1:
            continue
        meme = place.heures == part and place.non_travaillees == absence
        propositions.append(
            Proposee(
                SortLigne.INCHANGEE if meme else SortLigne.PRETE,
                part,
                place.contrat,
                place.chantier,
                place.heures,
                absence,
                "Partagé comme le mois dernier." if len(places) > 1 and not meme else "",
            )
        )
    return propositions


def _corriger(heures: Decimal, fermees: Sequence[PlaceConnue], non_travaillees: Decimal | None) -> list[Proposee]:
    """The month was sent already with another total."""
    poids = [Place(i, p.heures) for i, p in enumerate(fermees)]
    propositions = []
    for place, (_, part) in zip(fermees, ventiler(heures, poids), strict=True):
        propositions.append(_changement(place, part, non_travaillees if len(fermees) == 1 else None))
    return propositions


def _regulariser(delta: Decimal, places: Sequence[PlaceConnue]) -> list[Proposee]:
    connues = [p for p in places if p.heures is not None]
    if not connues:
        if delta <= 0:
            return [Proposee(SortLigne.ECARTEE, delta, phrase="Régularisation d'un mois où rien n'est saisi.")]
        return _repartir(delta, [p for p in places if p.ouverte], None)
    propositions = []
    for place, (_, part) in zip(
        connues, ventiler(delta, [Place(i, p.heures) for i, p in enumerate(connues)]), strict=True
    ):
        nouveau = (place.heures or ZERO) + part
        if nouveau < 0:
            return [
                Proposee(
                    SortLigne.ECARTEE,
                    delta,
                    phrase=f"Cette régularisation de {en_mots(delta)} dépasse les heures connues de ce mois.",
                )
            ]
        propositions.append(_changement(place, nouveau, None, f"Régularisation de {en_mots(part)}."))
    return propositions


def _changement(place: PlaceConnue, heures: Decimal, non_travaillees: Decimal | None, phrase: str = "") -> Proposee:
    absence = min(place.non_travaillees, heures) if non_travaillees is None else non_travaillees
    if place.heures == heures and place.non_travaillees == absence:
        return _deja(place)
    if place.ouverte:
        sort = SortLigne.PRETE
    elif place.pretee:
        sort, phrase = SortLigne.TRANSMISE, CHEZ_LE_CLIENT
    elif place.etat is not None and place.etat.comptee:
        sort, phrase = SortLigne.CORRECTION, phrase or "Ces heures sont déjà validées : une correction sera proposée."
    elif place.etat == EtatLigne.SOUMISE:
        sort, phrase = SortLigne.TRANSMISE, "Demandez à votre facilitateur de renvoyer la ligne pour la corriger."
    else:
        sort, phrase = SortLigne.ECARTEE, "Ces heures ont été refusées."
    return Proposee(sort, heures, place.contrat, place.chantier, place.heures, absence, phrase)


def _deja(place: PlaceConnue) -> Proposee:
    return Proposee(
        SortLigne.INCHANGEE,
        place.heures or ZERO,
        place.contrat,
        place.chantier,
        place.heures,
        place.non_travaillees,
    )
