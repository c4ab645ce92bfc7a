"""How the objective came to be what it is: one step per date of effect, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from clauses.rules.obligation import Mouvement, NatureMouvement, couper
from clauses.rules.phrases import heures, jour

_COMPLEMENTS: dict[NatureMouvement, str] = {
    NatureMouvement.INITIAL: "par le contrat",
    NatureMouvement.TRANCHE_AFFERMIE: "par l'affermissement d'une tranche",
    NatureMouvement.AVENANT: "par un avenant",
    NatureMouvement.BON_DE_COMMANDE: "par un bon de commande",
    NatureMouvement.OFFRE_SUPERIEURE: "par l'offre de l'entreprise",
    NatureMouvement.REDUCTION: "par décision du maître d'ouvrage",
    NatureMouvement.GLOBALISATION: "par un accord de globalisation",
    NatureMouvement.REPRISE: "par la reprise du suivi antérieur",
}


@dataclass(frozen=True, slots=True)
class EtapeObjectif:
    """One change of the objective, in hours, at its date of effect."""

    nature: NatureMouvement
    date_effet: date
    avant: Decimal
    apres: Decimal
    phrase: str


def etapes_objectif(
    mouvements: Iterable[Mouvement], *, travaillees_jusqu_au: date | None = None, connues_au: datetime | None = None
) -> list[EtapeObjectif]:
    """The steps of the objective by date of effect: "objectif porté de 1 000 h à 1 200 h par l'avenant n° 2".

    `Mouvement.libelle` names the act ("l'avenant n° 2"); empty, the nature's own words are used. Invoices
    of a progressive clause are not steps.
    """
    retenus = [m for m in couper(mouvements, travaillees_jusqu_au, connues_au) if m.nature != NatureMouvement.FACTURE]
    etapes, total = [], Decimal("0.00")
    for m in sorted(retenus, key=lambda m: (m.date_effet, m.enregistre_le)):
        apres = total + m.heures
        etapes.append(EtapeObjectif(m.nature, m.date_effet, total, apres, _phrase(m, total, apres)))
        total = apres
    return etapes


def _phrase(m: Mouvement, avant: Decimal, apres: Decimal) -> str:
    par = f"par {m.libelle}" if m.libelle else _COMPLEMENTS[m.nature]
    if avant == 0:
        return f"objectif fixé à {heures(apres)} {par}, au {jour(m.date_effet)}"
    verbe = "porté" if apres >= avant else "ramené"
    return f"objectif {verbe} de {heures(avant)} à {heures(apres)} {par}, au {jour(m.date_effet)}"
