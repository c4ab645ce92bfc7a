"""What a candidate's file may say: certificates with their validity, coded actions on a barrier. Never free text."""

from __future__ import annotations

from datetime import date

from clauses.rules.conservation import terme
from socle.mots import MotLibelle


class SorteCertificat(MotLibelle):
    """A dated certificate of the building trades (domain.md §7)."""

    CACES_R482 = ("CACES_R482", "CACES R482 (engins de chantier)")
    CACES_R486 = ("CACES_R486", "CACES R486 (nacelles)")
    CACES_R487 = ("CACES_R487", "CACES R487 (grues à tour)")
    CACES_R489 = ("CACES_R489", "CACES R489 (chariots)")
    AIPR = ("AIPR", "AIPR (travaux à proximité des réseaux)")
    ELECTRIQUE = ("ELECTRIQUE", "Habilitation électrique")
    SST = ("SST", "Sauveteur secouriste du travail (SST)")
    HAUTEUR = ("HAUTEUR", "Travail en hauteur")
    ECHAFAUDAGE = ("ECHAFAUDAGE", "Montage d'échafaudage")
    AMIANTE_SS4 = ("AMIANTE_SS4", "Amiante sous-section 4")


VALIDITES_MOIS: dict[SorteCertificat, int] = {
    SorteCertificat.CACES_R482: 120,
    SorteCertificat.CACES_R486: 60,
    SorteCertificat.CACES_R487: 60,
    SorteCertificat.CACES_R489: 60,
    SorteCertificat.AIPR: 60,
    SorteCertificat.ELECTRIQUE: 36,
    SorteCertificat.SST: 24,
    SorteCertificat.HAUTEUR: 0,
    SorteCertificat.ECHAFAUDAGE: 0,
    SorteCertificat.AMIANTE_SS4: 36,
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


def reglage_de(sorte: str) -> str:
    """The code of the setting that holds the validity of a certificate."""
    return f"validite_{sorte.lower()}"


def fin_de_validite(obtenu: date | None, mois: int) -> date | None:
    """The day a certificate expires; None when it was never dated or does not expire."""
    return terme(obtenu, mois) if obtenu is not None and mois else None
