"""What a contractor types in the grid of the month: hours in every usual notation, and what follows from a contract.

Pure: no Django, no clock. Unreadable values are the only walls at entry; the meaning is judged by the controls.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from clauses.rules.vocabulaire import TYPES_PRETES, Modalite, RoleIntervenant

PAS = Decimal("0.01")
HEURES_DU_MOIS_MAXIMUM = Decimal(744)
"""31 days of 24 hours: beyond, the value was mistyped."""

_BLANCS = re.compile(r"[\s\u00a0\u202f\u2009]")
_NOMBRE = re.compile(r"(\d{1,7})(?:[.,](\d*))?h?")
_HEURES_MINUTES = re.compile(r"(\d{1,4})(?:h|:)(\d{1,2})(?:m|mn|min)?")


class HeuresIllisibles(ValueError):
    """The text is not a number of hours; `args[0]` is the French sentence for the cell."""


def lire_heures(texte: str) -> Decimal | None:
    """Hours typed as `151,67`, `151.67`, `7h30`, `7:30`, `7 h 30` or `35 h`; None for an empty cell.

    Minutes become hundredths of an hour, rounded half up (7 h 20 is 7,33 h). Raises HeuresIllisibles on anything
    else, a negative number, a third decimal, sixty minutes or more, and more than 744 hours.
    """
    propre = _BLANCS.sub("", texte or "").lower()
    if not propre:
        return None
    if not propre.isascii():
        raise HeuresIllisibles("Écrivez des heures, par exemple 151,67 ou 7h30.")
    if trouve := _HEURES_MINUTES.fullmatch(propre):
        minutes = int(trouve[2])
        if minutes > 59:
            raise HeuresIllisibles("Les minutes vont de 0 à 59.")
        valeur = (Decimal(int(trouve[1]) * 60 + minutes) / 60).quantize(PAS, rounding=ROUND_HALF_UP)
    elif trouve := _NOMBRE.fullmatch(propre):
        decimales = trouve[2] or ""
        if len(decimales.rstrip("0")) > 2:
            raise HeuresIllisibles("Deux chiffres au plus après la virgule.")
        valeur = Decimal(f"{trouve[1]}.{decimales or '0'}").quantize(PAS)
    elif propre.startswith("-"):
        raise HeuresIllisibles("Les heures ne sont pas négatives.")
    else:
        raise HeuresIllisibles("Écrivez des heures, par exemple 151,67 ou 7h30.")
    if valeur > HEURES_DU_MOIS_MAXIMUM:
        raise HeuresIllisibles("Un mois n'a pas plus de 744 heures.")
    return valeur


def heures_saisies(texte_payees: str, texte_non_travaillees: str) -> tuple[Decimal | None, Decimal]:
    """The two values of a cell, paid and not worked; raises HeuresIllisibles when they do not fit together."""
    payees = lire_heures(texte_payees)
    non_travaillees = lire_heures(texte_non_travaillees) or Decimal("0.00")
    if non_travaillees and payees is None:
        raise HeuresIllisibles("Indiquez d'abord les heures payées.")
    if payees is not None and non_travaillees > payees:
        raise HeuresIllisibles("Les heures non travaillées font partie des heures payées.")
    return payees, non_travaillees


def modalite_du_contrat(*, type_contrat: str, role: str, employeur_declare: bool) -> Modalite:
    """How the clause is fulfilled, read from the contract: nobody has to name it.

    Lent staff (temporary work, GEIQ, AI), or staff of another employer: made available. The own staff of an
    insertion structure that is a party of the lot: subcontracting to it. Else direct hiring.
    """
    if type_contrat in TYPES_PRETES or not employeur_declare:
        return Modalite.MISE_A_DISPOSITION
    return Modalite.SOUS_TRAITANCE if role == RoleIntervenant.SIAE else Modalite.EMBAUCHE_DIRECTE
