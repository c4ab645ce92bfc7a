"""What the office may do to a line, as data: form, service, words. One door for the row, the panel and the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from clauses.models import LigneHeures
from clauses.rules.etats import ActeLigne
from clauses.services import validation
from clauses.web.facilitation.validation_formulaires import (
    AnnulerForm,
    FormulaireActe,
    PartielForm,
    RefuserForm,
    RenvoyerForm,
    ValiderForm,
)
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.presentation import heures


@dataclass(frozen=True)
class Acte:
    """One act: its word in addresses, its form, what it calls, what is said once done (`{heures}`: those retained)."""

    code: str
    acte: ActeLigne
    formulaire: type[FormulaireActe]
    appeler: Callable[[Acteur, UUID, dict[str, Any]], list[LigneHeures]]
    bouton: str
    fait: str
    touche: str = ""
    danger: bool = False

    def phrase(self, faites: Sequence[LigneHeures]) -> str:
        """What is said once these lines are done."""
        return self.fait.format(heures=heures(sum((ligne.heures_retenues or ZERO for ligne in faites), ZERO)))


ACTES = {
    acte.code: acte
    for acte in (
        Acte(
            "valider",
            ActeLigne.VALIDER,
            ValiderForm,
            lambda acteur, uuid, d: validation.valider(
                acteur=acteur, lignes=[uuid], derogation=d.get("derogation", "")
            ),
            "Valider la ligne",
            "1 ligne validée, {heures}.",
            "v",
        ),
        Acte(
            "partiel",
            ActeLigne.VALIDER_PARTIELLEMENT,
            PartielForm,
            lambda acteur, uuid, d: [validation.valider_partiellement(acteur=acteur, ligne=uuid, **d)],
            "Valider ces heures",
            "1 ligne validée en partie, {heures} : l'entreprise lit le motif.",
            "p",
        ),
        Acte(
            "renvoyer",
            ActeLigne.RENVOYER,
            RenvoyerForm,
            lambda acteur, uuid, d: validation.renvoyer(acteur=acteur, lignes=[uuid], **d),
            "Renvoyer pour correction",
            "La ligne est renvoyée à l'entreprise.",
            "r",
        ),
        Acte(
            "refuser",
            ActeLigne.REFUSER,
            RefuserForm,
            lambda acteur, uuid, d: validation.refuser(acteur=acteur, lignes=[uuid], **d),
            "Refuser la ligne",
            "La ligne est refusée : l'entreprise lit le motif.",
            "f",
            danger=True,
        ),
        Acte(
            "annuler",
            ActeLigne.ANNULER_VALIDATION,
            AnnulerForm,
            lambda acteur, uuid, d: validation.annuler_validation(acteur=acteur, lignes=[uuid], **d),
            "Annuler la validation",
            "La validation est annulée par une contre-écriture : la ligne attend de nouveau.",
        ),
        Acte(
            "revenir",
            ActeLigne.ANNULER_REFUS,
            AnnulerForm,
            lambda acteur, uuid, d: validation.annuler_refus(acteur=acteur, lignes=[uuid], **d),
            "Revenir sur le refus",
            "Le refus est levé : la ligne attend de nouveau.",
        ),
    )
}
"""Acts by their word in addresses, in the order of the screen."""
