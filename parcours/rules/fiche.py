"""What a candidate's file may say: certificates with their validity, coded actions on a barrier. Never free text."""

from __future__ import annotations

from datetime import date

from clauses.rules.conservation import terme
from socle.mots import MotLibelle


class ActionFrein(MotLibelle):
    """What is being done about a barrier: coded, so that nothing about health is ever written."""

    A_FAIRE = ("A_FAIRE", "Rien encore")
    ORIENTE = ("ORIENTE", "Orientation vers un partenaire")
    EN_COURS = ("EN_COURS", "Accompagnement en cours")
    AIDE = ("AIDE", "Aide demandée ou accordée")
    FORMATION = ("FORMATION", "Formation prévue ou en cours")
    SOLUTION = ("SOLUTION", "Solution trouvée")


def fin_de_validite(obtenu: date | None, mois: int) -> date | None:
    """The day a certificate expires; None when it was never dated or does not expire."""
    return terme(obtenu, mois) if obtenu is not None and mois else None
