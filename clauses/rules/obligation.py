"""What is owed: dated movements, the progressive formula on invoices, cut by two times.

An obligation is a ledger of movements, never a number: owed hours are the movements in effect at a
date, as recorded at an instant. The estimator only helps at drafting time: the contract's figure binds.
Rules explained in `docs/regles.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from clauses.rules.estimation import estimer_sur_heures, estimer_sur_montant, etp
from clauses.rules.repartition import repartir, verifier_parts_de_cent, verifier_repartition
from socle.erreurs import RegleViolee
from socle.mots import MotLibelle

__all__ = [
    "DECIDEURS",
    "Decideur",
    "Facture",
    "ModeObligation",
    "Mouvement",
    "NatureMouvement",
    "Progressif",
    "SeuilMode",
    "couper",
    "estimer_sur_heures",
    "estimer_sur_montant",
    "etp",
    "heures_dues",
    "heures_offertes_en_plus",
    "heures_progressives",
    "peut_decider",
    "repartir",
    "verifier_mouvement",
    "verifier_parts_de_cent",
    "verifier_repartition",
]

ZERO = Decimal("0.00")
T = TypeVar("T", "Mouvement", "Facture")


class NatureMouvement(MotLibelle):
    """Why the owed hours change."""

    INITIAL = ("INITIAL", "Volume initial du contrat")
    TRANCHE_AFFERMIE = ("TRANCHE_AFFERMIE", "Tranche affermie")
    AVENANT = ("AVENANT", "Avenant")
    BON_DE_COMMANDE = ("BON_DE_COMMANDE", "Bon de commande")
    FACTURE = ("FACTURE", "Facture (clause progressive)")
    OFFRE_SUPERIEURE = ("OFFRE_SUPERIEURE", "Offre supérieure au minimum")
    REDUCTION = ("REDUCTION", "Réduction de l'objectif")
    GLOBALISATION = ("GLOBALISATION", "Globalisation (mutualisation) des heures")
    REPRISE = ("REPRISE", "Reprise d'un suivi antérieur")


class ModeObligation(MotLibelle):
    """The way a clause comes to owe hours."""

    VOLUME_FIXE = ("VOLUME_FIXE", "Volume d'heures fixé au contrat")
    TAUX_HEURES = ("TAUX_HEURES", "Taux sur les heures prévues")
    TAUX_MONTANT = ("TAUX_MONTANT", "Taux sur le montant des travaux")
    PROGRESSIF = ("PROGRESSIF", "Progressif, selon les factures")


class SeuilMode(MotLibelle):
    """What a progressive clause counts once the invoices pass the threshold."""

    AU_DELA = ("AU_DELA", "Les euros au-delà du seuil")
    PREMIER_EURO = ("PREMIER_EURO", "Tous les euros, dès que le seuil est dépassé")


class Decideur(StrEnum):
    """Who may decide a movement."""

    MAITRE_OUVRAGE = "MAITRE_OUVRAGE"
    FACILITATION = "FACILITATION"


_OFFICE_ET_MOA = frozenset({Decideur.MAITRE_OUVRAGE, Decideur.FACILITATION})
_MOA = frozenset({Decideur.MAITRE_OUVRAGE})

DECIDEURS: dict[NatureMouvement, frozenset[Decideur]] = {
    NatureMouvement.INITIAL: _OFFICE_ET_MOA,
    NatureMouvement.TRANCHE_AFFERMIE: _OFFICE_ET_MOA,
    NatureMouvement.AVENANT: _OFFICE_ET_MOA,
    NatureMouvement.BON_DE_COMMANDE: _OFFICE_ET_MOA,
    NatureMouvement.FACTURE: _OFFICE_ET_MOA,
    NatureMouvement.OFFRE_SUPERIEURE: _OFFICE_ET_MOA,
    NatureMouvement.REDUCTION: _MOA,
    NatureMouvement.GLOBALISATION: _OFFICE_ET_MOA,
    NatureMouvement.REPRISE: _OFFICE_ET_MOA,
}
NATURES_JAMAIS_NEGATIVES = frozenset(
    {
        NatureMouvement.INITIAL,
        NatureMouvement.TRANCHE_AFFERMIE,
        NatureMouvement.BON_DE_COMMANDE,
        NatureMouvement.OFFRE_SUPERIEURE,
        NatureMouvement.REPRISE,
    }
)


@dataclass(frozen=True, slots=True)
class Mouvement:
    """One signed change of what is owed, in hours, with its two times."""

    nature: NatureMouvement
    heures: Decimal
    date_effet: date
    enregistre_le: datetime
    libelle: str = ""


@dataclass(frozen=True, slots=True)
class Facture:
    """One invoiced amount, in euros excluding tax (a credit note is negative), with its two times."""

    montant: Decimal
    date_effet: date
    enregistre_le: datetime
    intervenant: str | int | None = None


@dataclass(frozen=True, slots=True)
class Progressif:
    """Terms of a progressive clause: one hour for each `euros_par_heure` invoiced past `seuil`."""

    seuil: Decimal
    euros_par_heure: Decimal
    mode: SeuilMode = SeuilMode.AU_DELA

    def __post_init__(self) -> None:
        if self.euros_par_heure <= 0:
            raise RegleViolee("Le nombre d'euros par heure doit être positif.", champ="euros_par_heure")
        if self.seuil < 0:
            raise RegleViolee("Le seuil de facturation n'est pas négatif.", champ="seuil_montant")


def couper(
    elements: Iterable[T], travaillees_jusqu_au: date | None = None, connues_au: datetime | None = None
) -> list[T]:
    """Those in effect on or before a day and recorded on or before an instant (None: no bound)."""
    return [
        e
        for e in elements
        if (travaillees_jusqu_au is None or e.date_effet <= travaillees_jusqu_au)
        and (connues_au is None or e.enregistre_le <= connues_au)
    ]


def heures_progressives(total_facture: Decimal, progressif: Progressif) -> Decimal:
    """Whole hours owed for a cumulative invoiced amount: floor(max(0, total - seuil) / N).

    Always computed on the cumulative total, never per invoice. PREMIER_EURO counts every euro as soon
    as the total is strictly above the threshold. At the threshold itself nothing is owed yet.
    """
    depassement = total_facture - progressif.seuil
    if depassement <= 0:
        return ZERO
    base = depassement if progressif.mode == SeuilMode.AU_DELA else total_facture
    return Decimal(int(Fraction(base) / Fraction(progressif.euros_par_heure))).quantize(ZERO)


def heures_dues(
    mouvements: Iterable[Mouvement],
    factures: Iterable[Facture] = (),
    progressif: Progressif | None = None,
    *,
    travaillees_jusqu_au: date | None = None,
    connues_au: datetime | None = None,
) -> Decimal:
    """Hours owed: sum of the movements in effect, plus the progressive formula on the invoices in effect.

    Both are cut by the two times. A movement of nature FACTURE weighs nothing by itself: its hours come
    from the formula. Invoices without terms of a progressive clause owe nothing.
    """
    retenus = couper(mouvements, travaillees_jusqu_au, connues_au)
    total = sum((m.heures for m in retenus if m.nature != NatureMouvement.FACTURE), ZERO)
    if progressif is not None:
        facture = sum((f.montant for f in couper(factures, travaillees_jusqu_au, connues_au)), ZERO)
        total += heures_progressives(facture, progressif)
    return total


def heures_offertes_en_plus(minimum_du_cahier: Decimal, heures_de_l_offre: Decimal) -> Decimal:
    """Hours of an OFFRE_SUPERIEURE: an offer above the minimum binds (R2152-7; TA Rennes, 4 Feb. 2026)."""
    return max(ZERO, heures_de_l_offre - minimum_du_cahier)


def peut_decider(nature: NatureMouvement, decideur: Decideur, *, acte_signe_transcrit: bool = False) -> bool:
    """Whether this side may record the movement; the office may transcribe an act signed by the body.

    Lowering the objective belongs to the contracting body (or to an amendment, which both have signed).
    """
    return decideur in DECIDEURS[nature] or (decideur == Decideur.FACILITATION and acte_signe_transcrit)


def verifier_mouvement(
    mouvement: Mouvement,
    deja: Sequence[Mouvement],
    decideur: Decideur,
    *,
    acte_signe_transcrit: bool = False,
    motif: str = "",
    document: bool = False,
    progressives: Decimal = ZERO,
) -> None:
    """Refuse (RegleViolee) a movement that the trade does not admit beside those already recorded.

    `deja` is every movement of the clause, `progressives` the hours its invoices make owed today.
    Owed hours may reach zero but never pass below it.
    """
    nature, volume = mouvement.nature, mouvement.heures
    if nature == NatureMouvement.FACTURE:
        raise RegleViolee("Une facture s'enregistre en euros : ses heures viennent du calcul progressif.")
    if not peut_decider(nature, decideur, acte_signe_transcrit=acte_signe_transcrit):
        raise RegleViolee(
            "Seul le maître d'ouvrage décide une réduction. Le facilitateur peut transcrire un acte signé, "
            "en le marquant comme tel.",
            champ="nature",
        )
    if acte_signe_transcrit and nature == NatureMouvement.REDUCTION and not document:
        raise RegleViolee("Joignez l'acte signé que vous transcrivez.", champ="document")
    if volume == 0:
        raise RegleViolee("Le mouvement porte un nombre d'heures.", champ="heures")
    if nature == NatureMouvement.INITIAL and any(m.nature == NatureMouvement.INITIAL for m in deja):
        raise RegleViolee("Le volume initial est déjà enregistré : passez par un avenant.", champ="nature")
    if nature in NATURES_JAMAIS_NEGATIVES and volume < 0:
        raise RegleViolee(f"« {nature.libelle} » n'est pas négatif.", champ="heures")
    if nature == NatureMouvement.REDUCTION:
        if volume > 0:
            raise RegleViolee("Une réduction porte un nombre d'heures négatif.", champ="heures")
        if not motif.strip():
            raise RegleViolee("Une réduction est motivée.", champ="motif")
    if volume < 0 and _minimum_cumule([*deja, mouvement]) + progressives < 0:
        raise RegleViolee("L'objectif ne peut pas descendre sous zéro heure.", champ="heures")


def _minimum_cumule(mouvements: Sequence[Mouvement]) -> Decimal:
    """The lowest owed total over the dates of effect."""
    par_jour: dict[date, Decimal] = {}
    for m in mouvements:
        if m.nature != NatureMouvement.FACTURE:
            par_jour[m.date_effet] = par_jour.get(m.date_effet, ZERO) + m.heures
    total, minimum = ZERO, ZERO
    for jour in sorted(par_jour):
        total += par_jour[jour]
        minimum = min(minimum, total)
    return minimum
