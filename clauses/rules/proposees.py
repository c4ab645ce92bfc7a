"""Hours that an employer of lent people prepares for the contractor's month: what became of them.

Pure. Nothing is stored about it: the contractor's own line, once sent, is the answer (issue "third party": the
structure prefills, the contractor confirms, both see the state).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from clauses.rules.etats import LIGNES_MODIFIABLES, EtatLigne
from socle.mots import MotLibelle

CHEZ_LE_CLIENT = "Votre client a déjà transmis ces heures : demandez-lui une correction."
"""Where a file of the employer says other hours than those sent."""


class EtatProposee(MotLibelle):
    """Where hours prepared by the employer stand, in the words that both sides read."""

    A_CONFIRMER = ("A_CONFIRMER", "À confirmer par l'entreprise")
    REPRISE = ("REPRISE", "Reprise, pas encore transmise")
    CONFIRMEE = ("CONFIRMEE", "Confirmée et transmise")
    VALIDEE = ("VALIDEE", "Confirmée et validée")
    MODIFIEE = ("MODIFIEE", "Modifiée par l'entreprise")
    REFUSEE = ("REFUSEE", "Transmise, puis refusée")
    NON_REPRISE = ("NON_REPRISE", "Non reprise : le mois est transmis sans ces heures")


@dataclass(frozen=True, slots=True)
class EnFace:
    """The contractor's line for the same contract, site and month: its state, paid hours and those not worked."""

    etat: EtatLigne
    heures: Decimal
    non_travaillees: Decimal


def etat_proposee(
    heures: Decimal, non_travaillees: Decimal, en_face: EnFace | None, *, mois_transmis: bool
) -> EtatProposee:
    """What became of prepared hours, from the line that the contractor holds for them (None: no line).

    A draft is the contractor's own business: while it differs, the employer only reads "à confirmer".
    """
    if en_face is None:
        return EtatProposee.NON_REPRISE if mois_transmis else EtatProposee.A_CONFIRMER
    egales = (en_face.heures, en_face.non_travaillees) == (heures, non_travaillees)
    if not transmise(en_face.etat):
        return EtatProposee.REPRISE if egales else EtatProposee.A_CONFIRMER
    if en_face.etat is EtatLigne.REFUSEE:
        return EtatProposee.REFUSEE
    if not egales:
        return EtatProposee.MODIFIEE
    return EtatProposee.VALIDEE if en_face.etat.comptee else EtatProposee.CONFIRMEE


def transmise(etat: EtatLigne) -> bool:
    """Whether the employer reads this line of the contractor: a draft, or a line sent back to him, is his own
    (docs/decisions/0015)."""
    return etat not in LIGNES_MODIFIABLES


def preparable(en_face: EnFace | None) -> bool:
    """Whether the employer may still prepare these hours: not once the contractor has sent his own."""
    return en_face is None or not transmise(en_face.etat)
