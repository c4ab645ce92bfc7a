"""The log of candidates: who did what and when; names of fields, never what they hold."""

from __future__ import annotations

from entreprises.policies import Acteur
from parcours.models import Candidat, JournalCandidat
from parcours.rules.journal import ActeCandidat
from socle.horloge import maintenant


def noter(candidat: Candidat, acte: ActeCandidat, acteur: Acteur, motif: str = "") -> JournalCandidat:
    """One line of the candidate's log."""
    return JournalCandidat.objects.create(
        candidat=candidat, acte=acte, le=maintenant(), auteur=acteur.utilisateur, motif=motif[:300]
    )
