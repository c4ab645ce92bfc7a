"""The estimator's answer in words: the hours, and the formula with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from clauses.public import ReferencesEstimateur, estimer_sur_heures, estimer_sur_montant, etp
from socle.presentation import euros, heures, nombre


@dataclass(frozen=True, slots=True)
class Estimation:
    """Hours to write in the contract, how they were found, and what they mean."""

    heures: Decimal
    formule: str
    etp: Decimal
    diviseur: int
    phrase: str


def estimer(donnees: dict[str, Any], references: ReferencesEstimateur) -> Estimation:
    """The answer for a valid form (`CalculateurForm.cleaned_data`)."""
    taux: Decimal = donnees["taux"]
    if donnees["base"] == "heures":
        total = estimer_sur_heures(donnees["heures"], taux)
        formule = f"{heures(donnees['heures'], decimales=0)} prévues × {_pourcent(taux)} d'insertion"
    else:
        montant, part, cout = donnees["montant"], donnees["part"], donnees["cout"]
        total = estimer_sur_montant(montant, part, taux, cout)
        formule = (
            f"{euros(montant)} × {_pourcent(part)} de main-d'œuvre × {_pourcent(taux)} d'insertion "
            f"÷ {euros(cout)} de l'heure"
        )
    formule += f" = {heures(total, decimales=0)}"
    phrase = (
        f"Le titulaire réserve au moins {heures(total, decimales=0)} de travail à des personnes éloignées de l'emploi, "
        "selon les modalités prévues par la clause sociale d'insertion du marché."
    )
    return Estimation(total, formule, etp(total, references.diviseur_etp), references.diviseur_etp, phrase)


def _pourcent(valeur: Decimal) -> str:
    return f"{nombre(valeur, 0 if valeur == valeur.to_integral_value() else 2)}\u00a0%"
