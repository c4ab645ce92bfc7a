"""Eligibility of a person for a référentiel at a date, from one criterion and its proof.

One criterion that suffices alone is enough. The *complete request* must be in on or before the start of the
work contract; a favourable decision taken later takes effect from that start; a late request is held for a
reasoned decision, never lost. The window says when a clause contract may start; a status lost afterwards
(the RSA ends with the job) never closes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clauses.rules.comptage import dernier_jour_apres


@dataclass(frozen=True, slots=True)
class FaitsCritere:
    """A criterion row as plain facts."""

    code: str
    libelle: str
    suffit_seul: bool = True
    age_preuve_mois: int | None = 3
    duree_mois: int | None = 24
    age_minimal: int | None = None
    age_maximal: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rule proposes: whether the criterion is met, the window, and every objection in French."""

    eligible: bool
    debut: date
    fin: date | None
    hors_delai: bool
    objections: tuple[str, ...]


def juger(
    critere: FaitsCritere,
    *,
    debut_contrat: date,
    demande_complete_le: date,
    preuve_datee_le: date | None,
    date_naissance: date | None = None,
) -> Verdict:
    """Judge one criterion for a contract starting on a day. The facilitator decides; objections explain.

    `hors_delai`: the complete request came after the start, so the decision must be reasoned.
    """
    objections = []
    if not critere.suffit_seul:
        objections.append(f"Le critère « {critere.libelle} » ne suffit pas seul pour ce référentiel.")
    if preuve_datee_le is None:
        objections.append("Le justificatif n'est pas daté.")
    else:
        if preuve_datee_le > demande_complete_le:
            objections.append("Le justificatif est daté d'après la demande.")
        if critere.age_preuve_mois is not None and demande_complete_le > dernier_jour_apres(
            preuve_datee_le, critere.age_preuve_mois
        ):
            objections.append(f"Le justificatif a plus de {critere.age_preuve_mois} mois au jour de la demande.")
    objections += _objections_age(critere, debut_contrat, date_naissance)
    fin = dernier_jour_apres(debut_contrat, critere.duree_mois) if critere.duree_mois else None
    return Verdict(
        eligible=not objections,
        debut=debut_contrat,
        fin=fin,
        hors_delai=demande_complete_le > debut_contrat,
        objections=tuple(objections),
    )


def age_au(date_naissance: date, jour: date) -> int:
    """Whole years on a day."""
    anniversaire_passe = (jour.month, jour.day) >= (date_naissance.month, date_naissance.day)
    return jour.year - date_naissance.year - (0 if anniversaire_passe else 1)


def _objections_age(critere: FaitsCritere, debut: date, naissance: date | None) -> list[str]:
    if critere.age_minimal is None and critere.age_maximal is None:
        return []
    if naissance is None:
        return ["La date de naissance manque pour vérifier l'âge à l'embauche."]
    age = age_au(naissance, debut)
    if critere.age_minimal is not None and age < critere.age_minimal:
        return [f"La personne a {age} ans à l'embauche : {critere.age_minimal} ans au moins sont demandés."]
    if critere.age_maximal is not None and age > critere.age_maximal:
        return [f"La personne a {age} ans à l'embauche : {critere.age_maximal} ans au plus sont demandés."]
    return []
