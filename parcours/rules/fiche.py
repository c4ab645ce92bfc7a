"""What a candidate's file may say: certificates with their validity, coded actions on a barrier. Never free text."""

from __future__ import annotations

from datetime import date

from clauses.rules.conservation import terme
from clauses.rules.vocabulaire import NatureCertificat
from socle.mots import MotLibelle

VALIDITES_MOIS: dict[NatureCertificat, int] = {
    NatureCertificat.CACES_R482: 120,
    NatureCertificat.CACES_R486: 60,
    NatureCertificat.CACES_R487: 60,
    NatureCertificat.CACES_R489: 60,
    NatureCertificat.AIPR: 60,
    NatureCertificat.HABILITATION_ELECTRIQUE: 36,
    NatureCertificat.SST: 24,
    NatureCertificat.TRAVAIL_HAUTEUR: 36,
    NatureCertificat.ECHAFAUDAGE: 36,
    NatureCertificat.AMIANTE_SS4: 36,
}
"""Validity in months where no setting says otherwise; 0: no end."""


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
